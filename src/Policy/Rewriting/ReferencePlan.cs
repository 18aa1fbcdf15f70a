using System.Collections.Immutable;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>What is to be done where a statement reads a relation.</summary>
/// <param name="Relation">As the reference names it: a table, or a view over bound tables.</param>
internal sealed record ReferencePlan(ObjectName Relation)
{
    /// <summary>Masks by the relation's own columns.</summary>
    public ImmutableArray<(string Column, ColumnMask Mask)> Masks { get; init; } = [];

    /// <summary>Filters whose conditions can be written over the relation's own columns.</summary>
    public ImmutableArray<RowFilter> Filters { get; init; } = [];

    /// <summary>The secured query of a view that is read in its place.</summary>
    public SecuredText? Body { get; init; }

    /// <summary>The body keeps rows out.</summary>
    public bool BodyFilters { get; init; }

    /// <summary>Columns that a star does not stand for.</summary>
    public ImmutableArray<string> Hidden { get; init; } = [];

    public bool IsEmpty => Masks.IsEmpty && Filters.IsEmpty && Body is null && Hidden.IsEmpty;

    /// <summary>Rows exist beneath that the client must not learn of.</summary>
    public bool HidesRows => !Filters.IsEmpty || BodyFilters;

    /// <summary>Whether rows are hidden depends on rows of other tables.</summary>
    public bool HidesByOthers =>
        BodyFilters || Filters.Any(static f => f.Where.Parts.Any(static p => p.Sql?.Contains("select", StringComparison.OrdinalIgnoreCase) is true));

    public string? Rule => Filters.IsEmpty ? Masks.IsEmpty || Masks[0].Mask.Rules.IsEmpty ? null : Masks[0].Mask.Rules[0] : Filters[0].Rule;

    public ColumnMask? MaskOf(string column)
    {
        foreach (var (name, mask) in Masks)
        {
            if (string.Equals(name, column, StringComparison.Ordinal))
            {
                return mask;
            }
        }

        return null;
    }
}
