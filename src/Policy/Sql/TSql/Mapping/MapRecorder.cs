using System.Buffers;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql.TSql.Analysis;
using ProxyDb.Policy.Sql.TSql.Parsing;

namespace ProxyDb.Policy.Sql.TSql.Mapping;

/// <summary>What the walkers of one statement told of its places, from which <see cref="StatementMapBuilder"/> makes the map.</summary>
internal sealed class MapRecorder(string text, VariableTypes variables) : IMapRecorder
{
    /// <summary>What can stand between a column and its COLLATE: white space, and comments by their first character.</summary>
    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t\r\n/-");

    private readonly List<UnmappedUse> _unmapped = [];
    private readonly Stack<int> _open = new();
    private readonly Dictionary<SourceSpan, List<(int Reference, string Column)>> _columns = [];
    private readonly HashSet<SourceSpan> _derived = [];

    public string Text => text;

    public VariableTypes Variables => variables;

    public List<MappedReference> References { get; } = [];

    public List<MappedQuery> Queries { get; } = [];

    public IReadOnlyList<UnmappedUse> Unmapped => _unmapped;

    public ColumnUsage Usage { get; set; } = ColumnUsage.Other;

    public void Enter(TSqlFragment node, QueryKind kind)
    {
        Queries.Add(new MappedQuery(node, kind, _open.TryPeek(out var around) ? around : -1));
        _open.Push(Queries.Count - 1);
    }

    public void Leave() => _ = _open.Pop();

    public int Reference(NamedTableReference table, Relation relation, ReferenceRole role)
    {
        if (!_open.TryPeek(out var query))
        {
            AddUnmapped(relation.Name, relation.Kind, "", RelationSpans.Span(table.SchemaObject));
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
        if (reference < 0)
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

        References[reference].Use(column, WithoutCollation(place.Span), place.Qualifier, usage);
    }

    public void DerivedColumn(ColumnPlace place) => _derived.Add(place.Span);

    public void JoinCondition(BooleanExpression condition)
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

    /// <summary>Hints go with the table into whatever takes its place.</summary>
    public void Lock(int reference)
    {
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

    /// <summary>COLLATE behind a column counts to the parser's fragment of it, and stays where the column is replaced.</summary>
    private SourceSpan WithoutCollation(SourceSpan place)
    {
        if (place.Length == 0 || place.End > text.Length || text.AsSpan(place.Start, place.Length).IndexOfAny(Separators) < 0)
        {
            return place;
        }

        var lexer = new TSqlLexer(text.AsSpan(place.Start, place.Length), quotedIdentifier: true);
        var (end, isPart) = (0, true);
        for (var token = lexer.Next(); token.Kind != TSqlTokenKind.End; token = lexer.Next())
        {
            var isDot = token.Length == 1 && text[place.Start + token.Start] == '.';
            if (!isDot && !isPart)
            {
                break;
            }

            (end, isPart) = (token.Start + token.Length, isDot);
        }

        return end == 0 ? place : place with { Length = end };
    }
}
