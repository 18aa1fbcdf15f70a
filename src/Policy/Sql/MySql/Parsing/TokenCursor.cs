namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>
/// A place among the tokens of a text, and what a parser asks there. All of a text's tokens are there: looking ahead costs nothing.
/// </summary>
internal sealed class TokenCursor
{
    private readonly MySqlToken[] _tokens;
    private readonly int _last;
    private int _at;

    /// <param name="tokens">Rented: longer than <paramref name="count"/>.</param>
    /// <param name="count">The last of them is the end.</param>
    public TokenCursor(string text, MySqlToken[] tokens, int count, MySqlSession session)
    {
        Text = text;
        _tokens = tokens;
        _last = count - 1;
        Session = session;
        IsMariaDb = session.Server?.IsMariaDb ?? true;
        EscapesBackslash = (session.Modes & MySqlModes.NoBackslashEscapes) == 0;
    }

    public string Text { get; }

    public MySqlSession Session { get; }

    /// <summary>True too when the server is not known.</summary>
    public bool IsMariaDb { get; }

    public bool EscapesBackslash { get; }

    public MySqlToken Current => _tokens[_at];

    public MySqlTokenKind Kind => _tokens[_at].Kind;

    /// <summary>NotKeyword for anything but a word that is one.</summary>
    public MySqlKeyword Keyword => _tokens[_at].Keyword;

    /// <summary>Where the current token starts in the text.</summary>
    public int Start => _tokens[_at].Start;

    /// <summary>Where the last token that was taken ends.</summary>
    public int PreviousEnd => _at == 0 ? 0 : _tokens[_at - 1].End;

    /// <summary>Number of the current token; to come back by <see cref="Rewind"/>.</summary>
    public int Position => _at;

    public MySqlToken Peek(int offset) => _tokens[Math.Min(_at + offset, _last)];

    /// <summary>Goes back (or ahead) to a token whose <see cref="Position"/> was taken; parsers look ahead rather than come back.</summary>
    public void Rewind(int position) => _at = position;

    public void Advance()
    {
        if (_at < _last)
        {
            _at++;
        }
    }

    public bool At(MySqlKeyword keyword) => _tokens[_at].Keyword == keyword;

    public bool At(MySqlTokenKind kind) => _tokens[_at].Kind == kind;

    public bool At(MySqlKeyword first, MySqlKeyword second) => _tokens[_at].Keyword == first && Peek(1).Keyword == second;

    /// <summary>A word that is in no list of keywords, in any case.</summary>
    public bool AtWord(string upper) =>
        Kind == MySqlTokenKind.Word && Current.Text(Text).Equals(upper, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the token if it is this.</summary>
    public bool Accept(MySqlKeyword keyword)
    {
        if (_tokens[_at].Keyword != keyword)
        {
            return false;
        }

        _at++;
        return true;
    }

    public bool Accept(MySqlTokenKind kind)
    {
        if (_tokens[_at].Kind != kind || kind == MySqlTokenKind.End)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Takes both words or none.</summary>
    public bool Accept(MySqlKeyword first, MySqlKeyword second)
    {
        if (!At(first, second))
        {
            return false;
        }

        _at += 2;
        return true;
    }

    public bool AcceptWord(string upper)
    {
        if (!AtWord(upper))
        {
            return false;
        }

        _at++;
        return true;
    }

    public void Expect(MySqlKeyword keyword)
    {
        if (!Accept(keyword))
        {
            throw Fault();
        }
    }

    public void Expect(MySqlTokenKind kind)
    {
        if (!Accept(kind))
        {
            throw Fault();
        }
    }

    /// <summary>From a place to the end of the last token taken.</summary>
    public SourceSpan SpanFrom(int start) => new(start, Math.Max(0, PreviousEnd - start));

    /// <summary>The server's complaint about the current token, to be thrown.</summary>
    public MySqlSyntaxException Fault() => new(MySqlSyntaxError.At(Text, Start, IsMariaDb));
}
