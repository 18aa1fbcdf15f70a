namespace ProxyDb.Policy.Decisions;

/// <summary>What may differ between two executions of one plan. Passed in, since nothing here reads a clock.</summary>
/// <param name="Now">The time of the decision.</param>
public readonly record struct DecisionContext(DateTimeOffset Now);
