using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres;

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

    /// <param name="reference">Its reference in the map that is being made; below zero when none is made or no text names it.</param>
    /// <param name="isRead">False for the target of a write: it is read only when a column of it is.</param>
    public TableItem(Relation relation, string? alias, string writtenName, ImmutableArray<string> columnAliases, int location, bool isRead, int reference = -1)
        : base(alias ?? writtenName)
    {
        _relation = relation;
        _hasAlias = alias is not null;
        _location = location;
        Reference = reference;
        _isRead = isRead;
        _columns = relation.Description is { Columns.IsDefaultOrEmpty: false } known ? known.Columns : default;
        _names = columnAliases.IsDefaultOrEmpty || _columns.IsDefault
            ? _columns
            : [.. columnAliases.Take(_columns.Length), .. _columns.Skip(columnAliases.Length)];
        IsRenamed = !columnAliases.IsDefaultOrEmpty;
    }

    public Relation Relation => _relation;

    public int Reference { get; }

    public static bool IsSystemColumn(string name) => SystemColumns.Contains(name);

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
        if (!context.IsDeferred)
        {
            context.Column(SqlAction.Select, _relation.Name, name, location, _relation.Kind);
            ReadSources(context, name);
        }

        context.Lineage?.Add(new ColumnSource(_relation.Name, name));
        context.ValueRead(isPlain: name != "*");
        context.Map?.Column(Reference, name, location, context.Map.Usage);
    }

    public override void ReadAll(WalkContext context, int location, RowUse use)
    {
        RecordRead(context);
        context.ValueRead(isPlain: false);
        context.Map?.Column(Reference, "*", location, use switch
        {
            RowUse.Star => ColumnUsage.Star,
            RowUse.Row => ColumnUsage.WholeRow,
            _ => context.Map.Usage,
        });
        if (_columns.IsDefault)
        {
            if (!context.IsDeferred)
            {
                context.Column(SqlAction.Select, _relation.Name, "*", location, _relation.Kind, use == RowUse.Star);
            }

            context.Lineage?.Add(new ColumnSource(_relation.Name, "*"));
            return;
        }

        foreach (var column in _columns)
        {
            if (!context.IsDeferred)
            {
                context.Column(SqlAction.Select, _relation.Name, column, location, _relation.Kind, use == RowUse.Star);
                ReadSources(context, column);
            }

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
            output.Columns.Add(new QueryColumn(_names[i], [new ColumnSource(_relation.Name, _columns[i])]) { IsPlain = true });
        }
    }

    public override void References(List<int> references) => references.Add(Reference);

    public override void Lock(WalkContext context)
    {
        context.Object(SqlAction.Lock, _relation, _location);
        context.Map?.Lock(Reference);
    }

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

    /// <summary>A generated column is read through to what it is generated from.</summary>
    private void ReadSources(WalkContext context, string column)
    {
        if (_relation.Description is not { } known)
        {
            return;
        }

        foreach (var source in GeneratedColumns.SourcesOf(known, column))
        {
            context.Accesses.Add(new Access(AccessKind.Column, SqlAction.Select, _relation.Name, source) { Through = true, Relation = _relation.Kind });
        }
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
