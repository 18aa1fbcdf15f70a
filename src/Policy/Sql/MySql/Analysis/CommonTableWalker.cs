using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>Walks WITH: each query once, where it is written or, under RECURSIVE, where it is first named.</summary>
internal sealed class CommonTableWalker(WalkContext context)
{
    /// <summary>Walks a WITH clause and returns the names it brings into scope.</summary>
    public CommonTables? Walk(WithClause? with, Scope? outer, CommonTables? commonTables)
    {
        if (with is null)
        {
            return commonTables;
        }

        var frame = new CommonTables(commonTables, context.Names.CommonTableComparison);
        var tables = new List<(Syntax.CommonTable Node, CommonTable Table)>();
        foreach (var node in with.Tables)
        {
            var table = new CommonTable(node.Name.Text) { Names = [.. node.Columns.Select(static c => c.Text)] };
            tables.Add((node, table));
            if (with.IsRecursive)
            {
                Later(node, table, outer, frame);
                frame.Add(table);
            }
        }

        foreach (var (node, table) in tables)
        {
            if (with.IsRecursive)
            {
                table.Walk();
            }
            else
            {
                CommonTable(node, table, outer, frame);
                frame.Add(table);
            }
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

    /// <summary>Apart from <see cref="Walk"/>, so that queries without a WITH make no closure.</summary>
    private void Later(Syntax.CommonTable node, CommonTable table, Scope? outer, CommonTables frame) =>
        table.Pending = () => CommonTable(node, table, outer, frame);

    private void CommonTable(Syntax.CommonTable node, CommonTable table, Scope? outer, CommonTables frame)
    {
        var lineage = context.Lineage;
        context.Lineage = null;
        var output = context.Queries.Walk(node.Query, outer, frame, table);
        context.Lineage = lineage;
        if (table.Output is not null)
        {
            table.Close(output);
        }

        table.Output = DerivedItem.Named(output, table.Names);
    }
}
