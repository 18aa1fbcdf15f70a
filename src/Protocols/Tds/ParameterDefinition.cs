namespace ProxyDb.Protocols.Tds;

/// <summary>
/// The definition of a text's parameters as sp_executesql, sp_prepare and their kin take it: <c>@a int, @b nvarchar(20) = N'x' OUTPUT</c>.
/// A strict grammar: what it does not know could hide a text from analysis, and is no definition.
/// </summary>
public ref struct ParameterDefinition(ReadOnlySpan<char> text)
{
    /// <summary>Most words of a type (<c>national character varying</c>).</summary>
    private const int MostWords = 3;

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;
    private bool _isBegun;

    /// <summary>The name of the parameter read last, with its <c>@</c>.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>Where the definition ceased to be one; only after <see cref="TryNext"/> was false.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>Whether the whole text is a definition; one of blanks defines nothing.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text, out int count)
    {
        var definition = new ParameterDefinition(text);
        for (count = 0; definition.TryNext(); count++)
        {
            // Each is read to its end.
        }

        return !definition.IsFaulty;
    }

    /// <summary>Reads the next parameter. False: there is none, or what stands there is no definition.</summary>
    public bool TryNext()
    {
        SkipBlanks();
        if (_at == _text.Length)
        {
            return Fail(_isBegun && Before() == ',');
        }

        if (_isBegun && !TryTake(','))
        {
            return Fail(true);
        }

        _isBegun = true;
        SkipBlanks();
        var isRead = TryReadName() && TryReadType() && TryReadRest();
        SkipBlanks();
        return (isRead && (_at == _text.Length || (_text[_at] == ',' && !IsLast()))) || Fail(true);
    }

    private readonly bool IsLast()
    {
        var rest = _text[(_at + 1)..].TrimStart(" \t\r\n");
        return rest.IsEmpty;
    }

    private readonly char Before() => _text.TrimEnd(" \t\r\n") is { IsEmpty: false } text ? text[^1] : ' ';

    private bool Fail(bool isFaulty)
    {
        IsFaulty = isFaulty;
        return false;
    }

    private bool TryReadName()
    {
        var start = _at;
        if (!TryTake('@'))
        {
            return false;
        }

        while (_at < _text.Length && IsWordPart(_text[_at]))
        {
            _at++;
        }

        Name = _text[start.._at];
        return Name.Length is > 1 and <= ProcedureName.PartLength;
    }

    /// <summary>A type: up to three words or a name of up to three parts, then perhaps sizes.</summary>
    private bool TryReadType()
    {
        SkipBlanks();
        TryTakeWord("as");
        for (var words = 0; ; words++)
        {
            SkipBlanks();
            if (words > 0 && (IsAtEndOfType() || words == MostWords))
            {
                break;
            }

            if (!TryReadPart())
            {
                return false;
            }

            while (TryTake('.'))
            {
                if (!TryReadPart())
                {
                    return false;
                }
            }
        }

        return TryReadSizes();
    }

    private readonly bool IsAtEndOfType() =>
        _at == _text.Length || _text[_at] is ',' or '(' or '=' || IsAtWord("out") || IsAtWord("output") || IsAtWord("readonly") || IsAtWord("null")
        || IsAtWord("not");

    private bool TryReadSizes()
    {
        SkipBlanks();
        if (!TryTake('('))
        {
            return true;
        }

        SkipBlanks();
        if (TryTakeWord("max"))
        {
            SkipBlanks();
            return TryTake(')');
        }

        if (!TryReadDigits())
        {
            return false;
        }

        SkipBlanks();
        if (TryTake(','))
        {
            SkipBlanks();
            if (!TryReadDigits())
            {
                return false;
            }

            SkipBlanks();
        }

        return TryTake(')');
    }

    /// <summary>What may stand behind a type, in this order: VARYING, nullability, a default, a direction.</summary>
    private bool TryReadRest()
    {
        SkipBlanks();
        if (TryTakeWord("varying"))
        {
            SkipBlanks();
            TryReadSizes();
            SkipBlanks();
        }

        if (TryTakeWord("not"))
        {
            SkipBlanks();
            if (!TryTakeWord("null"))
            {
                return false;
            }
        }
        else
        {
            TryTakeWord("null");
        }

        SkipBlanks();
        if (TryTake('='))
        {
            SkipBlanks();
            if (!TryReadConstant())
            {
                return false;
            }

            SkipBlanks();
        }

        if (!TryTakeWord("output") && !TryTakeWord("out"))
        {
            TryTakeWord("readonly");
        }

        return true;
    }

    private bool TryReadConstant()
    {
        if (TryTakeWord("null"))
        {
            return true;
        }

        if (_at + 1 < _text.Length && _text[_at] is 'n' or 'N' && _text[_at + 1] == '\'')
        {
            _at++;
        }

        if (TryTake('\''))
        {
            return TrySkipQuoted('\'');
        }

        if (_at < _text.Length && _text[_at] is '-' or '+')
        {
            _at++;
        }

        var start = _at;
        while (_at < _text.Length
            && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_' || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E')))
        {
            _at++;
        }

        return _at > start;
    }

    private bool TryReadPart()
    {
        SkipBlanks();
        if (TryTake('['))
        {
            return TrySkipQuoted(']');
        }

        if (TryTake('"'))
        {
            return TrySkipQuoted('"');
        }

        var start = _at;
        while (_at < _text.Length && IsWordPart(_text[_at]))
        {
            _at++;
        }

        var isRead = _at > start && !char.IsDigit(_text[start]) && _text[start] != '@';
        SkipBlanks();
        return isRead;
    }

    private bool TrySkipQuoted(char close)
    {
        while (_at < _text.Length)
        {
            if (_text[_at++] != close)
            {
                continue;
            }

            if (_at == _text.Length || _text[_at] != close)
            {
                SkipBlanks();
                return true;
            }

            _at++;
        }

        return false;
    }

    private bool TryReadDigits()
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return _at - start is > 0 and <= 5;
    }

    private bool TryTake(char character)
    {
        if (_at == _text.Length || _text[_at] != character)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool TryTakeWord(ReadOnlySpan<char> word)
    {
        if (!IsAtWord(word))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private readonly bool IsAtWord(ReadOnlySpan<char> word) =>
        _text[_at..].StartsWith(word, StringComparison.OrdinalIgnoreCase)
        && (_at + word.Length == _text.Length || !IsWordPart(_text[_at + word.Length]));

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }
    }

    private static bool IsWordPart(char character) => char.IsLetterOrDigit(character) || character is '_' or '@' or '#' or '$';
}
