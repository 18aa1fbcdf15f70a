using System.Collections.Immutable;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>
/// One conjunct of a filter, as far as values that are written can be judged by it: a column that must have one of the values
/// listed, or one that an attribute lists. Any other condition has no <see cref="Column"/>.
/// </summary>
/// <param name="Columns">Every column the conjunct may name, of whatever table.</param>
internal sealed record FilterConjunct(ImmutableArray<string> Columns)
{
    public string? Column { get; init; }

    public ImmutableArray<string> Values { get; init; } = [];

    public string? Attribute { get; init; }

    /// <summary>The attribute stands in a list.</summary>
    public bool IsList { get; init; }

    public bool Names(string column) => Columns.Contains(column, StringComparer.Ordinal);
}
