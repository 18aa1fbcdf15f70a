namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>
/// What a star stands for: merged columns first, then what is left of the left side, then of the right (sql_base.cc,
/// store_natural_using_join_columns).
/// </summary>
internal static class StarColumns
{
    /// <summary>Adds the columns of the items from <paramref name="start"/> to <paramref name="end"/>.</summary>
    /// <param name="merges">Joins of these items, inner ones first.</param>
    public static void Expand(List<RangeItem> items, List<MergedJoin>? merges, int start, int end, QueryOutput output)
    {
        if (merges is null || !merges.Exists(merge => merge.Start >= start && merge.End <= end))
        {
            for (var i = start; i < end; i++)
            {
                items[i].Expand(output);
            }

            return;
        }

        var parts = new QueryOutput?[items.Count];
        for (var i = start; i < end; i++)
        {
            items[i].Expand(parts[i] = new QueryOutput());
        }

        foreach (var merge in merges)
        {
            if (merge.Start >= start && merge.End <= end)
            {
                var (left, right) = (Take(parts, merge.Start, merge.Middle), Take(parts, merge.Middle, merge.End));
                parts[merge.Start] = merge.IsRight ? Merge(right, left, merge.Columns) : Merge(left, right, merge.Columns);
            }
        }

        Append(output, Take(parts, start, end));
    }

    private static QueryOutput Take(QueryOutput?[] parts, int start, int end)
    {
        var taken = new QueryOutput();
        for (var i = start; i < end; i++)
        {
            if (parts[i] is { } part)
            {
                Append(taken, part);
                parts[i] = null;
            }
        }

        return taken;
    }

    private static void Append(QueryOutput output, QueryOutput part)
    {
        output.Columns.AddRange(part.Columns);
        output.IsKnown &= part.IsKnown;
    }

    private static QueryOutput Merge(QueryOutput left, QueryOutput right, IReadOnlyList<string> names)
    {
        var merged = new QueryOutput { IsKnown = left.IsKnown && right.IsKnown };
        foreach (var name in InOrderOf(left, names))
        {
            merged.Columns.Add(new QueryColumn(name, [.. Remove(left, name).Union(Remove(right, name))]));
        }

        merged.Columns.AddRange(left.Columns);
        merged.Columns.AddRange(right.Columns);
        return merged;
    }

    /// <summary>Merged columns stand in the order of the first table, not of the USING list.</summary>
    private static List<string> InOrderOf(QueryOutput left, IReadOnlyList<string> names) =>
        names.OrderBy(name => left.Columns.FindIndex(column => MySqlNames.AreSame(column.Name, name)) is var place and >= 0 ? place : int.MaxValue)
            .ToList();

    /// <summary>Takes a column out of one side; of a side that is not known it may be any.</summary>
    private static IEnumerable<ColumnSource> Remove(QueryOutput side, string name)
    {
        var place = side.Columns.FindIndex(column => MySqlNames.AreSame(column.Name, name));
        if (place < 0)
        {
            return side.Columns.Where(static c => c.Name is "*").SelectMany(static c => c.From)
                .Select(source => source.Column is "*" ? source with { Column = MySqlNames.Fold(name) } : source);
        }

        var from = side.Columns[place].From;
        side.Columns.RemoveAt(place);
        return from;
    }
}
