using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>Decides facts by the rules a session can meet (policy-language.md §3 to §5).</summary>
public static class DecisionEngine
{
    /// <summary>Plans one statement. Keep the plan by (facts, match): both are immutable.</summary>
    /// <param name="currentSchema">
    /// Where a relation that no catalog knows would stand; null when there is none: then only rules for any schema allow it.
    /// </param>
    /// <param name="bindings">What names meant before objects were renamed; null when nothing is known of the database.</param>
    public static DecisionPlan Plan(StatementFacts facts, RuleMatch match, string? currentSchema = null, TagBindings? bindings = null) =>
        Plan([facts], match, currentSchema, bindings);

    /// <summary>Plans a text of several statements, or an EXECUTE together with the statement behind: one denial denies all.</summary>
    public static DecisionPlan Plan(
        ImmutableArray<StatementFacts> statements, RuleMatch match, string? currentSchema = null, TagBindings? bindings = null) =>
        new([.. statements.Select(s => StatementRules.Gather(Scope(s, match, currentSchema) with { Bindings = bindings }, match))], match);

    /// <summary>
    /// Plans a text without facts: refused unless a rule allows the facility <c>proxydb.unparsed</c>. A refusal of a
    /// <c>syntax</c> error is answered with the server's own words.
    /// </summary>
    public static DecisionPlan PlanUnparsed(AnalysisError error, RuleMatch match) => PlanFacility(Facilities.Unparsed, match, error);

    /// <summary>
    /// Plans something a protocol brings that is no statement: the facility <c>proxydb.unknown_message</c>, <c>xa_recovery</c> …
    /// </summary>
    public static DecisionPlan PlanFacility(string facility, RuleMatch match) => PlanFacility(facility, match, null);

    private static DecisionPlan PlanFacility(string facility, RuleMatch match, AnalysisError? error)
    {
        var facts = new StatementFacts { Action = SqlAction.None, Kind = "", Accesses = [StatementRules.Facility(facility)] };
        return new DecisionPlan([StatementRules.Gather(Scope(facts, match, null) with { Error = error }, match)], match);
    }

    private static StatementScope Scope(StatementFacts facts, RuleMatch match, string? currentSchema) =>
        new(facts, match.Database, currentSchema) { ServiceLogin = match.ServiceLogin };
}
