namespace ProxyDb.Policy.Sql;

/// <summary>What a parser is given at most (architecture.md §5). Above, a text is refused before it is parsed.</summary>
public sealed record AnalysisLimits
{
    public static AnalysisLimits Default { get; } = new();

    /// <summary>Bytes of text outside of literals and of left-out VALUES rows.</summary>
    public int Text { get; init; } = 1 << 20;

    /// <summary>Tokens of which a parser or walker may make a chain: operators, joins, set operations, casts, subscripts.</summary>
    public int Chain { get; init; } = 20_000;

    /// <summary>Parentheses, brackets and CASE within each other. Statements with 436 levels of calls are known from practice.</summary>
    public int Depth { get; init; } = 500;
}
