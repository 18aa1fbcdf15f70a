using System.Buffers;

namespace ProxyDb.Policy.Sql.Postgres;

/// <summary>The operator rule of scan.l: the longest run of operator characters, cut at comments and at a trailing sign.</summary>
internal static class PostgresLexerOperators
{
    /// <summary>Only an operator with one of these may end in a sign: <c>=-1</c> is <c>=</c> and <c>-1</c>.</summary>
    private static readonly SearchValues<byte> NonStandard = SearchValues.Create("~!@#^&|`?%"u8);

    public static PostgresTokenKind Scan(ReadOnlySpan<byte> text, int start, out int end)
    {
        end = start + 1;
        while (end < text.Length && PostgresLexerBytes.Class(text[end]) == PostgresByteClass.Operator && !StartsComment(text, end))
        {
            end++;
        }

        if (end - start > 1 && text[end - 1] is (byte)'+' or (byte)'-' && !text[start..(end - 1)].ContainsAny(NonStandard))
        {
            do
            {
                end--;
            }
            while (end - start > 1 && text[end - 1] is (byte)'+' or (byte)'-');
        }

        return end - start >= PostgresLexer.NameLimit ? PostgresTokenKind.Invalid : PostgresTokenKind.Operator;
    }

    private static bool StartsComment(ReadOnlySpan<byte> text, int at)
    {
        if (at + 1 >= text.Length)
        {
            return false;
        }

        return (text[at] == (byte)'-' && text[at + 1] == (byte)'-') || (text[at] == (byte)'/' && text[at + 1] == (byte)'*');
    }
}
