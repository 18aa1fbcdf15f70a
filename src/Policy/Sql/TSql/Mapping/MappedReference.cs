using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>What is being gathered about one table of the text.</summary>
internal sealed class MappedReference(NamedTableReference table, Relation relation, ReferenceRole role, int query)
{
    private readonly List<ColumnUse> _uses = [];
    private readonly List<string> _used = [];

    public NamedTableReference Table => table;

    public Relation Relation => relation;

    public ReferenceRole Role { get; set; } = role;

    public int Query => query;

    public bool NeedsAllColumns { get; set; }

    public bool IsNullable { get; set; }

    /// <summary>What its rows are read through: a column without a place, so that every one of them may be meant.</summary>
    public void Use(string column, SourceSpan place, SourceSpan qualifier, ColumnUsage usage)
    {
        if (column == "*" && usage == ColumnUsage.Star && place.Length > 1)
        {
            qualifier = new SourceSpan(place.Start, place.Length - 1);
        }

        var use = new ColumnUse(column, place, qualifier, usage);
        if (!_uses.Contains(use))
        {
            _uses.Add(use);
        }

        if (column == "*")
        {
            NeedsAllColumns = true;
        }
        else if (usage != ColumnUsage.Assigned && !_used.Contains(column))
        {
            _used.Add(column);
        }
    }

    /// <param name="isMerged">Of MERGE: what is written is told by its actions.</param>
    public RelationReference Build(string text, bool isMerged)
    {
        var spans = new RelationSpans(text, table);
        return new RelationReference
        {
            Name = relation.Name,
            Kind = relation.Kind,
            Role = isMerged && Role != ReferenceRole.Read ? ReferenceRole.MergeTarget : Role,
            Query = query,
            NameSpan = spans.Name,
            RelationSpan = spans.Relation,
            TableSpan = spans.Temporal,
            SampleSpan = spans.Sample,
            HintSpan = spans.Hints,
            Alias = table.Alias?.Value,
            AliasSpan = spans.Alias,
            Columns = VisibleColumns,
            UsedColumns = NeedsAllColumns
                ? [.. VisibleColumns, .. _used.Where(IsInvisible)]
                : [.. AllColumns.Where(_used.Contains), .. _used.Where(c => !AllColumns.Contains(c))],
            SystemColumns = NeedsAllColumns ? [.. _used.Where(IsInvisible)] : [],
            NeedsAllColumns = NeedsAllColumns,
            UsesWholeRow = _uses.Exists(static u => u is { Column: "*", Usage: not ColumnUsage.Star }),
            Uses = [.. _uses],
            IsNullable = IsNullable,
        };
    }

    public ImmutableArray<string> AllColumns => relation.Description?.Columns is { IsDefault: false } known ? known : [];

    /// <summary>Columns that a star stands for, and INSERT without a list of columns.</summary>
    public ImmutableArray<string> VisibleColumns => [.. AllColumns.Where(c => !IsInvisible(c))];

    private bool IsInvisible(string column) => relation.Description?.Column(column) is { IsInvisible: true };
}
