using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>INSERT, REPLACE, UPDATE and DELETE, of one table and of several.</summary>
internal sealed class WriteWalker(WalkContext context)
{
    /// <summary>Walks an INSERT or REPLACE and tells what its RETURNING yields.</summary>
    public QueryOutput Insert(InsertStatement node)
    {
        context.Map?.Enter(node, QueryKind.Insert);
        var scope = new Scope(null, context.CommonTables.Walk(node.With, null, null));
        var target = context.From.Target(node.Table, SqlAction.Insert);
        if (node.IsReplace)
        {
            context.From.Write(target, SqlAction.Delete);
        }

        scope.Items.Add(target);
        foreach (var column in node.Columns)
        {
            target.Write(context, SqlAction.Insert, column.Column.Text, ColumnResolver.Place(column));
        }

        if (node.Columns.IsEmpty && node.Assignments.IsEmpty)
        {
            target.WriteAll(context, SqlAction.Insert);
        }

        Assign(node.Assignments, target, scope, SqlAction.Insert);
        if (node.IsReplace)
        {
            Lose(target.Relation);
        }

        context.Using(ColumnUsage.AssignmentSource);
        foreach (var row in node.Rows)
        {
            context.Expressions.Walk(row.Items, scope);
        }

        var source = node.Query is null ? null : context.Queries.Walk(node.Query, null, scope.CommonTables);
        OnDuplicate(node, target, source, scope);
        return Returning(node.Returning, scope);
    }

    /// <summary>What REPLACE does not name it takes from the row in its way: a write that the text does not show.</summary>
    private void Lose(Relation relation)
    {
        foreach (var column in relation.Description?.Columns ?? [])
        {
            context.Accesses.Add(new Access(AccessKind.Column, SqlAction.Update, relation.Name, column) { Through = true, Relation = relation.Kind });
        }
    }

    public QueryOutput Update(UpdateStatement node)
    {
        context.Map?.Enter(node, QueryKind.Update);
        var scope = new Scope(null, context.CommonTables.Walk(node.With, null, null));
        context.From.Walk(node.Tables, scope, isWrite: true);
        var targets = new List<TableItem>();
        foreach (var assignment in node.Assignments)
        {
            foreach (var target in Assigned(assignment.Column, scope))
            {
                Target(target, SqlAction.Update, targets);
            }
        }

        ReadOthers(scope, targets);
        foreach (var assignment in node.Assignments)
        {
            foreach (var target in Assigned(assignment.Column, scope))
            {
                target.Write(context, SqlAction.Update, assignment.Column.Column.Text, ColumnResolver.Place(assignment.Column));
            }

            context.Using(ColumnUsage.AssignmentSource);
            context.Expressions.Walk(assignment.Value, scope);
        }

        Portion(node.Portion, scope);
        Where(node.Where, targets, scope);
        context.Queries.Order(node.OrderBy, scope, null);
        context.Queries.Limit(node.Limit, scope);
        return Returning(node.Returning, scope);
    }

    public QueryOutput Delete(DeleteStatement node)
    {
        context.Map?.Enter(node, QueryKind.Delete);
        var scope = new Scope(null, context.CommonTables.Walk(node.With, null, null));
        context.From.Walk(node.Tables, scope, isWrite: true);
        var targets = new List<TableItem>();
        if (node.Targets.IsEmpty)
        {
            foreach (var item in scope.Items.OfType<TableItem>())
            {
                Target(item, SqlAction.Delete, targets);
            }
        }

        foreach (var name in node.Targets)
        {
            if (context.Columns.Find(name.Schema?.Text, name.Name.Text, scope) is TableItem item)
            {
                Target(item, SqlAction.Delete, targets);
            }
            else
            {
                // An error that the server will name, or a table under its name beside an alias.
                context.Object(SqlAction.Delete, context.Names.Resolve(name), name.Span);
            }
        }

        ReadOthers(scope, targets);
        Portion(node.Portion, scope);
        context.Expressions.WalkIf(node.Before, scope);
        Where(node.Where, targets, scope);
        context.Queries.Order(node.OrderBy, scope, null);
        context.Queries.Limit(node.Limit, scope);
        return Returning(node.Returning, scope);
    }

    private void Target(TableItem item, SqlAction action, List<TableItem> targets)
    {
        if (!targets.Contains(item))
        {
            targets.Add(item);
            context.From.Write(item, action);
            context.Map?.Target(item.Reference, FromWalker.Role(action));
        }
    }

    /// <summary>Tables of the statement that it does not write are read.</summary>
    private void ReadOthers(Scope scope, List<TableItem> targets)
    {
        foreach (var item in scope.Items.OfType<TableItem>())
        {
            if (!targets.Contains(item) && !item.IsRead)
            {
                context.From.Read(item, item.Span);
            }
        }
    }

    /// <summary>The tables an assigned column may be of: one, or all that are not known.</summary>
    private List<TableItem> Assigned(ColumnReference column, Scope scope)
    {
        if (column.Table is { } table)
        {
            return context.Columns.Find(column.Schema?.Text, table.Text, scope) is TableItem item ? [item] : [];
        }

        var items = scope.Items.OfType<TableItem>().ToList();
        var name = column.Column.Text;
        var sure = items.Where(item => item.Has(name) == ColumnMatch.Yes).ToList();
        var possible = sure.Count > 0 ? sure : items.Where(item => item.Has(name) >= ColumnMatch.Possible).ToList();
        return possible.Count > 0 ? possible : items;
    }

    private void OnDuplicate(InsertStatement node, TableItem target, QueryOutput? source, Scope scope)
    {
        if (node.OnDuplicate.IsEmpty)
        {
            return;
        }

        context.From.Write(target, SqlAction.Update);
        var update = new Scope(null, scope.CommonTables);
        update.Items.Add(target);
        update.Items.AddRange(source?.Items.OfType<RangeItem>() ?? []);
        if (node.RowAlias is { } alias)
        {
            var columns = node.ColumnAliases.IsEmpty
                ? target.Relation.Description?.Columns ?? []
                : node.ColumnAliases.Select(static c => c.Text).ToImmutableArray();
            update.Items.Add(new ResultItem(alias.Text, columns, [], isKnown: !columns.IsEmpty));
        }

        Assign(node.OnDuplicate, target, update, SqlAction.Update);
        foreach (var assignment in node.OnDuplicate)
        {
            // The server asks for the right to read what may be updated.
            context.Using(ColumnUsage.OnConflict);
            target.Read(context, assignment.Column.Column.Text, default);
        }
    }

    /// <summary>Assigned columns and what is assigned to them.</summary>
    private void Assign(ImmutableArray<Assignment> assignments, TableItem target, Scope scope, SqlAction action)
    {
        foreach (var assignment in assignments)
        {
            target.Write(context, action, assignment.Column.Column.Text, ColumnResolver.Place(assignment.Column));
            context.Using(ColumnUsage.AssignmentSource);
            context.Expressions.Walk(assignment.Value, scope);
        }
    }

    private void Portion(PortionClause? portion, Scope scope)
    {
        context.Expressions.WalkIf(portion?.From, scope);
        context.Expressions.WalkIf(portion?.To, scope);
    }

    private void Where(MySqlExpression? where, List<TableItem> targets, Scope scope)
    {
        if (where is null || !WhereClause.Narrows(context, where, targets, scope))
        {
            context.Flag(StatementFlags.WithoutWhere);
        }

        context.Using(ColumnUsage.Where);
        context.Expressions.WalkIf(where, scope);
    }

    private QueryOutput Returning(ImmutableArray<SelectItem> items, Scope scope)
    {
        var output = new QueryOutput();
        context.Using(ColumnUsage.Returning);
        context.Queries.Items(items, scope, output, ColumnUsage.Returning);
        context.Using(ColumnUsage.Other);
        context.Map?.Leave();
        return output;
    }
}
