using System.Text;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Parsing;

namespace ProxyDb.Fuzz.MySql;

/// <summary>Changes statements by tokens: left out, doubled, exchanged with pieces of others, comments put between them.</summary>
internal sealed class StatementMutator(Random random, IReadOnlyList<string> seeds)
{
    private static readonly MySqlSession Session = new(MySqlServer.MariaDb, MySqlModes.None, "utf8mb4", false);

    private static readonly string[] Between =
    [
        "/* c */", "/*! */", "/*!50000 + 0 */", "/*!99999 x */", "/*M! + 0*/", "-- x\n", "# x\n", "\n", "\t", "?", "''", "`x`", "@a", "@@sql_mode",
        "(", ")", ",", "..", "--1", "0x1F", "N'x'", "_latin1'x'", "\\N",
    ];

    private readonly List<string[]> _seeds = [.. seeds.Select(Tokens)];

    public string Next()
    {
        var tokens = _seeds[random.Next(_seeds.Count)].ToList();
        for (var i = random.Next(1, 4); i > 0 && tokens.Count > 0; i--)
        {
            Change(tokens);
        }

        return Join(tokens);
    }

    private void Change(List<string> tokens)
    {
        var at = random.Next(tokens.Count);
        switch (random.Next(6))
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
            case 4:
                var source = _seeds[random.Next(_seeds.Count)];
                var from = random.Next(source.Length);
                tokens.InsertRange(at, source[from..Math.Min(source.Length, from + random.Next(1, 6))]);
                break;
            default:
                tokens[at] = random.Next(2) == 0 ? tokens[at].ToUpperInvariant() : tokens[at].ToLowerInvariant();
                break;
        }
    }

    /// <summary>Names stay beside their dots and at signs: there white space means something.</summary>
    private static string Join(List<string> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            var isTight = token is "." or "(" || (text.Length > 0 && text[^1] is '.' or '@');
            _ = text.Append(isTight || text.Length == 0 ? "" : " ").Append(token);
        }

        return text.ToString();
    }

    private static string[] Tokens(string sql)
    {
        var lexer = new MySqlLexer(sql, Session);
        var tokens = new List<string>();
        while (lexer.Next() is { Kind: not (MySqlTokenKind.End or MySqlTokenKind.Invalid) } token)
        {
            tokens.Add(sql.Substring(token.Start, token.Length));
        }

        return [.. tokens];
    }
}
