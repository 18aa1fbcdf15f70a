using System.Collections.Immutable;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>What one relation is bound to, its own obligations and those it has from its parents.</summary>
internal sealed record TableObligations(ObjectName Table, ImmutableArray<ColumnMask> Masks, ImmutableArray<RowFilter> Filters)
{
    public bool IsEmpty => Masks.IsEmpty && Filters.IsEmpty;

    /// <summary>The rule to name in a refusal.</summary>
    public string? Rule => Filters.IsEmpty ? Masks.IsEmpty || Masks[0].Rules.IsEmpty ? null : Masks[0].Rules[0] : Filters[0].Rule;

    public ColumnMask? MaskOf(string column)
    {
        foreach (var mask in Masks)
        {
            if (string.Equals(mask.Column, column, StringComparison.Ordinal))
            {
                return mask;
            }
        }

        return null;
    }
}
