using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using ProxyDb.Policy.Sql.TSql.Parsing;

namespace ProxyDb.Policy.Sql.TSql;

/// <summary>The key of a text: its tokens, neutral literals replaced by a mark of their class (see <see cref="StatementShape"/>).</summary>
/// <remarks>Only words of the language are folded: names may differ by case where the collation says so.</remarks>
internal static class TSqlShape
{
    private const byte Mark = 1;

    /// <summary>Built-in functions that read nothing but their arguments, none of which names anything.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Listed = new[]
    {
        "COALESCE", "ISNULL", "NULLIF", "LOWER", "UPPER", "LEN", "SUBSTRING", "LTRIM", "RTRIM", "REPLACE", "CONCAT", "ABS", "ROUND",
        "CEILING", "FLOOR", "SIGN", "CHARINDEX",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// Writes the key of a text in UTF-8. False: it has none but itself, or <paramref name="key"/> is too small.
    /// </summary>
    /// <param name="neutral">False: every literal stays.</param>
    public static bool TryWrite(ReadOnlySpan<byte> utf8, TSqlSession session, bool neutral, Span<byte> key, out int length)
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

    private static bool Write(ReadOnlySpan<char> text, TSqlSession session, bool neutral, Span<byte> key, out int length)
    {
        length = 0;
        Span<byte> parentheses = stackalloc byte[TSqlNeutralContext.DepthLimit];
        var context = new TSqlNeutralContext(parentheses);
        if (key.Length < 2)
        {
            return false;
        }

        key[length++] = (byte)'t';
        key[length++] = session.QuotedIdentifier switch { true => (byte)'1', false => (byte)'0', null => (byte)'?' };
        var lexer = new TSqlLexer(text, session.QuotedIdentifier ?? true);
        var token = lexer.Next();
        while (token.Kind is not TSqlTokenKind.End)
        {
            var next = lexer.Next();
            if (token.Kind == TSqlTokenKind.Invalid || lexer.Refusal is not null)
            {
                return false;
            }

            var characters = text.Slice(token.Start, token.Length);
            var word = Word(token, characters);
            var kind = neutral ? NeutralClass(token, characters) : (byte)0;
            var replaced = kind != 0 && context.IsNeutral(token, next, Word(next, text.Slice(next.Start, next.Length)));
            if (!(replaced ? TryMark(kind, key, ref length) : TryCopy(characters, word != TSqlWord.None, key, ref length)))
            {
                return false;
            }

            if (neutral)
            {
                context.Advance(token, word, characters[0], token.Kind == TSqlTokenKind.Word && Listed.Contains(characters), replaced);
                if (!context.Usable)
                {
                    return false;
                }
            }

            token = next;
        }

        return true;
    }

    private static TSqlWord Word(TSqlToken token, ReadOnlySpan<char> characters) =>
        token.Kind == TSqlTokenKind.Word ? TSqlWords.Of(characters) : TSqlWord.None;

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

    /// <summary>The class of a literal of plain form, else 0: short digits, a fraction, printable ASCII without quotes.</summary>
    private static byte NeutralClass(TSqlToken token, ReadOnlySpan<char> text) => token.Kind switch
    {
        TSqlTokenKind.Integer => text.Length < 10 ? (byte)'i' : text.Length < 19 ? (byte)'l' : (byte)0,
        TSqlTokenKind.Decimal => (byte)'d',
        TSqlTokenKind.Float => (byte)'f',
        TSqlTokenKind.String when IsPlain(text[1..^1]) => (byte)'s',
        TSqlTokenKind.NationalString when IsPlain(text[2..^1]) => (byte)'n',
        _ => 0,
    };

    private static bool IsPlain(ReadOnlySpan<char> body)
    {
        foreach (var c in body)
        {
            if (c is < ' ' or > '~' or '\'' or '"')
            {
                return false;
            }
        }

        return true;
    }
}
