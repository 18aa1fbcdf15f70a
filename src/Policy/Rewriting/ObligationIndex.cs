using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Obligations by relation. What binds a parent binds its partitions and children when they are named themselves.</summary>
internal sealed class ObligationIndex(Obligations obligations, ICatalogView catalog, SecuringSyntax syntax)
{
    private const int MaxDepth = 32;
    private readonly Dictionary<ObjectName, TableObligations> _byTable = [];

    public Obligations All => obligations;

    /// <summary>What reading or writing the relation itself is bound to; nothing for a view, whose base tables are.</summary>
    public TableObligations Of(ObjectName table)
    {
        if (!_byTable.TryGetValue(table, out var found))
        {
            _byTable[table] = found = Collect(table);
        }

        return found;
    }

    /// <summary>Bound itself, or through a parent.</summary>
    public bool Binds(ObjectName table) => !Of(table).IsEmpty;

    /// <summary>Columns of the relation that a star leaves out.</summary>
    public ImmutableArray<string> HiddenOf(ObjectName table) =>
        [.. obligations.Hidden.Where(h => Same(h.Table, table)).Select(static h => h.Column)];

    /// <summary>A partition or child, at any depth, that is bound to more than the relation itself; null when there is none.</summary>
    public ObjectName? BoundBeyond(ObjectName table)
    {
        var all = new List<ObjectName> { table };
        for (var i = 0; i < all.Count; i++)
        {
            if (i > 0 && !Covers(Of(table), Of(all[i])))
            {
                return all[i];
            }

            if (all[i].Schema is { } schema && catalog.FindRelation(schema, all[i].Name) is { } found)
            {
                all.AddRange(found.Children.Where(c => !all.Contains(c)));
            }
        }

        return null;
    }

    /// <summary>
    /// Tables beneath a view, itself included, that are bound; null when what lies beneath is not known. The server's own views are
    /// taken for free of user tables, and bound only themselves.
    /// </summary>
    public ImmutableArray<ObjectName>? BoundBeneath(ObjectName name, RelationKind? kind)
    {
        if (kind is not (RelationKind.View or RelationKind.MaterializedView))
        {
            return Binds(name) || BoundBeyond(name) is not null ? [name] : [];
        }

        if (syntax.IsServerSchema(name.Schema))
        {
            return Binds(name) ? [name] : [];
        }

        return ViewLineage.Of(name, catalog) is { } lineage
            ? [.. lineage.Tables.Where(t => Binds(t) || BoundBeyond(t) is not null), .. Binds(name) ? [name] : ImmutableArray<ObjectName>.Empty]
            : null;
    }

    private TableObligations Collect(ObjectName table)
    {
        var masks = new Dictionary<string, ColumnMask>(StringComparer.Ordinal);
        var filters = new List<RowFilter>();
        foreach (var ancestor in Lineage(table))
        {
            foreach (var mask in obligations.Masks)
            {
                if (Same(mask.Table, ancestor))
                {
                    masks[mask.Column] = masks.TryGetValue(mask.Column, out var nearer) && Strength(nearer) >= Strength(mask) ? nearer : mask;
                }
            }

            filters.AddRange(obligations.Filters.Where(f => Same(f.Table, ancestor) && !filters.Contains(f)));
        }

        foreach (var mask in Generated(table, masks))
        {
            masks[mask.Column] = mask;
        }

        return new TableObligations(table, [.. masks.Values], [.. filters]);
    }

    /// <summary>A column generated from a masked one has no value of its own to show: it is null.</summary>
    private List<ColumnMask> Generated(ObjectName table, Dictionary<string, ColumnMask> masks)
    {
        var made = new List<ColumnMask>();
        if (masks.Count > 0 && table.Schema is { } schema && catalog.FindRelation(schema, table.Name) is { } relation)
        {
            foreach (var column in relation.Columns.Where(c => !masks.ContainsKey(c)))
            {
                if (GeneratedColumns.SourcesOf(relation, column).FirstOrDefault(masks.ContainsKey) is { } source)
                {
                    made.Add(new ColumnMask(table, column, new MaskTerms(MaskKind.Null), ResultsOnly: false, masks[source].Rules));
                }
            }
        }

        return made;
    }

    /// <summary>Whether rows of the child are bound to nothing that those of the parent are not.</summary>
    private static bool Covers(TableObligations parent, TableObligations child) =>
        child.Filters.All(parent.Filters.Contains)
        && child.Masks.All(m => parent.MaskOf(m.Column) is { } same && same.Mask == m.Mask && same.ResultsOnly == m.ResultsOnly);

    /// <summary>Between masks of a parent and a child, what tells less wins; else the nearer.</summary>
    private static int Strength(ColumnMask mask) =>
        (mask.Mask.Kind switch { MaskKind.Null => 2, MaskKind.Constant => 1, _ => 0 } * 2) + (mask.ResultsOnly ? 0 : 1);

    /// <summary>The relation and everything it inherits from, nearest first.</summary>
    public List<ObjectName> Lineage(ObjectName table)
    {
        var all = new List<ObjectName> { table };
        for (var i = 0; i < all.Count && i < MaxDepth; i++)
        {
            if (all[i].Schema is { } schema && catalog.FindRelation(schema, all[i].Name) is { } found)
            {
                all.AddRange(found.Parents.Where(p => !all.Contains(p)));
            }
        }

        return all;
    }

    private bool Same(ObjectName bound, ObjectName named) =>
        (!syntax.SpansDatabases || (bound.Database == named.Database && bound.Server == named.Server))
        && string.Equals(bound.Name, named.Name, StringComparison.Ordinal) && string.Equals(bound.Schema, named.Schema, StringComparison.Ordinal);
}
