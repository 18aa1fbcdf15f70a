using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>The target of one write with what it is bound to.</summary>
internal sealed class WriteTarget(SecuringContext context, IWriteSyntax syntax, RelationReference reference, TableObligations obligations)
{
    public SecuringContext Context => context;

    public IWriteSyntax Syntax => syntax;

    public RelationReference Reference => reference;

    public TableObligations Obligations => obligations;

    public QueryMap Query => context.Map.Queries[reference.Query];

    /// <summary>What qualifies the target's columns, quoted as needed.</summary>
    public string Qualifier => context.Syntax.Quote(reference.Alias ?? reference.Name.Name);

    /// <summary>What the catalog knows of a column; null when nothing.</summary>
    public CatalogColumn? Column(string name) =>
        obligations.Table.Schema is { } schema ? context.Catalog.FindRelation(schema, obligations.Table.Name)?.Column(name) : null;

    public void Refuse(string refusal) => context.Refuse(refusal, obligations.Rule);

    /// <summary>This target and the others of its level: UPDATE and DELETE of MySQL have several.</summary>
    public IEnumerable<WriteTarget> OfLevel() => context.Map.Relations
        .Where(r => r.Query == reference.Query && r.Role == reference.Role)
        .Select(r => ReferenceEquals(r, reference) ? this : new WriteTarget(context, syntax, r, context.Obligations.Of(r.Name)));

    /// <summary>The filter over the target's row, or null: there is none, or it was refused.</summary>
    public SecuredText? Filter() => context.Filter(obligations, Qualifier);

    /// <summary>Refuses, though the decision did so before, what writes a masked column whose mask does not allow it.</summary>
    public bool MayWrite(string column, MaskedWrites least)
    {
        if (obligations.MaskOf(column) is not { } mask || mask.Writes >= least)
        {
            return true;
        }

        context.Refuse(
            $"`{reference.Name}.{column}` is masked and cannot be written; leave it out, or allow it by `writes` of the rule",
            mask.Rules.IsDefaultOrEmpty ? null : mask.Rules[0]);
        return false;
    }

    /// <summary>Conjuncts of all filters with the filter they are of; null after a refusal.</summary>
    public List<(RowFilter Filter, FilterConjunct Conjunct)>? Conjuncts()
    {
        var all = new List<(RowFilter, FilterConjunct)>();
        foreach (var filter in obligations.Filters)
        {
            var conjuncts = syntax.Conjuncts(filter.Where);
            if (conjuncts.IsEmpty)
            {
                context.Refuse($"the row filter of `{obligations.Table}` is not understood, so nothing can be written under it", filter.Rule);
                return null;
            }

            all.AddRange(conjuncts.Select(c => (filter, c)));
        }

        return all;
    }

    /// <summary>Every use of a masked column that is not a write of it.</summary>
    public IEnumerable<(ColumnUse Use, ColumnMask Mask)> MaskedUses()
    {
        foreach (var use in reference.Uses)
        {
            if (use.Usage != ColumnUsage.Assigned && obligations.MaskOf(use.Column) is { } mask && !(mask.ResultsOnly && IsPredicate(use.Usage)))
            {
                yield return (use, mask);
            }
        }
    }

    public static bool Contains(SourceSpan outer, SourceSpan inner) => outer.Length > 0 && outer.Start <= inner.Start && inner.End <= outer.End;

    private static bool IsPredicate(ColumnUsage usage) =>
        usage is ColumnUsage.Where or ColumnUsage.JoinCondition or ColumnUsage.Group or ColumnUsage.Having or ColumnUsage.Order;
}
