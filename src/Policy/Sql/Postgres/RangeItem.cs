using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>How sure a range item is that it has a column of a name; a surer item wins over one that only may.</summary>
internal enum ColumnMatch
{
    No,

    /// <summary>The result of a function: what columns it has is not known.</summary>
    Hidden,

    /// <summary>A table the catalog does not know.</summary>
    Possible,

    Yes,
}

/// <summary>Something in FROM that columns can be taken from.</summary>
internal abstract class RangeItem(string? alias)
{
    /// <summary>The name columns are qualified with, null when there is none.</summary>
    public string? Alias { get; } = alias;

    public abstract ColumnMatch Has(string column);

    /// <summary>A reference to one column.</summary>
    public abstract void Read(WalkContext context, string column, int location);

    /// <summary>A reference to the whole row.</summary>
    public abstract void ReadAll(WalkContext context, int location);

    /// <summary>Adds the columns a star stands for.</summary>
    public abstract void Expand(QueryOutput output);

    /// <summary>FOR UPDATE and its kin reach this item.</summary>
    public virtual void Lock(WalkContext context)
    {
    }

    /// <summary>Whether <c>name.column</c>, or <c>schema.name.column</c>, means this item.</summary>
    public virtual RangeItem? Named(string? schema, string name) =>
        schema is null && string.Equals(Alias, name, StringComparison.Ordinal) ? this : null;
}

/// <summary>A table, view or other relation named in the text.</summary>
internal sealed class TableItem : RangeItem
{
    private static readonly ImmutableArray<string> SystemColumns = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"];

    private readonly Relation _relation;
    private readonly bool _hasAlias;
    private readonly ImmutableArray<string> _columns;
    private readonly ImmutableArray<string> _names;
    private readonly int _location;
    private bool _isRead;

    /// <param name="isRead">False for the target of a write: it is read only when a column of it is.</param>
    public TableItem(Relation relation, string? alias, string writtenName, ImmutableArray<string> columnAliases, int location, bool isRead)
        : base(alias ?? writtenName)
    {
        _relation = relation;
        _hasAlias = alias is not null;
        _location = location;
        _isRead = isRead;
        _columns = relation.Description is { Columns.IsDefaultOrEmpty: false } known ? known.Columns : default;
        _names = columnAliases.IsDefaultOrEmpty || _columns.IsDefault
            ? _columns
            : [.. columnAliases.Take(_columns.Length), .. _columns.Skip(columnAliases.Length)];
        IsRenamed = !columnAliases.IsDefaultOrEmpty;
    }

    public Relation Relation => _relation;

    /// <summary>A write of every column.</summary>
    public void Write(WalkContext context, SqlAction action)
    {
        if (_columns.IsDefault)
        {
            context.Column(action, _relation.Name, "*", -1, _relation.Kind);
            return;
        }

        foreach (var column in _columns)
        {
            context.Column(action, _relation.Name, column, -1, _relation.Kind);
        }
    }

    private bool IsRenamed { get; }

    public override ColumnMatch Has(string column)
    {
        if (_columns.IsDefault)
        {
            return ColumnMatch.Possible;
        }

        return _names.Contains(column) || SystemColumns.Contains(column) ? ColumnMatch.Yes : ColumnMatch.No;
    }

    public override void Read(WalkContext context, string column, int location)
    {
        RecordRead(context);
        var name = BaseName(column);
        context.Column(SqlAction.Select, _relation.Name, name, location, _relation.Kind);
        context.Lineage?.Add(new ColumnSource(_relation.Name, name));
    }

    public override void ReadAll(WalkContext context, int location)
    {
        RecordRead(context);
        if (_columns.IsDefault)
        {
            Read(context, "*", location);
            return;
        }

        foreach (var column in _columns)
        {
            context.Column(SqlAction.Select, _relation.Name, column, location, _relation.Kind);
            context.Lineage?.Add(new ColumnSource(_relation.Name, column));
        }
    }

    public override void Expand(QueryOutput output)
    {
        if (_columns.IsDefault)
        {
            output.Columns.Add(new QueryColumn("*", [new ColumnSource(_relation.Name, "*")]));
            output.IsKnown = false;
            return;
        }

        for (var i = 0; i < _columns.Length; i++)
        {
            output.Columns.Add(new QueryColumn(_names[i], [new ColumnSource(_relation.Name, _columns[i])]));
        }
    }

    public override void Lock(WalkContext context) => context.Object(SqlAction.Lock, _relation, _location);

    public override RangeItem? Named(string? schema, string name) =>
        string.Equals(Alias, name, StringComparison.Ordinal)
        && (schema is null || (!_hasAlias && (_relation.Name.Schema is null || string.Equals(_relation.Name.Schema, schema, StringComparison.Ordinal))))
            ? this
            : null;

    /// <summary>The column behind an alias of a column list; every column when the table is not known.</summary>
    private string BaseName(string column)
    {
        if (!IsRenamed)
        {
            return column;
        }

        if (_columns.IsDefault)
        {
            return "*";
        }

        var place = _names.IndexOf(column);
        return place < 0 ? column : _columns[place];
    }

    private void RecordRead(WalkContext context)
    {
        if (!_isRead)
        {
            _isRead = true;
            context.Object(SqlAction.Select, _relation, _location);
        }
    }
}

/// <summary>A subquery, a WITH query or VALUES: its accesses were recorded where it is written.</summary>
internal sealed class DerivedItem : RangeItem
{
    private readonly QueryOutput _output;

    public DerivedItem(string? alias, QueryOutput output, ImmutableArray<string> columnAliases)
        : base(alias) =>
        _output = columnAliases.IsDefaultOrEmpty ? output : Rename(output, columnAliases);

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
            return;
        }

        var isNamed = Has(column) == ColumnMatch.Yes;
        foreach (var known in _output.Columns)
        {
            if (string.Equals(known.Name, column, StringComparison.Ordinal))
            {
                lineage.AddRange(known.From);
            }
            else if (!isNamed && known.Name is "*")
            {
                // A column of an unknown table that came through a star.
                lineage.AddRange(known.From.Select(source => source with { Column = source.Column is "*" ? column : source.Column }));
            }
        }
    }

    public override void ReadAll(WalkContext context, int location)
    {
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

    public override void Lock(WalkContext context)
    {
        foreach (var item in _output.Items)
        {
            item.Lock(context);
        }
    }

    private static QueryOutput Rename(QueryOutput output, ImmutableArray<string> names)
    {
        var renamed = new QueryOutput { IsKnown = output.IsKnown };
        var everything = output.Columns.SelectMany(static c => c.From).Distinct().ToImmutableArray();
        for (var i = 0; i < Math.Max(names.Length, output.Columns.Count); i++)
        {
            var name = i < names.Length ? names[i] : output.Columns[i].Name;
            renamed.Columns.Add(new QueryColumn(name, output.IsKnown && i < output.Columns.Count ? output.Columns[i].From : everything));
        }

        return renamed;
    }
}

/// <summary>The result of a table function, XMLTABLE, or a WITH query not yet walked: it may have any column and none is a table's.</summary>
internal sealed class HiddenItem(string? alias, ImmutableArray<string> columns, ImmutableArray<ColumnSource> from) : RangeItem(alias)
{
    public override ColumnMatch Has(string column) => columns.Contains(column) ? ColumnMatch.Yes : ColumnMatch.Hidden;

    public override void Read(WalkContext context, string column, int location) => context.Lineage?.AddRange(from);

    public override void ReadAll(WalkContext context, int location) => context.Lineage?.AddRange(from);

    public override void Expand(QueryOutput output)
    {
        foreach (var column in columns)
        {
            output.Columns.Add(new QueryColumn(column, from));
        }

        output.IsKnown &= columns.Length > 0;
    }
}

/// <summary>A join with an alias: it hides the names of what it joins.</summary>
internal sealed class JoinItem(string alias, ImmutableArray<RangeItem> items, ImmutableArray<string> columnAliases) : RangeItem(alias)
{
    public override ColumnMatch Has(string column)
    {
        if (!columnAliases.IsDefaultOrEmpty && columnAliases.Contains(column))
        {
            return ColumnMatch.Yes;
        }

        return items.IsEmpty ? ColumnMatch.No : items.Max(item => item.Has(column));
    }

    public override void Read(WalkContext context, string column, int location)
    {
        if (!columnAliases.IsDefaultOrEmpty)
        {
            // Which column stands behind the alias depends on merged columns: all of them are read.
            ReadAll(context, location);
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

    public override void ReadAll(WalkContext context, int location)
    {
        foreach (var item in items)
        {
            item.ReadAll(context, location);
        }
    }

    public override void Expand(QueryOutput output)
    {
        var inner = new QueryOutput();
        foreach (var item in items)
        {
            item.Expand(inner);
        }

        new DerivedItem(Alias, inner, columnAliases).Expand(output);
    }

    public override void Lock(WalkContext context)
    {
        foreach (var item in items)
        {
            item.Lock(context);
        }
    }
}
