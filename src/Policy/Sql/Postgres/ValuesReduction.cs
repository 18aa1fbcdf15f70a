namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// Finds the rows of VALUES lists that hold only literals or markers and are like a row before them: item by item of the same
/// class. Nothing a statement means hangs on them, so the parser need not see them.
/// </summary>
internal sealed class ValuesReduction(int textLength)
{
    /// <summary>Kinds of row kept for each list; a list of more kinds is parsed from there on.</summary>
    private const int KindLimit = 64;

    private readonly List<(int Start, int End)> _cuts = [];
    private readonly List<byte[]> _kinds = [];
    private readonly byte[] _row = new byte[1664];

    /// <summary>Bytes left out so far.</summary>
    public int Removed { get; private set; }

    /// <summary>Highest $n of the rows read.</summary>
    public int HighestParameter { get; private set; }

    public SpanMap Map { get; } = new();

    /// <summary>
    /// Reads rows after VALUES as long as they are plain. The lexer is left before the first token that is not part of a plain
    /// row. Returns the bytes that need no counting: left-out rows, and literals of kept ones.
    /// </summary>
    public int Read(ReadOnlySpan<byte> text, ref PostgresLexer lexer)
    {
        _kinds.Clear();
        var passed = 0;
        var separator = lexer.Position;
        while (true)
        {
            var ahead = lexer;
            if (!ReadRow(text, ref ahead, out var length, out var end, out var literals))
            {
                return passed;
            }

            if (_kinds.Exists(kind => kind.AsSpan().SequenceEqual(_row.AsSpan(0, length))))
            {
                _cuts.Add((separator, end));
                Removed += end - separator;
                passed += end - separator;
            }
            else
            {
                if (_kinds.Count == KindLimit)
                {
                    return passed;
                }

                _kinds.Add(_row.AsSpan(0, length).ToArray());
                passed += literals;
            }

            lexer = ahead;
            separator = end;
            if (!ahead.Next(out var comma) || comma.Kind != PostgresTokenKind.Comma)
            {
                return passed;
            }

            // The comma belongs to the row after it; when that row is not plain it is read again, and counts for nothing.
            lexer = ahead;
        }
    }

    /// <summary>The text without the rows found.</summary>
    public byte[] Reduced(ReadOnlySpan<byte> text)
    {
        var reduced = new byte[textLength - Removed];
        var (from, to) = (0, 0);
        foreach (var (start, end) in _cuts)
        {
            text[from..start].CopyTo(reduced.AsSpan(to));
            to += start - from;
            Map.Cut(to, end - start);
            from = end;
        }

        text[from..].CopyTo(reduced.AsSpan(to));
        return reduced;
    }

    /// <summary>One row in parentheses: items, each a literal, marker or NULL, TRUE, FALSE, DEFAULT, with commas between.</summary>
    private bool ReadRow(ReadOnlySpan<byte> text, ref PostgresLexer lexer, out int length, out int end, out int literals)
    {
        (length, end, literals) = (0, 0, 0);
        if (!lexer.Next(out var token) || token.Kind != PostgresTokenKind.OpenParenthesis)
        {
            return false;
        }

        var highest = 0;
        while (length < _row.Length && lexer.Next(out token))
        {
            if (token.Kind == PostgresTokenKind.Operator && token.Length == 1 && text[token.Start] is (byte)'-' or (byte)'+')
            {
                if (!lexer.Next(out token) || !token.IsNumber)
                {
                    return false;
                }
            }

            var item = PostgresLiteral.Class(text, token);
            if (item == LiteralClass.None)
            {
                return false;
            }

            _row[length++] = (byte)item;
            literals += token.IsString ? token.Length : 0;
            highest = item == LiteralClass.Parameter ? Math.Max(highest, PostgresParameter.Number(token.Bytes(text))) : highest;
            if (!lexer.Next(out token))
            {
                return false;
            }

            if (token.Kind == PostgresTokenKind.CloseParenthesis)
            {
                end = token.End;
                HighestParameter = Math.Max(HighestParameter, highest);
                return true;
            }

            if (token.Kind != PostgresTokenKind.Comma)
            {
                return false;
            }
        }

        return false;
    }
}
