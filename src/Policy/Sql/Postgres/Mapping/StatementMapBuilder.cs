using System.Collections.Immutable;

namespace ProxyDb.Policy.Sql.Postgres.Mapping;

/// <summary>Makes the map of one statement of what its walk reported. Null when tree and tokens do not agree on a place: then nothing may be edited.</summary>
internal sealed class StatementMapBuilder
{
    private readonly MapRecorder _recorder;
    private readonly ConditionMapper _conditions;
    private readonly AssignmentMapper _assignments;
    private bool _isBroken;

    private StatementMapBuilder(WalkContext context, MapRecorder recorder)
    {
        _recorder = recorder;
        _conditions = new ConditionMapper(recorder, new LeakproofTest(recorder, context));
        _assignments = new AssignmentMapper(recorder.Tokens, context.Source);
    }

    /// <summary>Statements whose references can be edited; in others every relation is a use that no reference describes.</summary>
    private static bool IsEditable(string kind) => kind is "SELECT" or "INSERT" or "UPDATE" or "DELETE" or "MERGE" or "COPY" or "EXPLAIN"
        or "PREPARE" or "DECLARE CURSOR" or "CREATE TABLE AS" or "SELECT INTO" or "CREATE VIEW" or "CREATE MATERIALIZED VIEW" or "EXECUTE";

    public static StatementMap? Build(WalkContext context, MapRecorder recorder, StatementFacts facts)
    {
        var builder = new StatementMapBuilder(context, recorder);
        var isEditable = IsEditable(facts.Kind);
        var queries = isEditable ? builder.Queries() : [];
        var map = new StatementMap
        {
            Kind = facts.Kind,
            Span = facts.Span,
            Relations = isEditable ? [.. recorder.References.Select(static r => r.Build())] : [],
            Queries = queries,
            Outputs = facts.Kind == "SELECT INTO" ? [] : [.. (recorder.Shown ?? facts.Outputs).Select(static c => new MappedOutput(c.Name, c.From, c.Plain))],
            Inserts = isEditable ? builder.Inserts(queries) : [],
            IsExplain = recorder.IsExplain,
            Unmapped = builder.Unmapped(facts, isEditable),
        };
        return builder._isBroken || recorder.References.Exists(static r => !r.IsFound) ? null : map;
    }

    private ImmutableArray<QueryMap> Queries() => [.. _recorder.Queries.Select(Query)];

    private QueryMap Query(MappedQuery query, int index)
    {
        var place = new QueryPlace(_recorder.Tokens, query.Node);
        if (place.Keyword < 0)
        {
            // A level that names nothing of its own (SELECT without targets over a subquery): there is nothing to edit in it.
            _isBroken |= query.Node["whereClause"].Exists || _recorder.References.Exists(r => r.Query == index);
            return new QueryMap { Kind = query.Kind, Parent = query.Parent };
        }

        var returning = query.Node["returningList"].Exists ? place.Find(place.Keyword, "RETURNING"u8) : -1;
        var isWrite = query.Kind is QueryKind.Update or QueryKind.Delete;
        return new QueryMap
        {
            Kind = query.Kind,
            Parent = query.Parent,
            Span = place.Span,
            Where = Clause(query.Node["whereClause"], place, "WHERE"u8, index),
            Having = Clause(query.Node["havingClause"], place, "HAVING"u8, index),
            On = [.. query.JoinConditions.Select(condition => On(condition, place, index)).OfType<ConditionMap>()],
            WherePlace = isWrite && !query.Node["whereClause"].Exists ? PlaceBefore(returning, place) : default,
            Assignments = query.Kind is QueryKind.Update ? _assignments.Map(query.Node["targetList"], place) : Conflict(query, place),
            Returning = returning < 0 ? default : _recorder.Tokens.Span(returning + 1, place.End),
            HasOtherItems = query.Node["usingClause"].Exists || (query.Kind == QueryKind.Update && query.Node["fromClause"].Exists),
            ReturningItems = returning < 0 ? [] : _assignments.Returning(query.Node["returningList"], place),
        };
    }

    private ConditionMap? Clause(SyntaxNode condition, QueryPlace place, ReadOnlySpan<byte> keyword, int query)
    {
        if (!condition.Exists)
        {
            return null;
        }

        var at = place.Find(place.Keyword + 1, keyword);
        var map = at < 0 ? null : _conditions.Map(condition, at + 1, place.EndOfExpression(at + 1), query);
        _isBroken |= map is null;
        return map;
    }

    private ConditionMap? On(SyntaxNode condition, QueryPlace place, int query)
    {
        var start = QueryPlace.Leftmost(_recorder.Tokens, condition);
        while (start > place.Start && !_recorder.Tokens.IsKeyword(start, "ON"u8))
        {
            start--;
        }

        var map = start <= place.Start ? null : _conditions.Map(condition, start + 1, JoinEnd(start + 1, place), query);
        _isBroken |= map is null;
        return map;
    }

    /// <summary>An ON condition goes to the next join, item, clause or closing parenthesis.</summary>
    private int JoinEnd(int start, QueryPlace place)
    {
        var tokens = _recorder.Tokens;
        var (i, cases) = (start, 0);
        while (i < place.End && tokens.Kind(i) is not (PostgresTokenKind.Comma or PostgresTokenKind.CloseParenthesis)
            && (cases > 0 || (!StartsJoin(i) && !place.StartsClause(i))))
        {
            // WHEN belongs to a CASE before it belongs to MERGE.
            var isWord = tokens.Kind(i - 1) != PostgresTokenKind.Dot;
            cases += isWord && tokens.Is(i, "CASE"u8) ? 1 : isWord && tokens.Is(i, "END"u8) ? -1 : 0;
            i = tokens.Next(i);
        }

        return i;
    }

    private bool StartsJoin(int token)
    {
        var tokens = _recorder.Tokens;
        if (tokens.Kind(token - 1) == PostgresTokenKind.Dot)
        {
            return false;
        }

        return tokens.Is(token, "JOIN"u8) || tokens.Is(token, "ON"u8) || tokens.Is(token, "USING"u8) || tokens.Is(token, "WHEN"u8)
            || ((tokens.Is(token, "LEFT"u8) || tokens.Is(token, "RIGHT"u8) || tokens.Is(token, "FULL"u8) || tokens.Is(token, "INNER"u8))
                && (tokens.Is(token + 1, "JOIN"u8) || tokens.Is(token + 1, "OUTER"u8)))
            || (tokens.Is(token, "CROSS"u8) && tokens.Is(token + 1, "JOIN"u8))
            || (tokens.Is(token, "NATURAL"u8) && tokens.Kind(token + 1) == PostgresTokenKind.Identifier);
    }

    /// <summary>Where a WHERE can be put: before RETURNING, else at the end of the level.</summary>
    private SourceSpan PlaceBefore(int returning, QueryPlace place) => _recorder.Tokens.After((returning < 0 ? place.End : returning) - 1);

    private ImmutableArray<AssignmentMap> Conflict(MappedQuery query, QueryPlace place) =>
        query.Node["onConflictClause"]["targetList"] is { Exists: true } targets ? _assignments.Map(targets, place) : [];

    private ImmutableArray<InsertMap> Inserts(ImmutableArray<QueryMap> queries)
    {
        var inserts = ImmutableArray.CreateBuilder<InsertMap>();
        for (var i = 0; i < queries.Length; i++)
        {
            if (_recorder.Queries[i] is { Kind: QueryKind.Insert, Target: >= 0 } query)
            {
                inserts.Add(Insert(query, i));
            }
        }

        return inserts.ToImmutable();
    }

    private InsertMap Insert(MappedQuery query, int index)
    {
        var node = query.Node;
        var place = new QueryPlace(_recorder.Tokens, node);
        var source = node["selectStmt"];
        var conflict = node["onConflictClause"];
        var updates = conflict.Text("action") is "ONCONFLICT_UPDATE";
        var set = updates ? QueryPlace.Leftmost(_recorder.Tokens, conflict["targetList"]) : -1;
        var where = conflict["whereClause"].Exists ? place.Find(set, "WHERE"u8) : -1;
        var condition = where < 0 ? null : _conditions.Map(conflict["whereClause"], where + 1, place.EndOfExpression(where + 1), index);
        _isBroken |= conflict["whereClause"].Exists && condition is null;
        return new InsertMap
        {
            Target = query.Target,
            Query = index,
            Columns = AssignmentMapper.Columns(node, _recorder.References[query.Target].Relation),
            Rows = source["valuesLists"].Exists
                ? [.. _assignments.Rows(source["valuesLists"]).Select(row => AssignmentMapper.WithoutParts(node, row))]
                : [],
            QueryItems = AssignmentMapper.WithoutParts(node, _assignments.QueryItems(source)),
            IsFromQuery = source.Exists && !source["valuesLists"].Exists,
            IsDefaultValues = !source.Exists,
            UpdatesOnConflict = updates,
            ConflictWhere = condition,
            ConflictWherePlace = updates && condition is null ? PlaceBefore(place.Find(place.Keyword, "RETURNING"u8), place) : default,
        };
    }

    /// <summary>
    /// What no reference describes: told by the walkers, and every relation of the facts that neither a reference nor a walker
    /// named, so that nothing is passed over.
    /// </summary>
    private ImmutableArray<UnmappedUse> Unmapped(StatementFacts facts, bool isEditable)
    {
        var uses = new List<UnmappedUse>(_recorder.Unmapped.Select(use => use.What.Length == 0 ? use with { What = facts.Kind } : use));
        if (!isEditable)
        {
            uses.AddRange(_recorder.References.Select(r => new UnmappedUse(r.Relation.Name, r.Relation.Kind, facts.Kind, r.Name)));
        }

        foreach (var access in facts.Accesses)
        {
            if (access is { Kind: AccessKind.Object or AccessKind.Column, Through: false, Action: not SqlAction.Metadata }
                && access.Relation is not Catalog.RelationKind.Routine
                && !uses.Exists(use => use.Name == access.Name)
                && !(isEditable && _recorder.References.Exists(r => r.Relation.Name == access.Name)))
            {
                uses.Add(new UnmappedUse(access.Name, access.Relation, facts.Kind, access.Span));
            }
        }

        return [.. uses];
    }
}
