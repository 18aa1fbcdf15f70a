using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using ProxyDb.Policy.Sql.MySql.Parsing;

namespace ProxyDb.Policy.Sql.MySql;

/// <summary>The key of a text: its tokens, neutral literals replaced by a mark of their class (see <see cref="StatementShape"/>).</summary>
/// <remarks>Only reserved words are folded: names of databases, tables and aliases may differ by case on a server that does not fold.</remarks>
internal static class MySqlShape
{
    private const byte Mark = 1;

    /// <summary>Built-in functions that read nothing but their arguments, none of which names anything.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Listed = new[]
    {
        "COALESCE", "IFNULL", "NULLIF", "GREATEST", "LEAST", "LOWER", "UPPER", "LENGTH", "CHAR_LENGTH", "SUBSTR", "SUBSTRING", "LPAD", "RPAD",
        "LTRIM", "RTRIM", "REPLACE", "CONCAT", "ABS", "ROUND", "CEIL", "CEILING", "FLOOR", "MOD", "SIGN", "DATE_FORMAT", "STR_TO_DATE",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// Writes the key of a text in UTF-8. False: it has none but itself, or <paramref name="key"/> is too small.
    /// </summary>
    /// <param name="neutral">False: every literal stays.</param>
    public static bool TryWrite(ReadOnlySpan<byte> utf8, MySqlSession session, bool neutral, Span<byte> key, out int length)
    {
        length = 0;
        var characters = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            return Encoding.UTF8.TryGetChars(utf8, characters, out var count)
                && Write(characters.AsSpan(0, count), session, neutral, key, out length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters, clearArray: true);
        }
    }

    private static bool Write(ReadOnlySpan<char> text, MySqlSession session, bool neutral, Span<byte> key, out int length)
    {
        length = 0;
        Span<byte> parentheses = stackalloc byte[MySqlNeutralContext.DepthLimit];
        var context = new MySqlNeutralContext(parentheses);
        var isMariaDb = session.Server?.IsMariaDb ?? true;
        if (key.Length < 2)
        {
            return false;
        }

        key[length++] = (byte)'m';
        key[length++] = (byte)('@' + (int)session.Modes);
        var lexer = new MySqlLexer(text, session);
        var token = lexer.Next();
        while (token.Kind is not MySqlTokenKind.End)
        {
            var next = lexer.Next();
            if (token.Kind == MySqlTokenKind.Invalid || lexer.Refusal is not null)
            {
                return false;
            }

            var characters = text.Slice(token.Start, token.Length);
            var kind = neutral ? NeutralClass(token, characters) : (byte)0;
            var replaced = kind != 0 && context.IsNeutral(token, next);
            var isReserved = MySqlKeywords.IsReserved(token.Keyword, isMariaDb);
            if (!(replaced ? TryMark(kind, key, ref length) : TryCopy(characters, isReserved, key, ref length)))
            {
                return false;
            }

            if (neutral)
            {
                context.Advance(token, isReserved, token.Kind == MySqlTokenKind.Word && Listed.Contains(characters), replaced);
                if (!context.Usable)
                {
                    return false;
                }
            }

            token = next;
        }

        return true;
    }

    private static bool TryMark(byte kind, Span<byte> key, ref int length)
    {
        if (length + 3 > key.Length)
        {
            return false;
        }

        key[length++] = Mark;
        key[length++] = kind;
        key[length++] = (byte)' ';
        return true;
    }

    private static bool TryCopy(ReadOnlySpan<char> characters, bool folds, Span<byte> key, ref int length)
    {
        if (!Encoding.UTF8.TryGetBytes(characters, key[length..], out var written) || length + written + 1 > key.Length)
        {
            return false;
        }

        if (folds)
        {
            Ascii.ToLowerInPlace(key.Slice(length, written), out _);
        }

        length += written;
        key[length++] = (byte)' ';
        return true;
    }

    /// <summary>The class of a literal of plain form, else 0: short digits, a fraction, printable ASCII without quotes and backslashes.</summary>
    private static byte NeutralClass(MySqlToken token, ReadOnlySpan<char> text) => token.Kind switch
    {
        MySqlTokenKind.Integer => text.Length < 10 ? (byte)'i' : text.Length < 19 ? (byte)'l' : (byte)0,
        MySqlTokenKind.Decimal => (byte)'d',
        MySqlTokenKind.Float => (byte)'f',
        MySqlTokenKind.String when IsPlain(text[1..^1]) => (byte)'s',
        _ => 0,
    };

    private static bool IsPlain(ReadOnlySpan<char> body)
    {
        // A loop: the span methods for these tests were measured to allocate for characters.
        foreach (var c in body)
        {
            if (c is < ' ' or > '~' or '\'' or '"' or '\\')
            {
                return false;
            }
        }

        return true;
    }
}
