using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Walks WITH: each query once, where it is written or, under RECURSIVE, where it is first named.</summary>
internal sealed class CommonTableWalker(WalkContext context)
{
    /// <summary>Walks a WITH clause and returns the names it brings into scope.</summary>
    public CommonTables? Walk(SyntaxNode withClause, Scope? outer, CommonTables? commonTables)
    {
        if (!withClause.Exists)
        {
            return commonTables;
        }

        var isRecursive = withClause.Visit().Flag("recursive");
        var frame = new CommonTables(commonTables);
        var tables = new List<(SyntaxNode Node, CommonTable Table)>();
        foreach (var node in withClause["ctes"])
        {
            var table = new CommonTable(node.Visit().Text("ctename") ?? "");
            tables.Add((node, table));
            table.Names = node["aliascolnames"].Exists ? [.. ConstantReader.Strings(node["aliascolnames"])] : [];
            if (isRecursive)
            {
                Later(node, table, outer, frame);
                frame.Add(table);
            }
        }

        foreach (var (node, table) in tables)
        {
            if (isRecursive)
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

    /// <summary>Apart from <see cref="Walk"/>, so that queries without a WITH make no closure.</summary>
    private void Later(SyntaxNode node, CommonTable table, Scope? outer, CommonTables frame) =>
        table.Pending = () => CommonTable(node, table, outer, frame);

    private void CommonTable(SyntaxNode node, CommonTable table, Scope? outer, CommonTables frame)
    {
        var lineage = context.Lineage;
        context.Lineage = null;
        var output = context.Queries.Walk(node["ctequery"], outer, frame, table);
        context.Lineage = lineage;
        if (table.Output is not null)
        {
            table.Close(output);
        }

        output = table.Names.IsDefaultOrEmpty ? output : Renamed(output, table.Names);

        Generated(node["search_clause"], output, "search_seq_column");
        Generated(node["cycle_clause"], output, "cycle_mark_column", "cycle_path_column");
        table.Output = output;
    }

    /// <summary>Columns that SEARCH and CYCLE add.</summary>
    private static void Generated(SyntaxNode clause, QueryOutput output, params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            if (clause.Text(column) is { } name)
            {
                output.Columns.Add(new QueryColumn(name, []));
            }
        }

        clause.Skip();
    }

    /// <summary>What the recursive arm sees of its own table: the first arm's columns, and whatever the recursion adds to them.</summary>
    public static QueryOutput Recursive(QueryOutput output, CommonTable table)
    {
        var copy = new QueryOutput { IsKnown = output.IsKnown };
        for (var i = 0; i < output.Columns.Count; i++)
        {
            copy.Columns.Add(output.Columns[i] with { From = output.Columns[i].From.Add(table.Own(i)), IsPlain = false });
        }

        return table.Names.IsDefaultOrEmpty ? copy : Renamed(copy, table.Names);
    }

    private static QueryOutput Renamed(QueryOutput output, ImmutableArray<string> names)
    {
        var named = new QueryOutput();
        new DerivedItem(null, output, names).Expand(named);
        named.Items.AddRange(output.Items);
        return named;
    }
}
