using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>Changes statements by tokens: left out, doubled, exchanged with pieces of others, put beneath control flow and into strings.</summary>
internal sealed class TSqlTokenMutator(Random random, IReadOnlyList<string> seeds)
{
    private static readonly string[] Between =
    [
        "/* c */", "-- x\n", ";", "(", ")", ",", "..", "N'x'", "[x ]", "@a", "@@ROWCOUNT", "AS", "BEGIN", "END", "IF 1 = 1", "ELSE", "EXEC", "SELECT", "FROM customers",
        "INTO", "WITH", "SET", "NULL", "0x", "USE hr", "#t", "dbo.", "GOTO x", "x:",
    ];

    private readonly List<string[]> _seeds = [.. seeds.Select(Tokens).Where(static t => t.Length > 0)];

    /// <returns>The text, and what of it stands in a string or branch, else the text again.</returns>
    public (string Text, string Inner) Next()
    {
        var tokens = _seeds[random.Next(_seeds.Count)].ToList();
        for (var i = random.Next(1, 4); i > 0 && tokens.Count > 0; i--)
        {
            Change(tokens);
        }

        var text = string.Join(' ', tokens);
        var quoted = text.Replace("'", "''", StringComparison.Ordinal);
        return (random.Next(9) switch
        {
            0 => $"IF @x = 1 BEGIN {text} END",
            1 => $"EXEC (N'{quoted}')",
            2 => $"{text} {string.Join(' ', _seeds[random.Next(_seeds.Count)])}",
            3 => $"DECLARE @s nvarchar(max) = N'{quoted}'; EXEC sp_executesql @s",
            _ => text,
        }, text);
    }

    private void Change(List<string> tokens)
    {
        var at = random.Next(tokens.Count);
        switch (random.Next(5))
        {
            case 0:
                tokens.RemoveAt(at);
                break;
            case 1:
                tokens.Insert(at, tokens[at]);
                break;
            case 2:
                tokens.Insert(at, Between[random.Next(Between.Length)]);
                break;
            case 3:
                var other = _seeds[random.Next(_seeds.Count)];
                tokens[at] = other[random.Next(other.Length)];
                break;
            default:
                var source = _seeds[random.Next(_seeds.Count)];
                var from = random.Next(source.Length);
                tokens.InsertRange(at, source[from..Math.Min(source.Length, from + random.Next(1, 6))]);
                break;
        }
    }

    private static string[] Tokens(string sql)
    {
        using var reader = new StringReader(sql);
        return
        [
            .. new TSql150Parser(initialQuotedIdentifiers: true).GetTokenStream(reader, out _)
                .Where(static t => t.TokenType is not (TSqlTokenType.WhiteSpace or TSqlTokenType.EndOfFile)).Select(static t => t.Text),
        ];
    }
}
