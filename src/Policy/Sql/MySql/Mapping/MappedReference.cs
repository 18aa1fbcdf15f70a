using System.Collections.Immutable;
using ProxyDb.Policy.Sql.MySql.Analysis;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Mapping;

/// <summary>What is being gathered about one table of the text.</summary>
internal sealed class MappedReference(NamedTable table, Relation relation, ReferenceRole role, int query)
{
    private readonly List<ColumnUse> _uses = [];
    private readonly List<string> _used = [];

    public NamedTable Table => table;

    public Relation Relation => relation;

    public ReferenceRole Role { get; set; } = role;

    public int Query => query;

    public bool NeedsAllColumns { get; set; }

    public bool IsNullable { get; set; }

    public bool IsLocked { get; set; }

    public void Use(string column, ColumnPlace place, ColumnUsage usage)
    {
        var qualifier = place.Qualifier;
        if (column == "*" && usage == ColumnUsage.Star && place.Span.Length > 1)
        {
            qualifier = new SourceSpan(place.Span.Start, place.Span.Length - 1);
        }

        var use = new ColumnUse(column, place.Span, qualifier, usage);
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

    /// <param name="lockClause">What reaches it, when it is read and locked.</param>
    /// <param name="keyword">Of <c>TABLE name</c>.</param>
    public RelationReference Build(string text, string? lockClause, SourceSpan keyword)
    {
        var spans = new RelationSpans(text, table);
        return new RelationReference
        {
            Name = relation.Name,
            Kind = relation.Kind,
            Role = Role,
            Query = query,
            NameSpan = table.Name.Span,
            RelationSpan = spans.Relation,
            TableSpan = spans.Suffix,
            HintSpan = spans.Hints,
            Alias = table.Alias?.Text,
            AliasSpan = spans.Alias,
            TableKeyword = keyword,
            Columns = VisibleColumns,
            UsedColumns = NeedsAllColumns
                ? VisibleColumns
                : [.. VisibleColumns.Where(_used.Contains), .. _used.Where(c => !VisibleColumns.Contains(c) && !IsInvisible(c))],
            SystemColumns = [.. _used.Where(IsInvisible)],
            NeedsAllColumns = NeedsAllColumns,
            Uses = [.. _uses],
            IsLocked = IsLocked,
            LockClause = lockClause,
            IsNullable = IsNullable,
        };
    }

    public ImmutableArray<string> AllColumns => relation.Description?.Columns is { IsDefault: false } known ? known : [];

    /// <summary>Columns that a star stands for, and INSERT without a list of columns.</summary>
    public ImmutableArray<string> VisibleColumns => [.. AllColumns.Where(c => !IsInvisible(c))];

    private bool IsInvisible(string column) => relation.Description?.Column(column) is { IsInvisible: true };
}
