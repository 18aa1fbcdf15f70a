using System.Buffers;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// A text as libpg_query must get it to read what the server reads. It differs from the server's parser in two ways: it
/// refuses comments between the parts of a continued literal (here: overwritten with spaces), and it always takes
/// backslashes of plain literals literally (here: such literals get an <c>E</c> when the session's setting is off).
/// </summary>
internal static class PostgresParserText
{
    /// <summary>The text to parse, or null when it is the text as sent.</summary>
    /// <param name="map">Takes note of what is inserted.</param>
    /// <param name="supported">False for what cannot be said to libpg_query: <c>N'\'</c> without the setting.</param>
    public static byte[]? Adapt(ReadOnlySpan<byte> text, bool standardConformingStrings, SpanMap map, out bool supported)
    {
        supported = true;
        var continued = text.IndexOf("--"u8) >= 0;
        var escaped = !standardConformingStrings && text.IndexOf((byte)'\\') >= 0;
        if (!continued && !escaped)
        {
            return null;
        }

        var adapted = new ArrayBufferWriter<byte>(text.Length + 64);
        var copied = 0;
        var lexer = new PostgresLexer(text, standardConformingStrings);
        while (lexer.Next(out var token))
        {
            if (!token.IsString || token.Kind == PostgresTokenKind.DollarString)
            {
                continue;
            }

            var literal = token.Bytes(text);
            var insert = escaped && literal.Contains((byte)'\\') && (literal[0] == '\'' || token.Kind == PostgresTokenKind.NationalString);
            if (insert && token.Kind == PostgresTokenKind.NationalString)
            {
                supported = false;
                return null;
            }

            if (!insert && literal.IndexOf("--"u8) < 0)
            {
                continue;
            }

            adapted.Write(text[copied..token.Start]);
            copied = token.End;
            if (insert)
            {
                // The space keeps the E from joining a word before: DATE'…'.
                map.Cut(adapted.WrittenCount, -1);
                map.Cut(adapted.WrittenCount + 1, -1);
                adapted.Write(" E"u8);
            }

            var target = adapted.GetSpan(literal.Length)[..literal.Length];
            literal.CopyTo(target);
            PostgresLexerStrings.BlankContinuations(text, token, target);
            adapted.Advance(literal.Length);
        }

        if (copied == 0)
        {
            return null;
        }

        adapted.Write(text[copied..]);
        return adapted.WrittenSpan.ToArray();
    }
}
