using NUnit.Framework;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql.MySql;

/// <summary>Texts made to cost: each is answered, by facts or by a refusal.</summary>
public sealed class MySqlAnalysisRobustnessTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["shop"], "clerk")
    {
        MySql = new MySqlSession(MySqlServer.MySql, MySqlModes.None, "utf8mb4", FoldsTableNames: false),
    };

    private static IEnumerable<TestCaseData> Texts()
    {
        yield return Case("nested parentheses", "SELECT " + new string('(', 20_000) + "1" + new string(')', 20_000));
        yield return Case("nested queries", "SELECT " + Times("(SELECT ", 3_000) + "1" + new string(')', 3_000));
        yield return Case("a chain of comparisons", "SELECT a" + Times("=b", 10_000) + " FROM t");
        yield return Case("a chain of sums", "SELECT a" + Times("+b", 10_000) + " FROM t");
        yield return Case("a chain of joins", "SELECT * FROM t" + Times(" JOIN t", 3_000));
        yield return Case("a chain of commas", "SELECT * FROM t" + Times(", t", 3_000));
        yield return Case("a chain of unions", "SELECT 1" + Times(" UNION SELECT a FROM t", 3_000));
        yield return Case("a chain of NOT", "SELECT " + Times("NOT ", 10_000) + "a");
        yield return Case("calls in calls", "SELECT " + Times("ABS(", 450) + "a" + new string(')', 450) + " FROM t");
        yield return Case("long VALUES", "INSERT INTO t VALUES (1, 2)" + Times(", (1, 2)", 20_000));
        yield return Case("stars over stars", "WITH " + string.Join(", ", Enumerable.Range(1, 40).Select(static i => $"c{i} AS (SELECT a.*, b.* FROM c{i - 1} a, c{i - 1} b)")) + " SELECT * FROM c40");
        yield return Case("half a literal", "SELECT 'a");
        yield return Case("half a comment", "SELECT /*! 1");
        yield return Case("a lone surrogate", "SELECT '\ud800'");
        yield return Case("nothing", " ;; ");
    }

    [TestCaseSource(nameof(Texts))]
    public void Every_text_is_answered(string text)
    {
        var result = SqlAnalyzer.Analyze(SqlDialect.MySql, text, Session, null);
        Assert.That(result.Error is null || result.Statements.IsEmpty);
    }

    /// <summary>What cuts a statement anywhere leaves facts or an error, never an exception.</summary>
    [Test]
    public void Every_prefix_of_a_statement_is_answered()
    {
        const string text = """
            WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3)
            SELECT t.a AS x, COUNT(*) OVER (PARTITION BY `b` ORDER BY c), @v := CASE WHEN d IN (1, 2) THEN 'x' ELSE x'41' END
            FROM t NATURAL JOIN u LEFT JOIN LATERAL (SELECT * FROM w) q ON q.a = t.a, JSON_TABLE(j, '$[*]' COLUMNS (k INT PATH '$')) k
            WHERE EXISTS (SELECT 1) AND a BETWEEN ? AND ? GROUP BY 1 HAVING x > 1 ORDER BY x DESC LIMIT 1, 2 FOR UPDATE;
            INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a); DELETE a FROM t a USING u
            """;
        for (var length = 0; length <= text.Length; length++)
        {
            Assert.That(() => SqlAnalyzer.Analyze(SqlDialect.MySql, text[..length], Session, null), Throws.Nothing);
        }
    }

    private static TestCaseData Case(string name, string text) => new TestCaseData(text).SetArgDisplayNames(name);

    private static string Times(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
