using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>INSERT, UPDATE, DELETE and MERGE: as statements, and as sources of rows in FROM.</summary>
internal sealed class WriteWalker(WalkContext context)
{
    private readonly WriteTargetWalker _targets = new(context);
    private readonly AssignmentWalker _assignments = new(context);

    /// <summary>Walks a write and tells what its OUTPUT yields.</summary>
    public QueryOutput Specification(DataModificationSpecification node, CommonTables? commonTables)
    {
        context.Saw(node);
        var (values, action) = (context.Defers, context.Action);
        context.Defers = false;
        var output = node switch
        {
            InsertSpecification insert => Insert(insert, commonTables),
            UpdateSpecification update => Update(update, commonTables),
            DeleteSpecification delete => Delete(delete, commonTables),
            MergeSpecification merge => Merge(merge, commonTables),
            _ => Unknown(node),
        };
        (context.Defers, context.Action) = (values, action);
        return output;
    }

    /// <summary>Notes what columns of a table of the session get: by name, by place, or any of them.</summary>
    public static void Keep(WalkContext context, HeldItem target, IReadOnlyList<string> columns, QueryOutput source)
    {
        var names = columns.Count > 0 ? columns : target.Columns;
        for (var i = 0; i < source.Columns.Count; i++)
        {
            var name = source.IsKnown && i < names.Count ? names[i] : null;
            target.Put(context, name, source.Columns[i].From);
        }
    }

    private QueryOutput Unknown(DataModificationSpecification node)
    {
        context.NotUnderstood(node.GetType().Name);
        return new QueryOutput { IsKnown = false };
    }

    private QueryOutput Insert(InsertSpecification node, CommonTables? commonTables)
    {
        context.Action = SqlAction.Insert;
        context.Map?.Enter(node, QueryKind.Insert);
        context.Inserts();
        var scope = new Scope(null, commonTables);
        var target = _targets.Walk(node.Target, scope, SqlAction.Insert);
        context.Expressions.WalkIf(node.TopRowFilter?.Expression, scope);
        foreach (var column in node.Columns)
        {
            _assignments.Write(target, column, SqlAction.Insert);
        }

        if (node.Columns.Count == 0)
        {
            foreach (var table in target.OfType<TableItem>())
            {
                table.WriteAll(context, SqlAction.Insert);
            }
        }

        context.Using(ColumnUsage.AssignmentSource);
        var source = Source(node.InsertSource, scope);
        foreach (var held in target.OfType<HeldItem>())
        {
            Keep(context, held, [.. node.Columns.Select(static c => c.MultiPartIdentifier?.Identifiers[^1].Value ?? "")], source);
        }

        return Outputs(node, [.. target.Select(item => Inserted(item, node.Columns, source))], new Scope(null, commonTables));
    }

    /// <summary>
    /// <c>inserted</c> of an INSERT shows what the statement itself brings: no read of the table, but its column's masks and those of
    /// the source's columns apply.
    /// </summary>
    private RangeItem Inserted(RangeItem target, IList<ColumnReferenceExpression> columns, QueryOutput source)
    {
        if (target is not TableItem table)
        {
            return target;
        }

        var rows = new QueryOutput();
        table.Expand(rows);
        List<string> names = columns.Count > 0
            ? [.. columns.Select(static c => c.MultiPartIdentifier?.Identifiers[^1].Value ?? "")] : [.. rows.Columns.Select(static c => c.Name)];
        ImmutableArray<ColumnSource> any = [.. source.Columns.SelectMany(static c => c.From).Distinct()];
        for (var i = 0; i < rows.Columns.Count; i++)
        {
            var column = rows.Columns[i];
            var place = names.FindIndex(name => context.Folding.AreSame(name, column.Name));
            var from = source.IsKnown && rows.IsKnown ? place >= 0 && place < source.Columns.Count ? source.Columns[place].From : [] : any;
            rows.Columns[i] = column with { From = [.. column.From.Union(from)], IsPlain = column.IsPlain && from.IsEmpty };
        }

        return new DerivedItem(context.Folding, null, rows, []);
    }

    private QueryOutput Source(InsertSource source, Scope scope)
    {
        context.Saw(source);
        switch (source)
        {
            case ValuesInsertSource values:
                return context.From.Values(values.RowValues, scope);
            case SelectInsertSource query:
                return context.Queries.Walk(query.Select, null, scope.CommonTables);
            case ExecuteInsertSource execute:
                return Statements.StatementFamilies.Executed(context, execute.Execute);
            default:
                context.NotUnderstood(source.GetType().Name);
                return new QueryOutput { IsKnown = false };
        }
    }

    private QueryOutput Update(UpdateSpecification node, CommonTables? commonTables)
    {
        context.Action = SqlAction.Update;
        context.Map?.Enter(node, QueryKind.Update);
        var scope = new Scope(null, commonTables);
        context.From.Walk(node.FromClause, scope);
        _targets.Assigned = [.. node.SetClauses.OfType<AssignmentSetClause>()
            .Select(static set => set.Column?.MultiPartIdentifier?.Identifiers is { Count: > 0 } parts ? parts[^1].Value : "")];
        var target = _targets.Walk(node.Target, scope, SqlAction.Update);
        _targets.Assigned = null;
        context.Expressions.WalkIf(node.TopRowFilter?.Expression, scope);
        _assignments.Set(node.SetClauses, target, scope);
        Where(node.WhereClause, target, scope);
        return Outputs(node, target, scope);
    }

    private QueryOutput Delete(DeleteSpecification node, CommonTables? commonTables)
    {
        context.Action = SqlAction.Delete;
        context.Map?.Enter(node, QueryKind.Delete);
        var scope = new Scope(null, commonTables);
        context.From.Walk(node.FromClause, scope);
        var target = _targets.Walk(node.Target, scope, SqlAction.Delete);
        context.Expressions.WalkIf(node.TopRowFilter?.Expression, scope);
        Where(node.WhereClause, target, scope);
        return Outputs(node, target, scope);
    }

    private QueryOutput Merge(MergeSpecification node, CommonTables? commonTables)
    {
        context.Action = SqlAction.Update;
        context.Map?.Enter(node, QueryKind.Merge);
        var scope = new Scope(null, commonTables);
        var target = _targets.Walk(node.Target, scope, null, node.TableAlias);
        context.From.Item(node.TableReference, scope, isLateral: false);
        context.Expressions.WalkIf(node.TopRowFilter?.Expression, scope);
        context.Using(ColumnUsage.JoinCondition);
        context.Expressions.Conditions.WalkIf(node.SearchCondition, scope);
        foreach (var clause in node.ActionClauses)
        {
            context.Saw(clause);
            context.Using(ColumnUsage.Where);
            context.Expressions.Conditions.WalkIf(clause.SearchCondition, scope);
            Merged(clause.Action, target, scope);
        }

        return Outputs(node, target, scope);
    }

    private void Merged(MergeAction action, List<RangeItem> target, Scope scope)
    {
        context.Saw(action);
        switch (action)
        {
            case UpdateMergeAction update:
                _targets.Written(target, SqlAction.Update);
                _assignments.Set(update.SetClauses, target, scope);
                break;
            case DeleteMergeAction:
                _targets.Written(target, SqlAction.Delete);
                break;
            case InsertMergeAction insert:
                context.Inserts();
                _targets.Written(target, SqlAction.Insert);
                foreach (var column in insert.Columns)
                {
                    _assignments.Write(target, column, SqlAction.Insert);
                }

                if (insert.Columns.Count == 0)
                {
                    target.OfType<TableItem>().ToList().ForEach(item => item.WriteAll(context, SqlAction.Insert));
                }

                context.Using(ColumnUsage.AssignmentSource);
                var source = Source(insert.Source, scope);
                target.OfType<HeldItem>().ToList().ForEach(
                    held => Keep(context, held, [.. insert.Columns.Select(static c => c.MultiPartIdentifier?.Identifiers[^1].Value ?? "")], source));
                break;
            default:
                context.NotUnderstood(action.GetType().Name);
                break;
        }
    }

    private void Where(WhereClause? where, List<RangeItem> target, Scope scope)
    {
        if (where?.Cursor is null && (where?.SearchCondition is null || !Narrowing.Narrows(context, where.SearchCondition, target, scope)))
        {
            context.Flag(StatementFlags.WithoutWhere);
        }

        context.Using(ColumnUsage.Where);
        context.Queries.Where(where, scope);
    }

    /// <summary>OUTPUT and OUTPUT INTO; tells what the first yields.</summary>
    private QueryOutput Outputs(DataModificationSpecification node, List<RangeItem> target, Scope scope)
    {
        var output = new QueryOutput();
        var rows = new Scope(scope.Outer, scope.CommonTables);
        foreach (var item in target)
        {
            rows.Items.AddRange(Transition(item, "inserted"));
            rows.Items.AddRange(Transition(item, "deleted"));
        }

        rows.Items.AddRange(scope.Items);
        context.Using(ColumnUsage.Returning);
        if (node.OutputClause is { } clause)
        {
            context.Saw(clause);
            context.Queries.Items(clause.SelectColumns, rows, output, ColumnUsage.Returning);
        }

        if (node.OutputIntoClause is { } into)
        {
            context.Saw(into);
            Into(into, rows);
        }

        context.Using(ColumnUsage.Other);
        context.Map?.Leave();
        return output;
    }

    private IEnumerable<RangeItem> Transition(RangeItem item, string name) => item switch
    {
        TableItem table => [new TableItem(context.Folding, table.Relation, name, table.Span, isRead: table.IsRead, table.Reference) { Base = table.Base }],
        HeldItem held => [new HeldItem(context.Folding, name, held.Holder, held.Columns)],
        DerivedItem derived => [derived.Under(name)],
        _ => [],
    };

    /// <summary>The rows put out are inserted into a table.</summary>
    private void Into(OutputIntoClause node, Scope rows)
    {
        var made = new QueryOutput();
        context.Queries.Items(node.SelectColumns, rows, made, ColumnUsage.Returning);
        var target = _targets.Walk(node.IntoTable, new Scope(null, null), SqlAction.Insert);
        foreach (var column in node.IntoTableColumns)
        {
            _assignments.Write(target, column, SqlAction.Insert);
        }

        foreach (var item in target)
        {
            if (item is TableItem table && node.IntoTableColumns.Count == 0)
            {
                table.WriteAll(context, SqlAction.Insert);
            }

            if (item is HeldItem held)
            {
                Keep(context, held, [.. node.IntoTableColumns.Select(static c => c.MultiPartIdentifier?.Identifiers[^1].Value ?? "")], made);
            }
        }
    }
}
