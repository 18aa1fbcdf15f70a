using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.MySql.Parsing;
using ProxyDb.Policy.Sql.MySql.Syntax;

namespace ProxyDb.Policy.Tests.Sql.MySql;

public sealed class MySqlParserTests
{
    private static readonly MySqlSession MariaDb = new(new MySqlServer(true, 101119), MySqlModes.None, "utf8mb4", false);
    private static readonly MySqlSession MySql = new(new MySqlServer(false, 80403), MySqlModes.None, "utf8mb4", false);

    [TestCase("a + b * c - d", "[a+[b*c]-d]")]
    [TestCase("a OR b AND NOT c = d", "[a Or [b And (Not (c Equal d))]]")]
    [TestCase("a || b && c XOR d", "[a Or [[b And c] Xor d]]")]
    [TestCase("NOT a IS NULL", "(Not (a IS Null))")]
    [TestCase("a = b IS NULL", "((a Equal b) IS Null)")]
    [TestCase("a = b = c", "((a Equal b) Equal c)")]
    [TestCase("! a = b", "((Not a) Equal b)")]
    [TestCase("- a ^ b", "[(Minus a)^b]")]
    [TestCase("a & b | c << 1", "[[a&b]|[c<<1]]")]
    [TestCase("a BETWEEN b AND c AND d", "[(a BETWEEN b,c) And d]")]
    [TestCase("a LIKE b AND c", "[(a LIKE b) And c]")]
    [TestCase("BINARY a = b", "((Binary a) Equal b)")]
    [TestCase("a COLLATE utf8mb4_bin = b", "((a COLLATE utf8mb4_bin) Equal b)")]
    [TestCase("((a))", "a")]
    [TestCase("(a, b) = (c, d)", "((a,b) Equal (c,d))")]
    public void Operators_bind_by_precedence(string expression, string tree) => Assert.That(Tree(expression, MariaDb), Is.EqualTo(tree));

    [TestCase(MySqlModes.None, "NOT a = b", "(Not (a Equal b))")]
    [TestCase(MySqlModes.HighNotPrecedence, "NOT a = b", "((Not a) Equal b)")]
    [TestCase(MySqlModes.None, "a || b = c", "[a Or (b Equal c)]")]
    [TestCase(MySqlModes.PipesAsConcat, "a || b = c", "([a||b] Equal c)")]
    [TestCase(MySqlModes.PipesAsConcat, "- a || b ^ c", "[[(Minus a)||b]^c]")]
    [TestCase(MySqlModes.None, "\"a\"", "'a'")]
    [TestCase(MySqlModes.AnsiQuotes, "\"a\"", "a")]
    public void Modes_change_what_is_read(MySqlModes modes, string expression, string tree) =>
        Assert.That(Tree(expression, MariaDb with { Modes = modes }), Is.EqualTo(tree));

    [TestCase("SELECT ((SELECT 1) UNION SELECT 2) + 1")]
    [TestCase("SELECT ((SELECT 1) + 1), ((SELECT 1)), ((SELECT 1) LIMIT 1)")]
    [TestCase("((SELECT 1) ORDER BY 1) LIMIT 1")]
    [TestCase("SELECT 1 FROM ((SELECT 1) UNION (SELECT 2)) a")]
    [TestCase("SELECT 1 FROM ((SELECT 1) a, (SELECT 2) b)")]
    [TestCase("SELECT * FROM t1 LEFT JOIN t2 LEFT JOIN t3 ON 1 ON 2")]
    [TestCase("SELECT INTERVAL (1) DAY + now(), INTERVAL(1, 2), now() + INTERVAL 1 DAY")]
    [TestCase("SELECT * FROM t LIMIT 1 ROWS EXAMINED 5")]
    [TestCase("SELECT * FROM t OFFSET 2 ROWS FETCH NEXT 3 ROWS WITH TIES")]
    [TestCase("SELECT * FROM t FOR SYSTEM_TIME AS OF now() a")]
    [TestCase("SELECT a.1b, .t.c, {d '2020-01-01'} FROM .t")]
    [TestCase("INSERT INTO t SELECT * FROM a JOIN b ON DUPLICATE KEY UPDATE x = 1")]
    [TestCase("INSERT INTO t (a) VALUES (DEFAULT, IGNORE), () RETURNING a")]
    [TestCase("UPDATE t FOR PORTION OF p FROM 1 TO 2 SET a = 1")]
    [TestCase("DELETE a.*, b FROM a JOIN b WHERE a.x = b.x")]
    [TestCase("DELETE FROM a, b USING a JOIN b")]
    [TestCase("SELECT NEXT VALUE FOR s, nextval(s), @v := 1, @@global.x")]
    public void MariaDb_grammar_is_read(string text) => Assert.That(MySqlParser.Parse(text, MariaDb, AnalysisLimits.Default).Error, Is.Null);

    [TestCase("SELECT a->'$.x', b->>'$.y', 1 MEMBER OF ('[1]') FROM t")]
    [TestCase("SELECT * FROM t, LATERAL (SELECT t.a) AS d (x) FOR UPDATE OF t SKIP LOCKED")]
    [TestCase("TABLE t ORDER BY a LIMIT 1")]
    [TestCase("VALUES ROW(1, 2), ROW(3, 4)")]
    [TestCase("INSERT INTO t VALUES (1, 2) AS new(a, b) ON DUPLICATE KEY UPDATE c = new.a")]
    [TestCase("WITH c AS (SELECT 1) UPDATE t, c SET t.a = 1")]
    [TestCase("SELECT CAST(a AS UNSIGNED ARRAY), JSON_VALUE(a, '$.x' RETURNING CHAR(10) DEFAULT 'x' ON EMPTY) FROM t")]
    public void MySql_grammar_is_read(string text) => Assert.That(MySqlParser.Parse(text, MySql, AnalysisLimits.Default).Error, Is.Null);

    [Test]
    public void Spans_are_the_text_as_sent_even_around_executable_comments()
    {
        const string Text = "SELECT (a + b) * 2 AS x, 'é', c /*!40000 , d */ FROM t1 AS u WHERE x IN (1, 2)";
        var select = (SelectQuery)((QueryStatement)MySqlParser.Parse(Text, MariaDb, AnalysisLimits.Default).Statements[0]).Query;
        Assert.Multiple(() =>
        {
            Assert.That(At(select), Is.EqualTo(Text));
            Assert.That(At(select.Items[0]), Is.EqualTo("(a + b) * 2 AS x"));
            Assert.That(At(((OperatorChain)select.Items[0].Expression).Operands[0]), Is.EqualTo("a + b"));
            Assert.That(At(select.Items[3].Expression), Is.EqualTo("d"));
            Assert.That(At(select.From[0]), Is.EqualTo("t1 AS u"));
            var list = (InExpression)select.Where!;
            Assert.That(Text.Substring(list.ListSpan.Start, list.ListSpan.Length), Is.EqualTo("(1, 2)"));
        });

        string At(MySqlNode node) => Text.Substring(node.Span.Start, node.Span.Length);
    }

    [Test]
    public void Joins_without_a_condition_join_from_the_left()
    {
        var select = (SelectQuery)((QueryStatement)MySqlParser.Parse("SELECT 1 FROM a JOIN b JOIN c ON a.x = c.x", MariaDb, AnalysisLimits.Default).Statements[0]).Query;
        var outer = (JoinTable)select.From[0];
        Assert.That(outer.On, Is.Not.Null);
        Assert.That(outer.Left, Is.InstanceOf<JoinTable>());
        Assert.That(((NamedTable)outer.Right).Name.Name.Text, Is.EqualTo("c"));
    }

    [Test]
    public void Syntax_errors_are_worded_as_the_server_words_them()
    {
        var error = MySqlParser.Parse("SELECT 1\nFROM WHERE x", MariaDb, AnalysisLimits.Default).Error;
        Assert.That(error, Is.EqualTo(new AnalysisError(
            "syntax",
            15,
            "You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use near 'WHERE x' at line 2")));
    }

    [Test]
    public void Executable_comments_need_a_known_server()
    {
        var unknown = MySqlParser.Parse("SELECT 1 /*!40000 +1 */", MySqlSession.Unknown, AnalysisLimits.Default);
        Assert.That(unknown.Error!.Code, Is.EqualTo("unsupported"));
        Assert.That(MySqlParser.Parse("SELECT 1 /* +1 */", MySqlSession.Unknown, AnalysisLimits.Default).Error, Is.Null);
        var old = MariaDb with { Server = new MySqlServer(true, 100300) };
        Assert.That(MySqlParser.Parse("SELECT 1 /*!80000 +1 */", old, AnalysisLimits.Default).Error!.Code, Is.EqualTo("unsupported"));
        Assert.That(MySqlParser.Parse("SELECT 1 /*!50701 x x */", old, AnalysisLimits.Default).Error, Is.Null);
    }

    [Test]
    public void Oracle_mode_is_refused() =>
        Assert.That(MySqlParser.Parse("SELECT 1", MariaDb with { Modes = MySqlModes.Oracle }, AnalysisLimits.Default).Error!.Code, Is.EqualTo("unsupported"));

    [Test]
    public void Long_chains_are_read_and_deep_nesting_is_refused()
    {
        string[] long_ = [string.Join('+', Enumerable.Repeat("1", 20_000)), string.Join(" OR ", Enumerable.Repeat("a", 20_000))];
        Assert.That(long_.Select(e => MySqlParser.Parse("SELECT " + e, MariaDb, AnalysisLimits.Default).Error), Has.All.Null);
        string[] deep =
        [
            new string('(', 100_000) + "1", string.Concat(Enumerable.Repeat("NOT ", 100_000)) + "1", string.Concat(Enumerable.Repeat("- ", 100_000)) + "1",
            string.Join('=', Enumerable.Repeat("1", 100_000)), string.Concat(Enumerable.Repeat("(SELECT ", 100_000)), string.Concat(Enumerable.Repeat("CASE WHEN ", 100_000)),
            string.Concat(Enumerable.Repeat("f(", 100_000)), "1 FROM " + string.Join(" JOIN ", Enumerable.Repeat("t", 100_000)), string.Concat(Enumerable.Repeat("@a := ", 100_000)) + "1",
            "a" + string.Concat(Enumerable.Repeat(" COLLATE x", 100_000)), "a" + string.Concat(Enumerable.Repeat(" IS NULL", 100_000)),
        ];
        Assert.That(deep.Select(e => MySqlParser.Parse("SELECT " + e, MariaDb, AnalysisLimits.Default).Error?.Code), Has.All.EqualTo("too_deep"));
    }

    private static string Tree(string expression, MySqlSession session)
    {
        var parsed = MySqlParser.Parse("SELECT " + expression, session, AnalysisLimits.Default);
        Assert.That(parsed.Error, Is.Null);
        return ExpressionText.Of(((SelectQuery)((QueryStatement)parsed.Statements[0]).Query).Items[0].Expression);
    }
}
