namespace ProxyDb.Policy.Sql.Postgres.Mapping;

/// <summary>The parts of a relation's place in FROM or as a target, as token ranges (relation_expr, alias_clause, tablesample_clause of gram.y).</summary>
internal readonly struct RelationSpans
{
    private readonly TextTokens _tokens;
    private readonly int _name;
    private readonly int _nameEnd;
    private readonly int _start;
    private readonly int _end;
    private readonly int _aliasEnd;

    /// <param name="rangeVar">Its location is where the name starts.</param>
    public RelationSpans(TextTokens tokens, SyntaxNode rangeVar)
    {
        _tokens = tokens;
        _name = tokens.At(rangeVar.Location);
        _nameEnd = tokens.EndOfName(_name, out _);
        _start = _name;
        _end = _nameEnd;
        if (tokens.IsKeyword(_start - 1, "ONLY"u8))
        {
            _start--;
        }
        else if (tokens.Kind(_start - 1) == PostgresTokenKind.OpenParenthesis && tokens.IsKeyword(_start - 2, "ONLY"u8))
        {
            _start -= 2;
            _end++;
        }
        else if (tokens.IsOperator(_end, (byte)'*'))
        {
            _end++;
        }

        _aliasEnd = EndOfAlias(rangeVar["alias"]);
    }

    /// <summary>Token of the name's first part.</summary>
    public int NameToken => _name;

    /// <summary>First token, ONLY included.</summary>
    public int StartToken => _start;

    public SourceSpan Name => _tokens.Span(_name, _nameEnd);

    public SourceSpan Relation => _tokens.Span(_start, _end);

    public SourceSpan Alias => _tokens.Span(_end, _aliasEnd);

    public SourceSpan TableKeyword => _tokens.Is(_start - 1, "TABLE"u8) ? _tokens.Span(_start - 1, _start) : default;

    public SourceSpan Sample
    {
        get
        {
            if (!_tokens.Is(_aliasEnd, "TABLESAMPLE"u8))
            {
                return default;
            }

            var end = _tokens.Next(_tokens.EndOfName(_aliasEnd + 1, out _));
            return _tokens.Span(_aliasEnd, _tokens.Is(end, "REPEATABLE"u8) ? _tokens.Next(end + 1) : end);
        }
    }

    private int EndOfAlias(SyntaxNode alias)
    {
        if (!alias.Exists)
        {
            return _end;
        }

        var end = _tokens.EndOfPart(_tokens.Is(_end, "AS"u8) ? _end + 1 : _end);
        return alias["colnames"].Exists ? _tokens.Next(end) : end;
    }
}
