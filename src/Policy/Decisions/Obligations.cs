using System.Collections.Immutable;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// What an allow is bound to: the statement may be sent only after it was rewritten so that these hold. Immutable, with the
/// equality of their contents; equal obligations of one plan are the same object.
/// </summary>
/// <param name="Masks">
/// One for each masked column that the statement may read, directly or through a view, partition or parent. A rule that names a
/// parent and its children obliges each; what binds a parent binds its children.
/// </param>
/// <param name="Filters">All of one table are ANDed.</param>
public sealed record Obligations(ImmutableArray<ColumnMask> Masks, ImmutableArray<RowFilter> Filters)
{
    public static Obligations None { get; } = new([], []);

    public bool IsEmpty => Masks.IsEmpty && Filters.IsEmpty && Hidden.IsEmpty;

    /// <summary>Columns of objects the subject may not see at all under <c>star: narrow</c>: left out of what <c>*</c> stands for.</summary>
    public ImmutableArray<HiddenColumn> Hidden { get; init; } = [];

    public bool Equals(Obligations? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Masks.AsSpan().SequenceEqual(other.Masks.AsSpan()) && Filters.AsSpan().SequenceEqual(other.Filters.AsSpan())
            && Hidden.AsSpan().SequenceEqual(other.Hidden.AsSpan()));

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var mask in Masks)
        {
            hash.Add(mask);
        }

        foreach (var filter in Filters)
        {
            hash.Add(filter);
        }

        foreach (var hidden in Hidden)
        {
            hash.Add(hidden);
        }

        return hash.ToHashCode();
    }

    /// <summary>
    /// Whether what was secured for these is secured for others too: the same masks, filters and hidden columns, by whatever rules.
    /// </summary>
    public bool HoldAs(Obligations other) => ReferenceEquals(this, other) || HoldAllAs(other);

    /// <summary>On its own, since its closure would be allocated for the same object too.</summary>
    private bool HoldAllAs(Obligations other) =>
        Masks.Length == other.Masks.Length && Filters.Length == other.Filters.Length && Hidden.Length == other.Hidden.Length
        && Masks.All(m => other.Masks.Any(m.HoldsAs))
        && Filters.All(f => other.Filters.Any(o => o.Table == f.Table && o.Where.Equals(f.Where)))
        && Hidden.All(h => other.Hidden.Any(o => o.Table == h.Table && o.Column == h.Column));
}

/// <summary>A column whose value is replaced wherever it is read.</summary>
/// <param name="Table">The base table, with its schema.</param>
/// <param name="ResultsOnly"><c>applies_to: results</c>: predicates see the true value.</param>
/// <param name="Rules">Ids of the rules that ask for it.</param>
public sealed record ColumnMask(ObjectName Table, string Column, MaskTerms Mask, bool ResultsOnly, ImmutableArray<string> Rules)
{
    /// <summary>What the subject may write to the column; of several rules the least.</summary>
    public MaskedWrites Writes { get; init; }

    public bool Equals(ColumnMask? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Table == other.Table && Column == other.Column && Mask == other.Mask && ResultsOnly == other.ResultsOnly
            && Writes == other.Writes && Rules.AsSpan().SequenceEqual(other.Rules.AsSpan()));

    public override int GetHashCode() => HashCode.Combine(Table, Column, Mask, ResultsOnly, Writes);

    internal bool HoldsAs(ColumnMask other) =>
        Table == other.Table && Column == other.Column && Mask == other.Mask && ResultsOnly == other.ResultsOnly && Writes == other.Writes;
}

/// <summary>Rows of a table that do not exist for the subject unless the condition holds.</summary>
public sealed record RowFilter(ObjectName Table, FilterTerms Where, string Rule);

/// <summary>A column that <c>SELECT *</c> leaves out.</summary>
public sealed record HiddenColumn(ObjectName Table, string Column, string Rule);
