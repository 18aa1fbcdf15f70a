namespace ProxyDb.Policy.Sql.TSql.Parsing;

/// <summary>
/// Reads tokens as the server's engine does, in one pass and without recursion. What the engine and ScriptDom may read differently
/// (odd white space, a lone carriage return, NUL, <c>$(x)</c>) is a <see cref="Refusal"/>.
/// </summary>
internal ref struct TSqlLexer
{
    private readonly ReadOnlySpan<char> _text;
    private readonly bool _quotedIdentifier;
    private int _position;

    /// <param name="quotedIdentifier">Whether a double quote begins a name.</param>
    public TSqlLexer(ReadOnlySpan<char> text, bool quotedIdentifier)
    {
        _text = text;
        _quotedIdentifier = quotedIdentifier;
    }

    /// <summary>Why the text must not be parsed; null: nothing against it so far.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Character the refusal speaks of, from 0.</summary>
    public int RefusedAt { get; private set; }

    public TSqlToken Next()
    {
        SkipBlanks();
        var start = _position;
        if (start >= _text.Length)
        {
            return new TSqlToken(TSqlTokenKind.End, start, 0);
        }

        var kind = Read(_text[start]);
        return new TSqlToken(kind, start, _position - start);
    }

    private readonly char At(int position) => position < _text.Length ? _text[position] : '\0';

    private TSqlTokenKind Read(char c)
    {
        switch (c)
        {
            case '\'':
                return Quoted('\'', TSqlTokenKind.String);
            case '"':
                return Quoted('"', _quotedIdentifier ? TSqlTokenKind.QuotedName : TSqlTokenKind.String);
            case '[':
                return Quoted(']', TSqlTokenKind.QuotedName);
            case 'N' or 'n' when At(_position + 1) == '\'':
                _position++;
                return Quoted('\'', TSqlTokenKind.NationalString);
            case >= '0' and <= '9':
                return Number();
            case '.' when char.IsAsciiDigit(At(_position + 1)):
                return Number();
            case '$':
                return Dollar();
            case '@':
                _position++;
                Word();
                return TSqlTokenKind.Variable;
            default:
                return IsWordStart(c) ? Word() : Symbol(c);
        }
    }

    private TSqlTokenKind Symbol(char c)
    {
        _position++;
        switch (c)
        {
            case '(':
                return TSqlTokenKind.OpenParenthesis;
            case ')':
                return TSqlTokenKind.CloseParenthesis;
            case ';':
                return TSqlTokenKind.Semicolon;
            case ',':
                return TSqlTokenKind.Comma;
            case '.':
                return TSqlTokenKind.Dot;
            case '{' or '}' or '?' or ']' or '\\' or '`':
                return TSqlTokenKind.Invalid;
            case > '\x7f':
                // Currency signs begin money; nothing else stands outside of quotes.
                Refuse(_position - 1, IsCurrency(c) ? null : $"the character U+{(int)c:X4} outside of quotes");
                return TSqlTokenKind.Invalid;
            default:
                return TSqlTokenKind.Operator;
        }
    }

    private TSqlTokenKind Dollar()
    {
        if (At(_position + 1) == '(')
        {
            Refuse(_position, "`$(…)` is a variable of client tools");
        }

        _position++;
        if (char.IsAsciiDigit(At(_position)) || (At(_position) == '.' && char.IsAsciiDigit(At(_position + 1))))
        {
            _ = Number();
            return TSqlTokenKind.Money;
        }

        return IsWordPart(At(_position)) ? Word() : TSqlTokenKind.Operator;
    }

    private TSqlTokenKind Word()
    {
        while (_position < _text.Length && IsWordPart(_text[_position]))
        {
            _position++;
        }

        return TSqlTokenKind.Word;
    }

    private TSqlTokenKind Number()
    {
        if (_text[_position] == '0' && At(_position + 1) is 'x' or 'X')
        {
            _position += 2;
            while (char.IsAsciiHexDigit(At(_position)))
            {
                _position++;
            }

            return TSqlTokenKind.Binary;
        }

        var kind = TSqlTokenKind.Integer;
        Digits();
        if (At(_position) == '.')
        {
            kind = TSqlTokenKind.Decimal;
            _position++;
            Digits();
        }

        if (At(_position) is 'e' or 'E')
        {
            kind = TSqlTokenKind.Float;
            _position += At(_position + 1) is '+' or '-' ? 2 : 1;
            Digits();
        }

        return kind;
    }

    private void Digits()
    {
        while (char.IsAsciiDigit(At(_position)))
        {
            _position++;
        }
    }

    private TSqlTokenKind Quoted(char quote, TSqlTokenKind kind)
    {
        for (_position++; _position < _text.Length; _position++)
        {
            var next = _text[_position..].IndexOfAny(quote, '\0');
            if (next < 0)
            {
                break;
            }

            _position += next;
            if (_text[_position] == '\0')
            {
                Refuse(_position, "a NUL character");
            }
            else if (At(_position + 1) == quote)
            {
                _position++;
            }
            else
            {
                _position++;
                return kind;
            }
        }

        _position = _text.Length;
        return TSqlTokenKind.Invalid;
    }

    private void SkipBlanks()
    {
        while (_position < _text.Length)
        {
            var c = _text[_position];
            if (c is ' ' or '\t' or '\n' || IsRareBlank(c))
            {
                _position++;
            }
            else if (c == '\r')
            {
                LineEnd();
                _position++;
            }
            else if (c == '-' && At(_position + 1) == '-')
            {
                LineComment();
            }
            else if (c == '/' && At(_position + 1) == '*')
            {
                BlockComment();
            }
            else if (IsOddBlank(c))
            {
                Refuse(_position, $"the white space U+{(int)c:X4}");
                _position++;
            }
            else
            {
                return;
            }
        }
    }

    private void LineComment()
    {
        for (; _position < _text.Length && _text[_position] != '\n'; _position++)
        {
            InComment(_text[_position]);
        }
    }

    /// <summary>Comments of this kind stand within each other; one that does not end hides the rest of the text.</summary>
    private void BlockComment()
    {
        var depth = 0;
        while (_position < _text.Length)
        {
            var (c, next) = (_text[_position], At(_position + 1));
            if (c == '/' && next == '*')
            {
                depth++;
                _position += 2;
            }
            else if (c == '*' && next == '/')
            {
                _position += 2;
                if (--depth == 0)
                {
                    return;
                }
            }
            else
            {
                InComment(c);
                _position++;
            }
        }
    }

    private void InComment(char c)
    {
        if (c == '\r')
        {
            LineEnd();
        }
        else if (c is '\0' or '\x1a' or '\x85' or '\u2028' or '\u2029')
        {
            Refuse(_position, $"the character U+{(int)c:X4} in a comment");
        }
    }

    private void LineEnd()
    {
        if (At(_position + 1) != '\n')
        {
            Refuse(_position, "a carriage return without a line feed");
        }
    }

    private void Refuse(int position, string? what)
    {
        if (Refusal is null && what is not null)
        {
            (Refusal, RefusedAt) = (what, position);
        }
    }

    /// <summary>
    /// White space to the server and to ScriptDom (control characters, the no-break space, the ideographic one). No name can hold it
    /// outside of quotes, so that a version that disagrees finds an error there, never another statement.
    /// </summary>
    private static bool IsRareBlank(char c) => c is >= '\x01' and < ' ' and not ('\r' or '\x1a') or '\u00a0' or '\u3000';

    private static bool IsOddBlank(char c) => c < ' ' || c == '\x7f' || (c > '\x7f' && (char.IsWhiteSpace(c) || char.IsControl(c) || IsFormat(c)));

    private static bool IsFormat(char c) => char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format;

    private static bool IsCurrency(char c) => char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.CurrencySymbol;

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c is '_' or '#' || (c > '\x7f' && IsLetter(c));

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '#' or '@' or '$' || (c > '\x7f' && (IsLetter(c) || IsMark(c)));

    private static bool IsLetter(char c) => char.IsLetter(c) || char.IsSurrogate(c);

    private static bool IsMark(char c) => char.IsDigit(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark
        or System.Globalization.UnicodeCategory.SpacingCombiningMark or System.Globalization.UnicodeCategory.ConnectorPunctuation;
}
