using System.Collections.Immutable;

namespace ProxyDb.Policy.Decisions;

/// <summary>The decision on a text for one <see cref="RuleMatch"/>, with only the conditions left that change with time.</summary>
public sealed class DecisionPlan
{
    private readonly Decision _decision;

    internal DecisionPlan(Decision decision) => _decision = decision;

    /// <summary>True when the same decision is given whatever the context.</summary>
    public bool IsConstant => _decision is not null;

    /// <summary>One plan for each statement of a text with several; for one statement only this plan.</summary>
    public ImmutableArray<DecisionPlan> Statements { get; private init; } = [];

    /// <summary>Decides one execution. Allocates nothing once each combination of live conditions was met.</summary>
    public Decision Decide(in DecisionContext context) => _decision;
}
