using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql;

/// <summary>No text crashes or hangs the analysis: chains and nesting far above the bounds, huge texts, bytes that are no text.</summary>
public sealed class AnalysisRobustnessTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["public"], "clerk");

    /// <summary>Every production of the grammar that can repeat without parentheses: head, repeated part, tail.</summary>
    private static readonly (string Head, string Part, string Tail)[] Chains =
    [
        ("SELECT 1", "+1", ""),
        ("SELECT ", "- ", "1"),
        ("SELECT ", "NOT ", "true"),
        ("SELECT ", "+ ", "a"),
        ("SELECT a", "::int", ""),
        ("SELECT a", "[1]", ""),
        ("SELECT (a)", ".b", ""),
        ("SELECT a", " COLLATE \"C\"", ""),
        ("SELECT a", " IS NULL", ""),
        ("SELECT a", " AT TIME ZONE 'x'", ""),
        ("SELECT true", " AND true", ""),
        ("SELECT true", " OR a = 1", ""),
        ("SELECT 'a'", "||'b'", ""),
        ("SELECT a", " LIKE a", ""),
        ("SELECT a", " OPERATOR(pg_catalog.+) a", ""),
        ("SELECT a", " IS DISTINCT FROM a", ""),
        ("SELECT a", " BETWEEN 1 AND 2", ""),
        ("SELECT 1", " UNION SELECT 1", ""),
        ("SELECT 1", " UNION ALL SELECT a FROM t", ""),
        ("SELECT 1", " INTERSECT SELECT 1", ""),
        ("TABLE t", " EXCEPT TABLE t", ""),
        ("SELECT * FROM a", " CROSS JOIN b", ""),
        ("SELECT * FROM a", " NATURAL JOIN b", ""),
        ("SELECT * FROM a", " JOIN b USING (c)", ""),
        ("SELECT * FROM a", " LEFT JOIN b ON a.x = b.x", ""),
        ("SELECT * FROM a", " JOIN b", ""),
        ("SELECT * FROM a", ", b", ""),
        ("SELECT a", ", a", " FROM t"),
        ("SELECT 1 WHERE a IN (1", ", 1", ")"),
        ("SELECT f(1", ", 1", ")"),
        ("SELECT CASE", " WHEN a THEN b", " END"),
        ("WITH a AS (SELECT 1)", ", b AS (SELECT 1)", " SELECT 1"),
        ("INSERT INTO t VALUES (1)", ", (1)", ""),
        ("INSERT INTO t VALUES (a)", ", (a + 1)", ""),
        ("SELECT 1", "; SELECT 1", ""),
        ("SELECT 1", ";", ""),
        ("SELECT a", "\n-- comment", ""),
        ("SELECT 'a'", "\n'b'", ""),
        ("SELECT 1", " /* */", ""),
        ("SELECT 1 ", "/*", ""),
        ("GRANT SELECT ON t", ", t", " TO x"),
        ("SET search_path = a", ", a", ""),
        ("CREATE TABLE t (a int", ", b int DEFAULT 1 + 1 CHECK (b > 1)", ")"),
    ];

    /// <summary>Every production that nests: opening part, core, closing part.</summary>
    private static readonly (string Head, string Open, string Core, string Close)[] Nests =
    [
        ("SELECT ", "(", "1", ")"),
        ("SELECT ", "f(", "1", ")"),
        ("SELECT ", "ARRAY[", "1", "]"),
        ("SELECT ", "CASE WHEN ", "a", " THEN 1 END"),
        ("SELECT ", "CASE ", "a", " WHEN 1 THEN 2 END"),
        ("SELECT ", "(SELECT ", "1", ")"),
        ("SELECT ", "ROW(", "1", ")"),
        ("SELECT ", "COALESCE(", "1", ")"),
        ("SELECT ", "a[", "1", "]"),
        ("", "(", "SELECT 1", ")"),
        ("SELECT 1 WHERE ", "EXISTS (SELECT 1 WHERE ", "true", ")"),
        ("SELECT * FROM ", "(SELECT * FROM ", "t", ") x"),
        ("SELECT * FROM ", "(", "a CROSS JOIN b", ")"),
        ("SELECT * FROM ", "(", "a", " CROSS JOIN b)"),
        ("", "WITH a AS (", "SELECT 1", ") SELECT 1"),
        ("SELECT query_to_xml(", "'", "SELECT 1", "'"),
    ];

    [Test]
    public void Chains_at_and_far_above_the_bound_end_in_facts_or_an_error([ValueSource(nameof(Chains))] (string Head, string Part, string Tail) chain)
    {
        foreach (var length in (ReadOnlySpan<int>)[100, 19_000, 200_000])
        {
            Analyze(chain.Head + new StringBuilder().Insert(0, chain.Part, length) + chain.Tail);
        }
    }

    [Test]
    public void Nesting_at_and_far_above_the_bound_ends_in_facts_or_an_error(
        [ValueSource(nameof(Nests))] (string Head, string Open, string Core, string Close) nest)
    {
        foreach (var depth in (ReadOnlySpan<int>)[150, 490, 5_000])
        {
            Analyze(nest.Head + new StringBuilder().Insert(0, nest.Open, depth) + nest.Core + new StringBuilder().Insert(0, nest.Close, depth));
        }
    }

    [Test]
    public void Nesting_within_the_bound_is_analysed_on_a_small_stack()
    {
        foreach (var nest in Nests)
        {
            var text = nest.Head + new StringBuilder().Insert(0, nest.Open, 240) + nest.Core + new StringBuilder().Insert(0, nest.Close, 240);
            var thread = new Thread(() => Analyze(text), 1536 * 1024);
            thread.Start();
            Assert.That(thread.Join(TimeSpan.FromMinutes(1)), Is.True, text[..40]);
        }
    }

    [TestCase("SELECT '")]
    [TestCase("SELECT $$")]
    [TestCase("SELECT 1 -- ")]
    [TestCase("")]
    public void Sixteen_MiB_end_in_facts_or_an_error(string head)
    {
        Analyze(head + new string('x', 16 << 20));
        Analyze(head + new string('x', 16 << 20) + "'$$\n, 1");
        Analyze(head + new StringBuilder().Insert(0, "a ", 8 << 20));
        Analyze(head + new string('(', 16 << 20));
    }

    [Test]
    public void Sixteen_MiB_of_values_are_analysed()
    {
        var text = "INSERT INTO t (a, b) VALUES (1, 'x')" + new StringBuilder().Insert(0, ", (1, 'x')", (16 << 20) / 10 - 8);

        var result = SqlAnalyzer.Analyze(SqlDialect.Postgres, text, Session, null);

        Assert.That(result.Error, Is.Null);
        Assert.That(result.Statements.Single().Complete, Is.True);
    }

    [Test]
    public void Bytes_that_are_no_UTF_8_are_an_encoding_error()
    {
        foreach (var bytes in (byte[][])[[0xff], [.. "SELECT '"u8, 0xc3, (byte)'\''], [.. "SELECT 'a"u8, 0, (byte)'\''], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]])
        {
            var result = SqlAnalyzer.Analyze(SqlDialect.Postgres, bytes, Session, null);

            Assert.That(result.Error?.Code, Is.EqualTo("encoding"));
            Assert.That(result.Statements, Is.Empty);
        }

        Assert.That(SqlAnalyzer.Analyze(SqlDialect.Postgres, "SELECT '\ud800'", Session, null).Error?.Code, Is.EqualTo("encoding"));
    }

    [Test]
    public void Random_cuts_of_statements_end_in_facts_or_an_error()
    {
        const string text = "WITH a AS (SELECT * FROM t WHERE x = $1 AND y IN ('a', E'\\'', $q$b$q$)) UPDATE u SET (a, b) = (SELECT 1, \"c\".d[1]::text) "
            + "FROM a LEFT JOIN b USING (x) WHERE u.id = a.id RETURNING CASE WHEN 1 < 2 THEN f(u.*) ELSE row(1, 2) END; -- c\nSELECT 1 /* é */";
        var random = new Random(20261125);
        for (var run = 0; run < 3_000; run++)
        {
            var start = random.Next(text.Length);
            var length = random.Next(text.Length - start);
            Analyze(run % 2 == 0 ? text.Substring(start, length) : text.Remove(start, length));
        }
    }

    private static void Analyze(string text)
    {
        var result = SqlAnalyzer.Analyze(SqlDialect.Postgres, text, Session, null);
        if (result.Error is not null && !result.Statements.IsEmpty)
        {
            Assert.Fail("an error and statements at once");
        }
    }
}
