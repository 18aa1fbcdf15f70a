using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>The result of a function, or of another server: none of its columns is a table's.</summary>
/// <param name="isKnown">The columns are all there are.</param>
internal sealed class ResultItem(
    TSqlNames names, string? alias, ImmutableArray<string> columns, ImmutableArray<ColumnSource> from, bool isKnown) : RangeItem(names, alias)
{
    public override ColumnMatch Has(string column)
    {
        foreach (var known in columns)
        {
            if (Names.AreSame(known, column))
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
