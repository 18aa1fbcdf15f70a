using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql;

/// <summary>A column of a query's result or of a derived table.</summary>
internal readonly record struct QueryColumn(string Name, ImmutableArray<ColumnSource> From)
{
    /// <summary>The unchanged value of the one column in <see cref="From"/>.</summary>
    public bool IsPlain { get; init; }

    public ColumnSource? Plain => IsPlain && From.Length == 1 ? From[0] : null;
}

/// <summary>What a query yields. <see cref="IsKnown"/> is false when a star over an unknown table may add more columns.</summary>
internal sealed class QueryOutput
{
    public List<QueryColumn> Columns { get; } = [];

    public bool IsKnown { get; set; } = true;

    /// <summary>Range items of the query itself, for row locks that reach into a derived table.</summary>
    public List<IRangeItem> Items { get; } = [];
}

/// <summary>Something in FROM that columns can be taken from, in the scope of a dialect.</summary>
internal interface IRangeItem
{
    /// <summary>The name columns are qualified with, null when there is none.</summary>
    string? Alias { get; }
}
