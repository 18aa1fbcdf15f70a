namespace ProxyDb.Policy.Sql.Postgres.Mapping;

/// <summary>
/// The tokens of a text with their parentheses matched. The parser tells where things start; where they end is read from here.
/// Tokens are named by their index, ranges of them are half-open.
/// </summary>
internal sealed class TextTokens
{
    private readonly SourceText _source;
    private readonly List<PostgresToken> _tokens = [];
    private readonly int[] _partner;
    private readonly int[] _starts;
    private readonly int[] _ends;

    public TextTokens(SourceText source, bool standardConformingStrings)
    {
        _source = source;
        var lexer = new PostgresLexer(source.Terminated[..source.ByteLength], standardConformingStrings);
        while (lexer.Next(out var token))
        {
            _tokens.Add(token);
        }

        _partner = Pairs();
        (_starts, _ends) = Units();
    }

    public int Count => _tokens.Count;

    public PostgresTokenKind Kind(int token) => token >= 0 && token < Count ? _tokens[token].Kind : PostgresTokenKind.End;

    /// <summary>The token at a byte offset of what was parsed, else the first behind it; −1 for an unknown offset.</summary>
    public int At(int offset)
    {
        if (offset < 0)
        {
            return -1;
        }

        offset = _source.Map?.ToOriginal(offset) ?? offset;
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_tokens[middle].End <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < Count ? low : -1;
    }

    /// <summary>The other one of a pair of parentheses or brackets; −1 when there is none.</summary>
    public int Partner(int token) => token >= 0 && token < Count ? _partner[token] : -1;

    /// <summary>Whether a token is this word, unquoted.</summary>
    public bool Is(int token, ReadOnlySpan<byte> upper) => token >= 0 && token < Count && _tokens[token].Is(_source.Terminated, upper);

    /// <summary>Whether a token is this word as a keyword: not a field after a dot, not a label after AS.</summary>
    public bool IsKeyword(int token, ReadOnlySpan<byte> upper) =>
        Is(token, upper) && Kind(token - 1) != PostgresTokenKind.Dot && !Is(token - 1, "AS"u8);

    public bool IsOperator(int token, byte symbol) =>
        Kind(token) == PostgresTokenKind.Operator && _tokens[token].Length == 1 && _source.Terminated[_tokens[token].Start] == symbol;

    public bool IsName(int token) =>
        Kind(token) is PostgresTokenKind.Identifier or PostgresTokenKind.QuotedIdentifier or PostgresTokenKind.UnicodeIdentifier;

    /// <summary>The token after one, a parenthesis taken with everything to its partner.</summary>
    public int Next(int token) => Kind(token) is PostgresTokenKind.OpenParenthesis or PostgresTokenKind.OpenBracket && _partner[token] > token
        ? _partner[token] + 1
        : token + 1;

    /// <summary>The end of one identifier.</summary>
    public int EndOfPart(int token)
    {
        if (Kind(token) != PostgresTokenKind.UnicodeIdentifier)
        {
            return token + 1;
        }

        return Is(token + 1, "UESCAPE"u8) ? token + 3 : token + 1;
    }

    /// <summary>The end of a dotted name, a closing <c>.*</c> included.</summary>
    /// <param name="lastPart">Where its last part starts.</param>
    public int EndOfName(int token, out int lastPart)
    {
        lastPart = token;
        var end = EndOfPart(token);
        while (Kind(end) == PostgresTokenKind.Dot && (IsName(end + 1) || IsOperator(end + 1, (byte)'*')))
        {
            lastPart = end + 1;
            end = EndOfPart(lastPart);
        }

        return end;
    }

    /// <summary>The text of a range of tokens, in UTF-16 code units; <c>default</c> for an empty or impossible one.</summary>
    public SourceSpan Span(int first, int end) => first < 0 || end <= first || end > Count
        ? default
        : new SourceSpan(_starts[first], _ends[end - 1] - _starts[first]);

    /// <summary>The place right behind a token: a span without length.</summary>
    public SourceSpan After(int token) => token < 0 || token >= Count ? default : new SourceSpan(_ends[token], 0);

    private int[] Pairs()
    {
        var partner = new int[Count];
        Array.Fill(partner, -1);
        var open = new Stack<int>();
        for (var i = 0; i < Count; i++)
        {
            switch (_tokens[i].Kind)
            {
                case PostgresTokenKind.OpenParenthesis or PostgresTokenKind.OpenBracket:
                    open.Push(i);
                    break;
                case PostgresTokenKind.CloseParenthesis or PostgresTokenKind.CloseBracket when open.TryPop(out var start):
                    (partner[start], partner[i]) = (i, start);
                    break;
                default:
                    break;
            }
        }

        return partner;
    }

    private (int[] Starts, int[] Ends) Units()
    {
        var (starts, ends) = (new int[Count], new int[Count]);
        for (var i = 0; i < Count; i++)
        {
            starts[i] = _source.UnitOf(_tokens[i].Start);
            ends[i] = _source.UnitOf(_tokens[i].End);
        }

        return (starts, ends);
    }
}
