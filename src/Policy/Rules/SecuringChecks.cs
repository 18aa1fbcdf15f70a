using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rules;

/// <summary>What masks and filters need and forbid, and the keys that belong to them.</summary>
internal static class SecuringChecks
{
    /// <summary>Keys that some effects alone have.</summary>
    private static readonly (string Key, RuleEffect[] Owners)[] Owned =
    [
        ("mask", [RuleEffect.Mask]),
        ("writes", [RuleEffect.Mask]),
        ("applies_to", [RuleEffect.Mask]),
        ("where", [RuleEffect.Filter]),
        ("enforce", [RuleEffect.Mask, RuleEffect.Filter]),
        ("star", [RuleEffect.Allow, RuleEffect.Deny]),
        ("catalog", [RuleEffect.Deny]),
    ];

    private static readonly SqlAction[] RowActions = [SqlAction.Select, SqlAction.Insert, SqlAction.Update, SqlAction.Delete];

    private static readonly string[] OtherKinds = ["functions", "settings", "facilities"];

    public static void Check(Rule rule, DocumentNode node)
    {
        foreach (var (key, owners) in Owned)
        {
            if (node.Has(key) && !owners.Contains(rule.Effect))
            {
                node.Entries().First(e => e.Key == key).KeyNode.Error(
                    $"`{key}` belongs to `effect: {string.Join("` or `effect: ", owners.Select(static o => o.ToString().ToLowerInvariant()))}`");
            }
        }

        CheckStar(rule, node);
        CheckCatalog(rule, node);
        if (rule.Effect is RuleEffect.Mask or RuleEffect.Filter)
        {
            CheckKinds(node, rule.Effect == RuleEffect.Mask ? "columns" : "rows of objects");
        }

        if (rule.Effect == RuleEffect.Mask)
        {
            CheckMask(rule, node);
        }
        else if (rule.Effect == RuleEffect.Filter)
        {
            CheckFilter(rule, node);
        }
    }

    private static void CheckStar(Rule rule, DocumentNode node)
    {
        var columns = rule.Columns is not null || rule.Tags is not null;
        var denies = columns || (rule.Effect == RuleEffect.Allow && rule.ExceptColumns is not null);
        if (rule.StarNarrow && rule.Effect is RuleEffect.Deny or RuleEffect.Allow && !denies)
        {
            node.Get("star")?.Error(rule.Effect == RuleEffect.Deny
                ? "`star: narrow` leaves denied columns out, and this deny names no `columns` or `tags`"
                : "`star: narrow` leaves out columns that an allow does not grant, and this one has no `columns`, `except_columns` or `tags`");
        }
    }

    /// <summary>What a catalog shows is a question of who asks and when, not of the statement that the denied thing stands in.</summary>
    private static void CheckCatalog(Rule rule, DocumentNode node)
    {
        if (!rule.CatalogNarrow || rule.Effect != RuleEffect.Deny)
        {
            return;
        }

        if (!rule.NamesData || OtherKinds.Any(node.Has))
        {
            node.Get("catalog")?.Error(
                "`catalog: narrow` hides denied relations and columns, so the deny names `objects`, `columns` or `tags` and no other kind");
        }
        else if (rule.Actions is { } actions && !actions.Contains(SqlAction.Select))
        {
            node.Get("catalog")?.Error("`catalog: narrow` hides what may not be read; leave `actions` out, or name select");
        }
        else if (rule.Conditions with { Tls = null } != RuleConditions.None)
        {
            node.Get("catalog")?.Error("`catalog: narrow` hides whatever the statement is; of `conditions` only `time` and `tls` go with it");
        }
    }

    private static void CheckKinds(DocumentNode node, string subject)
    {
        foreach (var key in OtherKinds)
        {
            node.Get(key)?.Error($"this rule is about {subject}, so `{key}` can never match; leave it out");
        }
    }

    private static void CheckMask(Rule rule, DocumentNode node)
    {
        if (rule.Columns is null && rule.Tags is null)
        {
            node.Error("`effect: mask` needs `columns` or `tags`");
        }

        if (rule.Actions is { } actions && !actions.Contains(SqlAction.Select))
        {
            node.Get("actions")?.Error("a mask is put on what is read; leave `actions` out, or name select");
        }
    }

    private static void CheckFilter(Rule rule, DocumentNode node)
    {
        if (rule.Objects is null)
        {
            node.Error("`effect: filter` needs `objects`, the tables whose rows it leaves out");
        }

        foreach (var key in (ReadOnlySpan<string>)["columns", "except_columns", "tags"])
        {
            node.Get(key)?.Error($"a filter is about whole rows of `objects`; `{key}` has no place in it");
        }

        if (rule.Actions is { } actions && !Array.TrueForAll(RowActions, a => actions.Contains(a)))
        {
            node.Get("actions")?.Warn($"the filter `{rule.Id}` does not hold for statements that do none of its `actions`; without them it holds for all");
        }
    }
}
