using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>Texts made to cost: each is answered, by facts or by a refusal.</summary>
public sealed class TSqlAnalysisRobustnessTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["dbo"], "clerk") { TSql = new TSqlSession(true, null, 15) };

    /// <summary>The most that any thread's stack is given.</summary>
    private const int SmallStack = 512 * 1024;

    private static IEnumerable<TestCaseData> Texts()
    {
        foreach (var depth in new[] { 190, 20_000 })
        {
            yield return Case($"{depth} parentheses", "SELECT " + new string('(', depth) + "1" + new string(')', depth));
            yield return Case($"{depth} conditions", "SELECT 1 WHERE " + new string('(', depth) + "1=1" + new string(')', depth));
            yield return Case($"{depth} queries", "SELECT " + Times("(SELECT ", depth) + "1" + new string(')', depth));
            yield return Case($"{depth} derived tables", "SELECT * FROM " + Times("(SELECT * FROM ", depth) + "t" + Times(") x", depth));
            yield return Case($"{depth} blocks", Times("BEGIN ", depth) + "SELECT 1" + Times(" END", depth));
            yield return Case($"{depth} cases", "SELECT " + Times("CASE WHEN 1=1 THEN ", depth) + "1" + Times(" END", depth));
            yield return Case($"{depth} calls", "SELECT " + Times("ABS(", depth) + "a" + new string(')', depth) + " FROM t");
        }

        yield return Case("joins in parentheses, right of joins", "SELECT * FROM " + Times("(t JOIN ", 150) + "u" + Times(" ON 1=1)", 150));
        yield return Case("signs", "SELECT " + Times("- ", 10_000) + "1");
        yield return Case("a chain of NOT", "SELECT 1 WHERE " + Times("NOT ", 10_000) + "1=1");
        yield return Case("a chain of sums", "SELECT a" + Times("+b", 19_000) + " FROM t");
        yield return Case("a chain of AND", "SELECT 1 WHERE 1=1" + Times(" AND 1=1", 9_000));
        yield return Case("a chain of joins", "SELECT * FROM t" + Times(" CROSS JOIN t", 5_000));
        yield return Case("joins with their conditions behind", "SELECT * FROM " + Times("t JOIN ", 2_000) + "t" + Times(" ON 1=1", 2_000));
        yield return Case("a chain of unions", "SELECT 1" + Times(" UNION SELECT a FROM t", 9_000));
        yield return Case("a chain of branches", Times("IF 1=1 ", 1_900) + "SELECT 1");
        yield return Case("branches of branches", "IF 1=1 SELECT 1" + Times(" ELSE IF 1=1 SELECT 1", 5_000));
        yield return Case("long VALUES", "INSERT INTO t VALUES (1, 2)" + Times(", (1, 2)", 20_000));
        yield return Case("many statements", Times("SELECT 1;", 20_000));
        yield return Case("stars over stars", "WITH c0 AS (SELECT 1 a), " + string.Join(", ", Enumerable.Range(1, 40).Select(static i => $"c{i} AS (SELECT a.*, b.* FROM c{i - 1} a, c{i - 1} b)")) + " SELECT * FROM c40");
        yield return Case("half a literal", "SELECT 'a");
        yield return Case("half a comment", "SELECT /* 1");
        yield return Case("comments in comments", Times("/*", 100_000));
        yield return Case("a lone surrogate", "SELECT '\ud800'");
        yield return Case("batches", "SELECT 1\nGO\nSELECT 2");
        yield return Case("nothing", " ;; ");
    }

    [TestCaseSource(nameof(Texts))]
    public void Every_text_is_answered(string text)
    {
        var result = SqlAnalyzer.Analyze(SqlDialect.TSql, text, Session, null);
        Assert.That(result.Error is null || result.Statements.IsEmpty);
    }

    /// <summary>What the guard lets run where it is called is borne by a small stack; an overflow would end the process.</summary>
    [Test]
    public void What_needs_no_stack_of_its_own_runs_on_a_small_one()
    {
        string[] texts =
        [
            "SELECT " + new string('(', 24) + "1" + new string(')', 24),
            "SELECT 1 WHERE " + new string('(', 24) + "1=1" + new string(')', 24),
            "SELECT * FROM " + Times("(SELECT * FROM ", 24) + "t" + Times(") x", 24),
            "SELECT 1 WHERE " + Times("a IN (SELECT a FROM t WHERE ", 24) + "1=1" + new string(')', 24),
            "SELECT " + Times("CASE WHEN (1=1) THEN ", 20) + "1" + Times(" END", 20),
            "SELECT " + Times("ABS(", 24) + "a" + new string(')', 24),
            Times("BEGIN ", 24) + "SELECT 1" + Times(" END", 24),
            Times("IF 1=1 ", 20) + "SELECT 1",
            "SELECT 1" + Times(" UNION SELECT a FROM t", 190),
            "SELECT a" + Times("+b", 190),
            "SELECT * FROM " + Times("t JOIN ", 60) + "t" + Times(" ON 1=1", 60),
            "SELECT " + Times("- ", 45) + "1",
        ];
        foreach (var text in texts)
        {
            Assert.That(TSqlGuard.Check(text, true, AnalysisLimits.Default), Is.EqualTo(new TSqlGuarded(null, false)), text);
            AnalysisResult? result = null;
            var thread = new Thread(() => result = SqlAnalyzer.Analyze(SqlDialect.TSql, text, Session, null), SmallStack);
            thread.Start();
            thread.Join();
            Assert.That(result?.Error, Is.Null, text);
        }
    }

    /// <summary>What cuts a statement anywhere leaves facts or an error, never an exception.</summary>
    [Test]
    public void Every_prefix_of_a_statement_is_answered()
    {
        const string text = """
            WITH r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3)
            SELECT TOP (5) t.a AS x, COUNT(*) OVER (PARTITION BY [b] ORDER BY c), CASE WHEN d IN (1, 2) THEN N'x' ELSE 0x41 END
            FROM dbo.t WITH (NOLOCK) CROSS APPLY (SELECT * FROM w) q LEFT JOIN OPENJSON(@j) WITH (k int '$.k') k ON k.k = t.a
            WHERE EXISTS (SELECT 1) AND a BETWEEN @p AND 2 GROUP BY GROUPING SETS ((a), ()) HAVING x > 1 ORDER BY x FOR XML PATH('a');
            MERGE t USING (VALUES (1)) s (a) ON t.a = s.a WHEN MATCHED THEN UPDATE SET a = s.a WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a) OUTPUT $action;
            IF @@ROWCOUNT > 0 BEGIN EXEC dbo.p @a = 1, @b = @c OUTPUT; EXEC('SELECT 1') END ELSE UPDATE t SET x.modify('a') WHERE CURRENT OF c
            """;
        for (var length = 0; length <= text.Length; length++)
        {
            Assert.That(() => SqlAnalyzer.Analyze(SqlDialect.TSql, text[..length], Session, null), Throws.Nothing);
        }
    }

    [Test]
    public void A_double_quote_is_refused_while_its_meaning_is_not_known()
    {
        var unknown = Session with { TSql = TSqlSession.Unknown };
        Assert.That(SqlAnalyzer.Analyze(SqlDialect.TSql, "SELECT \"a\"", unknown, null).Error?.Code, Is.EqualTo("unsupported"));
        Assert.That(SqlAnalyzer.Analyze(SqlDialect.TSql, "SELECT 'a'", unknown, null).Error, Is.Null);
    }

    [TestCase("SELECT FROM t", 8, "Incorrect syntax near 'FROM'.")]
    [TestCase("SELECT 1 +", 11, "Incorrect syntax near ''.")]
    [TestCase("SELECT 1 FROM t WHERE a ==  2", 26, "Incorrect syntax near '='.")]
    public void A_syntax_error_has_the_words_of_the_server(string text, int position, string message) => Assert.That(
        SqlAnalyzer.Analyze(SqlDialect.TSql, text, Session, null).Error, Is.EqualTo(new AnalysisError("syntax", position, message)));

    private static TestCaseData Case(string name, string text) => new TestCaseData(text).SetArgDisplayNames(name);

    private static string Times(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
