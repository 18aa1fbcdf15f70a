using System.Runtime.CompilerServices;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// The scanner of PostgreSQL 15 (src/backend/parser/scan.l) over UTF-8 bytes. Allocates nothing. What the server's scanner
/// refuses is a token <see cref="PostgresTokenKind.Invalid"/> that runs to where scanning stopped, and then the end.
/// Not checked here, since they move no token: keywords, surrogate pairs of unicode escapes, encodings.
/// </summary>
public ref struct PostgresLexer
{
    /// <summary>Names and operators from this many bytes on are truncated or refused (NAMEDATALEN).</summary>
    public const int NameLimit = 64;

    private readonly ReadOnlySpan<byte> _text;
    private readonly bool _standardConformingStrings;
    private int _position;

    /// <param name="text">One message text, without the closing NUL of the wire.</param>
    /// <param name="standardConformingStrings">The session's setting; off makes a backslash an escape in plain literals.</param>
    public PostgresLexer(ReadOnlySpan<byte> text, bool standardConformingStrings = true)
    {
        _text = text;
        _standardConformingStrings = standardConformingStrings;
    }

    /// <summary>Where the next token is looked for, in bytes.</summary>
    public readonly int Position => _position;

    /// <summary>Number of comments passed so far.</summary>
    public int Comments { get; private set; }

    /// <summary>Whether the session's setting reads backslashes of plain literals literally.</summary>
    public readonly bool StandardConformingStrings => _standardConformingStrings;

    /// <summary>Reads the next token; false at the end, with a token of kind End there.</summary>
    public bool Next(out PostgresToken token)
    {
        if (!SkipWhiteSpace(out var fault))
        {
            token = Stop(fault);
            return true;
        }

        if (_position >= _text.Length)
        {
            token = new PostgresToken(PostgresTokenKind.End, _text.Length, 0);
            return false;
        }

        token = Scan();
        return true;
    }

    private PostgresToken Scan()
    {
        var start = _position;
        var first = _text[start];
        switch (PostgresLexerBytes.Class(first))
        {
            case PostgresByteClass.IdentifierStart:
                return Word(start, first);
            case PostgresByteClass.Digit:
                return Finish(PostgresLexerNumbers.Scan(_text, start, out var numberEnd), start, numberEnd);
            case PostgresByteClass.Operator:
                return Finish(PostgresLexerOperators.Scan(_text, start, out var operatorEnd), start, operatorEnd);
            case PostgresByteClass.Quote:
                var kind = _standardConformingStrings ? PostgresTokenKind.String : PostgresTokenKind.EscapeString;
                return Finish(PostgresLexerStrings.Scan(_text, start, kind, out var stringEnd), start, stringEnd);
            case PostgresByteClass.Punctuation:
                return Punctuation(start, first);
            default:
                return first switch
                {
                    (byte)'"' => Finish(PostgresLexerStrings.Identifier(_text, start, PostgresTokenKind.QuotedIdentifier, out var end), start, end),
                    (byte)'$' => Dollar(start),
                    _ => Stop(start),
                };
        }
    }

    /// <summary>An identifier, or a literal whose prefix letter it starts with.</summary>
    private PostgresToken Word(int start, byte first)
    {
        if (start + 1 < _text.Length)
        {
            var prefixed = PostgresLexerStrings.Prefixed(_text, start, first, _standardConformingStrings, out var literalEnd);
            if (prefixed != PostgresTokenKind.Identifier)
            {
                return Finish(prefixed, start, literalEnd);
            }
        }

        var end = start + 1;
        while (end < _text.Length && PostgresLexerBytes.IsIdentifierPart(_text[end]))
        {
            end++;
        }

        return Finish(PostgresTokenKind.Identifier, start, end);
    }

    private PostgresToken Punctuation(int start, byte first)
    {
        var next = start + 1 < _text.Length ? _text[start + 1] : (byte)0;
        switch (first)
        {
            case (byte)',':
                return Finish(PostgresTokenKind.Comma, start, start + 1);
            case (byte)'(':
                return Finish(PostgresTokenKind.OpenParenthesis, start, start + 1);
            case (byte)')':
                return Finish(PostgresTokenKind.CloseParenthesis, start, start + 1);
            case (byte)'[':
                return Finish(PostgresTokenKind.OpenBracket, start, start + 1);
            case (byte)']':
                return Finish(PostgresTokenKind.CloseBracket, start, start + 1);
            case (byte)';':
                return Finish(PostgresTokenKind.Semicolon, start, start + 1);
            case (byte)':':
                return next switch
                {
                    (byte)':' => Finish(PostgresTokenKind.Typecast, start, start + 2),
                    (byte)'=' => Finish(PostgresTokenKind.ColonEquals, start, start + 2),
                    _ => Finish(PostgresTokenKind.Colon, start, start + 1),
                };
            default:
                return next is >= (byte)'0' and <= (byte)'9' ? Finish(PostgresLexerNumbers.Scan(_text, start, out var end), start, end)
                    : next == (byte)'.' ? Finish(PostgresTokenKind.DotDot, start, start + 2)
                    : Finish(PostgresTokenKind.Dot, start, start + 1);
        }
    }

    /// <summary><c>$n</c> or a dollar-quoted literal.</summary>
    private PostgresToken Dollar(int start)
    {
        var end = start + 1;
        while (end < _text.Length && _text[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        if (end > start + 1)
        {
            // param_junk: PostgreSQL 15 refuses $1a.
            var junk = end < _text.Length && PostgresLexerBytes.Class(_text[end]) == PostgresByteClass.IdentifierStart;
            return junk ? Stop(start) : Finish(PostgresTokenKind.Parameter, start, end);
        }

        return Finish(PostgresLexerStrings.Dollar(_text, start, out end), start, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PostgresToken Finish(PostgresTokenKind kind, int start, int end)
    {
        if (kind == PostgresTokenKind.Invalid)
        {
            return Stop(start);
        }

        _position = end;
        return new PostgresToken(kind, start, end - start);
    }

    /// <summary>The server would stop here: everything from <paramref name="start"/> is one invalid token.</summary>
    private PostgresToken Stop(int start)
    {
        _position = _text.Length;
        return new PostgresToken(PostgresTokenKind.Invalid, start, _text.Length - start);
    }

    /// <summary>False, with its start, at a comment that does not end.</summary>
    private bool SkipWhiteSpace(out int fault)
    {
        fault = 0;
        while (_position < _text.Length)
        {
            var b = _text[_position];
            if (PostgresLexerBytes.IsSpace(b))
            {
                _position++;
                continue;
            }

            var next = _position + 1 < _text.Length ? _text[_position + 1] : (byte)0;
            if (b == (byte)'-' && next == (byte)'-')
            {
                Comments++;
                _position = PostgresLexerBytes.EndOfLine(_text, _position);
            }
            else if (b == (byte)'/' && next == (byte)'*')
            {
                Comments++;
                fault = _position;
                if (!SkipBlockComment())
                {
                    return false;
                }
            }
            else
            {
                return true;
            }
        }

        return true;
    }

    private bool SkipBlockComment()
    {
        var depth = 1;
        _position += 2;
        while (true)
        {
            var step = _text[_position..].IndexOfAny((byte)'*', (byte)'/', (byte)0);
            if (step < 0 || _position + step + 1 >= _text.Length || _text[_position + step] == 0)
            {
                return false;
            }

            _position += step;
            var opens = _text[_position] == (byte)'/';
            if (_text[_position + 1] != (opens ? (byte)'*' : (byte)'/'))
            {
                _position++;
                continue;
            }

            _position += 2;
            depth += opens ? 1 : -1;
            if (depth == 0)
            {
                return true;
            }
        }
    }
}
