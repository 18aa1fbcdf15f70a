using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>The result of a table function, XMLTABLE, or a WITH query not yet walked: it may have any column and none is a table's.</summary>
internal sealed class HiddenItem(string? alias, ImmutableArray<string> columns, ImmutableArray<ColumnSource> from) : RangeItem(alias)
{
    public override ColumnMatch Has(string column) => columns.Contains(column) ? ColumnMatch.Yes : ColumnMatch.Hidden;

    public override void Read(WalkContext context, string column, int location)
    {
        context.ValueRead(isPlain: false);
        context.Lineage?.AddRange(from);
        context.Used(from);
    }

    public override void ReadAll(WalkContext context, int location, RowUse use) => Read(context, "*", location);

    public override void Expand(QueryOutput output)
    {
        foreach (var column in columns)
        {
            output.Columns.Add(new QueryColumn(column, from));
        }

        output.IsKnown &= columns.Length > 0;
    }
}
