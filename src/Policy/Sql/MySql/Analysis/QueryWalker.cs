using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Walks SELECT, VALUES, TABLE, set operations, and what stands in parentheses.</summary>
internal sealed class QueryWalker(WalkContext context)
{
    /// <summary>What a table of the server has at most (MAX_FIELDS); stars over stars would double without end.</summary>
    private const int MaxColumns = 4_096;

    /// <summary>Walks a query and tells what it yields.</summary>
    /// <param name="outer">Scope of the enclosing query for correlated references, null at the top.</param>
    /// <param name="recursive">The WITH query this is the body of: its first arm gives it its columns.</param>
    public QueryOutput Walk(MySqlQuery query, Scope? outer, CommonTables? commonTables, CommonTable? recursive = null)
    {
        if (!WalkDepth.IsBearable)
        {
            context.NotUnderstood("queries nested too deep");
            return new QueryOutput { IsKnown = false };
        }

        var (usage, aliases) = (context.Map?.Usage, context.Columns.Aliases);
        context.Columns.Aliases = AliasUse.None;
        var tables = context.CommonTables.Walk(query.With, outer, commonTables);
        var output = query switch
        {
            SelectQuery select => Select(select, outer, tables),
            SetQuery set => Set(set, outer, tables, recursive),
            ParenthesizedQuery inner => Parenthesized(inner, outer, tables, recursive),
            ValuesQuery values => Values(values, outer, tables),
            TableQuery table => Table(table, outer, tables),
            _ => Unknown(query),
        };
        context.Columns.Aliases = aliases;
        context.Using(usage ?? ColumnUsage.Other);
        return output;
    }

    /// <summary>A list of output expressions: SELECT's items, RETURNING.</summary>
    /// <param name="usage">Output or Returning.</param>
    public void Items(ImmutableArray<SelectItem> items, Scope scope, QueryOutput output, ColumnUsage usage)
    {
        var outer = context.Lineage;
        foreach (var item in items)
        {
            Item(item, scope, output, usage);
        }

        context.Lineage = outer;
    }

    /// <summary>ORDER BY: an item names an output column first, then one of the tables; an integer is a place in the output.</summary>
    public void Order(ImmutableArray<OrderItem> items, Scope scope, QueryOutput? output)
    {
        context.Using(ColumnUsage.Order);
        context.Columns.Aliases = AliasUse.AfterTables;
        foreach (var item in items)
        {
            if (OutputNamed(item.Expression, output) is { } column)
            {
                context.Map?.DerivedColumn(ColumnResolver.Place((ColumnReference)item.Expression));
                context.Used(column.From);
                continue;
            }

            context.Expressions.Walk(item.Expression, scope);
            Ordinal(item.Expression, output);
        }

        context.Columns.Aliases = AliasUse.None;
    }

    public void Limit(LimitClause? limit, Scope scope)
    {
        context.Expressions.WalkIf(limit?.Count, scope);
        context.Expressions.WalkIf(limit?.Offset, scope);
        context.Expressions.WalkIf(limit?.RowsExamined, scope);
    }

    private QueryOutput Unknown(MySqlQuery query)
    {
        context.NotUnderstood(query.GetType().Name);
        return new QueryOutput { IsKnown = false };
    }

    private QueryOutput Select(SelectQuery node, Scope? outer, CommonTables? commonTables)
    {
        var output = new QueryOutput();
        context.Map?.Enter(node, QueryKind.Select);
        var scope = new Scope(outer, commonTables);
        context.From.Walk(node.From, scope);
        output.Items.AddRange(scope.Items);
        scope.Selected = output;
        context.Using(ColumnUsage.Output);
        Items(node.Items, scope, output, ColumnUsage.Output);
        context.Using(ColumnUsage.Where);
        context.Expressions.WalkIf(node.Where, scope);
        Group(node.GroupBy, scope, output);
        context.Using(ColumnUsage.Having);
        context.Columns.Aliases = AliasUse.BeforeTables;
        context.Expressions.WalkIf(node.Having, scope);
        context.Expressions.WalkIf(node.Qualify, scope);
        context.Columns.Aliases = AliasUse.None;
        foreach (var window in node.Windows)
        {
            context.Expressions.Window(window, scope);
        }

        if ((node.Options & SelectOptions.Distinct) != 0)
        {
            context.Used(output);
        }

        if ((node.Options & SelectOptions.CalcFoundRows) != 0)
        {
            context.Effect(new SessionEffect.CountsFoundRows());
        }

        if (node.Procedure is not null)
        {
            context.NotUnderstood("PROCEDURE");
        }

        Tail(node, scope, output);
        context.Map?.Leave();
        return output;
    }

    /// <summary>What may stand behind any query.</summary>
    private void Tail(MySqlQuery node, Scope scope, QueryOutput output)
    {
        Order(node.OrderBy, scope, output);
        Limit(node.Limit, scope);
        Locks(node.Locks, scope);
        if (node.Into is not null)
        {
            new IntoWalker(context).Walk(node.Into, output, scope);
        }
    }

    /// <summary>Clauses behind a set operation or parentheses see the output, not the tables.</summary>
    private void OuterTail(MySqlQuery node, QueryOutput output, Scope? outer, CommonTables? commonTables)
    {
        if (node.OrderBy.IsEmpty && node.Limit is null && node.Locks.IsEmpty && node.Into is null)
        {
            return;
        }

        var scope = new Scope(outer, commonTables) { Selected = output };
        scope.Items.Add(new DerivedItem(null, output, []));
        Tail(node, scope, output);
    }

    private QueryOutput Set(SetQuery node, Scope? outer, CommonTables? commonTables, CommonTable? recursive)
    {
        var output = Walk(node.Operands[0], outer, commonTables);
        if (recursive is not null)
        {
            recursive.Output = CommonTableWalker.Recursive(output, recursive);
        }

        for (var i = 1; i < node.Operands.Length; i++)
        {
            Combine(output, Walk(node.Operands[i], outer, commonTables));
            if (node.Operators[i - 1] is not { Operator: SetOperator.Union, IsAll: true })
            {
                context.Used(output);
            }
        }

        OuterTail(node, output, outer, commonTables);
        return output;
    }

    private QueryOutput Parenthesized(ParenthesizedQuery node, Scope? outer, CommonTables? commonTables, CommonTable? recursive)
    {
        var output = Walk(node.Inner, outer, commonTables, recursive);
        OuterTail(node, output, outer, commonTables);
        return output;
    }

    private QueryOutput Table(TableQuery node, Scope? outer, CommonTables? commonTables)
    {
        var output = new QueryOutput();
        context.Map?.Enter(node, QueryKind.Select);
        var scope = new Scope(outer, commonTables) { Selected = output };
        context.From.Walk([node.Table], scope);
        output.Items.AddRange(scope.Items);
        Star(null, scope, output, default);
        Tail(node, scope, output);
        context.Map?.Leave();
        return output;
    }

    private QueryOutput Values(ValuesQuery node, Scope? outer, CommonTables? commonTables)
    {
        var output = new QueryOutput();
        context.Map?.Enter(node, QueryKind.Values);
        var scope = new Scope(outer, commonTables) { Selected = output };
        context.Using(ColumnUsage.Output);
        var lineage = context.Lineage;
        foreach (var row in node.Rows)
        {
            for (var i = 0; i < row.Items.Length; i++)
            {
                context.Lineage = [];
                context.Expressions.Walk(row.Items[i], scope);
                if (i == output.Columns.Count)
                {
                    output.Columns.Add(new QueryColumn(ValueName(row.Items[i], i), []));
                }

                if (context.Lineage.Count > 0)
                {
                    output.Columns[i] = output.Columns[i] with { From = [.. output.Columns[i].From.Union(context.Lineage)] };
                }
            }
        }

        context.Lineage = lineage;
        Tail(node, scope, output);
        context.Map?.Leave();
        return output;
    }

    /// <summary>MySQL counts them, MariaDB takes the texts of the first row.</summary>
    private string ValueName(MySqlExpression value, int place) => context.Environment.Session.Server is { IsMariaDb: true }
        ? OutputNames.Of(value, value.Span, context.Text)
        : "column_" + place.ToString(CultureInfo.InvariantCulture);

    private void Item(SelectItem item, Scope scope, QueryOutput output, ColumnUsage usage)
    {
        var value = item.Expression;
        if (value is StarExpression star)
        {
            // Beneath a view its columns are asked for one by one, like any other item.
            context.Lineage = context.Defers ? [] : null;
            Star(star, scope, output, new ColumnPlace(star.Span, default));
            return;
        }

        var isColumn = value is ColumnReference;
        context.Using(!isColumn ? usage : usage == ColumnUsage.Returning ? ColumnUsage.PlainReturning : ColumnUsage.PlainOutput);
        var sources = context.Lineage = [];
        (context.ValueReads, context.ValueIsPlain) = (0, isColumn);
        context.Expressions.Walk(value, scope);
        var from = sources.Count == 0 ? ImmutableArray<ColumnSource>.Empty : [.. sources.Distinct()];
        var isPlain = isColumn && context is { ValueReads: 1, ValueIsPlain: true } && from.Length == 1;
        output.Columns.Add(new QueryColumn(item.Alias?.Text ?? OutputNames.Of(value, item.Span, context.Text), from) { IsPlain = isPlain });
    }

    private void Star(StarExpression? star, Scope scope, QueryOutput output, ColumnPlace place)
    {
        if (star?.Table is { } table)
        {
            var item = context.Columns.Find(star.Schema?.Text, table.Text, scope);
            item?.ReadAll(context, place, RowUse.Star);
            item?.Expand(output);
            Bound(output);
            return;
        }

        foreach (var item in scope.Items)
        {
            item.ReadAll(context, place, RowUse.Star);
        }

        scope.Expand(0, scope.Items.Count, output);
        Bound(output);
    }

    private void Bound(QueryOutput output)
    {
        if (output.Columns.Count > MaxColumns)
        {
            context.NotUnderstood($"more than {MaxColumns} columns");
            output.Columns.RemoveRange(MaxColumns, output.Columns.Count - MaxColumns);
        }
    }

    /// <summary>GROUP BY looks at the tables first; a name that is no column of them is one of the output.</summary>
    private void Group(ImmutableArray<OrderItem> items, Scope scope, QueryOutput output)
    {
        context.Using(ColumnUsage.Group);
        context.Columns.Aliases = AliasUse.AfterTables;
        foreach (var item in items)
        {
            context.Expressions.Walk(item.Expression, scope);
            Ordinal(item.Expression, output);
        }

        context.Columns.Aliases = AliasUse.None;
    }

    private void Ordinal(MySqlExpression expression, QueryOutput? output)
    {
        if (output is not null && expression is LiteralExpression { Kind: LiteralKind.Integer } literal
            && int.TryParse(literal.Value, CultureInfo.InvariantCulture, out var place) && place > 0 && place <= output.Columns.Count)
        {
            context.Used(output.Columns[place - 1].From);
        }
    }

    private static QueryColumn? OutputNamed(MySqlExpression expression, QueryOutput? output) =>
        expression is ColumnReference { Table: null } reference ? ColumnResolver.Output(output, reference.Column.Text) : null;

    private void Locks(ImmutableArray<LockingClause> clauses, Scope scope)
    {
        foreach (var clause in clauses)
        {
            context.Flag(StatementFlags.Lock);
            if (clause.Of.IsEmpty)
            {
                scope.Items.ForEach(item => item.Lock(context));
                continue;
            }

            foreach (var name in clause.Of)
            {
                context.Columns.Find(name.Schema?.Text, name.Name.Text, scope)?.Lock(context);
            }
        }
    }

    /// <summary>Adds the right arm to the left one, in place: chains are long.</summary>
    private static void Combine(QueryOutput left, QueryOutput right)
    {
        left.IsKnown &= right.IsKnown;
        left.Items.AddRange(right.Items);
        for (var i = 0; i < Math.Min(left.Columns.Count, right.Columns.Count); i++)
        {
            var column = left.Columns[i];
            if (right.Columns[i].From.Any(source => !column.From.Contains(source)))
            {
                left.Columns[i] = column with { From = [.. column.From.Union(right.Columns[i].From)], IsPlain = false };
            }
            else if (column.IsPlain && !right.Columns[i].IsPlain)
            {
                left.Columns[i] = column with { IsPlain = false };
            }
        }
    }
}
