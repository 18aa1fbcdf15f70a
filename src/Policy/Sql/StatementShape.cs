using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Policy.Sql.MySql;
using ProxyDb.Policy.Sql.Postgres;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Sql;

/// <summary>
/// The shape of a text (architecture.md §2): its tokens, with neutral literals replaced by a mark that keeps their class. Two
/// texts of one shape have the same facts (source spans aside) and the same decisions; literals that decide what a statement
/// means stay in it. Case of unquoted names, white space and comments are no part of it.
/// </summary>
public static class StatementShape
{
    /// <summary>Raised when what is neutral, or how a key is written, changes: shapes of two versions are never equal.</summary>
    private const byte Version = 1;

    /// <summary>Marks a text that is not scanned as tokens: all its bytes follow.</summary>
    private const byte Exact = 0;

    /// <summary>Starts the mark of a neutral literal; no token outside of quotes holds this byte.</summary>
    private const byte Mark = 1;

    /// <summary>Upper bound of the key of a text: every token may need a separator.</summary>
    public static int KeyLimit(int textLength) => (2 * textLength) + 8;

    /// <summary>
    /// The shape as bytes, for a cache that compares them. Allocates nothing. False when the text has no shape but itself (it
    /// cannot be scanned, holds a statement whose literals all count, or is too deep), or <paramref name="key"/> is too small:
    /// then only the exact text may key it.
    /// </summary>
    /// <param name="text">One message text in UTF-8.</param>
    /// <param name="standardConformingStrings">The session's setting; part of the key.</param>
    /// <param name="key">Where the key is written.</param>
    /// <param name="length">Bytes of the key.</param>
    public static bool TryKey(ReadOnlySpan<byte> text, bool standardConformingStrings, Span<byte> key, out int length)
    {
        length = 0;
        Span<byte> parentheses = stackalloc byte[PostgresNeutralContext.DepthLimit];
        var context = new PostgresNeutralContext(parentheses);
        return Write(text, standardConformingStrings, ref context, key, out length) && context.Usable;
    }

    /// <summary>As above, for MySQL and MariaDB: server, modes and character set say how the text is read.</summary>
    public static bool TryKey(ReadOnlySpan<byte> text, MySqlSession session, Span<byte> key, out int length) =>
        MySqlShape.TryWrite(text, session, neutral: true, key, out length);

    /// <summary>As the methods above, by dialect.</summary>
    public static bool TryKey(SqlDialect dialect, ReadOnlySpan<byte> text, AnalysisNamespace names, Span<byte> key, out int length) => dialect switch
    {
        SqlDialect.MySql or SqlDialect.MariaDb => TryKey(text, names.MySql, key, out length),
        SqlDialect.TSql => TryKey(text, names.TSql, key, out length),
        _ => TryKey(text, names.StandardConformingStrings, key, out length),
    };

    /// <summary>As above, for T-SQL: QUOTED_IDENTIFIER says how the text is read.</summary>
    public static bool TryKey(ReadOnlySpan<byte> text, TSqlSession session, Span<byte> key, out int length) =>
        TSqlShape.TryWrite(text, session, neutral: true, key, out length);

    /// <summary>As <see cref="Compute(ReadOnlySpan{byte}, bool)"/>, for T-SQL.</summary>
    public static (string Shape, string NormalizedText) Compute(string text, TSqlSession session)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var key = ArrayPool<byte>.Shared.Rent(KeyLimit(utf8.Length));
        try
        {
            if (!TSqlShape.TryWrite(utf8, session, neutral: true, key, out var length)
                && !TSqlShape.TryWrite(utf8, session, neutral: false, key, out length))
            {
                key[0] = Exact;
                utf8.CopyTo(key.AsSpan(1));
                length = utf8.Length + 1;
            }

            return (Hash(key.AsSpan(0, length)), TSqlRedaction.WithoutLiterals(text, session));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(key, clearArray: true);
        }
    }

    /// <summary>As <see cref="Compute(ReadOnlySpan{byte}, bool)"/>, for MySQL and MariaDB.</summary>
    public static (string Shape, string NormalizedText) Compute(string text, MySqlSession session)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var key = ArrayPool<byte>.Shared.Rent(KeyLimit(utf8.Length));
        try
        {
            if (!MySqlShape.TryWrite(utf8, session, neutral: true, key, out var length)
                && !MySqlShape.TryWrite(utf8, session, neutral: false, key, out length))
            {
                key[0] = Exact;
                utf8.CopyTo(key.AsSpan(1));
                length = utf8.Length + 1;
            }

            return (Hash(key.AsSpan(0, length)), MySqlRedaction.WithoutLiterals(text, session));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(key, clearArray: true);
        }
    }

    /// <summary>The shape in hexadecimal (version and 128 bits), and the text without literals.</summary>
    /// <param name="text">One statement, or a whole message text, in UTF-8.</param>
    public static (string Shape, string NormalizedText) Compute(ReadOnlySpan<byte> text, bool standardConformingStrings)
    {
        var key = ArrayPool<byte>.Shared.Rent(KeyLimit(text.Length));
        try
        {
            if (!TryKey(text, standardConformingStrings, key, out var length))
            {
                length = ExactKey(text, standardConformingStrings, key);
            }

            return (Hash(key.AsSpan(0, length)), StatementRedaction.WithoutLiterals(text, standardConformingStrings));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(key, clearArray: true);
        }
    }

    private static string Hash(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes + 1];
        hash[0] = Version;
        SHA256.HashData(key, hash[1..]);
        return Convert.ToHexStringLower(hash[..17]);
    }

    /// <summary>The tokens with all their literals; for what cannot be scanned the bytes as they are.</summary>
    private static int ExactKey(ReadOnlySpan<byte> text, bool standardConformingStrings, Span<byte> key)
    {
        var context = default(PostgresNeutralContext);
        if (Write(text, standardConformingStrings, ref context, key, out var length))
        {
            return length;
        }

        key[0] = Exact;
        text.CopyTo(key[1..]);
        return text.Length + 1;
    }

    /// <param name="context">Not usable from the start: no literal is neutral.</param>
    private static bool Write(
        ReadOnlySpan<byte> text, bool standardConformingStrings, ref PostgresNeutralContext context, Span<byte> key, out int length)
    {
        length = 0;
        if (key.Length == 0)
        {
            return false;
        }

        key[length++] = standardConformingStrings ? (byte)'1' : (byte)'2';
        var exact = !context.Usable;
        var lexer = new PostgresLexer(text, standardConformingStrings);
        var more = lexer.Next(out var token);
        while (more)
        {
            more = lexer.Next(out var next);
            var kind = exact ? LiteralClass.None : NeutralClass(text, token);
            var replaced = kind != LiteralClass.None && context.IsNeutral(text, token, next);
            var size = replaced ? 2 : token.Length;
            if (token.Kind == PostgresTokenKind.Invalid || length + size + 1 > key.Length)
            {
                return false;
            }

            if (replaced)
            {
                key[length++] = Mark;
                key[length++] = (byte)('A' + (int)kind);
            }
            else
            {
                Copy(text, token, key.Slice(length, size));
                length += size;
            }

            key[length++] = (byte)' ';
            if (!exact)
            {
                context.Advance(text, token, replaced);
                if (!context.Usable)
                {
                    return false;
                }
            }

            token = next;
        }

        return true;
    }

    /// <summary>The class of a literal of plain form, else none: no escapes, no tag, printable ASCII, no border value.</summary>
    private static LiteralClass NeutralClass(ReadOnlySpan<byte> text, PostgresToken token) => token.Kind switch
    {
        PostgresTokenKind.Integer => PostgresLiteral.Integer(token.Bytes(text)) switch
        {
            LiteralClass.Int4Border or LiteralClass.Int8Border => LiteralClass.None,
            var kind => kind,
        },
        PostgresTokenKind.Numeric => LiteralClass.Numeric,
        PostgresTokenKind.String when IsPlain(text.Slice(token.Start + 1, token.Length - 2)) => LiteralClass.String,
        _ => LiteralClass.None,
    };

    private static bool IsPlain(ReadOnlySpan<byte> body) =>
        !body.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !body.ContainsAny((byte)'\'', (byte)'\\');

    private static void Copy(ReadOnlySpan<byte> text, PostgresToken token, Span<byte> target)
    {
        var bytes = token.Bytes(text);
        if (token.Kind != PostgresTokenKind.Identifier)
        {
            bytes.CopyTo(target);
            return;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            target[i] = bytes[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(bytes[i] + 32) : bytes[i];
        }
    }
}
