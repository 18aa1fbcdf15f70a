namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>The range items a column reference is looked up in; the outer scope is that of the enclosing query.</summary>
internal sealed class Scope(Scope? outer, CommonTables? commonTables)
{
    public Scope? Outer { get; } = outer;

    private List<MergedJoin>? _merges;

    public CommonTables? CommonTables { get; } = commonTables;

    public List<RangeItem> Items { get; } = [];

    /// <summary>Notes a join with merged columns, inner ones first.</summary>
    public void Merge(MergedJoin join) => (_merges ??= []).Add(join);

    /// <summary>Takes the merged joins of the items from <paramref name="start"/> on, with places from there.</summary>
    public List<MergedJoin>? TakeMerges(int start)
    {
        if (_merges is null)
        {
            return null;
        }

        var taken = _merges.Where(merge => merge.Start >= start)
            .Select(merge => new MergedJoin(merge.Start - start, merge.Middle - start, merge.End - start, merge.Columns)).ToList();
        _ = _merges.RemoveAll(merge => merge.Start >= start);
        return taken;
    }

    /// <summary>What a star over some of the items stands for.</summary>
    public void Expand(int start, int end, QueryOutput output) => StarColumns.Expand(Items, _merges, start, end, output);
}
