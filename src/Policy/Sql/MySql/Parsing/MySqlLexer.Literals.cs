namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal ref partial struct MySqlLexer
{
    /// <summary>At the opening quote.</summary>
    private MySqlToken String(int start, MySqlTokenKind kind)
    {
        var quote = _text[_at++];
        while (_at < _text.Length)
        {
            var c = _text[_at++];
            if (c == '\\' && !_rules.NoBackslashEscapes)
            {
                _at++;
            }
            else if (c == quote)
            {
                if (Here != quote || _at >= _text.Length)
                {
                    return Token(kind, start);
                }

                _at++;
            }
        }

        _at = _text.Length;
        return Invalid(start);
    }

    /// <summary>A quoted name: only doubled quotes stand for one, a backslash is itself.</summary>
    private MySqlToken Quoted(int start, MySqlTokenKind kind)
    {
        var quote = _text[_at++];
        while (_at < _text.Length)
        {
            if (_text[_at++] == quote)
            {
                if (Here != quote || _at >= _text.Length)
                {
                    return Token(kind, start);
                }

                _at++;
            }
        }

        return Invalid(start);
    }

    /// <summary><c>x'…'</c>, <c>b'…'</c>, at the letter.</summary>
    private MySqlToken Digits(int start, MySqlTokenKind kind)
    {
        _at += 2;
        var body = _at;
        while (IsDigit(Here, kind))
        {
            _at++;
        }

        if (Here != '\'' || (kind == MySqlTokenKind.Hex && (_at - body) % 2 != 0))
        {
            return Invalid(start);
        }

        _at++;
        return Token(kind, start);
    }

    private static bool IsDigit(char c, MySqlTokenKind kind) =>
        kind == MySqlTokenKind.Hex ? char.IsAsciiHexDigit(c) : c is '0' or '1';

    /// <summary>A number, or a name that begins with digits: <c>1a</c>, <c>0xZ</c>, <c>1e</c>.</summary>
    private MySqlToken Number(int start)
    {
        if (_text[start] == '0' && Ahead(1) is 'x' or 'b' && Prefixed(start) is { Kind: not MySqlTokenKind.End } prefixed)
        {
            return prefixed;
        }

        SkipDigits();
        var next = Here;
        if (next is 'e' or 'E')
        {
            var sign = Ahead(1) is '+' or '-' ? 1 : 0;
            if (char.IsAsciiDigit(Ahead(1 + sign)))
            {
                _at += 1 + sign;
                SkipDigits();
                return Token(MySqlTokenKind.Float, start);
            }
        }

        if (_at < _text.Length && _rules.IsNamePart(next))
        {
            return Name(start);
        }

        return next == '.' && !(_rules.IsMariaDb && Ahead(1) == '.') ? Fraction(start) : Token(MySqlTokenKind.Integer, start);
    }

    private MySqlToken Prefixed(int start)
    {
        var kind = _text[start + 1] == 'x' ? MySqlTokenKind.Hex : MySqlTokenKind.Bit;
        var end = start + 2;
        while (end < _text.Length && IsDigit(_text[end], kind))
        {
            end++;
        }

        if (end == start + 2 || (end < _text.Length && _rules.IsNamePart(_text[end])))
        {
            return default;
        }

        _at = end;
        return Token(kind, start);
    }

    /// <summary>At the point.</summary>
    private MySqlToken Fraction(int start)
    {
        _at++;
        SkipDigits();
        if (Here is not ('e' or 'E'))
        {
            return Token(MySqlTokenKind.Decimal, start);
        }

        var sign = Ahead(1) is '+' or '-' ? 1 : 0;
        if (!char.IsAsciiDigit(Ahead(1 + sign)))
        {
            return Invalid(start);
        }

        _at += 1 + sign;
        SkipDigits();
        return Token(MySqlTokenKind.Float, start);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Here))
        {
            _at++;
        }
    }
}
