using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Rules;

/// <summary>Reads <c>effect</c> and the block that belongs to it.</summary>
internal static class EffectReader
{
    public static RuleEffect? Effect(DocumentNode rule)
    {
        if (rule.Require("effect") is not { } node || node.Text() is not { } word)
        {
            return null;
        }

        if (PolicyKeys.LaterEffects.Contains(word))
        {
            node.Error($"the effect `{word}` {NodeReading.Later}");
            return null;
        }

        if (Enum.TryParse<RuleEffect>(word, ignoreCase: true, out var effect) && PolicyKeys.Effects.Contains(word))
        {
            return effect;
        }

        node.Error($"`{word}` is not one of {string.Join(", ", PolicyKeys.Effects)}" + NodeReading.Suggest(word, PolicyKeys.Effects));
        return null;
    }

    public static LimitTerms? Limit(DocumentNode rule, RuleEffect effect)
    {
        if (Block(rule, "limit", effect, RuleEffect.Limit, required: true) is not { } node)
        {
            return null;
        }

        node.RefuseUnknownKeys([.. PolicyKeys.Limit]);
        node.RefuseLater(PolicyKeys.LaterLimit);
        var exceed = node.Get("on_exceed");
        if (exceed is not null && !node.Has("rows"))
        {
            exceed.Error("`on_exceed` says what happens after `rows`; write `rows` too");
        }

        var terms = new LimitTerms(
            node.Get("rows")?.Integer(0, long.MaxValue),
            exceed?.Word("error", "truncate") == "truncate",
            Timeout(node.Get("timeout")),
            (int?)node.Get("concurrency")?.Integer(1, int.MaxValue));
        if (!PolicyKeys.Limit.Any(node.Has))
        {
            node.Error("the limit limits nothing; write rows, timeout or concurrency");
        }

        return terms;
    }

    public static AuditTerms? Audit(DocumentNode rule, RuleEffect effect)
    {
        if (Block(rule, "audit", effect, RuleEffect.Audit, required: false) is not { } node)
        {
            return null;
        }

        node.RefuseUnknownKeys([.. PolicyKeys.Audit]);
        node.RefuseLater(PolicyKeys.LaterAudit);
        return new AuditTerms(node.Get("level")?.Word("full", "standard", "minimal"), node.Get("bind_values")?.Word("plain", "hash", "none"))
        {
            Alert = node.Get("alert")?.Flag() ?? false,
            Download = node.Get("download")?.Flag() ?? false,
        };
    }

    public static MaskedWrites Writes(DocumentNode rule) => rule.Get("writes")?.Word("deny", "insert", "allow") switch
    {
        "insert" => MaskedWrites.Insert,
        "allow" => MaskedWrites.Allow,
        _ => MaskedWrites.Deny,
    };

    private static TimeSpan? Timeout(DocumentNode? node)
    {
        var value = node?.Duration();
        if (value == TimeSpan.Zero)
        {
            node!.Error("a timeout of 0 would end every statement; leave the key out for none");
        }

        return value;
    }

    private static DocumentNode? Block(DocumentNode rule, string key, RuleEffect effect, RuleEffect owner, bool required)
    {
        var node = rule.Get(key);
        if (effect != owner)
        {
            node?.Error($"`{key}` belongs to `effect: {key}`, and this rule's effect is another");
            return null;
        }

        if (node is null && required)
        {
            rule.Error($"`effect: {key}` needs the block `{key}`");
        }
        else if (node is { IsMapping: false })
        {
            node.Error($"`{key}` is a mapping");
            return null;
        }

        return node;
    }
}
