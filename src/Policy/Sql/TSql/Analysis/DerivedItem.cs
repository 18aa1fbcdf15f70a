using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>A derived table, a WITH query or the rows of VALUES: its accesses were recorded where it is written.</summary>
internal sealed class DerivedItem : RangeItem
{
    private readonly QueryOutput _output;

    public DerivedItem(TSqlNames names, string? alias, QueryOutput output, ImmutableArray<string> columnNames)
        : base(names, alias) => _output = Named(output, columnNames);

    /// <summary>What stands in the FROM of the query itself: what a write to it changes.</summary>
    public IReadOnlyList<IRangeItem> Tables => _output.Items;

    /// <summary>What a column comes from; empty when there is none of that name.</summary>
    public ImmutableArray<ColumnSource> SourcesOf(string column) =>
        [.. _output.Columns.Where(known => Names.AreSame(known.Name, column)).SelectMany(static c => c.From).Distinct()];

    /// <summary>The same rows under another name.</summary>
    public DerivedItem Under(string alias) => new(Names, alias, _output, []);

    public override ColumnMatch Has(string column)
    {
        foreach (var known in _output.Columns)
        {
            if (Names.AreSame(known.Name, column))
            {
                return ColumnMatch.Yes;
            }
        }

        return _output.IsKnown ? ColumnMatch.No : ColumnMatch.Hidden;
    }

    public override void Read(WalkContext context, string column, ColumnPlace place)
    {
        context.Map?.DerivedColumn(place);
        if (context.Lineage is not { } lineage)
        {
            if (context.Defers)
            {
                Use(context, column);
            }

            return;
        }

        var isNamed = Has(column) == ColumnMatch.Yes;
        foreach (var known in _output.Columns)
        {
            if (Names.AreSame(known.Name, column))
            {
                lineage.AddRange(known.From);
                context.ValueRead(known.IsPlain);
            }
            else if (!isNamed && known.Name is "*")
            {
                // A column of an unknown table that came through a star.
                context.ValueRead(isPlain: false);
                lineage.AddRange(known.From.Select(source => source.Column is "*" ? source with { Column = Names.Fold(column) } : source));
            }
            else if (!isNamed && _output.IsKnown)
            {
                // The server may name an expression otherwise than we do: it may be any column.
                lineage.AddRange(known.From);
            }
        }
    }

    public override void ReadAll(WalkContext context, ColumnPlace place, RowUse use)
    {
        context.ValueRead(isPlain: false);
        context.Used(_output);
        foreach (var column in _output.Columns)
        {
            context.Lineage?.AddRange(column.From);
        }
    }

    public override void Expand(QueryOutput output)
    {
        output.Columns.AddRange(_output.Columns);
        output.IsKnown &= _output.IsKnown;
    }

    /// <summary>The output under other names; where its columns cannot be counted each name may be any of them.</summary>
    public static QueryOutput Named(QueryOutput output, ImmutableArray<string> names)
    {
        if (names.IsDefaultOrEmpty)
        {
            return output;
        }

        var named = new QueryOutput { IsKnown = output.IsKnown };
        named.Items.AddRange(output.Items);
        var everything = output.IsKnown ? [] : output.Columns.SelectMany(static c => c.From).Distinct().ToImmutableArray();
        for (var i = 0; i < Math.Max(names.Length, output.Columns.Count); i++)
        {
            var name = i < names.Length ? names[i] : output.Columns[i].Name;
            named.Columns.Add(output.IsKnown && i < output.Columns.Count
                ? output.Columns[i] with { Name = name }
                : new QueryColumn(name, everything));
        }

        return named;
    }

    /// <summary>A column decides something inside a view; one that came through a star may be any.</summary>
    private void Use(WalkContext context, string column)
    {
        var isNamed = Has(column) == ColumnMatch.Yes;
        foreach (var known in _output.Columns)
        {
            if (Names.AreSame(known.Name, column) || (!isNamed && known.Name is "*"))
            {
                context.Used(known.From);
            }
        }
    }
}
