using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.TSql.Parsing;
using ProxyDb.Policy.Tests.Corpora;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>
/// The safety of shapes against the analysis: each literal of real texts is replaced by another of its class; where the shape stays the
/// same, so must the facts.
/// </summary>
public sealed class TSqlShapeSafetyTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["dbo"], "clerk") { TSql = new TSqlSession(true, null, 15) };

    [TestCase("tsql.jsonl.gz", 12_000)]
    [TestCase("workloads.jsonl.gz", 3_000)]
    [TestCase("attacks_differential.jsonl.gz", 1_000)]
    public void A_literal_that_is_not_in_the_shape_changes_no_fact(string corpus, int most)
    {
        var neutral = 0;
        foreach (var text in CorpusFile.Read(corpus).Select(static row => row.Text("sql")!).Where(static t => t.Length < 2_000).Take(most))
        {
            neutral += Check(text);
        }

        TestContext.Out.WriteLine($"{neutral} neutral literals");
    }

    /// <summary>Texts made of pieces that stand at the edges of the rules.</summary>
    [Test]
    public void Random_texts_keep_the_rule()
    {
        string[] pieces =
        [
            "SELECT", "a", "b", "t.a", "1", "'x'", "N'x'", "=", "<", "+", "-", "*", "AND", "OR", "NOT", "IN", "(", ")", ",", ",", "BETWEEN", "LIKE",
            "FROM t", "WHERE", "WHERE a =", "ORDER BY", "GROUP BY", "TOP", "OFFSET", "FETCH NEXT", "ROWS ONLY", "VALUES (", "CASE WHEN", "THEN", "ELSE",
            "END", "COALESCE(", "object_id(", "IS NULL", "OUTPUT", "UPDATE t SET a =", "INSERT INTO t", "UNION", "SELECT a FROM t", "[c]", "@v",
            "AS", "ON", "JOIN t", "OVER (", "EXEC p", "SET", "DECLARE @v int =", "FOR XML PATH (", "OPTION (", "COLLATE x", "THROW", "IF", "PRINT", ";",
            "DELETE t", "MERGE t USING u ON", "WHEN MATCHED THEN", "PIVOT (", "OPENJSON(", "CONTAINS(a,", "WITH (", "USE", "WAITFOR DELAY",
        ];
        var random = new Random(20261126);
        var neutral = 0;
        for (var run = 0; run < 60_000; run++)
        {
            var text = new StringBuilder(random.Next(4) switch { 0 => "UPDATE t SET a = ", 1 => "INSERT INTO t VALUES (", 2 => "SELECT a FROM t WHERE a ", _ => "SELECT " });
            for (var piece = random.Next(2, 9); piece > 0; piece--)
            {
                text.Append(' ').Append(pieces[random.Next(pieces.Length)]);
            }

            var sql = text.ToString();
            neutral += Check(sql + new string(')', Math.Max(0, sql.Count(static c => c == '(') - sql.Count(static c => c == ')'))));
        }

        Assert.That(neutral, Is.GreaterThan(100));
    }

    private static int Check(string text)
    {
        if (Key(text) is not { } key)
        {
            return 0;
        }

        var neutral = 0;
        string? facts = null;
        foreach (var token in Literals(text))
        {
            var replacement = token.Kind switch
            {
                TSqlTokenKind.Integer => "7313",
                TSqlTokenKind.NationalString => "N'zqx31337'",
                _ => "'zqx31337'",
            };
            var changed = text[..token.Start] + replacement + text[token.End..];
            if (Key(changed) == key)
            {
                neutral++;
                facts ??= Facts(text);
                Assert.That(Facts(changed), Is.EqualTo(facts), $"{text}\n{changed}");
            }
        }

        return neutral;
    }

    private static List<TSqlToken> Literals(string text)
    {
        var literals = new List<TSqlToken>();
        var lexer = new TSqlLexer(text, quotedIdentifier: true);
        for (var token = lexer.Next(); token.Kind != TSqlTokenKind.End; token = lexer.Next())
        {
            if (token.IsString || token.Kind == TSqlTokenKind.Integer)
            {
                literals.Add(token);
            }
        }

        return literals;
    }

    private static string Facts(string text)
    {
        var result = SqlAnalyzer.Analyze(SqlDialect.TSql, text, Session, null);
        return result.Error is not null ? "error" : FactsText.Of(result);
    }

    private static string? Key(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var key = new byte[StatementShape.KeyLimit(utf8.Length)];
        return StatementShape.TryKey(SqlDialect.TSql, utf8, Session, key, out var length) ? Convert.ToHexString(key.AsSpan(0, length)) : null;
    }
}
