using System.Buffers;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// A text as libpg_query must get it to read what the server reads: it always takes backslashes of plain literals literally, so
/// such literals get an <c>E</c> when the session's setting is off. Comments between the parts of a continued literal, which the
/// server takes, are a syntax error to libpg_query and stay one: refused and documented rather than rewritten.
/// </summary>
internal static class PostgresParserText
{
    /// <summary>The text to parse, or null when it is the text as sent.</summary>
    /// <param name="map">Takes note of what is inserted.</param>
    /// <param name="supported">False for what cannot be said to libpg_query: <c>N'\'</c> without the setting.</param>
    public static byte[]? Adapt(ReadOnlySpan<byte> text, bool standardConformingStrings, SpanMap map, out bool supported)
    {
        supported = true;
        if (standardConformingStrings || text.IndexOf((byte)'\\') < 0)
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
            var insert = literal.Contains((byte)'\\') && (literal[0] == '\'' || token.Kind == PostgresTokenKind.NationalString);
            if (insert && token.Kind == PostgresTokenKind.NationalString)
            {
                supported = false;
                return null;
            }

            if (!insert)
            {
                continue;
            }

            adapted.Write(text[copied..token.Start]);
            copied = token.End;

            // The space keeps the E from joining a word before: DATE'…'.
            map.Cut(adapted.WrittenCount, -1);
            map.Cut(adapted.WrittenCount + 1, -1);
            adapted.Write(" E"u8);
            adapted.Write(literal);
        }

        if (copied == 0)
        {
            return null;
        }

        adapted.Write(text[copied..]);
        return adapted.WrittenSpan.ToArray();
    }
}
