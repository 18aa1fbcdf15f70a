using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Walks FROM, and the tables of a multi-table write, into the items of a scope.</summary>
internal sealed class FromWalker(WalkContext context)
{
    /// <summary>More items than this are no statement of an application; looking names up among them would take too long.</summary>
    private const int MaxItems = 1_000;

    /// <param name="isWrite">Tables of UPDATE and DELETE: whether one is read shows later.</param>
    public void Walk(ImmutableArray<MySqlTable> tables, Scope scope, bool isWrite = false)
    {
        foreach (var table in tables)
        {
            Item(table, scope, isWrite);
        }
    }

    /// <summary>One item of FROM, with all the joins in it; left spines of joins are a loop.</summary>
    private void Item(MySqlTable root, Scope scope, bool isWrite)
    {
        var joins = new Stack<JoinTable>();
        var start = scope.Items.Count;
        while (root is JoinTable join)
        {
            joins.Push(join);
            root = join.Left;
        }

        Leaf(root, scope, isWrite);
        while (joins.TryPop(out var join))
        {
            var middle = scope.Items.Count;
            Item(join.Right, scope, isWrite);
            EndJoin(join, scope, start, middle);
        }
    }

    private void Leaf(MySqlTable node, Scope scope, bool isWrite)
    {
        if (scope.Items.Count >= MaxItems || !WalkDepth.IsBearable)
        {
            context.NotUnderstood(scope.Items.Count >= MaxItems ? $"more than {MaxItems} items in FROM" : "tables nested too deep");
            return;
        }

        switch (node)
        {
            case NamedTable table:
                scope.Items.Add(CommonTable(table, scope) ?? Table(table, scope, isWrite));
                break;
            case DerivedTable derived:
                Derived(derived, scope);
                break;
            case JsonTable json:
                Json(json, scope);
                break;
            case ParenthesizedTables inner:
                Walk(inner.Tables, scope, isWrite);
                break;
            default:
                context.NotUnderstood(node.GetType().Name);
                break;
        }
    }

    /// <summary>A relation that is read, or may be written; what lies beneath a view is recorded when that is known.</summary>
    private TableItem Table(NamedTable node, Scope scope, bool isWrite)
    {
        var relation = context.Names.Resolve(node.Name);
        var reference = context.Map?.Reference(node, relation, ReferenceRole.Read) ?? -1;
        var item = new TableItem(relation, node.Alias?.Text, node.Name.Span, isRead: !isWrite, reference);
        if (!isWrite)
        {
            Read(item, node.Name.Span);
        }

        foreach (var point in node.SystemTime)
        {
            context.Expressions.Walk(point, scope);
        }

        return item;
    }

    /// <summary>The relation is read.</summary>
    public void Read(TableItem item, SourceSpan span)
    {
        item.MarkRead();
        context.Object(SqlAction.Select, item.Relation, span);
        BodyWalker.View(context, item.Relation);
        if (context.WriteBeneath is { } write)
        {
            context.Object(write, item.Relation);
            BodyWalker.View(context, item.Relation, write);
        }
    }

    /// <summary>The target of a write: it is read only when a column of it is.</summary>
    public TableItem Target(NamedTable node, SqlAction action)
    {
        var relation = context.Names.Resolve(node.Name);
        var reference = context.Map?.Reference(node, relation, Role(action)) ?? -1;
        var item = new TableItem(relation, node.Alias?.Text, node.Name.Span, isRead: false, reference);
        Write(item, action);
        return item;
    }

    /// <summary>The relation is written: triggers and cascades may run.</summary>
    public void Write(TableItem item, SqlAction action)
    {
        context.Object(action, item.Relation, item.Span);
        BodyWalker.View(context, item.Relation, action);
        if (item.Relation.Description is { RunsUserCode: true })
        {
            context.Effect(new SessionEffect.RunsUserCode());
        }
    }

    public static ReferenceRole Role(SqlAction action) => action switch
    {
        SqlAction.Insert => ReferenceRole.InsertTarget,
        SqlAction.Update => ReferenceRole.UpdateTarget,
        SqlAction.Delete => ReferenceRole.DeleteTarget,
        _ => ReferenceRole.Read,
    };

    private static RangeItem? CommonTable(NamedTable node, Scope scope)
    {
        if (node.Name.Schema is not null || scope.CommonTables?.Find(node.Name.Name.Text) is not { } table)
        {
            return null;
        }

        table.Walk();
        var alias = node.Alias?.Text ?? table.Name;
        return table.Output is { } output
            ? new DerivedItem(alias, output, [])
            : new ResultItem(alias, table.Names, [], isKnown: false);
    }

    private void Derived(DerivedTable node, Scope scope)
    {
        var outer = node.IsLateral ? scope : scope.Outer;
        var lineage = context.Lineage;
        context.Lineage = null;
        var output = context.Queries.Walk(node.Query, outer, scope.CommonTables);
        context.Lineage = lineage;
        scope.Items.Add(new DerivedItem(node.Alias?.Text, output, [.. node.Columns.Select(static c => c.Text)]));
    }

    private void Json(JsonTable node, Scope scope)
    {
        var lineage = context.Lineage;
        var from = new List<ColumnSource>();
        context.Lineage = from;
        context.Function(new ObjectName(null, "json_table"), node.Span);
        context.Expressions.Walk(node.Document, scope);
        context.Lineage = lineage;
        context.Used(from);
        scope.Items.Add(new ResultItem(node.Alias?.Text, [.. node.Columns.Select(static c => c.Text)], [.. from.Distinct()], isKnown: true));
    }

    private void EndJoin(JoinTable join, Scope scope, int start, int middle)
    {
        var joined = new Scope(scope.Outer, scope.CommonTables);
        joined.Items.AddRange(scope.Items.Skip(start));
        if (context.Map is { } map)
        {
            MapJoin(map, join, joined, middle - start);
        }

        List<string> merged = join.IsNatural ? Shared(scope, start, middle) : [.. join.Using.Select(static c => c.Text)];
        foreach (var column in merged)
        {
            ReadMerged(joined, column);
        }

        if (join.On is not null)
        {
            context.Using(ColumnUsage.JoinCondition);
            context.Expressions.Walk(join.On, joined);
        }

        if (merged.Count > 0)
        {
            scope.Merge(new MergedJoin(start, middle, scope.Items.Count, merged, join.Kind == JoinKind.Right));
        }
    }

    private static void MapJoin(IMapRecorder map, JoinTable join, Scope joined, int right)
    {
        for (var i = 0; i < joined.Items.Count; i++)
        {
            var reference = joined.Items[i].Reference;
            if ((join.Kind == JoinKind.Left && i >= right) || (join.Kind == JoinKind.Right && i < right))
            {
                map.Nullable(reference);
            }

            if (join.IsNatural)
            {
                map.NeedAll(reference);
            }
        }

        if (join.On is not null)
        {
            map.JoinCondition(join.On);
        }

        map.Usage = ColumnUsage.MergedColumn;
    }

    private void ReadMerged(Scope joined, string column)
    {
        foreach (var item in joined.Items)
        {
            if (item.Has(column) >= ColumnMatch.Possible)
            {
                item.Read(context, column, default);
            }
        }
    }

    /// <summary>The columns a NATURAL join compares: those of one name on both sides; of a table that is not known any may be.</summary>
    private List<string> Shared(Scope scope, int start, int middle)
    {
        var (left, right) = (new QueryOutput(), new QueryOutput());
        scope.Expand(start, middle, left);
        scope.Expand(middle, scope.Items.Count, right);
        for (var i = start; i < scope.Items.Count && !(left.IsKnown && right.IsKnown); i++)
        {
            var output = new QueryOutput();
            scope.Items[i].Expand(output);
            if (!output.IsKnown)
            {
                scope.Items[i].ReadAll(context, default, RowUse.Doubt);
            }
        }

        var names = right.Columns.Select(static c => MySqlNames.Fold(c.Name)).ToHashSet(StringComparer.Ordinal);
        return [.. left.Columns.Select(static c => c.Name).Where(name => name != "*" && names.Contains(MySqlNames.Fold(name))).Distinct()];
    }
}
