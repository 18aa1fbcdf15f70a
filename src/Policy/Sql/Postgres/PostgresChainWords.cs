namespace ProxyDb.Policy.Sql.Postgres;

internal enum PostgresChainWord
{
    Other,

    /// <summary>Continues an expression, a join tree or a set operation without parentheses (gram.y, left-recursive productions).</summary>
    Chain,
    Case,
    End,
}

/// <summary>Keywords of gram.y of which a text can make a chain: each may add one level to the tree.</summary>
internal static class PostgresChainWords
{
    private static readonly string[] Chain =
    [
        "AND", "OR", "NOT", "IS", "ISNULL", "NOTNULL", "IN", "BETWEEN", "LIKE", "ILIKE", "SIMILAR", "COLLATE", "AT", "OVERLAPS",
        "OPERATOR", "JOIN", "UNION", "INTERSECT", "EXCEPT", "ESCAPE",
    ];

    public static PostgresChainWord Of(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 2 or > 9)
        {
            return PostgresChainWord.Other;
        }

        Span<char> upper = stackalloc char[9];
        for (var i = 0; i < word.Length; i++)
        {
            upper[i] = (char)(word[i] is >= (byte)'a' and <= (byte)'z' ? word[i] - 32 : word[i]);
        }

        ReadOnlySpan<char> name = upper[..word.Length];
        if (name is "CASE")
        {
            return PostgresChainWord.Case;
        }

        if (name is "END")
        {
            return PostgresChainWord.End;
        }

        foreach (var chained in Chain)
        {
            if (name.SequenceEqual(chained))
            {
                return PostgresChainWord.Chain;
            }
        }

        return PostgresChainWord.Other;
    }
}
