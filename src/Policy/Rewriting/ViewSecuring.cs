using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// Views over bound tables. Where a view only shows a masked column, the mask stands at the reference; where it makes something of
/// it, or rows are filtered beneath, its secured query is read in its place. What is stored (materialized) cannot be computed again.
/// </summary>
internal sealed class ViewSecuring(SecuringContext context)
{
    private const int MaxDepth = 8;

    /// <summary>Null after a refusal.</summary>
    public ReferencePlan? Plan(ObjectName view, bool isMaterialized)
    {
        var own = new ReferencePlan(view) { Hidden = context.Obligations.HiddenOf(view) };
        if (context.Syntax.IsServerSchema(view.Schema))
        {
            return OfServer(own);
        }

        if (context.Obligations.BoundBeneath(view, RelationKind.View) is not { } bound || ViewLineage.Of(view, context.Catalog) is not { } lineage)
        {
            return Refuse(view, "its definition is not known or not understood", null);
        }

        if (bound.IsEmpty)
        {
            return own;
        }

        var tables = bound.Where(t => t != view).Select(context.Obligations.Of).ToList();
        if (tables.Find(t => context.Obligations.BoundBeyond(t.Table) is not null) is { } parent)
        {
            return Refuse(view, $"a child of `{parent.Table}` is bound to a rule that the parent is not", parent.Rule);
        }

        var direct = context.Obligations.Of(view);
        own = own with { Filters = direct.Filters, Masks = [.. direct.Masks.Select(static m => (m.Column, m))] };

        // What a view groups or tells apart by a masked column, it does by the mask; a stored one did long ago.
        var filtered = tables.Find(static t => !t.Filters.IsEmpty);
        if (filtered is null && AtReference(lineage, tables) is { } masks && (masks.Count == 0 || !lineage.IsAggregated || isMaterialized))
        {
            return own with { Masks = [.. own.Masks, .. masks.Where(m => own.MaskOf(m.Column) is null)] };
        }

        return isMaterialized
            ? Stored(view, lineage, tables, own)
            : Inlined(view, own with { BodyFilters = filtered is not null }, (filtered ?? tables[0]).Rule);
    }

    /// <summary>A view of the server is secured as a table would be: what binds it is written for its own columns.</summary>
    private ReferencePlan OfServer(ReferencePlan own)
    {
        var bound = context.Obligations.Of(own.Relation);
        return own with { Filters = bound.Filters, Masks = [.. bound.Masks.Where(context.AppliesAtReferences).Select(static m => (m.Column, m))] };
    }

    /// <summary>Masks by the view's columns; null when a masked column is used in it for more than being shown.</summary>
    private List<(string Column, ColumnMask Mask)>? AtReference(ViewLineage lineage, List<TableObligations> tables)
    {
        var all = new List<(string, ColumnMask)>();
        foreach (var table in tables)
        {
            foreach (var mask in table.Masks.Where(context.AppliesAtReferences))
            {
                var source = new ColumnSource(table.Table, mask.Column);
                if (lineage.OtherUses.Contains(source) || lineage.OtherUses.Contains(source with { Column = "*" }))
                {
                    return null;
                }

                foreach (var column in lineage.Columns.Where(c => c.From.Any(f => f.Table == table.Table && (f.Column == mask.Column || f.Column == "*"))))
                {
                    if (column.Plain != source)
                    {
                        return null;
                    }

                    all.Add((column.Name, mask));
                }
            }
        }

        return all;
    }

    /// <summary>Rows of a materialized view can be told apart only by what it stores.</summary>
    private ReferencePlan? Stored(ObjectName view, ViewLineage lineage, List<TableObligations> tables, ReferencePlan own)
    {
        var masks = AtReference(lineage, tables);
        var filters = new List<RowFilter>();
        foreach (var table in tables)
        {
            foreach (var filter in table.Filters)
            {
                var columns = filter.Where.Columns;
                if (columns.IsEmpty || filter.Where.Text.Contains("select", StringComparison.OrdinalIgnoreCase)
                    || !columns.All(c => lineage.Columns.Any(v => v.Name == c.Name && v.Plain == new ColumnSource(table.Table, c.Name))))
                {
                    return Refuse(view, $"it stores rows of `{table.Table}`, and the columns that its row filter needs are not among its own", filter.Rule);
                }

                filters.Add(filter);
            }
        }

        return masks is null
            ? Refuse(view, "it stores what it made of masked columns", tables[0].Rule)
            : own with { Filters = [.. own.Filters, .. filters], Masks = [.. own.Masks, .. masks.Where(m => own.MaskOf(m.Column) is null)] };
    }

    private ReferencePlan? Inlined(ObjectName view, ReferencePlan own, string? rule)
    {
        if (context.Depth >= MaxDepth)
        {
            return Refuse(view, $"views are nested more than {MaxDepth} deep", rule);
        }

        var description = context.Catalog.FindRelation(view.Schema!, view.Name);
        if (description?.Definition is not { } definition)
        {
            return Refuse(view, "its definition is not known", rule);
        }

        if (context.Syntax.QueryOf(description, definition) is not { } query)
        {
            return Refuse(view, "its definition is no query that could be read in its place", rule);
        }

        var path = context.Syntax.PathOf(view, description.DefinitionPath, context.Names);
        var body = new InnerQuery(context, path).Secure(query, description.Columns);
        return body is null ? null : own with { Body = body };
    }

    private ReferencePlan? Refuse(ObjectName view, string why, string? rule)
    {
        context.Refuse($"the view `{view}` cannot be secured: {why}; write the rule for the view itself, or ask its tables", rule);
        return null;
    }
}
