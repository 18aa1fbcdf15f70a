using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.MySql.Analysis;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Sql.MySql.Mapping;

/// <summary>What the walkers of one statement told of its places, from which <see cref="StatementMapBuilder"/> makes the map.</summary>
internal sealed class MapRecorder(string text) : IMapRecorder
{
    private readonly List<UnmappedUse> _unmapped = [];
    private readonly Stack<int> _open = new();
    private readonly Dictionary<SourceSpan, List<(int Reference, string Column)>> _columns = [];
    private readonly HashSet<SourceSpan> _derived = [];

    public string Text => text;

    public List<MappedReference> References { get; } = [];

    public List<MappedQuery> Queries { get; } = [];

    public IReadOnlyList<UnmappedUse> Unmapped => _unmapped;

    public ColumnUsage Usage { get; set; } = ColumnUsage.Other;

    public void Enter(MySqlNode node, QueryKind kind)
    {
        Queries.Add(new MappedQuery(node, kind, _open.TryPeek(out var around) ? around : -1));
        _open.Push(Queries.Count - 1);
    }

    public void Leave() => _ = _open.Pop();

    public int Reference(NamedTable table, Relation relation, ReferenceRole role)
    {
        if (!_open.TryPeek(out var query))
        {
            AddUnmapped(relation.Name, relation.Kind, "", table.Name.Span);
            return -1;
        }

        var known = References.FindIndex(reference => ReferenceEquals(reference.Table, table));
        if (known >= 0)
        {
            return known;
        }

        References.Add(new MappedReference(table, relation, role, query));
        return References.Count - 1;
    }

    public void Target(int reference, ReferenceRole role)
    {
        if (reference >= 0)
        {
            References[reference].Role = role;
        }
    }

    public void Column(int reference, string column, ColumnPlace place, ColumnUsage usage)
    {
        // That an upsert may read what it assigns is a right the server asks for; no place reads it.
        if (reference < 0 || (place.Span.Length == 0 && usage == ColumnUsage.OnConflict))
        {
            return;
        }

        if (place.Span.Length > 0 && usage != ColumnUsage.Assigned)
        {
            if (!_columns.TryGetValue(place.Span, out var known))
            {
                _columns[place.Span] = known = [];
            }

            if (!known.Contains((reference, column)))
            {
                known.Add((reference, column));
            }
        }

        References[reference].Use(column, place, usage);
    }

    public void DerivedColumn(ColumnPlace place) => _derived.Add(place.Span);

    public void JoinCondition(MySqlExpression condition)
    {
        if (_open.TryPeek(out var query))
        {
            Queries[query].JoinConditions.Add(condition);
        }
    }

    public void NeedAll(int reference)
    {
        if (reference >= 0)
        {
            References[reference].NeedsAllColumns = true;
        }
    }

    public void Nullable(int reference)
    {
        if (reference >= 0)
        {
            References[reference].IsNullable = true;
        }
    }

    public void Lock(int reference)
    {
        if (reference >= 0)
        {
            References[reference].IsLocked = true;
        }
    }

    public void AddUnmapped(ObjectName name, RelationKind? kind, string what, SourceSpan span)
    {
        if (!_unmapped.Exists(use => use.Name == name && use.What == what && use.Span == span))
        {
            _unmapped.Add(new UnmappedUse(name, kind, what, span));
        }
    }

    /// <summary>The references' columns that a place may mean; none when it means another column.</summary>
    public IReadOnlyList<(int Reference, string Column)> ColumnsAt(SourceSpan place) => _columns.TryGetValue(place, out var found) ? found : [];

    /// <summary>The one column that a place means, of a reference; null when it means several, or may mean a derived one.</summary>
    public (int Reference, string Column)? ColumnAt(SourceSpan place) =>
        ColumnsAt(place) is [var only] && !_derived.Contains(place) ? only : null;

    /// <summary>Whether a place may mean a column that is no reference's.</summary>
    public bool MayBeDerived(SourceSpan place) => _derived.Contains(place) || ColumnsAt(place).Count == 0;
}
