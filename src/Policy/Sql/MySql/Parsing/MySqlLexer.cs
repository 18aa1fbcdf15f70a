namespace ProxyDb.Policy.Sql.MySql.Parsing;

/// <summary>
/// Reads a text as the scanner of MySQL or MariaDB does (sql_lex.cc): by flavour and version (executable comments), sql_mode and
/// character set. Where the two would differ and the server is not known, the token is invalid.
/// </summary>
/// <remarks>
/// Traps: an executable comment gives its tokens as if it were not there, and ends at the first <c>*/</c> outside of literals and
/// other comments; a CR does not end a line comment, a NUL does; <c>--</c> needs white space or a control character behind it; a word
/// next to a dot is never a keyword.
/// </remarks>
internal ref partial struct MySqlLexer
{
    private readonly ReadOnlySpan<char> _text;
    private readonly LexerRules _rules;
    private int _at;
    private bool _inExecutable;
    private bool _nameNext;
    private bool _hostNext;
    private bool _wordNext;
    private bool _hintNext;

    public MySqlLexer(ReadOnlySpan<char> text, MySqlSession session)
    {
        _text = text;
        _rules = LexerRules.Of(session);
    }

    /// <summary>Why the text must be refused although it could be scanned: it depends on what is not known.</summary>
    public string? Refusal { get; private set; }

    private readonly char Here => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>The next token; from the end on always <see cref="MySqlTokenKind.End"/>.</summary>
    public MySqlToken Next()
    {
        if (_hostNext)
        {
            return HostName();
        }

        var mayBeHint = _hintNext;
        _hintNext = false;
        if (!_nameNext && !_wordNext && !SkipSpace(mayBeHint, out var special))
        {
            return special;
        }

        var named = _nameNext;
        var mustBeWord = _wordNext;
        _nameNext = false;
        _wordNext = false;
        if (_at >= _text.Length)
        {
            return _inExecutable ? Invalid(_at) : new MySqlToken(MySqlTokenKind.End, MySqlKeyword.NotKeyword, _text.Length, 0);
        }

        var start = _at;
        var first = _text[_at];
        if (named && _rules.IsNamePart(first))
        {
            return Name(start);
        }

        if (mustBeWord && first != '`' && !_rules.IsNamePart(first) && !(first == '"' && _rules.AnsiQuotes))
        {
            return Invalid(start);
        }

        return first switch
        {
            >= '0' and <= '9' => Number(start),
            '\'' => String(start, MySqlTokenKind.String),
            '"' => _rules.AnsiQuotes ? Quoted(start, MySqlTokenKind.QuotedName) : String(start, MySqlTokenKind.String),
            '`' => Quoted(start, MySqlTokenKind.QuotedName),
            _ when _rules.IsNamePart(first) => Word(start, mustBeWord),
            _ => Symbol(start),
        };
    }

    private readonly MySqlToken Invalid(int start) => new(MySqlTokenKind.Invalid, MySqlKeyword.NotKeyword, start, _text.Length - start);

    private readonly MySqlToken Token(MySqlTokenKind kind, int start) => new(kind, MySqlKeyword.NotKeyword, start, _at - start);

    private readonly char Ahead(int offset) => _at + offset < _text.Length ? _text[_at + offset] : '\0';

    /// <summary>Directly after <c>@</c>: the server takes letters, digits, dot, underscore and dollar, perhaps none.</summary>
    private MySqlToken HostName()
    {
        _hostNext = false;
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_' or '$'))
        {
            _at++;
        }

        if (_at < _text.Length && _text[_at] >= 0x80 && !_rules.IsSpace(_text[_at]))
        {
            // Which letters beyond ASCII count depends on the character set's tables: not read.
            Refusal ??= "a variable or host name holds a character that is not ASCII; quote it";
            return Invalid(start);
        }

        return Token(MySqlTokenKind.HostName, start);
    }

    private MySqlToken Word(int start, bool afterDoubleAt)
    {
        var first = _text[start];
        if (Ahead(1) == '\'' && !afterDoubleAt)
        {
            switch (first)
            {
                case 'n' or 'N':
                    _at++;
                    return String(start, MySqlTokenKind.NationalString);
                case 'x' or 'X':
                    return Digits(start, MySqlTokenKind.Hex);
                case 'b' or 'B':
                    return Digits(start, MySqlTokenKind.Bit);
            }
        }

        SkipName();
        var end = _at;
        if (Here == '.' && _rules.IsNamePart(Ahead(1)))
        {
            return Token(MySqlTokenKind.Word, start);
        }

        var word = _text[start..end];
        var keyword = MySqlKeywords.Find(word);
        if (keyword != MySqlKeyword.NotKeyword)
        {
            if (MySqlKeywords.NeedsParenthesis(keyword, _rules.IsMariaDb) && !ParenthesisFollows())
            {
                keyword = MySqlKeyword.NotKeyword;
            }

            _hintNext = _rules.HasHints && keyword is MySqlKeyword.Select or MySqlKeyword.Insert or MySqlKeyword.Replace
                or MySqlKeyword.Update or MySqlKeyword.Delete;
            return new MySqlToken(MySqlTokenKind.Word, keyword, start, end - start);
        }

        return word[0] == '_' && CharacterSets.IsIntroducer(word[1..], _rules.IsMariaDb)
            ? Token(MySqlTokenKind.Introducer, start)
            : Token(MySqlTokenKind.Word, start);
    }

    private readonly bool ParenthesisFollows()
    {
        var at = _at;
        while (_rules.IgnoreSpace && at < _text.Length && _rules.IsSpace(_text[at]))
        {
            at++;
        }

        return at < _text.Length && _text[at] == '(';
    }

    /// <summary>A name that is no keyword whatever it says: after a dot.</summary>
    private MySqlToken Name(int start)
    {
        SkipName();
        return Token(MySqlTokenKind.Word, start);
    }

    private void SkipName()
    {
        while (_at < _text.Length && _rules.IsNamePart(_text[_at]))
        {
            _at++;
        }
    }
}
