using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>A subquery, a WITH query or VALUES: its accesses were recorded where it is written.</summary>
internal sealed class DerivedItem : RangeItem
{
    private readonly QueryOutput _output;

    private readonly bool _isCommonTable;

    /// <summary>The name of a USING list: its columns are in the star already.</summary>
    public bool IsOnlyName { get; init; }

    /// <param name="isCommonTable">A WITH query: row locks of the query that reads it do not reach into it.</param>
    public DerivedItem(string? alias, QueryOutput output, ImmutableArray<string> columnAliases, bool isCommonTable = false)
        : base(alias)
    {
        _output = columnAliases.IsDefaultOrEmpty ? output : Rename(output, columnAliases);
        _isCommonTable = isCommonTable;
    }

    public override ColumnMatch Has(string column)
    {
        foreach (var known in _output.Columns)
        {
            if (string.Equals(known.Name, column, StringComparison.Ordinal))
            {
                return ColumnMatch.Yes;
            }
        }

        return _output.IsKnown ? ColumnMatch.No : ColumnMatch.Hidden;
    }

    public override void Read(WalkContext context, string column, int location)
    {
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
            if (string.Equals(known.Name, column, StringComparison.Ordinal))
            {
                lineage.AddRange(known.From);
                context.ValueRead(known.IsPlain);
            }
            else if (!isNamed && known.Name is "*")
            {
                // A column of an unknown table that came through a star.
                context.ValueRead(isPlain: false);
                lineage.AddRange(known.From.Select(source => source with { Column = source.Column is "*" ? column : source.Column }));
            }
        }
    }

    public override void ReadAll(WalkContext context, int location, RowUse use)
    {
        context.ValueRead(isPlain: false);
        context.Used(_output);
        foreach (var column in _output.Columns)
        {
            context.Lineage?.AddRange(column.From);
        }
    }

    /// <summary>A column decides something inside a view; one that came through a star may be any.</summary>
    private void Use(WalkContext context, string column)
    {
        var isNamed = Has(column) == ColumnMatch.Yes;
        foreach (var known in _output.Columns)
        {
            if (string.Equals(known.Name, column, StringComparison.Ordinal) || (!isNamed && known.Name is "*"))
            {
                context.Used(known.From);
            }
        }
    }

    public override void Expand(QueryOutput output)
    {
        if (!IsOnlyName)
        {
            output.Columns.AddRange(_output.Columns);
            output.IsKnown &= _output.IsKnown;
        }
    }

    public override void Lock(WalkContext context)
    {
        foreach (var item in _isCommonTable ? [] : _output.Items.OfType<RangeItem>())
        {
            item.Lock(context);
        }
    }

    private static QueryOutput Rename(QueryOutput output, ImmutableArray<string> names)
    {
        var renamed = new QueryOutput { IsKnown = output.IsKnown };
        renamed.Items.AddRange(output.Items);
        var everything = output.Columns.SelectMany(static c => c.From).Distinct().ToImmutableArray();
        for (var i = 0; i < Math.Max(names.Length, output.Columns.Count); i++)
        {
            var name = i < names.Length ? names[i] : output.Columns[i].Name;
            renamed.Columns.Add(output.IsKnown && i < output.Columns.Count
                ? output.Columns[i] with { Name = name }
                : new QueryColumn(name, everything));
        }

        return renamed;
    }
}
