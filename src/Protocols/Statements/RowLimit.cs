namespace ProxyDb.Protocols.Statements;

/// <summary>How many rows of an answer a client may be shown (policy-language.md §4, <c>limit: {rows}</c>).</summary>
/// <param name="Rows">The most that are shown; <see cref="long.MaxValue"/> where no rule limits them.</param>
/// <param name="Truncates">What is beyond is left out with a warning; false: the statement fails.</param>
/// <param name="Rule">The rule that says so.</param>
public readonly record struct RowLimit(long Rows, bool Truncates, string? Rule)
{
    public static RowLimit None { get; } = new(long.MaxValue, false, null);

    public bool IsNone => Rows == long.MaxValue;
}
