namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>What a byte may start (scan.l, definitions section).</summary>
internal enum PostgresByteClass : byte
{
    /// <summary>Nothing of its own: double quote, dollar, backslash, braces, control characters.</summary>
    Other,
    Space,

    /// <summary>Letters, underscore and every byte of a non-ASCII character.</summary>
    IdentifierStart,
    Digit,
    Operator,
    Quote,
    Punctuation,
}

/// <summary>The character classes of scan.l.</summary>
internal static class PostgresLexerBytes
{
    private static readonly PostgresByteClass[] Classes = Build();

    public static PostgresByteClass Class(byte b) => Classes[b];

    /// <summary>Class "space" of version 15: no vertical tab.</summary>
    public static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f';

    public static bool IsNewline(byte b) => b is (byte)'\n' or (byte)'\r';

    public static bool IsIdentifierPart(byte b) =>
        Classes[b] is PostgresByteClass.IdentifierStart or PostgresByteClass.Digit || b == (byte)'$';

    /// <summary>The newline that ends the line comment at <paramref name="start"/>, or the end of the text.</summary>
    public static int EndOfLine(ReadOnlySpan<byte> text, int start)
    {
        var length = text[start..].IndexOfAny((byte)'\n', (byte)'\r', (byte)0);
        return length < 0 ? text.Length : start + length;
    }

    private static PostgresByteClass[] Build()
    {
        var classes = new PostgresByteClass[256];
        for (var b = 0; b < 256; b++)
        {
            classes[b] = (char)b switch
            {
                ' ' or '\t' or '\n' or '\r' or '\f' => PostgresByteClass.Space,
                (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' or >= '\u0080' => PostgresByteClass.IdentifierStart,
                >= '0' and <= '9' => PostgresByteClass.Digit,
                '\'' => PostgresByteClass.Quote,
                ',' or '(' or ')' or '[' or ']' or ';' or ':' or '.' => PostgresByteClass.Punctuation,
                '~' or '!' or '@' or '#' or '^' or '&' or '|' or '`' or '?' or '+' or '-' or '*' or '/' or '%' or '<' or '>' or '='
                    => PostgresByteClass.Operator,
                _ => PostgresByteClass.Other,
            };
        }

        return classes;
    }
}
