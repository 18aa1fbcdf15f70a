using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>Walks WITH: each query once, where it is written. Any may be recursive: no word says which.</summary>
internal sealed class CommonTableWalker(WalkContext context)
{
    /// <summary>Walks a WITH clause and returns the names it brings into scope.</summary>
    public CommonTables? Walk(WithCtesAndXmlNamespaces? with, Scope? outer, CommonTables? commonTables)
    {
        if (with is null)
        {
            return commonTables;
        }

        context.Saw(with);
        if (with.XmlNamespaces is not null)
        {
            context.SawAll(with.XmlNamespaces);
        }

        if (with.ChangeTrackingContext is not null)
        {
            context.Expressions.Walk(with.ChangeTrackingContext, new Scope(outer, commonTables));
        }

        var frame = new CommonTables(commonTables);
        foreach (var node in with.CommonTableExpressions)
        {
            context.Saw(node);
            var table = new CommonTable(context.Fold(node.ExpressionName)) { Names = [.. node.Columns.Select(static c => c.Value)] };
            frame.Add(table);
            CommonTable(node, table, outer, frame);
        }

        return frame;
    }

    /// <summary>What the recursive arm sees of its own table: the first arm's columns, and whatever the recursion adds to them.</summary>
    public static QueryOutput Recursive(QueryOutput output, CommonTable table)
    {
        var copy = new QueryOutput { IsKnown = output.IsKnown };
        for (var i = 0; i < output.Columns.Count; i++)
        {
            copy.Columns.Add(output.Columns[i] with { From = output.Columns[i].From.Add(table.Own(i)), IsPlain = false });
        }

        return DerivedItem.Named(copy, table.Names);
    }

    private void CommonTable(CommonTableExpression node, CommonTable table, Scope? outer, CommonTables frame)
    {
        var lineage = context.Lineage;
        context.Lineage = null;
        var output = context.Queries.Walk(node.QueryExpression, outer, frame, table);
        context.Lineage = lineage;
        if (table.Output is not null)
        {
            table.Close(output);
        }

        table.Output = DerivedItem.Named(output, table.Names);
    }
}
