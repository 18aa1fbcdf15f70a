using System.Collections.Immutable;
using System.Net;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Policy.Rules;

/// <summary>Reads one rule; reports everything that is wrong with it.</summary>
internal sealed class RuleReader(SubjectReader subjects, TagReader tags)
{
    private const string ObjectForm = "schema.name or database.schema.name";

    private const string ColumnForm = "schema.table.column or database.schema.table.column";

    private const string FunctionForm = "a built-in's name, schema.name or @safe";

    /// <summary>Null when the rule cannot be used.</summary>
    public Rule? Read(DocumentNode node, bool isFloor)
    {
        if (!node.IsMapping)
        {
            node.Error("a rule is a mapping with `id` and `effect`");
            return null;
        }

        var reports = node.ReportCount;
        node.RefuseUnknownKeys([.. PolicyKeys.Rule]);
        node.RefuseLater(PolicyKeys.LaterRule);
        var id = Id(node);
        var effect = EffectReader.Effect(node);
        var rule = new Rule
        {
            Id = id ?? "?",
            File = node.File,
            Line = node.Line,
            Effect = effect ?? RuleEffect.Deny,
            Description = node.Get("description")?.Text(),
            Subjects = subjects.Read(node.Get("subjects")),
            Except = subjects.Read(node.Get("except")),
            From = Networks(node.Get("from")),
            ExceptFrom = Networks(node.Get("except_from")),
            Listeners = node.Get("listeners").Globs(),
            Databases = node.Get("databases").Globs(),
            Applications = node.Get("applications").Globs(),
            Actions = Actions(node.Get("actions")),
            Objects = node.Get("objects").Patterns(2, 4, ObjectForm),
            ExceptObjects = node.Get("except_objects").Patterns(2, 4, ObjectForm),
            Columns = node.Get("columns").Patterns(3, 5, ColumnForm),
            ExceptColumns = node.Get("except_columns").Patterns(3, 5, ColumnForm),
            Tags = tags.Read(node.Get("tags")),
            Functions = Functions(node.Get("functions")),
            Settings = node.Get("settings").Globs(ignoreCase: true),
            Facilities = Facilities(node.Get("facilities")),
            Conditions = ConditionReader.Read(node.Get("conditions")),
            Live = ConditionReader.ReadLive(node),
            Direct = node.Get("direct")?.Flag() ?? false,
            Shadow = node.Get("mode")?.Word("enforce", "shadow") == "shadow",
            Message = Message(node.Get("message")),
            OverridesFloor = node.Get("overrides_floor") is { } ids ? [.. ids.Each().Select(static i => i.Text()).OfType<string>()] : [],
            IsFloor = isFloor,
            Limit = effect is { } forLimit ? EffectReader.Limit(node, forLimit) : null,
            Audit = effect is { } forAudit ? EffectReader.Audit(node, forAudit) : null,
            Mask = effect is RuleEffect.Mask ? MaskReader.Read(node) : null,
            Filter = effect is RuleEffect.Filter ? FilterReader.Read(node) : null,
            Writes = EffectReader.Writes(node),
            ResultsOnly = node.Get("applies_to")?.Word("all", "results") == "results",
            StarNarrow = node.Get("star")?.Word("refuse", "narrow") == "narrow",
            CatalogNarrow = node.Get("catalog")?.Word("show", "narrow") == "narrow",
            Enforce = node.Get("enforce")?.Flag() ?? false,
        };
        if (id is null || effect is null)
        {
            return null;
        }

        SecuringChecks.Check(rule, node);
        RuleChecks.Check(rule, node, isSound: node.ReportCount == reports);
        return rule;
    }

    private static ImmutableArray<Glob> Facilities(DocumentNode? node)
    {
        foreach (var item in node?.Each() ?? [])
        {
            if (item.IsScalar && item.Text() is { } text && !PolicyKeys.Facilities.Any(f => new Glob(text).Matches(f)))
            {
                item.Warn($"no statement needs a facility `{text}`" + NodeReading.Suggest(text, PolicyKeys.Facilities));
            }
        }

        return node.Globs();
    }

    private static string? Id(DocumentNode rule)
    {
        if (rule.Require("id") is not { } node || node.Text() is not { } id)
        {
            return null;
        }

        if (id.Length is > 0 and <= 100 && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'))
        {
            return id;
        }

        node.Error($"`{id}` is no rule id; use letters, digits, `-`, `_`, `.` and `:`");
        return null;
    }

    private static string? Message(DocumentNode? node)
    {
        if (node?.Text() is not { } text)
        {
            return null;
        }

        if (text.Length > 1000 || text.Any(char.IsControl))
        {
            node.Error("a message is one line of at most 1000 characters");
        }

        return text;
    }

    private static ActionSet? Actions(DocumentNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var set = default(ActionSet);
        foreach (var item in node.Each())
        {
            if (item.Text() is not { } word)
            {
                continue;
            }

            if (ActionSet.Words.Contains(word))
            {
                set = set.With(word);
            }
            else
            {
                item.Error($"`{word}` is no action" + (NodeReading.Suggest(word, ActionSet.Words) is { Length: > 0 } hint
                    ? hint
                    : $"; the actions are {string.Join(", ", ActionSet.Words)}"));
            }
        }

        return set;
    }

    private static ImmutableArray<IPNetwork> Networks(DocumentNode? node)
    {
        if (node is null)
        {
            return [];
        }

        var all = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var item in node.Each())
        {
            if (item.Text() is not { } text)
            {
                continue;
            }

            if (IPNetwork.TryParse(text, out var network) && text.StartsWith(network.BaseAddress.ToString() + "/", StringComparison.OrdinalIgnoreCase))
            {
                all.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                all.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                item.Error(network.BaseAddress is null || network.PrefixLength == 0
                    ? $"`{text}` is no network; write an address or CIDR such as 10.1.0.0/16"
                    : $"`{text}` has bits set after the prefix; write `{network}` for the network, or the address alone");
            }
        }

        return all.ToImmutable();
    }

    private static FunctionPatterns? Functions(DocumentNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var safe = false;
        var all = ImmutableArray.CreateBuilder<NamePattern>();
        foreach (var item in node.Each())
        {
            var text = item.Text();
            if (text == "@safe")
            {
                safe = true;
            }
            else if (text is not null && text.StartsWith('@'))
            {
                item.Error($"`{text}` is no set of functions; the only one is @safe");
            }
            else if (text is not null && NamePattern.TryParse(text, out var pattern, out var fault))
            {
                all.Add(pattern);
                if (pattern.FixedParts > 3)
                {
                    item.Error($"`{text}` is not {FunctionForm}");
                }
            }
            else if (text is not null)
            {
                item.Error($"`{text}` is not {FunctionForm}");
            }
        }

        return new FunctionPatterns(all.ToImmutable(), safe);
    }
}
