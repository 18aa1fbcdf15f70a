namespace ProxyDb.Policy.Sql.Postgres.Mapping;

/// <summary>
/// One SELECT, VALUES, INSERT, UPDATE, DELETE or MERGE in the token stream: the tree tells where something of it stands, the
/// keywords around that where it starts and ends.
/// </summary>
internal sealed class QueryPlace
{
    private readonly TextTokens _tokens;
    private readonly SyntaxNode _node;

    public QueryPlace(TextTokens tokens, SyntaxNode node)
    {
        _tokens = tokens;
        _node = node;
        Keyword = FindKeyword(tokens, node);
        Start = node["withClause"].Exists ? tokens.At(node["withClause"].Location) : Keyword;
        End = Keyword < 0 ? -1 : FindEnd();
    }

    /// <summary>The SELECT, VALUES, TABLE, INSERT … itself; −1 when it was not found.</summary>
    public int Keyword { get; }

    /// <summary>With WITH.</summary>
    public int Start { get; }

    public int End { get; }

    public SourceSpan Span => Keyword < 0 ? default : _tokens.Span(Start, End);

    /// <summary>The first place of a keyword of this level after a token; −1 when there is none.</summary>
    public int Find(int after, ReadOnlySpan<byte> keyword)
    {
        if (Keyword < 0)
        {
            return -1;
        }

        for (var i = after; i < End; i = _tokens.Next(i))
        {
            if (_tokens.IsKeyword(i, keyword))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The end of an expression of this level that starts at a token: where the next clause starts.</summary>
    public int EndOfExpression(int start)
    {
        var i = start;
        while (i < End && !StartsClause(i))
        {
            i = _tokens.Next(i);
        }

        return i;
    }

    /// <summary>Leftmost place in the subtree of a node, as a token; −1 when nothing of it has a place.</summary>
    public static int Leftmost(TextTokens tokens, SyntaxNode node)
    {
        var least = int.MaxValue;
        for (var i = node.Index; node.Exists && i < node.Tree[node.Index].End; i++)
        {
            ref var cell = ref node.Tree[i];
            if (cell.Kind == SyntaxTree.CellKind.Number && cell.Name is "location" && cell.Number > 0)
            {
                least = Math.Min(least, cell.Number);
            }
        }

        return least == int.MaxValue ? -1 : tokens.At(least);
    }

    private static int FindKeyword(TextTokens tokens, SyntaxNode node)
    {
        switch (node.Type)
        {
            case "InsertStmt" or "MergeStmt":
                return new RelationSpans(tokens, node["relation"]).StartToken - 2;
            case "UpdateStmt":
                return new RelationSpans(tokens, node["relation"]).StartToken - 1;
            case "DeleteStmt":
                return new RelationSpans(tokens, node["relation"]).StartToken - 2;
            default:
                return node["valuesLists"].Exists ? Back(tokens, Leftmost(tokens, node["valuesLists"]), "VALUES"u8) : Select(tokens, node);
        }
    }

    private static int Select(TextTokens tokens, SyntaxNode node)
    {
        var target = node["targetList"].First;
        if (!target.Exists)
        {
            var (next, keyword) = node["fromClause"].Exists ? (node["fromClause"], "FROM"u8.ToArray()) : (node["whereClause"], "WHERE"u8.ToArray());
            var clause = Back(tokens, Leftmost(tokens, next), keyword);
            return clause > 0 && tokens.Is(clause - 1, "SELECT"u8) ? clause - 1 : -1;
        }

        if (target.Location < 0)
        {
            return new RelationSpans(tokens, node["fromClause"].First).StartToken - 1;
        }

        // SELECT [ALL | DISTINCT [ON (…)]] target
        var before = tokens.At(target.Location) - 1;
        if (node["distinctClause"].Exists && tokens.Kind(before) == PostgresTokenKind.CloseParenthesis && tokens.Is(tokens.Partner(before) - 1, "ON"u8))
        {
            before = tokens.Partner(before) - 2;
        }

        return tokens.Is(before, "SELECT"u8) ? before : tokens.Is(before - 1, "SELECT"u8) ? before - 1 : -1;
    }

    private static int Back(TextTokens tokens, int from, ReadOnlySpan<byte> keyword)
    {
        while (from >= 0 && !(tokens.Is(from, keyword) && tokens.Kind(from - 1) != PostgresTokenKind.Dot))
        {
            from--;
        }

        return from;
    }

    /// <summary>The arms of a set operation are nodes whose type the grammar fixes.</summary>
    private bool IsSelect => _node.Type is null or "SelectStmt";

    private int FindEnd()
    {
        var i = Keyword + 1;
        while (i < _tokens.Count && !EndsLevel(i))
        {
            i = _tokens.Next(i);
        }

        return i;
    }

    private bool EndsLevel(int token)
    {
        if (_tokens.Kind(token) is PostgresTokenKind.CloseParenthesis or PostgresTokenKind.CloseBracket or PostgresTokenKind.Semicolon)
        {
            return true;
        }

        if (_tokens.Kind(token) != PostgresTokenKind.Identifier || _tokens.Kind(token - 1) == PostgresTokenKind.Dot || _tokens.Is(token - 1, "AS"u8))
        {
            return false;
        }

        return EndsText(token) || (IsSelect && EndsSelect(token));
    }

    /// <summary>What CREATE … AS has behind its query.</summary>
    private bool EndsText(int token) => _tokens.Is(token, "WITH"u8)
        && (_tokens.Is(token + 1, "DATA"u8) || _tokens.Is(token + 1, "NO"u8) || _tokens.Is(token + 1, "CHECK"u8)
            || _tokens.Is(token + 1, "LOCAL"u8) || _tokens.Is(token + 1, "CASCADED"u8));

    /// <summary>Another arm, what belongs to the set operation, or to the INSERT around it.</summary>
    private bool EndsSelect(int token) =>
        _tokens.Is(token, "UNION"u8) || _tokens.Is(token, "INTERSECT"u8) || _tokens.Is(token, "EXCEPT"u8) || _tokens.Is(token, "RETURNING"u8)
        || (_tokens.Is(token, "ORDER"u8) && !_node["sortClause"].Exists)
        || ((_tokens.Is(token, "LIMIT"u8) || _tokens.Is(token, "OFFSET"u8) || _tokens.Is(token, "FETCH"u8))
            && !_node["limitCount"].Exists && !_node["limitOffset"].Exists && _node.Text("limitOption") is null or "LIMIT_OPTION_DEFAULT")
        || (StartsLocking(token) && !_node["lockingClause"].Exists)
        || StartsConflict(token);

    /// <summary>FOR UPDATE and its kin; COLLATION FOR (…) is an expression.</summary>
    private bool StartsLocking(int token) => _tokens.Is(token, "FOR"u8) && !_tokens.Is(token - 1, "COLLATION"u8);

    private bool StartsConflict(int token) => _tokens.Is(token, "ON"u8) && _tokens.Is(token + 1, "CONFLICT"u8)
        && (_tokens.Kind(token + 2) == PostgresTokenKind.OpenParenthesis || _tokens.Is(token + 2, "DO"u8) || _tokens.Is(token + 2, "ON"u8));

    /// <summary>Whether a clause behind an expression starts at a token of this level.</summary>
    public bool StartsClause(int token)
    {
        if (_tokens.Kind(token) != PostgresTokenKind.Identifier || _tokens.Kind(token - 1) == PostgresTokenKind.Dot || _tokens.Is(token - 1, "AS"u8))
        {
            return false;
        }

        return _tokens.Is(token, "WHERE"u8) || _tokens.Is(token, "HAVING"u8) || _tokens.Is(token, "WINDOW"u8) || _tokens.Is(token, "ORDER"u8)
            || _tokens.Is(token, "LIMIT"u8) || _tokens.Is(token, "OFFSET"u8) || _tokens.Is(token, "FETCH"u8) || StartsLocking(token)
            || _tokens.Is(token, "RETURNING"u8) || _tokens.Is(token, "UNION"u8) || _tokens.Is(token, "INTERSECT"u8) || _tokens.Is(token, "EXCEPT"u8)
            || (_tokens.Is(token, "GROUP"u8) && !_tokens.Is(token - 1, "WITHIN"u8))
            || (_tokens.Is(token, "FROM"u8) && !IsDistinctFrom(token));
    }

    /// <summary>IS [NOT] DISTINCT FROM.</summary>
    private bool IsDistinctFrom(int from) =>
        _tokens.Is(from - 1, "DISTINCT"u8) && (_tokens.Is(from - 2, "IS"u8) || (_tokens.Is(from - 2, "NOT"u8) && _tokens.Is(from - 3, "IS"u8)));
}
