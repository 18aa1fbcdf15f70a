using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Parsing;

namespace ProxyDb.Policy.Tests.Corpora;

public sealed partial class CorpusTests
{
    private static readonly MySqlSession MariaDb = new(new MySqlServer(true, 101119), MySqlModes.None, "utf8mb4", false);
    private static readonly string[] Manipulations = ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES"];

    [Test]
    public void Texts_a_MariaDb_parses_are_parsed()
    {
        var parsed = new SortedDictionary<string, (int Reached, int Of)>(StringComparer.Ordinal);
        var failures = new List<string>();
        foreach (var row in CorpusFile.Read("mysql.jsonl.gz"))
        {
            var sql = row.Text("sql")!;
            var error = MySqlParser.Parse(sql, MariaDb, AnalysisLimits.Default).Error;
            if (row.Text("mariadb_10_11") != "parsed")
            {
                continue;
            }

            var word = FirstWord(sql);
            var group = Manipulations.Contains(word) ? word : "other statements";
            var (reached, of) = parsed.GetValueOrDefault(group);
            parsed[group] = (reached + (error is null ? 1 : 0), of + 1);
            if (error is not null)
            {
                failures.Add($"{row.Text("id")} {word} {error.Position} {sql[..Math.Min(100, sql.Length)]}");
            }
        }

        Report(failures);
        foreach (var (group, (reached, of)) in parsed)
        {
            ScoreSheet.Check("mysql", $"{group} parsed", reached, of);
        }
    }

    /// <summary>The first word outside of comments and parentheses.</summary>
    private static string FirstWord(string sql)
    {
        var lexer = new MySqlLexer(sql, MariaDb);
        var token = lexer.Next();
        while (token.Kind == MySqlTokenKind.OpenParenthesis)
        {
            token = lexer.Next();
        }

        return token.Text(sql).ToString().ToUpperInvariant();
    }
}
