namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Literals and quoted identifiers of scan.l: states xq, xe, xus, xb, xh, xdolq, xd, xui, and their continuation xqs.</summary>
internal static class PostgresLexerStrings
{
    /// <summary>A literal or identifier with a prefix letter at <paramref name="start"/>; kind Identifier when there is none.</summary>
    public static PostgresTokenKind Prefixed(
        ReadOnlySpan<byte> text, int start, byte letter, bool standardConformingStrings, out int end)
    {
        end = start;
        var next = text[start + 1];
        if (next == (byte)'\'')
        {
            switch (letter | 0x20)
            {
                case 'e':
                    return Scan(text, start + 1, PostgresTokenKind.EscapeString, out end);
                case 'b':
                    return Scan(text, start + 1, PostgresTokenKind.BitString, out end);
                case 'x':
                    return Scan(text, start + 1, PostgresTokenKind.HexString, out end);
                case 'n':
                    var body = standardConformingStrings ? PostgresTokenKind.String : PostgresTokenKind.EscapeString;
                    return Scan(text, start + 1, body, out end) == body ? PostgresTokenKind.NationalString : PostgresTokenKind.Invalid;
            }
        }
        else if (next == (byte)'&' && (letter | 0x20) == 'u' && start + 2 < text.Length)
        {
            if (text[start + 2] == (byte)'"')
            {
                return Identifier(text, start + 2, PostgresTokenKind.UnicodeIdentifier, out end);
            }

            if (text[start + 2] == (byte)'\'')
            {
                // "unsafe use of string constant with Unicode escapes"
                return standardConformingStrings
                    ? Scan(text, start + 2, PostgresTokenKind.UnicodeString, out end)
                    : PostgresTokenKind.Invalid;
            }
        }

        return PostgresTokenKind.Identifier;
    }

    /// <summary>A quoted literal and its continuations; <paramref name="quote"/> is its first quote.</summary>
    public static PostgresTokenKind Scan(ReadOnlySpan<byte> text, int quote, PostgresTokenKind kind, out int end)
    {
        end = quote;
        do
        {
            end = Segment(text, end + 1, kind);
            if (end < 0)
            {
                return PostgresTokenKind.Invalid;
            }
        }
        while (Continues(text, ref end));

        return kind;
    }

    /// <summary><c>"…"</c>; empty ones are refused.</summary>
    public static PostgresTokenKind Identifier(ReadOnlySpan<byte> text, int quote, PostgresTokenKind kind, out int end)
    {
        end = quote + 1;
        while (true)
        {
            var step = text[end..].IndexOfAny((byte)'"', (byte)0);
            if (step < 0 || text[end + step] == 0)
            {
                return PostgresTokenKind.Invalid;
            }

            end += step + 1;
            if (end >= text.Length || text[end] != (byte)'"')
            {
                return end - quote == 2 ? PostgresTokenKind.Invalid : kind;
            }

            end++;
        }
    }

    /// <summary><c>$tag$…$tag$</c></summary>
    public static PostgresTokenKind Dollar(ReadOnlySpan<byte> text, int start, out int end)
    {
        end = start + 1;
        while (end < text.Length && text[end] != (byte)'$' && PostgresLexerBytes.IsIdentifierPart(text[end]))
        {
            end++;
        }

        if (end >= text.Length || text[end] != (byte)'$')
        {
            return PostgresTokenKind.Invalid;
        }

        var tag = text[start..(end + 1)];
        var body = end + 1;
        var close = text[body..].IndexOf(tag);
        var nul = close < 0 ? -1 : text.Slice(body, close).IndexOf((byte)0);
        end = body + close + tag.Length;
        return close < 0 || nul >= 0 ? PostgresTokenKind.Invalid : PostgresTokenKind.DollarString;
    }

    /// <summary>The place after the closing quote of one segment, or -1.</summary>
    private static int Segment(ReadOnlySpan<byte> text, int position, PostgresTokenKind kind)
    {
        var escapes = kind == PostgresTokenKind.EscapeString;
        var doubles = kind is not (PostgresTokenKind.BitString or PostgresTokenKind.HexString);
        while (true)
        {
            var rest = text[position..];
            var step = escapes ? rest.IndexOfAny((byte)'\'', (byte)'\\', (byte)0) : rest.IndexOfAny((byte)'\'', (byte)0);
            if (step < 0 || rest[step] == 0)
            {
                return -1;
            }

            position += step;
            if (text[position] == (byte)'\\')
            {
                position = Escape(text, position + 1);
                if (position < 0)
                {
                    return -1;
                }
            }
            else if (doubles && position + 1 < text.Length && text[position + 1] == (byte)'\'')
            {
                position += 2;
            }
            else
            {
                return position + 1;
            }
        }
    }

    /// <summary>The place after an escape whose backslash stands before <paramref name="position"/>, or -1 (xeunicodefail, the end).</summary>
    private static int Escape(ReadOnlySpan<byte> text, int position)
    {
        if (position >= text.Length || text[position] == 0)
        {
            return -1;
        }

        var digits = text[position] switch { (byte)'u' => 4, (byte)'U' => 8, _ => 0 };
        position++;
        for (; digits > 0; digits--, position++)
        {
            if (position >= text.Length || !char.IsAsciiHexDigit((char)text[position]))
            {
                return -1;
            }
        }

        return position;
    }

    /// <summary>
    /// quotecontinue: a literal goes on when only white space and line comments with at least one newline stand before the
    /// next quote. Moves <paramref name="end"/> to that quote.
    /// </summary>
    private static bool Continues(ReadOnlySpan<byte> text, ref int end)
    {
        var position = end;
        var newline = false;
        while (position < text.Length)
        {
            var b = text[position];
            if (b == (byte)'\'')
            {
                if (newline)
                {
                    end = position;
                }

                return newline;
            }

            if (PostgresLexerBytes.IsSpace(b))
            {
                newline |= PostgresLexerBytes.IsNewline(b);
                position++;
            }
            else if (b == (byte)'-' && position + 1 < text.Length && text[position + 1] == (byte)'-')
            {
                position = PostgresLexerBytes.EndOfLine(text, position);
            }
            else
            {
                return false;
            }
        }

        return false;
    }
}
