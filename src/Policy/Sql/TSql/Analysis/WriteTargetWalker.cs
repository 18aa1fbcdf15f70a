using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Finds what a write changes.</summary>
internal sealed class WriteTargetWalker(WalkContext context)
{
    /// <summary>Columns an UPDATE assigns, by the names it gives; null for other writes.</summary>
    public IReadOnlyList<string>? Assigned { get; set; }

    /// <summary>
    /// The items a write changes: an alias or table of FROM, the tables beneath a WITH query or derived table, or a table that stands
    /// only here, which then joins the scope.
    /// </summary>
    /// <param name="action">Null: MERGE, whose actions come later.</param>
    public List<RangeItem> Walk(TableReference node, Scope scope, SqlAction? action, Identifier? alias = null)
    {
        context.Saw(node);
        switch (node)
        {
            case NamedTableReference table:
                return Named(table, scope, action, alias);
            case VariableTableReference variable:
                var held = context.From.Variable(variable);
                scope.Items.Add(held);
                return [held];
            case SchemaObjectFunctionTableReference:
                context.From.Rowsets.Walk(node, scope);
                return Changed(scope.Items[^1], action);
            case OpenQueryTableReference or OpenRowsetTableReference or AdHocTableReference:
                context.From.Rowsets.Walk(node, scope);
                return [];
            default:
                context.NotUnderstood(node.GetType().Name + " as a target");
                return [];
        }
    }

    private List<RangeItem> Named(NamedTableReference node, Scope scope, SqlAction? action, Identifier? alias)
    {
        if (InFrom(node, scope) is { } item)
        {
            context.Saw(node.SchemaObject);
            node.TableHints.ToList().ForEach(context.SawAll);
            return Changed(item, action);
        }

        if (node.SchemaObject.Identifiers.Count == 1
            && scope.CommonTables?.Find(context.Fold(node.SchemaObject.BaseIdentifier)) is { Output: { } output } common)
        {
            context.Saw(node.SchemaObject);
            var derived = new DerivedItem(context.Folding, alias?.Value ?? common.Name, output, []);
            scope.Items.Add(derived);
            return Changed(derived, action);
        }

        var target = context.From.Table(node, FromRole(action), isRead: false);
        if (alias is not null && target is TableItem named)
        {
            target = new TableItem(context.Folding, named.Relation, alias.Value, named.Span, isRead: false, named.Reference) { Base = named.Base };
        }
        else if (alias is not null && target is HeldItem held)
        {
            target = new HeldItem(context.Folding, alias.Value, held.Holder, held.Columns);
        }

        node.TableHints.ToList().ForEach(context.SawAll);
        scope.Items.Insert(0, target);
        return Changed(target, action);
    }

    /// <summary>An alias of FROM is meant first, then a table of FROM by its name.</summary>
    private RangeItem? InFrom(NamedTableReference node, Scope scope)
    {
        var parts = node.SchemaObject.Identifiers;
        var found = context.Columns.Find([.. parts], scope);
        if (found is not null || scope.Items.Count == 0)
        {
            return found;
        }

        // UPDATE dbo.t … FROM dbo.t AS x: the one item of that table is meant.
        var name = context.Names.Resolve(node.SchemaObject).Name;
        var same = scope.Items.OfType<TableItem>().Where(item => item.Relation.Name == name).ToList();
        return same is [var only] ? only : null;
    }

    private List<RangeItem> Changed(RangeItem item, SqlAction? action)
    {
        if (item is ResultItem)
        {
            // The table behind a function or another server is not known.
            context.NotUnderstood("a write through a function");
        }

        List<RangeItem> items = item is DerivedItem derived ? [derived, .. Beneath(derived)] : [item];
        if (action is { } known)
        {
            Written(items, known);
        }

        return items;
    }

    /// <summary>The tables a write to a WITH query or derived table may change: those that the assigned columns come from, else all.</summary>
    private List<RangeItem> Beneath(DerivedItem item)
    {
        var tables = new List<RangeItem>();
        var seen = new HashSet<IRangeItem>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<DerivedItem>([item]);
        while (pending.TryPop(out var derived))
        {
            foreach (var table in derived.Tables)
            {
                if (!seen.Add(table))
                {
                    continue;
                }

                if (table is DerivedItem inner)
                {
                    pending.Push(inner);
                }
                else if (table is ResultItem)
                {
                    context.NotUnderstood("a write through a function");
                }
                else
                {
                    tables.Add((RangeItem)table);
                }
            }
        }

        return tables.Count > 1 && Assigned is { Count: > 0 } names ? Sources(item, tables, names) : tables;
    }

    private static List<RangeItem> Sources(DerivedItem item, List<RangeItem> tables, IReadOnlyList<string> names)
    {
        var sources = names.Select(item.SourcesOf).ToList();
        var of = sources.SelectMany(static s => s).Select(static s => s.Table).ToHashSet();
        var found = tables.Where(table => table is not TableItem named || of.Contains(named.Base?.Name ?? named.Relation.Name)).ToList();
        return sources.TrueForAll(static s => s.Length == 1) && found.Count > 0 ? found : tables;
    }

    /// <summary>Records the write of each table among the items.</summary>
    public void Written(List<RangeItem> target, SqlAction action)
    {
        foreach (var item in target)
        {
            if (item is TableItem table)
            {
                context.From.Write(table, action);
                context.Map?.Target(table.Reference, FromRole(action));
            }
            else if (item is HeldItem held && held.Holder.StartsWith("##", StringComparison.Ordinal))
            {
                context.Object(action, new ObjectName(null, "tempdb", null, held.Holder), default, RelationKind.Temporary);
            }
        }
    }

    private static ReferenceRole FromRole(SqlAction? action) => action switch
    {
        SqlAction.Insert => ReferenceRole.InsertTarget,
        SqlAction.Update => ReferenceRole.UpdateTarget,
        SqlAction.Delete => ReferenceRole.DeleteTarget,
        _ => ReferenceRole.MergeTarget,
    };
}
