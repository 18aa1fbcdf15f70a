namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// Finds what no walker has looked at. Every object of a tree must have been visited or skipped knowingly; one that was not makes
/// the statement incomplete, so that a construct nobody thought of is refused and never passed over.
/// </summary>
internal static class UnvisitedNodes
{
    /// <summary>Reports the cells from <paramref name="start"/> to <paramref name="end"/> that were not visited.</summary>
    public static void Report(SyntaxTree tree, int start, int end, WalkContext context)
    {
        foreach (var name in tree.UnknownNames)
        {
            context.NotUnderstood(name);
        }

        for (var i = start; i < end; i++)
        {
            ref var cell = ref tree[i];
            if (cell.Visited || i == 0)
            {
                continue;
            }

            context.NotUnderstood(cell.Text ?? cell.Name ?? "node");
            i = Math.Max(i, cell.End - 1);
        }
    }
}
