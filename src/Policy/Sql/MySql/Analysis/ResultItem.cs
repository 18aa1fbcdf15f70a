using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.MySql.Analysis;

/// <summary>The result of JSON_TABLE, the new row of an INSERT, or a WITH query not yet walked: none of its columns is a table's.</summary>
/// <param name="isKnown">The columns are all there are.</param>
internal sealed class ResultItem(string? alias, ImmutableArray<string> columns, ImmutableArray<ColumnSource> from, bool isKnown) : RangeItem(alias)
{
    public override ColumnMatch Has(string column)
    {
        foreach (var known in columns)
        {
            if (MySqlNames.AreSame(known, column))
            {
                return ColumnMatch.Yes;
            }
        }

        return isKnown ? ColumnMatch.No : ColumnMatch.Hidden;
    }

    public override void Read(WalkContext context, string column, ColumnPlace place)
    {
        context.Map?.DerivedColumn(place);
        context.ValueRead(isPlain: false);
        context.Lineage?.AddRange(from);
        context.Used(from);
    }

    public override void ReadAll(WalkContext context, ColumnPlace place, RowUse use) => Read(context, "*", place);

    public override void Expand(QueryOutput output)
    {
        foreach (var column in columns)
        {
            output.Columns.Add(new QueryColumn(column, from));
        }

        output.IsKnown &= isKnown;
    }
}
