using System.Collections.Immutable;
using System.Globalization;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Walks SELECT, VALUES, TABLE and set operations; the left spine of UNION chains is a loop.</summary>
internal sealed class QueryWalker(WalkContext context)
{
    /// <summary>What a result has at most (MaxTupleAttributeNumber); stars over stars would double without end.</summary>
    private const int MaxColumns = 1_664;

    /// <summary>Walks any statement that yields rows and tells what it yields.</summary>
    /// <param name="outer">Scope of the enclosing query for correlated references, null at the top.</param>
    /// <param name="recursive">The WITH query this is the body of: its first arm gives it its columns.</param>
    public QueryOutput Walk(SyntaxNode node, Scope? outer, CommonTables? commonTables, CommonTable? recursive = null)
    {
        if (node.Type is "InsertStmt" or "UpdateStmt" or "DeleteStmt" or "MergeStmt")
        {
            return context.Statements.Writes.Walk(node, outer, commonTables);
        }

        if (node.Type is not (null or "SelectStmt"))
        {
            context.NotUnderstood(node.Type);
            return new QueryOutput();
        }

        var spine = new Stack<(SyntaxNode Node, CommonTables? CommonTables)>();
        while (node.Visit().Text("op") is not (null or "SETOP_NONE"))
        {
            commonTables = context.CommonTables.Walk(node["withClause"], outer, commonTables);
            spine.Push((node, commonTables));
            node = node["larg"];
        }

        var usage = context.Map?.Usage;
        var output = Simple(node, outer, commonTables);
        if (recursive is not null && spine.Count > 0)
        {
            recursive.Output = CommonTableWalker.Recursive(output, recursive);
        }

        while (spine.TryPop(out var level))
        {
            var right = Walk(level.Node["rarg"], outer, level.CommonTables);
            Combine(output, right);
            if (!(level.Node.Text("op") is "SETOP_UNION" && level.Node.Flag("all")))
            {
                context.Used(output);
            }

            EndSetOperation(level.Node, output, outer, level.CommonTables);
        }

        context.Using(usage ?? ColumnUsage.Other);
        return output;
    }

    /// <summary>A list of output expressions: SELECT's targets, RETURNING.</summary>
    /// <param name="usage">Output or Returning.</param>
    public void Targets(SyntaxNode targets, Scope scope, QueryOutput output, ColumnUsage usage)
    {
        var outer = context.Lineage;
        foreach (var target in targets)
        {
            Target(target.Visit(), scope, output, usage);
        }

        context.Lineage = outer;
    }

    private QueryOutput Simple(SyntaxNode node, Scope? outer, CommonTables? commonTables)
    {
        var output = new QueryOutput();
        context.Map?.Enter(node, node["valuesLists"].Exists ? QueryKind.Values : QueryKind.Select);
        var scope = new Scope(outer, context.CommonTables.Walk(node["withClause"], outer, commonTables));
        context.From.Walk(node["fromClause"], scope);
        output.Items.AddRange(scope.Items);
        Into(node["intoClause"]);
        context.Using(ColumnUsage.Output);
        Values(node["valuesLists"], scope, output);
        Targets(node["targetList"], scope, output, ColumnUsage.Output);
        context.Using(ColumnUsage.Where);
        context.Expressions.Walk(node["whereClause"], scope);
        context.Using(ColumnUsage.Group);
        SortItems(node["groupClause"], scope, output, outputFirst: false);
        context.Using(ColumnUsage.Having);
        context.Expressions.Walk(node["havingClause"], scope);
        context.Using(ColumnUsage.Window);
        foreach (var window in node["windowClause"])
        {
            context.Expressions.Window(window, scope);
        }

        context.Using(ColumnUsage.Order);
        SortItems(node["distinctClause"], scope, output, outputFirst: true);
        if (node["distinctClause"].Exists)
        {
            context.Used(output);
        }

        SortItems(node["sortClause"], scope, output, outputFirst: true);
        context.Expressions.Walk(node["limitCount"], scope);
        context.Expressions.Walk(node["limitOffset"], scope);
        Locks(node["lockingClause"], scope);
        context.Map?.Leave();
        return output;
    }

    private void Into(SyntaxNode into)
    {
        if (!into.Exists)
        {
            return;
        }

        var relation = context.Names.ResolveNew(into.Visit()["rel"].Visit());
        into.Skip();
        context.Object(SqlAction.Ddl, relation, into["rel"].Location);
        context.Flag(StatementFlags.Ddl);
        context.Effect(new SessionEffect.ChangesCatalog());
        context.MadeTemporary(relation);
    }

    private void Values(SyntaxNode lists, Scope scope, QueryOutput output)
    {
        foreach (var row in lists)
        {
            var number = 0;
            foreach (var value in row.Visit()["items"])
            {
                var lineage = context.Lineage;
                context.Lineage = [];
                context.Expressions.Walk(value, scope);
                if (number == output.Columns.Count)
                {
                    output.Columns.Add(new QueryColumn("column" + (number + 1).ToString(CultureInfo.InvariantCulture), []));
                }

                if (context.Lineage.Count > 0)
                {
                    output.Columns[number] = output.Columns[number] with { From = [.. output.Columns[number].From.Union(context.Lineage)] };
                }

                number++;
                context.Lineage = lineage;
            }
        }
    }

    private void Target(SyntaxNode target, Scope scope, QueryOutput output, ColumnUsage usage)
    {
        var value = target["val"];
        context.Lineage = null;
        if (value.Is("ColumnRef") && ColumnResolver.Split(value["fields"]) is { IsStar: true } star)
        {
            context.Columns.Resolve(value, scope, RowUse.Star);
            if (star.Table is null)
            {
                scope.Expand(0, scope.Items.Count, output);
            }
            else
            {
                ColumnResolver.Find(star.Schema, star.Table, scope)?.Expand(output);
            }

            Bound(output);
            return;
        }

        var isColumn = value.Is("ColumnRef");
        context.Using(!isColumn ? usage : usage == ColumnUsage.Returning ? ColumnUsage.PlainReturning : ColumnUsage.PlainOutput);
        var sources = context.Lineage = [];
        (context.ValueReads, context.ValueIsPlain) = (0, isColumn);
        context.Expressions.Walk(value, scope);
        var from = sources.Count == 0 ? ImmutableArray<ColumnSource>.Empty : [.. sources.Distinct()];
        if (value.Is("A_Indirection") && value["indirection"].ItemCount == 1 && EndsWithStar(value["indirection"])
            && ColumnResolver.WholeRow(value["arg"], scope) is { } row)
        {
            row.Expand(output);
            return;
        }

        if (value.Is("A_Indirection") && EndsWithStar(value["indirection"]))
        {
            output.IsKnown = false;
            output.Columns.Add(new QueryColumn("*", from));
            return;
        }

        var isPlain = isColumn && context is { ValueReads: 1, ValueIsPlain: true };
        output.Columns.Add(new QueryColumn(target.Text("name") ?? OutputNames.Of(value), from) { IsPlain = isPlain && from.Length == 1 });
    }

    private void Bound(QueryOutput output)
    {
        if (output.Columns.Count > MaxColumns)
        {
            context.NotUnderstood($"more than {MaxColumns} columns");
            output.Columns.RemoveRange(MaxColumns, output.Columns.Count - MaxColumns);
        }
    }

    private static bool EndsWithStar(SyntaxNode indirection)
    {
        var last = default(SyntaxNode);
        foreach (var step in indirection)
        {
            last = step;
        }

        return last.Is("A_Star");
    }

    /// <summary>
    /// ORDER BY, DISTINCT ON and GROUP BY may name an output column. ORDER BY looks at the output first, GROUP BY at the input;
    /// where the input is not known GROUP BY counts as both.
    /// </summary>
    private void SortItems(SyntaxNode items, Scope scope, QueryOutput output, bool outputFirst)
    {
        foreach (var item in items)
        {
            if (item.Type is null)
            {
                continue;
            }

            var expression = item.Is("SortBy") ? item.Visit()["node"] : item;
            if (item.Is("SortBy"))
            {
                context.Functions.Operator(item["useOp"]);
            }

            if (OutputNamed(expression, scope, output, outputFirst) is { } column)
            {
                context.Used(column.From);
                continue;
            }

            context.Expressions.Walk(expression, scope);
            if (expression.Is("A_Const") && expression["ival"].Number("ival") is > 0 and var place && place <= output.Columns.Count)
            {
                context.Used(output.Columns[place - 1].From);
            }
        }
    }

    private static QueryColumn? OutputNamed(SyntaxNode expression, Scope scope, QueryOutput output, bool outputFirst)
    {
        if (!expression.Is("ColumnRef") || ColumnResolver.Split(expression["fields"]) is not { Table: null, Column: { } name, IsStar: false })
        {
            return null;
        }

        var place = output.Columns.FindIndex(column => string.Equals(column.Name, name, StringComparison.Ordinal));
        if (place < 0)
        {
            return null;
        }

        if (!outputFirst && scope.Items.Exists(item => item.Has(name) >= ColumnMatch.Possible))
        {
            return null;
        }

        expression.Skip();
        return output.Columns[place];
    }

    private void Locks(SyntaxNode clauses, Scope scope)
    {
        foreach (var clause in clauses)
        {
            context.Flag(StatementFlags.Lock);
            if (!clause.Visit()["lockedRels"].Exists)
            {
                scope.Items.ForEach(item => item.Lock(context));
                continue;
            }

            foreach (var name in clause["lockedRels"])
            {
                ColumnResolver.Find(null, name.Visit().Text("relname") ?? "", scope)?.Lock(context);
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

    private void EndSetOperation(SyntaxNode node, QueryOutput output, Scope? outer, CommonTables? commonTables)
    {
        var scope = new Scope(outer, commonTables);
        scope.Items.Add(new DerivedItem(null, output, []));
        SortItems(node["sortClause"], scope, output, outputFirst: true);
        context.Expressions.Walk(node["limitCount"], scope);
        context.Expressions.Walk(node["limitOffset"], scope);
        Locks(node["lockingClause"], scope);
    }
}
