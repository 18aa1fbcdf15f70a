using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.TSql.Analysis;

/// <summary>A table, view or sequence named in the text.</summary>
internal sealed class TableItem : RangeItem
{
    private readonly bool _hasAlias;
    private readonly ImmutableArray<string> _columns;
    private bool _isRead;

    /// <param name="isRead">False for the target of a write: it is read only when a column of it is.</param>
    /// <param name="reference">Its reference in the map that is being made; below zero when none is made.</param>
    public TableItem(TSqlNames names, Relation relation, string? alias, SourceSpan span, bool isRead, int reference = -1)
        : base(names, alias ?? relation.Name.Name)
    {
        Relation = relation;
        Reference = reference;
        _hasAlias = alias is not null;
        Span = span;
        _isRead = isRead;
        _columns = relation.Description is { Columns.IsDefaultOrEmpty: false } known ? known.Columns : default;
    }

    public Relation Relation { get; }

    /// <summary>Where the text names it.</summary>
    public SourceSpan Span { get; }

    public override int Reference { get; }

    /// <summary>The last part of the name as the text has it: that of a synonym is not the relation's.</summary>
    public string? WrittenName { get; init; }

    /// <summary>What a synonym stands for; null when the name is none.</summary>
    public Relation? Base { get; init; }

    public bool IsRead => _isRead;

    /// <summary>Its access as a table that is read has been recorded.</summary>
    public void MarkRead() => _isRead = true;

    /// <summary>The catalog's spelling of a column, or the folded name when it does not know it.</summary>
    public string Canonical(string column)
    {
        if (!_columns.IsDefault)
        {
            foreach (var known in _columns)
            {
                if (Names.AreSame(known, column))
                {
                    return known;
                }
            }
        }

        return Names.Fold(column);
    }

    /// <summary>A write of one column.</summary>
    public void Write(WalkContext context, SqlAction action, string column, ColumnPlace place)
    {
        context.Column(action, Relation, Canonical(column), place);
        Beneath(context, action, Canonical(column));
        context.Map?.Column(Reference, Canonical(column), place, ColumnUsage.Assigned);
    }

    /// <summary>A write of every column.</summary>
    public void WriteAll(WalkContext context, SqlAction action)
    {
        if (_columns.IsDefault)
        {
            context.Column(action, Relation, "*", default);
            Beneath(context, action, "*");
            return;
        }

        foreach (var column in _columns)
        {
            context.Column(action, Relation, column, default);
            Beneath(context, action, column);
        }
    }

    public override ColumnMatch Has(string column)
    {
        if (_columns.IsDefault)
        {
            return ColumnMatch.Possible;
        }

        foreach (var known in _columns)
        {
            if (Names.AreSame(known, column))
            {
                return ColumnMatch.Yes;
            }
        }

        return ColumnMatch.No;
    }

    public override void Read(WalkContext context, string column, ColumnPlace place)
    {
        RecordRead(context);
        var name = Canonical(column);
        if (!context.IsDeferred)
        {
            context.Column(SqlAction.Select, Relation, name, place);
            Beneath(context, SqlAction.Select, name);
            ReadSources(context, name);
        }

        context.Lineage?.Add(new ColumnSource(Source, name));
        context.ValueRead(isPlain: name != "*");
        context.Map?.Column(Reference, name, place, context.Map.Usage);
    }

    public override void ReadAll(WalkContext context, ColumnPlace place, RowUse use)
    {
        RecordRead(context);
        context.ValueRead(isPlain: false);
        context.Map?.Column(Reference, "*", place, use == RowUse.Star ? ColumnUsage.Star : context.Map.Usage);
        if (_columns.IsDefault)
        {
            One(context, "*", place, use);
            return;
        }

        foreach (var column in _columns)
        {
            if (use != RowUse.Star || !IsInvisible(column))
            {
                One(context, column, place, use);
            }
        }
    }

    public override void Expand(QueryOutput output)
    {
        if (_columns.IsDefault)
        {
            output.Columns.Add(new QueryColumn("*", [new ColumnSource(Source, "*")]));
            output.IsKnown = false;
            return;
        }

        foreach (var column in _columns.Where(c => !IsInvisible(c)))
        {
            output.Columns.Add(new QueryColumn(column, [new ColumnSource(Source, column)]) { IsPlain = true });
        }
    }

    public override void Lock(WalkContext context)
    {
        context.Object(SqlAction.Lock, Relation, Span);
        context.Map?.Lock(Reference);
    }

    public override bool IsNamed(WalkContext context, IReadOnlyList<Identifier> qualifiers)
    {
        if (!Names.AreSame(_hasAlias ? Alias! : WrittenName ?? Alias!, qualifiers[^1].Value))
        {
            return false;
        }

        // The name behind a synonym is another than the one written: only the last part is sure.
        return qualifiers.Count == 1 || (!_hasAlias && MayBe(qualifiers[^2].Value, Relation.Name.Schema)
            && (qualifiers.Count < 3 || MayBe(qualifiers[^3].Value, Relation.Name.Database ?? context.Environment.HomeDatabase)));
    }

    private bool MayBe(string written, string? known) => written.Length == 0 || string.IsNullOrEmpty(known) || Names.AreSame(written, known);

    private void One(WalkContext context, string column, ColumnPlace place, RowUse use)
    {
        if (!context.IsDeferred)
        {
            context.Column(SqlAction.Select, Relation, column, place, use == RowUse.Star);
            Beneath(context, SqlAction.Select, column);
            ReadSources(context, column);
        }

        context.Lineage?.Add(new ColumnSource(Source, column));
    }

    /// <summary>Where values come from: synonyms are followed.</summary>
    private ObjectName Source => Base?.Name ?? Relation.Name;

    private void Beneath(WalkContext context, SqlAction action, string column)
    {
        if (Base is { } target)
        {
            var access = new Access(AccessKind.Column, action, target.Name, column) { Through = true, Relation = target.Kind };
            context.Accesses.Add(access);
            context.Accesses.Views.Use(context.Accesses, target.Name, column, access);
        }
    }

    /// <summary>A star does not stand for it; every other place may name it.</summary>
    private bool IsInvisible(string column) => Relation.Description?.Column(column) is { IsInvisible: true };

    /// <summary>A generated column is read through to what it is generated from.</summary>
    private void ReadSources(WalkContext context, string column)
    {
        if (Relation.Description is not { Definitions.IsDefaultOrEmpty: false } known)
        {
            return;
        }

        foreach (var source in GeneratedColumns.SourcesOf(known, column))
        {
            context.Accesses.Add(new Access(AccessKind.Column, SqlAction.Select, Relation.Name, source) { Through = true, Relation = Relation.Kind });
        }
    }

    private void RecordRead(WalkContext context)
    {
        if (!_isRead)
        {
            _isRead = true;
            context.Object(SqlAction.Select, Relation, Span);
        }
    }
}
