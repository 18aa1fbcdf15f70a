using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Policy.Sql.Postgres.Mapping;

/// <summary>
/// What the walkers report about places while they gather facts, so that a map and the facts cannot differ. One for each
/// statement; walkers of what stands behind a name report nothing but that they were there.
/// </summary>
internal sealed class MapRecorder(TextTokens tokens)
{
    private readonly List<UnmappedUse> _unmapped = [];
    private readonly Stack<int> _open = new();
    private readonly Dictionary<int, (int Reference, string Column)> _columns = [];

    /// <summary>What a location stands for when it is columns of several relations.</summary>
    public const int Ambiguous = -2;

    public TextTokens Tokens => tokens;

    public List<MappedReference> References { get; } = [];

    public List<MappedQuery> Queries { get; } = [];

    public IReadOnlyList<UnmappedUse> Unmapped => _unmapped;

    /// <summary>What PREPARE, DECLARE and COPY of a query will show.</summary>
    public ImmutableArray<OutputColumn>? Shown { get; set; }

    public bool IsExplain { get; set; }

    /// <summary>What the walk stands in: how a column that is read now is used.</summary>
    public ColumnUsage Usage { get; set; } = ColumnUsage.Other;

    public void Enter(SyntaxNode node, QueryKind kind)
    {
        Queries.Add(new MappedQuery(node, kind, _open.TryPeek(out var around) ? around : -1));
        _open.Push(Queries.Count - 1);
    }

    public void Leave() => _ = _open.Pop();

    /// <summary>A relation the text names; −1 where no query level is around it: a use that no reference describes.</summary>
    public int Reference(SyntaxNode rangeVar, Relation relation, ReferenceRole role)
    {
        if (!_open.TryPeek(out var query))
        {
            AddUnmapped(relation.Name, relation.Kind, "", rangeVar.Location);
            return -1;
        }

        var known = References.FindIndex(reference => reference.Location == rangeVar.Location);
        if (known >= 0)
        {
            return known;
        }

        References.Add(new MappedReference(tokens, rangeVar, relation, role, query));
        if (role != ReferenceRole.Read)
        {
            Queries[query].Target = References.Count - 1;
        }

        return References.Count - 1;
    }

    public void JoinCondition(SyntaxNode condition)
    {
        if (condition.Exists && _open.TryPeek(out var query))
        {
            Queries[query].JoinConditions.Add(condition);
        }
    }

    /// <summary>A column is read or written.</summary>
    /// <param name="reference">As <see cref="Reference"/> told; below zero is no reference of the text.</param>
    public void Column(int reference, string column, int location, ColumnUsage usage)
    {
        if (reference < 0)
        {
            return;
        }

        if (location >= 0 && usage != ColumnUsage.Assigned)
        {
            var isOther = _columns.TryGetValue(location, out var known) && known != (reference, column);
            _columns[location] = isOther ? (Ambiguous, column) : (reference, column);
        }

        References[reference].Use(column, location < 0 ? -1 : tokens.At(location), usage);
    }

    /// <summary>The reference and column that a column reference at a place means; null when it is no column of a relation of the text.</summary>
    public (int Reference, string Column)? ColumnAt(int location) => _columns.TryGetValue(location, out var found) ? found : null;

    public void NeedAll(RangeItem item) => Each(item, static reference => reference.NeedsAllColumns = true);

    public void Nullable(RangeItem item) => Each(item, static reference => reference.IsNullable = true);

    public void Lock(int reference)
    {
        if (reference >= 0)
        {
            References[reference].IsLocked = true;
        }
    }

    /// <summary>A relation is reached in a way that no reference describes.</summary>
    public void AddUnmapped(ObjectName name, RelationKind? kind, string what, int location = -1)
    {
        var token = location < 0 ? -1 : tokens.At(location);
        var span = token < 0 ? default : tokens.Span(token, tokens.EndOfName(token, out _));
        if (!_unmapped.Exists(use => use.Name == name && use.What == what && use.Span == span))
        {
            _unmapped.Add(new UnmappedUse(name, kind, what, span));
        }
    }

    private void Each(RangeItem item, Action<MappedReference> action)
    {
        var found = new List<int>();
        item.References(found);
        foreach (var reference in found.Where(static reference => reference >= 0))
        {
            action(References[reference]);
        }
    }
}
