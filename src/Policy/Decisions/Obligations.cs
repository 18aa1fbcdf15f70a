using System.Collections.Immutable;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Decisions;

/// <summary>
/// What an allow is bound to: the statement may be sent only after it was rewritten so that these hold. Immutable; equal
/// obligations of one plan are the same object.
/// </summary>
/// <param name="Masks">One for each masked column of a base table that the statement may read, directly or through a view.</param>
/// <param name="Filters">All of one table are ANDed.</param>
public sealed record Obligations(ImmutableArray<ColumnMask> Masks, ImmutableArray<RowFilter> Filters)
{
    public static Obligations None { get; } = new([], []);

    public bool IsEmpty => Masks.IsEmpty && Filters.IsEmpty;

    /// <summary>Columns of objects the subject may not see at all under <c>star: narrow</c>: left out of what <c>*</c> stands for.</summary>
    public ImmutableArray<HiddenColumn> Hidden { get; init; } = [];
}

/// <summary>A column whose value is replaced wherever it is read.</summary>
/// <param name="Table">The base table, with its schema.</param>
/// <param name="ResultsOnly"><c>applies_to: results</c>: predicates see the true value.</param>
/// <param name="Rules">Ids of the rules that ask for it.</param>
public sealed record ColumnMask(ObjectName Table, string Column, MaskTerms Mask, bool ResultsOnly, ImmutableArray<string> Rules)
{
    /// <summary>What the subject may write to the column; of several rules the least.</summary>
    public MaskedWrites Writes { get; init; }
}

/// <summary>Rows of a table that do not exist for the subject unless the condition holds.</summary>
public sealed record RowFilter(ObjectName Table, FilterTerms Where, string Rule);

/// <summary>A column that <c>SELECT *</c> leaves out.</summary>
public sealed record HiddenColumn(ObjectName Table, string Column, string Rule);
