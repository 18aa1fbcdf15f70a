using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Walks FROM into the items of a scope, by a list of the kinds of table references that are known.</summary>
internal sealed class FromWalker(WalkContext context)
{
    /// <summary>More items than this are no statement of an application; looking names up among them would take too long.</summary>
    private const int MaxItems = 1_000;

    public RowsetWalker Rowsets { get; } = new(context);

    public void Walk(FromClause? from, Scope scope)
    {
        foreach (var table in from?.TableReferences ?? [])
        {
            Item(table, scope, isLateral: false);
        }
    }

    /// <summary>One item of FROM, with all the joins in it; left spines of joins are a loop.</summary>
    /// <param name="isLateral">The right side of APPLY, which sees what stands before it.</param>
    public void Item(TableReference root, Scope scope, bool isLateral)
    {
        var joins = new Stack<JoinTableReference>();
        var start = scope.Items.Count;
        while (root is JoinTableReference join)
        {
            context.Saw(join);
            joins.Push(join);
            root = join.FirstTableReference;
        }

        Leaf(root, scope, isLateral);
        while (joins.TryPop(out var join))
        {
            var middle = scope.Items.Count;
            var applies = join is UnqualifiedJoin { UnqualifiedJoinType: UnqualifiedJoinType.CrossApply or UnqualifiedJoinType.OuterApply };
            Item(join.SecondTableReference, scope, isLateral || applies);
            EndJoin(join, scope, start, middle);
        }
    }

    private void Leaf(TableReference node, Scope scope, bool isLateral)
    {
        if (scope.Items.Count >= MaxItems || !WalkDepth.IsBearable)
        {
            context.NotUnderstood(scope.Items.Count >= MaxItems ? $"more than {MaxItems} items in FROM" : "tables nested too deep");
            return;
        }

        context.Saw(node);
        switch (node)
        {
            case NamedTableReference table:
                scope.Items.Add(CommonTable(table, scope) ?? Named(table, scope));
                break;
            case QueryDerivedTable derived:
                Derived(derived, isLateral ? scope : scope.Outer, scope);
                break;
            case InlineDerivedTable values:
                scope.Items.Add(new DerivedItem(context.Folding, values.Alias?.Value, Values(values.RowValues, scope), Names(values)));
                break;
            case VariableTableReference variable:
                scope.Items.Add(Variable(variable));
                break;
            case JoinParenthesisTableReference inner:
                Item(inner.Join, scope, isLateral);
                break;
            case OdbcQualifiedJoinTableReference inner:
                Item(inner.TableReference, scope, isLateral);
                break;
            case PivotedTableReference pivoted:
                Rowsets.Pivot(pivoted, scope);
                break;
            case UnpivotedTableReference unpivoted:
                Rowsets.Unpivot(unpivoted, scope);
                break;
            case DataModificationTableReference write:
                Written(write, scope);
                break;
            default:
                Rowsets.Walk(node, scope);
                break;
        }
    }

    /// <summary>Rows of VALUES: a column's value comes from what stands at its place in any row.</summary>
    public QueryOutput Values(IList<RowValue> rows, Scope scope)
    {
        var output = new QueryOutput();
        var lineage = context.Lineage;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.ColumnValues.Count; i++)
            {
                context.Lineage = [];
                context.Expressions.Walk(row.ColumnValues[i], scope);
                if (i == output.Columns.Count)
                {
                    output.Columns.Add(new QueryColumn("", []));
                }

                if (context.Lineage.Count > 0)
                {
                    output.Columns[i] = output.Columns[i] with { From = [.. output.Columns[i].From.Union(context.Lineage)] };
                }
            }
        }

        context.Lineage = lineage;
        return output;
    }

    /// <summary>The relation is read.</summary>
    public void Read(TableItem item, SourceSpan span)
    {
        item.MarkRead();
        context.Object(SqlAction.Select, item.Relation, span);
        BodyWalker.Beneath(context, item.Relation);
        if (context.WriteBeneath is { } write)
        {
            context.Object(write, item.Relation);
            BodyWalker.Beneath(context, item.Relation, write);
        }
    }

    /// <summary>The relation is written: triggers and cascades may run.</summary>
    public void Write(TableItem item, SqlAction action)
    {
        context.Object(action, item.Relation, item.Span);
        BodyWalker.Beneath(context, item.Relation, action);
        if (item.Relation.Description is { RunsUserCode: true })
        {
            context.Effect(new SessionEffect.RunsUserCode());
        }
    }

    /// <summary>A named table as an item: a relation, or one that lives in the session.</summary>
    /// <param name="isRead">False for the target of a write.</param>
    public RangeItem Table(NamedTableReference node, ReferenceRole role, bool isRead)
    {
        var span = WalkContext.Span(node.SchemaObject);
        var alias = node.Alias?.Value;
        if (NameResolver.IsTemporary(node.SchemaObject))
        {
            return Temporary(node, alias);
        }

        if (context.TransitionTable is { } changed && node.SchemaObject.Identifiers.Count == 1
            && context.Fold(node.SchemaObject.BaseIdentifier) is "inserted" or "deleted")
        {
            context.Saw(node.SchemaObject);
            return new TableItem(context.Folding, changed, alias ?? node.SchemaObject.BaseIdentifier.Value, default, isRead: true);
        }

        var relation = context.Names.Resolve(node.SchemaObject);
        var reference = context.Map?.Reference(node, relation, role) ?? -1;
        var item = new TableItem(context.Folding, relation, alias, span, isRead: isRead, reference)
        {
            WrittenName = node.SchemaObject.BaseIdentifier.Value,
            Base = BodyWalker.BehindSynonym(context, relation),
        };
        if (isRead)
        {
            Read(item, span);
        }

        return item;
    }

    public HeldItem Variable(VariableTableReference node)
    {
        context.Saw(node);
        context.Saw(node.Variable);
        context.Flag(StatementFlags.TableVariable);
        var name = context.Folding.Fold(node.Variable.Name);
        ImmutableArray<string> columns = context.Frame.Tables.TryGetValue(name, out var held) ? held.Columns : [];
        return new HeldItem(context.Folding, node.Alias?.Value ?? node.Variable.Name, context.Frame.Holder(name), columns);
    }

    private HeldItem Temporary(NamedTableReference node, string? alias)
    {
        context.Saw(node.SchemaObject);
        context.Flag(StatementFlags.Temp);
        var name = context.Fold(node.SchemaObject.BaseIdentifier);
        if (NameResolver.IsGlobalTemporary(node.SchemaObject))
        {
            // Other sessions see it, and put into it what they like.
            context.Object(SqlAction.Select, new ObjectName(null, "tempdb", null, name), WalkContext.Span(node.SchemaObject), RelationKind.Temporary);
        }

        ImmutableArray<string> columns = context.Environment.Temporary.GetValueOrDefault(name)?.Columns ?? [];
        return new HeldItem(context.Folding, alias ?? node.SchemaObject.BaseIdentifier.Value, name, columns);
    }

    private RangeItem Named(NamedTableReference node, Scope scope)
    {
        var item = Table(node, ReferenceRole.Read, isRead: true);
        Hints(node.TableHints, item);
        context.Expressions.WalkIf(node.TableSampleClause?.SampleNumber, scope);
        context.Expressions.WalkIf(node.TableSampleClause?.RepeatSeed, scope);
        context.Expressions.WalkIf(node.TemporalClause?.StartTime, scope);
        context.Expressions.WalkIf(node.TemporalClause?.EndTime, scope);
        return item;
    }

    /// <summary>What a hint names is an index, or a column of one; those that keep others out are locks.</summary>
    public void Hints(IList<TableHint> hints, RangeItem item)
    {
        foreach (var hint in hints)
        {
            context.SawAll(hint);
            if (hint.HintKind is TableHintKind.UpdLock or TableHintKind.XLock or TableHintKind.TabLockX)
            {
                context.Flag(StatementFlags.Lock);
                item.Lock(context);
            }
        }
    }

    private DerivedItem? CommonTable(NamedTableReference node, Scope scope)
    {
        if (node.SchemaObject.Identifiers.Count > 1
            || scope.CommonTables?.Find(context.Fold(node.SchemaObject.BaseIdentifier)) is not { Output: { } output })
        {
            // Its own name in a query that is not recursive is an error to SQL Server (252), and a table's to others.
            return null;
        }

        context.Saw(node.SchemaObject);
        var alias = node.Alias?.Value ?? node.SchemaObject.BaseIdentifier.Value;
        var item = new DerivedItem(context.Folding, alias, output, []);
        Hints(node.TableHints, item);
        return item;
    }

    private void Derived(QueryDerivedTable node, Scope? outer, Scope scope)
    {
        var lineage = context.Lineage;
        context.Lineage = null;
        var output = context.Queries.Walk(node.QueryExpression, outer, scope.CommonTables);
        context.Lineage = lineage;
        scope.Items.Add(new DerivedItem(context.Folding, node.Alias?.Value, output, Names(node)));
    }

    /// <summary>The rows a write in FROM puts out.</summary>
    private void Written(DataModificationTableReference node, Scope scope)
    {
        var (lineage, action) = (context.Lineage, context.Action);
        context.Lineage = null;
        var output = context.Statements.Writes.Specification(node.DataModificationSpecification, scope.CommonTables);
        (context.Lineage, context.Action) = (lineage, action);
        scope.Items.Add(new DerivedItem(context.Folding, node.Alias?.Value, output, Names(node)));
    }

    public static ImmutableArray<string> Names(TableReferenceWithAliasAndColumns node) => [.. node.Columns.Select(static c => c.Value)];

    private void EndJoin(JoinTableReference join, Scope scope, int start, int middle)
    {
        if (join is not QualifiedJoin qualified)
        {
            if (join is not UnqualifiedJoin)
            {
                context.NotUnderstood(join.GetType().Name);
            }

            return;
        }

        var joined = new Scope(scope.Outer, scope.CommonTables);
        joined.Items.AddRange(scope.Items.Skip(start));
        if (context.Map is { } map)
        {
            MapJoin(map, qualified, joined, middle - start);
        }

        context.Using(ColumnUsage.JoinCondition);
        context.Expressions.Conditions.WalkIf(qualified.SearchCondition, joined);
    }

    private static void MapJoin(IMapRecorder map, QualifiedJoin join, Scope joined, int right)
    {
        for (var i = 0; i < joined.Items.Count; i++)
        {
            var isNullable = join.QualifiedJoinType switch
            {
                QualifiedJoinType.LeftOuter => i >= right,
                QualifiedJoinType.RightOuter => i < right,
                QualifiedJoinType.FullOuter => true,
                _ => false,
            };
            if (isNullable)
            {
                map.Nullable(joined.Items[i].Reference);
            }
        }

        if (join.SearchCondition is not null)
        {
            map.JoinCondition(join.SearchCondition);
        }
    }
}
