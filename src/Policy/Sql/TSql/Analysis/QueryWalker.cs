using System.Collections.Immutable;
using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Walks SELECT, set operations, and what stands in parentheses.</summary>
internal sealed class QueryWalker(WalkContext context)
{
    /// <summary>What a SELECT may yield at most; stars over stars would double without end.</summary>
    private const int MaxColumns = 4_096;

    /// <summary>Walks a query and tells what it yields.</summary>
    /// <param name="outer">Scope of the enclosing query for correlated references, null at the top.</param>
    /// <param name="recursive">The WITH query this is the body of: its first arm gives it its columns.</param>
    public QueryOutput Walk(QueryExpression query, Scope? outer, CommonTables? commonTables, CommonTable? recursive = null)
    {
        if (!WalkDepth.IsBearable)
        {
            context.NotUnderstood("queries nested too deep");
            return new QueryOutput { IsKnown = false };
        }

        context.Saw(query);
        var (usage, aliases) = (context.Map?.Usage, context.Columns.Aliases);
        context.Columns.Aliases = AliasUse.None;
        var output = query switch
        {
            QuerySpecification select => Select(select, outer, commonTables),
            BinaryQueryExpression set => Set(set, outer, commonTables, recursive),
            QueryParenthesisExpression inner => Parenthesized(inner, outer, commonTables, recursive),
            _ => Unknown(query),
        };
        context.Columns.Aliases = aliases;
        context.Using(usage ?? ColumnUsage.Other);
        return output;
    }

    /// <summary>A list of output expressions: SELECT's items, OUTPUT.</summary>
    /// <param name="usage">Output or Returning.</param>
    public void Items(IList<SelectElement> items, Scope scope, QueryOutput output, ColumnUsage usage)
    {
        var outer = context.Lineage;
        foreach (var item in items)
        {
            context.Saw(item);
            switch (item)
            {
                case SelectScalarExpression scalar:
                    Item(scalar, scope, output, usage);
                    break;
                case SelectStarExpression star:
                    // Beneath a view its columns are asked for one by one, like any other item.
                    context.Lineage = context.Defers ? [] : null;
                    Star(star, scope, output);
                    break;
                case SelectSetVariable assignment:
                    context.Lineage = outer;
                    context.Using(ColumnUsage.Other);
                    context.Variables.Assign(assignment.Variable, assignment.Expression, scope);
                    break;
                default:
                    context.NotUnderstood(item.GetType().Name);
                    break;
            }
        }

        context.Lineage = outer;
    }

    private QueryOutput Unknown(QueryExpression query)
    {
        context.NotUnderstood(query.GetType().Name);
        return new QueryOutput { IsKnown = false };
    }

    private QueryOutput Select(QuerySpecification node, Scope? outer, CommonTables? commonTables)
    {
        var output = new QueryOutput();
        context.Map?.Enter(node, QueryKind.Select);
        var scope = new Scope(outer, commonTables);
        context.From.Walk(node.FromClause, scope);
        output.Items.AddRange(scope.Items);
        context.Expressions.WalkIf(node.TopRowFilter?.Expression, scope);
        context.Using(ColumnUsage.Output);
        Items(node.SelectElements, scope, output, ColumnUsage.Output);
        context.Using(ColumnUsage.Where);
        Where(node.WhereClause, scope);
        Group(node.GroupByClause, scope);
        context.Using(ColumnUsage.Having);
        context.Expressions.Conditions.WalkIf(node.HavingClause?.SearchCondition, scope);
        if (node.UniqueRowFilter == UniqueRowFilter.Distinct)
        {
            context.Used(output);
        }

        scope.Selected = output;
        output = Tail(node, scope, output);
        context.Map?.Leave();
        return output;
    }

    public void Where(Microsoft.SqlServer.TransactSql.ScriptDom.WhereClause? where, Scope scope)
    {
        if (where?.Cursor is not null)
        {
            context.SawAll(where.Cursor);
        }

        context.Expressions.Conditions.WalkIf(where?.SearchCondition, scope);
    }

    /// <summary>What may stand behind any query.</summary>
    private QueryOutput Tail(QueryExpression node, Scope scope, QueryOutput output)
    {
        Order(node.OrderByClause, scope, output);
        context.Expressions.WalkIf(node.OffsetClause?.OffsetExpression, scope);
        context.Expressions.WalkIf(node.OffsetClause?.FetchExpression, scope);
        return For(node.ForClause, output);
    }

    /// <summary>ORDER BY: an item names an output column first, then one of the tables; an integer is a place in the output.</summary>
    private void Order(OrderByClause? order, Scope scope, QueryOutput output)
    {
        context.Using(ColumnUsage.Order);
        context.Columns.Aliases = AliasUse.AfterTables;
        foreach (var item in order?.OrderByElements ?? [])
        {
            if (OutputNamed(item.Expression, output) is { } column)
            {
                context.Saw(item.Expression);
                context.Map?.DerivedColumn(ColumnResolver.Place((ColumnReferenceExpression)item.Expression));
                context.Used(column.From);
                continue;
            }

            context.Expressions.Walk(item.Expression, scope);
            Ordinal(item.Expression, output);
        }

        context.Columns.Aliases = AliasUse.None;
    }

    /// <summary>FOR XML and FOR JSON make one value of all; FOR BROWSE adds columns that the text does not name, of which no row is shown.</summary>
    private QueryOutput For(ForClause? clause, QueryOutput output)
    {
        switch (clause)
        {
            case null:
                return output;
            case XmlForClause or JsonForClause:
                context.SawAll(clause);
                context.Used(output);
                var whole = new QueryOutput { IsKnown = output.IsKnown };
                whole.Items.AddRange(output.Items);
                whole.Columns.Add(new QueryColumn("", [.. output.Columns.SelectMany(static c => c.From).Distinct()]));
                return whole;
            case ReadOnlyForClause or UpdateForClause:
                // Of a cursor.
                context.SawAll(clause);
                return output;
            case BrowseForClause:
                context.Saw(clause);
                if (context.Map is not null)
                {
                    context.NotUnderstood("FOR BROWSE, which adds key columns to the result");
                }

                return output;
            default:
                context.NotUnderstood(clause.GetType().Name);
                return output;
        }
    }

    /// <summary>Clauses behind a set operation or parentheses see the output, not the tables.</summary>
    private QueryOutput OuterTail(QueryExpression node, QueryOutput output, Scope? outer, CommonTables? commonTables)
    {
        if (node.OrderByClause is null && node.OffsetClause is null && node.ForClause is null)
        {
            return output;
        }

        var scope = new Scope(outer, commonTables) { Selected = output };
        scope.Items.Add(new DerivedItem(context.Folding, null, output, []));
        return Tail(node, scope, output);
    }

    /// <summary>A chain of set operations: its left spine is a loop.</summary>
    private QueryOutput Set(BinaryQueryExpression node, Scope? outer, CommonTables? commonTables, CommonTable? recursive)
    {
        var spine = new Stack<BinaryQueryExpression>();
        QueryExpression left = node;
        while (left is BinaryQueryExpression binary && (ReferenceEquals(binary, node) || IsBare(binary)))
        {
            context.Saw(binary);
            spine.Push(binary);
            left = binary.FirstQueryExpression;
        }

        var output = Walk(left, outer, commonTables, recursive);
        if (recursive is { Output: null } && node is { BinaryQueryExpressionType: BinaryQueryExpressionType.Union, All: true })
        {
            recursive.Output = CommonTableWalker.Recursive(output, recursive);
        }

        while (spine.TryPop(out var binary))
        {
            Combine(output, Walk(binary.SecondQueryExpression, outer, commonTables));
            if (binary is not { BinaryQueryExpressionType: BinaryQueryExpressionType.Union, All: true })
            {
                context.Used(output);
            }
        }

        return OuterTail(node, output, outer, commonTables);
    }

    private static bool IsBare(QueryExpression node) => node.OrderByClause is null && node.OffsetClause is null && node.ForClause is null;

    private QueryOutput Parenthesized(QueryParenthesisExpression node, Scope? outer, CommonTables? commonTables, CommonTable? recursive)
    {
        var output = Walk(node.QueryExpression, outer, commonTables, recursive);
        return OuterTail(node, output, outer, commonTables);
    }

    private void Item(SelectScalarExpression item, Scope scope, QueryOutput output, ColumnUsage usage)
    {
        var value = item.Expression;
        var isColumn = value is ColumnReferenceExpression { ColumnType: ColumnType.Regular };
        context.Using(!isColumn ? usage : usage == ColumnUsage.Returning ? ColumnUsage.PlainReturning : ColumnUsage.PlainOutput);
        var sources = context.Lineage = [];
        (context.ValueReads, context.ValueIsPlain) = (0, isColumn);
        context.Expressions.Walk(value, scope);
        var from = sources.Count == 0 ? ImmutableArray<ColumnSource>.Empty : [.. sources.Distinct()];
        var isPlain = isColumn && context is { ValueReads: 1, ValueIsPlain: true } && from.Length == 1;
        output.Columns.Add(new QueryColumn(OutputNames.Of(item), from) { IsPlain = isPlain });
    }

    private void Star(SelectStarExpression star, Scope scope, QueryOutput output)
    {
        var place = new ColumnPlace(WalkContext.Span(star), default);
        if (star.Qualifier is { Identifiers.Count: > 0 } qualifier)
        {
            if (qualifier is SchemaObjectName name)
            {
                context.Saw(name);
            }

            if (context.Columns.Find([.. qualifier.Identifiers], scope) is { } item)
            {
                item.ReadAll(context, place, RowUse.Star);
                item.Expand(output);
            }
            else
            {
                // An error that the server will name, or a name that we read otherwise: any table may be meant.
                scope.Items.ForEach(one => one.ReadAll(context, place, RowUse.Doubt));
                scope.Items.ForEach(one => one.Expand(output));
                output.IsKnown = false;
            }
        }
        else
        {
            scope.Items.ForEach(item => item.ReadAll(context, place, RowUse.Star));
            scope.Items.ForEach(item => item.Expand(output));
        }

        if (output.Columns.Count > MaxColumns)
        {
            context.NotUnderstood($"more than {MaxColumns} columns");
            output.Columns.RemoveRange(MaxColumns, output.Columns.Count - MaxColumns);
        }
    }

    private void Group(GroupByClause? group, Scope scope)
    {
        context.Using(ColumnUsage.Group);
        foreach (var item in group?.GroupingSpecifications ?? [])
        {
            Grouping(item, scope);
        }
    }

    private void Grouping(GroupingSpecification item, Scope scope)
    {
        var inner = item switch
        {
            ExpressionGroupingSpecification => [],
            CompositeGroupingSpecification composite => composite.Items,
            CubeGroupingSpecification cube => cube.Arguments,
            RollupGroupingSpecification rollup => rollup.Arguments,
            GroupingSetsGroupingSpecification sets => sets.Sets,
            GrandTotalGroupingSpecification => [],
            _ => null,
        };
        if (inner is null)
        {
            context.NotUnderstood(item.GetType().Name);
            return;
        }

        if (item is ExpressionGroupingSpecification { Expression: { } expression })
        {
            context.Expressions.Walk(expression, scope);
        }

        foreach (var one in inner)
        {
            Grouping(one, scope);
        }
    }

    private void Ordinal(ScalarExpression expression, QueryOutput output)
    {
        if (expression is IntegerLiteral literal && int.TryParse(literal.Value, CultureInfo.InvariantCulture, out var place)
            && place > 0 && place <= output.Columns.Count)
        {
            context.Used(output.Columns[place - 1].From);
        }
    }

    private QueryColumn? OutputNamed(ScalarExpression expression, QueryOutput output) =>
        expression is ColumnReferenceExpression { ColumnType: ColumnType.Regular, MultiPartIdentifier.Identifiers: { Count: 1 } parts }
            ? context.Columns.Output(output, parts[0].Value) : null;

    /// <summary>Adds the right arm to the left one, in place: chains are long.</summary>
    private static void Combine(QueryOutput left, QueryOutput right)
    {
        left.IsKnown &= right.IsKnown;
        left.Items.AddRange(right.Items);
        if (!left.IsKnown)
        {
            // Which column meets which is not known: each may get any.
            ImmutableArray<ColumnSource> everything = [.. right.Columns.SelectMany(static c => c.From).Distinct()];
            for (var i = 0; i < left.Columns.Count; i++)
            {
                left.Columns[i] = new QueryColumn(left.Columns[i].Name, [.. left.Columns[i].From.Union(everything)]);
            }

            return;
        }

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
