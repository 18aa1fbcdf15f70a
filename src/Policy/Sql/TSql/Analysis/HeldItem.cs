using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>A temporary table or table variable: of the session, so nobody needs an allow, but its columns lead to what was put into them.</summary>
internal sealed class HeldItem(TSqlNames names, string? alias, string holder, ImmutableArray<string> columns) : RangeItem(names, alias)
{
    /// <summary>What its values are kept under.</summary>
    public string Holder { get; } = holder;

    /// <summary>Empty when they are not known.</summary>
    public ImmutableArray<string> Columns { get; } = columns;

    public override ColumnMatch Has(string column) =>
        Columns.IsEmpty ? ColumnMatch.Possible : Columns.Any(known => Names.AreSame(known, column)) ? ColumnMatch.Yes : ColumnMatch.No;

    public override void Read(WalkContext context, string column, ColumnPlace place)
    {
        context.Map?.DerivedColumn(place);
        context.ValueRead(isPlain: false);
        context.Lineage?.Add(HeldValues.Of(Holder, Names.Fold(column)));
    }

    public override void ReadAll(WalkContext context, ColumnPlace place, RowUse use)
    {
        context.ValueRead(isPlain: false);
        context.Lineage?.Add(HeldValues.Of(Holder, "*"));
    }

    public override void Expand(QueryOutput output)
    {
        foreach (var column in Columns)
        {
            output.Columns.Add(new QueryColumn(column, [HeldValues.Of(Holder, Names.Fold(column))]));
        }

        if (Columns.IsEmpty)
        {
            output.Columns.Add(new QueryColumn("*", [HeldValues.Of(Holder, "*")]));
            output.IsKnown = false;
        }
    }

    /// <summary>A value made of these columns is put into a column; into any of them when the column is not known.</summary>
    public void Put(WalkContext context, string? column, IEnumerable<ColumnSource> sources) =>
        context.Environment.Held.Put(HeldValues.Of(Holder, column is null ? "*" : Names.Fold(column)), sources);
}
