namespace ProxyDb.Policy.Sql.MySql.Parsing;

internal ref partial struct MySqlLexer
{
    private MySqlToken Symbol(int start)
    {
        var kind = Punctuation(_text[start]);
        if (kind != MySqlTokenKind.Invalid)
        {
            _at++;
            return Token(kind, start);
        }

        switch (_text[start])
        {
            case '.':
                return Dot(start);
            case '@':
                return At(start);
            case '\\' when Ahead(1) == 'N' && _rules.IsMariaDb:
                _at += 2;
                return Token(MySqlTokenKind.NullEscape, start);
            case '?' when !_rules.IsNamePart(Ahead(1)):
                _at++;
                return Token(MySqlTokenKind.Parameter, start);
        }

        var (longKind, length) = Operator();
        _at += length;
        return longKind == MySqlTokenKind.Invalid ? Invalid(start) : Token(longKind, start);
    }

    private static MySqlTokenKind Punctuation(char c) => c switch
    {
        '(' => MySqlTokenKind.OpenParenthesis,
        ')' => MySqlTokenKind.CloseParenthesis,
        ',' => MySqlTokenKind.Comma,
        ';' => MySqlTokenKind.Semicolon,
        '+' => MySqlTokenKind.Plus,
        '*' => MySqlTokenKind.Star,
        '/' => MySqlTokenKind.Slash,
        '%' => MySqlTokenKind.Percent,
        '^' => MySqlTokenKind.Caret,
        '~' => MySqlTokenKind.Tilde,
        '{' => MySqlTokenKind.OpenBrace,
        '}' => MySqlTokenKind.CloseBrace,
        _ => MySqlTokenKind.Invalid,
    };

    private readonly (MySqlTokenKind Kind, int Length) Operator()
    {
        var second = Ahead(1);
        return _text[_at] switch
        {
            '=' => (MySqlTokenKind.Equal, 1),
            '<' when second == '=' => Ahead(2) == '>' ? (MySqlTokenKind.NullSafeEqual, 3) : (MySqlTokenKind.LessOrEqual, 2),
            '<' when second == '>' => (MySqlTokenKind.NotEqual, 2),
            '<' when second == '<' => (MySqlTokenKind.ShiftLeft, 2),
            '<' => (MySqlTokenKind.Less, 1),
            '>' when second == '=' => (MySqlTokenKind.GreaterOrEqual, 2),
            '>' when second == '>' => (MySqlTokenKind.ShiftRight, 2),
            '>' => (MySqlTokenKind.Greater, 1),
            '!' when second == '=' => (MySqlTokenKind.NotEqual, 2),
            '!' => (MySqlTokenKind.Exclamation, 1),
            '&' => second == '&' ? (MySqlTokenKind.DoubleAmpersand, 2) : (MySqlTokenKind.Ampersand, 1),
            '|' => second == '|' ? (MySqlTokenKind.DoublePipe, 2) : (MySqlTokenKind.Pipe, 1),
            ':' => second == '=' ? (MySqlTokenKind.Assign, 2) : (MySqlTokenKind.Colon, 1),
            '-' when second == '>' && !_rules.IsMariaDb => Ahead(2) == '>' ? (MySqlTokenKind.DoubleArrow, 3) : (MySqlTokenKind.Arrow, 2),
            '-' => (MySqlTokenKind.Minus, 1),
            _ => (MySqlTokenKind.Invalid, 0),
        };
    }

    /// <summary>After a name and directly before another it is a separator, even before digits: <c>t.1a</c>. Else it may start a number.</summary>
    private MySqlToken Dot(int start)
    {
        var follows = Ahead(1);
        if (char.IsAsciiDigit(follows) && !FollowsName(start))
        {
            return Fraction(start);
        }

        _at++;
        if (follows == '.' && _rules.IsMariaDb)
        {
            _at++;
            return Token(MySqlTokenKind.DoubleDot, start);
        }

        _nameNext = _at < _text.Length && _rules.IsNamePart(follows);
        return Token(MySqlTokenKind.Dot, start);
    }

    /// <summary>Directly after a name without quotes; a number there would have taken the point.</summary>
    private readonly bool FollowsName(int start) => start > 0 && _rules.IsNamePart(_text[start - 1]);

    private MySqlToken At(int start)
    {
        _at++;
        switch (Here)
        {
            case '@':
                _at++;
                _wordNext = true;
                return Token(MySqlTokenKind.DoubleAt, start);
            case '\'' or '"' or '`':
                return Token(MySqlTokenKind.At, start);
            default:
                _hostNext = true;
                return Token(MySqlTokenKind.At, start);
        }
    }
}
