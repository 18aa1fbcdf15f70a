using System.Collections.Immutable;
using System.Numerics;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Cases;

/// <summary>Holds every rule against every access and tells what came of it.</summary>
internal static class Explainer
{
    private const int NearlyMax = 5;

    /// <summary>That a rule of the base speaks of something else explains nothing.</summary>
    private const RuleKeys Naming = RuleKeys.Actions | RuleKeys.Objects | RuleKeys.Functions | RuleKeys.Settings | RuleKeys.Facilities;

    /// <summary>A mask of another column is not near.</summary>
    private const RuleKeys NamingData = RuleKeys.Objects | RuleKeys.Columns | RuleKeys.Tags | RuleKeys.Actions | RuleKeys.Databases;

    public static ImmutableArray<StatementExplanation> Explain(
        ImmutableArray<StatementFacts> statements, PolicySet set, Subject subject, DateTimeOffset now, string? currentSchema) =>
        [.. statements.Select(s => Explain(new StatementScope(s, subject.Database, currentSchema) { ServiceLogin = subject.ServiceLogin }, set, subject, now))];

    /// <summary>Masks and filters of the accesses that one key kept from matching, each rule once.</summary>
    public static ImmutableArray<NearMiss> NearlySecured(
        ImmutableArray<StatementFacts> statements, PolicySet set, Subject subject, DateTimeOffset now, string? currentSchema)
    {
        var nearly = new List<NearMiss>();
        foreach (var rule in set.Rules.Where(static r => r.Effect is RuleEffect.Mask or RuleEffect.Filter))
        {
            var kind = rule.Effect == RuleEffect.Mask ? AccessKind.Column : AccessKind.Object;
            var missed = statements
                .Select(s => new StatementScope(s, subject.Database, currentSchema))
                .SelectMany(s => StatementRules.ToDecide(s.Facts)
                    .Where(a => a.Kind == kind)
                    .Select(a => OfSession(rule, subject, now) | Touches.Missed(rule, a, s)))
                .ToList();
            var near = missed.Where(static m => BitOperations.PopCount((uint)m) == 1 && (m & NamingData) == 0).ToList();
            if (near.Count > 0 && !missed.Contains(RuleKeys.None))
            {
                nearly.Add(new NearMiss(rule.Id, rule.Effect.ToString().ToLowerInvariant(), Word(rule, near[0])));
            }
        }

        return [.. nearly.Take(NearlyMax)];
    }

    private static StatementExplanation Explain(StatementScope scope, PolicySet set, Subject subject, DateTimeOffset now) =>
        new(scope.Facts, [.. StatementRules.ToDecide(scope.Facts).Select(a => Explain(a, scope, set, subject, now))])
        {
            Matched =
            [
                .. set.Rules.Where(r => r.Effect != RuleEffect.Allow && OfSession(r, subject, now) == RuleKeys.None
                    && (Touches.Statement(r, scope) || (r.Effect == RuleEffect.Deny && Touches.Opaque(r, scope)))).Select(static r => r.Id),
            ],
        };

    private static AccessExplanation Explain(in Access access, StatementScope scope, PolicySet set, Subject subject, DateTimeOffset now)
    {
        var allowed = ImmutableArray.CreateBuilder<string>();
        var denied = ImmutableArray.CreateBuilder<string>();
        var opened = new HashSet<string>(StringComparer.Ordinal);
        var nearly = new List<NearMiss>();
        foreach (var rule in set.Rules.OrderBy(static r => r.Effect))
        {
            if (rule.Effect is not (RuleEffect.Allow or RuleEffect.Deny) || (rule.Effect == RuleEffect.Allow && access.Through))
            {
                continue;
            }

            var isAllow = rule.Effect == RuleEffect.Allow;
            var missed = OfSession(rule, subject, now) | (isAllow ? Grants.Missed(rule, access, scope) : Touches.Missed(rule, access, scope));
            if (missed == RuleKeys.None && !rule.Shadow && !(rule.IsFloor && opened.Contains(rule.Id)))
            {
                (isAllow ? allowed : denied).Add(rule.Id);
                opened.UnionWith(rule.OverridesFloor);
            }
            else if (IsNear(rule, missed, access.Kind) && !(rule.IsBuiltIn && (missed & Naming) != 0))
            {
                nearly.Add(new NearMiss(rule.Id, rule.Effect.ToString().ToLowerInvariant(), Word(rule, missed)));
            }
        }

        var isGranted = allowed.Count > 0 || !StatementRules.NeedsAllow(access, scope.Facts);
        return new AccessExplanation(
            access,
            RefusalText.Describe(access, scope),
            allowed.ToImmutable(),
            denied.ToImmutable(),
            isGranted && denied.Count == 0 ? [] : [.. nearly.OrderBy(static n => n.Key is "objects" or "functions" or "settings" or "facilities").Take(NearlyMax)],
            isGranted ? null : RefusalText.LeastChange(access, scope));
    }

    private static RuleKeys OfSession(Rule rule, Subject subject, DateTimeOffset now) =>
        SubjectMatching.Missed(rule, subject) | (rule.Live.All(c => c.Holds(now)) ? RuleKeys.None : RuleKeys.Time);

    /// <summary>One key from matching, and of a rule that speaks of this kind of access at all.</summary>
    private static bool IsNear(Rule rule, RuleKeys missed, AccessKind kind) =>
        !rule.IsFloor
        && BitOperations.PopCount((uint)missed) <= 1
        && kind switch
        {
            AccessKind.Object or AccessKind.Column => rule.NamesData,
            AccessKind.Function => rule.Functions is not null,
            AccessKind.Session => !rule.Settings.IsEmpty,
            AccessKind.Facility => !rule.Facilities.IsEmpty,
            _ => rule.Actions is not null && !rule.NamesKind,
        };

    private static string Word(Rule rule, RuleKeys missed) => missed switch
    {
        RuleKeys.None => rule.Shadow ? "mode: shadow" : "overrides_floor",
        RuleKeys.From or RuleKeys.Except or RuleKeys.Subjects => missed.ToString().ToLowerInvariant(),
        RuleKeys.ExceptFrom => "except_from",
        RuleKeys.ExceptObjects => "except_objects",
        RuleKeys.ExceptColumns => "except_columns",
        _ => missed.ToString().ToLowerInvariant(),
    };
}
