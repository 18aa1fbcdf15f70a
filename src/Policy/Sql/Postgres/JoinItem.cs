using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>A join with an alias: it hides the names of what it joins.</summary>
internal sealed class JoinItem(string alias, List<RangeItem> items, List<MergedJoin>? merges, ImmutableArray<string> columnAliases)
    : RangeItem(alias)
{
    public override ColumnMatch Has(string column)
    {
        if (!columnAliases.IsDefaultOrEmpty && columnAliases.Contains(column))
        {
            return ColumnMatch.Yes;
        }

        return items.Count == 0 ? ColumnMatch.No : items.Max(item => item.Has(column));
    }

    public override void Read(WalkContext context, string column, int location)
    {
        if (!columnAliases.IsDefaultOrEmpty)
        {
            // Which column stands behind the alias depends on merged columns: all of them are read.
            ReadAll(context, location, RowUse.Doubt);
            return;
        }

        var best = Has(column);
        foreach (var item in items)
        {
            if (item.Has(column) == best)
            {
                item.Read(context, column, location);
            }
        }
    }

    public override void ReadAll(WalkContext context, int location, RowUse use)
    {
        foreach (var item in items)
        {
            item.ReadAll(context, location, use);
        }
    }

    public override void Expand(QueryOutput output)
    {
        var inner = new QueryOutput();
        StarColumns.Expand(items, merges, 0, items.Count, inner);
        new DerivedItem(Alias, inner, columnAliases).Expand(output);
    }

    public override void References(List<int> references)
    {
        foreach (var item in items)
        {
            item.References(references);
        }
    }

    public override void Lock(WalkContext context)
    {
        foreach (var item in items)
        {
            item.Lock(context);
        }
    }
}
