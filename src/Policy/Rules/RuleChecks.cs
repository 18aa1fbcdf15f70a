using System.Collections.Immutable;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rules;

/// <summary>What is wrong with a rule as a whole: keys that do not go together, and rules that can never fire.</summary>
internal static class RuleChecks
{
    private static readonly SqlAction[] DataActions = [SqlAction.Select, SqlAction.Update, SqlAction.Delete];

    private static readonly SqlAction[] ServerActions =
        [SqlAction.Transaction, SqlAction.Admin, SqlAction.Dcl, SqlAction.Ddl, SqlAction.Maintain, SqlAction.Lock];

    /// <param name="isSound">False after a fault in the rule: what is then missing from it would mislead.</param>
    public static void Check(Rule rule, DocumentNode node, bool isSound)
    {
        CheckTogether(rule, node);
        if (isSound && NeverFires(rule) is { } reason)
        {
            node.Warn($"the rule `{rule.Id}` can never fire: {reason}");
        }

        if (rule.Effect == RuleEffect.Allow)
        {
            WarnOfWideAllow(rule, node);
        }
    }

    private static void CheckTogether(Rule rule, DocumentNode node)
    {
        if (rule.Effect == RuleEffect.Allow && !node.Has("subjects"))
        {
            node.Error("an allow needs `subjects`; write `subjects: [any]` for everybody");
        }

        if (rule.Effect != RuleEffect.Deny)
        {
            node.Get("message")?.Error("`message` belongs to `effect: deny`");
            node.Get("direct")?.Error("`direct` belongs to `effect: deny`");
        }

        if (rule.Effect != RuleEffect.Allow)
        {
            node.Get("overrides_floor")?.Error("only an allow can open a part of the floor");
        }
    }

    private static void WarnOfWideAllow(Rule rule, DocumentNode node)
    {
        var anybody = rule.Subjects is SubjectSelector.OneOf { Items: var items } && items.Any(static i => i is SubjectSelector.Anybody);
        if (!rule.Applications.IsEmpty && anybody && rule.From.IsEmpty)
        {
            node.Get("applications")?.Warn(
                $"the allow `{rule.Id}` rests on the application name alone, which any client can claim; add `subjects` or `from`");
        }

        if (rule.Objects is null && (rule.Columns is not null || rule.Tags is not null))
        {
            node.Warn($"the allow `{rule.Id}` grants columns without their table; add `objects`");
        }
    }

    private static string? NeverFires(Rule rule)
    {
        if (rule.Live.OfType<LiveCondition.Validity>().Any(static v => v.From >= v.Until))
        {
            return "`valid_from` is not before `valid_until`";
        }

        if (rule.Except is { } except && AlwaysMatches(except))
        {
            return "`except` takes everybody out";
        }

        if (rule.Subjects is { } subjects && NeverMatches(subjects))
        {
            return "nobody can be all of `subjects`";
        }

        if (rule.Tags is { IsEmpty: true })
        {
            return "no tag matches";
        }

        if (rule.Objects is { } objects && rule.ExceptObjects is { } taken && objects.All.All(o => Within(o, taken)))
        {
            return "`except_objects` takes every object out";
        }

        if (rule.Columns is { } columns && rule.ExceptColumns is { } without && columns.All.All(c => Within(c, without)))
        {
            return "`except_columns` takes every column out";
        }

        return rule.Effect == RuleEffect.Allow ? GrantsNothing(rule) : MatchesNothing(rule);
    }

    private static string? GrantsNothing(Rule rule)
    {
        var grantsData = rule.NamesData && rule.Actions is not null;
        var grantsServer = rule.Actions is { } actions && ServerActions.Any(a => actions.GrantsServer(a));
        if (grantsData || grantsServer || rule.Functions is not null || !rule.Settings.IsEmpty || !rule.Facilities.IsEmpty)
        {
            return OfStatement(rule);
        }

        return rule.NamesData
            ? "an allow of objects needs `actions`"
            : "an allow grants what it names, and this one names no objects, functions, settings or facilities";
    }

    private static string? MatchesNothing(Rule rule)
    {
        var kinds = (rule.NamesData ? 1 : 0) + (rule.Functions is null ? 0 : 1) + (rule.Settings.IsEmpty ? 0 : 1) + (rule.Facilities.IsEmpty ? 0 : 1);
        return kinds > 1
            ? "all keys of such a rule must match one access, and nothing is object, function, setting and facility at once; write one rule for each"
            : OfStatement(rule);
    }

    private static string? OfStatement(Rule rule)
    {
        if (rule.Conditions.WithoutWhere == true && rule.Actions is { } actions && !DataActions.Any(a => actions.Contains(a)))
        {
            return "`without_where` speaks of select, update and delete";
        }

        return rule.Conditions.WithoutLimit == true && rule.Actions is { } reads && !reads.Contains(SqlAction.Select)
            ? "`without_limit` speaks of select"
            : null;
    }

    private static bool Within(NamePattern pattern, NamePatterns patterns) =>
        patterns.All.Any(p => p.IsEverything || string.Equals(p.Text, pattern.Text, StringComparison.Ordinal));

    private static bool AlwaysMatches(SubjectSelector selector) => selector switch
    {
        SubjectSelector.Anybody => true,
        SubjectSelector.OneOf one => one.Items.Any(AlwaysMatches),
        SubjectSelector.AllOf all => all.Items.All(AlwaysMatches),
        _ => false,
    };

    private static bool NeverMatches(SubjectSelector selector) => selector switch
    {
        SubjectSelector.OneOf one => one.Items.All(NeverMatches),
        SubjectSelector.AllOf all => all.Items.Any(NeverMatches) || TwoUsers(all.Items),
        _ => false,
    };

    private static bool TwoUsers(ImmutableArray<SubjectSelector> items) =>
        items.OfType<SubjectSelector.User>().Where(static u => !u.Name.Text.Contains('*', StringComparison.Ordinal)).Distinct().Count() > 1;
}
