namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>
/// What the server's parser makes of a literal (make_const in parse_node.c): the class decides operators, casts and overloads,
/// so two literals of one class, in one place, mean the same statement.
/// </summary>
internal enum LiteralClass : byte
{
    None,
    Int4,

    /// <summary>2147483648: int8, but int4 behind a minus. Kept apart, so that nothing takes one for the other.</summary>
    Int4Border,
    Int8,

    /// <summary>9223372036854775808: numeric, but int8 behind a minus.</summary>
    Int8Border,
    Numeric,

    /// <summary>Type unknown, coerced by its place.</summary>
    String,
    Bit,
    Null,
    True,
    False,
    Default,
    Parameter,
}

internal static class PostgresLiteral
{
    /// <summary>A text as a string literal, whatever <c>standard_conforming_strings</c> says: the client sets it.</summary>
    public static string Quote(string text)
    {
        var quoted = text.Replace("'", "''", StringComparison.Ordinal);
        return text.Contains('\\', StringComparison.Ordinal) ? $"E'{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}'" : $"'{quoted}'";
    }

    /// <summary>The class of a token that is a whole value, or <see cref="LiteralClass.None"/>.</summary>
    public static LiteralClass Class(ReadOnlySpan<byte> text, PostgresToken token) => token.Kind switch
    {
        PostgresTokenKind.Integer => Integer(token.Bytes(text)),
        PostgresTokenKind.Numeric => LiteralClass.Numeric,
        PostgresTokenKind.String or PostgresTokenKind.EscapeString or PostgresTokenKind.DollarString => LiteralClass.String,
        PostgresTokenKind.BitString or PostgresTokenKind.HexString => LiteralClass.Bit,
        PostgresTokenKind.Parameter => LiteralClass.Parameter,
        PostgresTokenKind.Identifier => Word(text, token),
        _ => LiteralClass.None,
    };

    /// <summary>Digits: int4 as long as they fit, then int8, then numeric. A sign is not part of the token, as in the grammar.</summary>
    public static LiteralClass Integer(ReadOnlySpan<byte> digits)
    {
        digits = digits.TrimStart((byte)'0');
        if (digits.Length < 10 || (digits.Length == 10 && digits.SequenceCompareTo("2147483647"u8) <= 0))
        {
            return LiteralClass.Int4;
        }

        if (digits.SequenceEqual("2147483648"u8))
        {
            return LiteralClass.Int4Border;
        }

        if (digits.SequenceEqual("9223372036854775808"u8))
        {
            return LiteralClass.Int8Border;
        }

        return digits.Length < 19 || (digits.Length == 19 && digits.SequenceCompareTo("9223372036854775807"u8) <= 0)
            ? LiteralClass.Int8
            : LiteralClass.Numeric;
    }

    private static LiteralClass Word(ReadOnlySpan<byte> text, PostgresToken token) =>
        token.Is(text, "NULL"u8) ? LiteralClass.Null
        : token.Is(text, "TRUE"u8) ? LiteralClass.True
        : token.Is(text, "FALSE"u8) ? LiteralClass.False
        : token.Is(text, "DEFAULT"u8) ? LiteralClass.Default
        : LiteralClass.None;
}
