namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>Numbers of scan.l, version 15: integer, decimal, real, and what is refused as junk after them.</summary>
internal static class PostgresLexerNumbers
{
    /// <param name="start">A digit, or a point before a digit.</param>
    public static PostgresTokenKind Scan(ReadOnlySpan<byte> text, int start, out int end)
    {
        var kind = PostgresTokenKind.Integer;
        end = Digits(text, start);
        if (end < text.Length && text[end] == (byte)'.')
        {
            // decimalfail: `1..10` is an integer and a range.
            if (end > start && end + 1 < text.Length && text[end + 1] == (byte)'.')
            {
                return kind;
            }

            kind = PostgresTokenKind.Numeric;
            end = Digits(text, end + 1);
        }

        if (end < text.Length && text[end] is (byte)'e' or (byte)'E')
        {
            var exponent = end + 1;
            if (exponent < text.Length && text[exponent] is (byte)'+' or (byte)'-')
            {
                exponent++;
            }

            var exponentEnd = Digits(text, exponent);
            if (exponentEnd == exponent)
            {
                // realfail `1e+`, integer_junk `1e`.
                return PostgresTokenKind.Invalid;
            }

            kind = PostgresTokenKind.Numeric;
            end = exponentEnd;
        }

        return end < text.Length && PostgresLexerBytes.Class(text[end]) == PostgresByteClass.IdentifierStart ? PostgresTokenKind.Invalid : kind;
    }

    private static int Digits(ReadOnlySpan<byte> text, int position)
    {
        while (position < text.Length && text[position] is >= (byte)'0' and <= (byte)'9')
        {
            position++;
        }

        return position;
    }
}
