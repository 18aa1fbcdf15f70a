using System.Globalization;
using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Sql.Postgres;

namespace ProxyDb.Policy.Tests.Sql;

public sealed class AnalysisGuardTests
{
    /// <summary>Left-recursive and nesting productions of gram.y: head, what is repeated, middle, what is repeated after it, tail.</summary>
    private static readonly string[][] Chains =
    [
        ["SELECT a", "+a", "", "", ""],
        ["SELECT a", "||a", "", "", ""],
        ["SELECT a", " @@ a", "", "", ""],
        ["SELECT a", " OPERATOR(x.+) a", "", "", ""],
        ["SELECT a", " = a", "", "", ""],
        ["SELECT a", " AND a", "", "", ""],
        ["SELECT a", " AND a OR a", "", "", ""],
        ["SELECT ", "NOT ", "a", "", ""],
        ["SELECT ", "- ", "a", "", ""],
        ["SELECT ", "@ ", "a", "", ""],
        ["SELECT a", "::int", "", "", ""],
        ["SELECT a", "[1]", "", "", ""],
        ["SELECT a", ".b", "", "", ""],
        ["SELECT a", " IS NULL", "", "", ""],
        ["SELECT a", " ISNULL", "", "", ""],
        ["SELECT a", " IS NOT DISTINCT FROM a", "", "", ""],
        ["SELECT a", " IS TRUE", "", "", ""],
        ["SELECT a", " COLLATE c", "", "", ""],
        ["SELECT a", " AT TIME ZONE a", "", "", ""],
        ["SELECT a", " IN (1)", "", "", ""],
        ["SELECT a", " = ANY(a)", "", "", ""],
        ["SELECT a", " BETWEEN 1 AND a", "", "", ""],
        ["SELECT a", " LIKE a", "", "", ""],
        ["SELECT 1", " UNION SELECT 1", "", "", ""],
        ["SELECT 1", " EXCEPT ALL SELECT 1", "", "", ""],
        ["SELECT 1 FROM t", " JOIN t ON true", "", "", ""],
        ["SELECT 1 FROM t", " NATURAL JOIN t", "", "", ""],
        ["SELECT 1 FROM t", " JOIN t", "", " ON true", ""],
        ["SELECT 1", ",1", "", "", ""],
        ["SELECT a IN (1", ",1", "", "", ")"],
        ["SELECT f(1", ",1", "", "", ")"],
        ["SELECT 1 FROM t", ",t", "", "", ""],
        ["SELECT CASE", " WHEN a THEN b", "", "", " END"],
        ["UPDATE t SET a=1", ",a=1", "", "", ""],
        ["WITH a AS (SELECT 1)", ",a AS (SELECT 1)", "", "", " SELECT 1"],
        ["SELECT 1", ";SELECT 1", "", "", ""],
        ["VALUES (f(1))", ",(1)", "", "", ""],
        ["SELECT 'a'", "\n'a'", "", "", ""],
        ["CREATE TABLE t (a int", ",a int", "", "", ")"],
        ["SELECT ", "(", "1", ")", ""],
        ["SELECT ", "(SELECT ", "1", ")", ""],
        ["SELECT 1 FROM ", "(SELECT 1 FROM ", "t", ") x", ""],
        ["SELECT 1 FROM ", "(", "a CROSS JOIN b", ")", ""],
        ["", "(", "SELECT 1", ")", ""],
        ["", "WITH x AS (", "SELECT 1", ") SELECT 1", ""],
        ["SELECT ", "CASE WHEN a THEN ", "1", " END", ""],
        ["SELECT ", "CASE WHEN a THEN 1 ELSE ", "1", " END", ""],
        ["SELECT ", "f(", "1", ")", ""],
        ["SELECT ", "ARRAY[", "1", "]", ""],
        ["SELECT ARRAY", "[", "1", "]", ""],
        ["SELECT ", "CAST(", "1", " AS int)", ""],
        ["SELECT ", "EXISTS (SELECT ", "1", ")", ""],
        ["SELECT a", " IN (a", "", ")", ""],
        ["SELECT ", "f(1) OVER (ORDER BY ", "1", ")", ""],
        ["SELECT 1 GROUP BY ", "ROLLUP(", "a", ")", ""],
        ["SELECT ", "a AND (b OR ", "c", ")", ""],
    ];

    [TestCaseSource(nameof(Chains))]
    public void The_parser_survives_what_the_guard_lets_through(string head, string left, string middle, string right, string tail)
    {
        LibPgQueryProbe.Require();
        var (low, high) = (1, 120_000);
        while (high - low > low / 16)
        {
            var half = (low + high + 1) / 2;
            (low, high) = Check(Chain(half)).Error is null ? (half, high) : (low, half - 1);
        }

        Assert.DoesNotThrow(() => LibPgQueryProbe.ParseOnBigStack(Chain(low)));

        byte[] Chain(int length) => Encoding.UTF8.GetBytes(new StringBuilder(head)
            .Insert(head.Length, left, length).Append(middle).Append(new StringBuilder().Insert(0, right, length)).Append(tail).ToString());
    }

    [Test]
    public void Bounds_are_exact()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Check("SELECT a" + Repeat("+a", 20_000)).Error, Is.Null);
            Assert.That(Check("SELECT a" + Repeat("+a", 20_001)).Error!.Code, Is.EqualTo("too_large"));
            Assert.That(Check("SELECT " + Repeat("(", 500) + "1" + Repeat(")", 500)).Error, Is.Null);
            Assert.That(Check("SELECT " + Repeat("(", 501) + "1" + Repeat(")", 501)).Error!.Code, Is.EqualTo("too_deep"));
            Assert.That(Check("SELECT " + Repeat("(1),", 1000) + "1").Error, Is.Null);
            Assert.That(Check("SELECT " + Repeat(" ", (1 << 20) - 7)).Error, Is.Null);
            Assert.That(Check("SELECT " + Repeat(" ", (1 << 20) - 6)).Error!.Code, Is.EqualTo("too_large"));
            Assert.That(Check("SELECT '" + Repeat("x", 4 << 20) + "'").Error, Is.Null, "literals are not counted");
            Assert.That(Check("SELECT 'x" + Repeat("+a", 20_001)).Error!.Code, Is.EqualTo("too_large"), "what follows a token that cannot be read is bounded");
        });
    }

    [Test]
    public void Rows_of_values_that_are_like_a_row_before_are_left_out()
    {
        var sent = "INSERT INTO t VALUES (1, 'a', NULL)" + Repeat(", (-2, E'\\'b', $3)", 3000) + Repeat(" ,(3,'c', null)", 3000) + " RETURNING x";
        var guarded = Check(sent);

        Assert.That(guarded.Error, Is.Null);
        Assert.That(Encoding.UTF8.GetString(guarded.Reduced!), Is.EqualTo("INSERT INTO t VALUES (1, 'a', NULL), (-2, E'\\'b', $3) RETURNING x"));
        Assert.That(guarded.HighestParameter, Is.EqualTo(3));
        var place = Encoding.UTF8.GetString(guarded.Reduced!).IndexOf("RETURNING", StringComparison.Ordinal);
        Assert.That(guarded.Map!.ToOriginal(place), Is.EqualTo(sent.IndexOf("RETURNING", StringComparison.Ordinal)));
        Assert.That(guarded.Map.ToOriginal(13), Is.EqualTo(13));
    }

    [TestCase("(1,now())", TestName = "An_expression_is_parsed")]
    [TestCase("(1,2,3)", TestName = "Another_number_of_items_is_parsed")]
    [TestCase("(1,'a' 'b')", TestName = "Two_literals_side_by_side_are_parsed")]
    [TestCase("(1,(2))", TestName = "A_parenthesis_is_parsed")]
    [TestCase("(1,2::int)", TestName = "A_cast_is_parsed")]
    [TestCase("(1,-'2')", TestName = "A_sign_before_a_text_is_parsed")]
    public void Only_plain_rows_are_left_out(string row)
    {
        var sent = "VALUES (1,2)" + Repeat(",(3,4)", 4000) + "," + row + Repeat(",(5,6)", 10);
        var expected = "VALUES (1,2)," + row;

        Assert.That(Encoding.UTF8.GetString(Check(sent).Reduced!), Does.StartWith(expected));
    }

    [Test]
    public void A_row_of_another_class_is_kept()
    {
        var sent = "VALUES (1)" + Repeat(",(2)", 6000) + ",(3000000000),(2147483648),(1.5),('x'),(true),(2)";

        Assert.That(Encoding.UTF8.GetString(Check(sent).Reduced!), Is.EqualTo("VALUES (1),(3000000000),(2147483648),(1.5),('x'),(true)"));
    }

    [Test]
    public void A_megabyte_of_rows_passes_and_positions_are_kept()
    {
        var text = new StringBuilder("INSERT INTO t VALUES ");
        for (var i = 0; i < 200_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}({i},'v{i}')");
        }

        var guarded = Check(text.Append(" oops").ToString());

        Assert.That(guarded.Error, Is.Null);
        Assert.That(guarded.Reduced!, Has.Length.LessThan(100));
        Assert.That(guarded.Map!.ToOriginal(guarded.Reduced!.Length - 4), Is.EqualTo(text.Length - 4));
    }

    [Test]
    public void Comments_within_a_continued_literal_are_left_to_the_parser_which_refuses_them()
    {
        const string sent = "SELECT 'a' -- it's\n'b'";

        Assert.That(Check(sent).Reduced, Is.Null);
        Assert.That(SqlAnalyzer.Analyze(SqlDialect.Postgres, sent, new AnalysisNamespace("shop", ["public"], "app"), null).Error!.Code, Is.EqualTo("syntax"));
    }

    [Test]
    public void Without_standard_conforming_strings_literals_get_an_E_for_the_parser()
    {
        const string sent = @"SELECT DATE'a\'b', 'c', 'd\\', x";
        var guarded = AnalysisGuard.CheckPostgres(Encoding.UTF8.GetBytes(sent), standardConformingStrings: false, AnalysisLimits.Default);
        var parsed = Encoding.UTF8.GetString(guarded.Reduced!);

        Assert.That(parsed, Is.EqualTo(@"SELECT DATE E'a\'b', 'c',  E'd\\', x"));
        foreach (var piece in new[] { "SELECT", "DATE", "'a", "'c'", "'d", "x" })
        {
            Assert.That(guarded.Map!.ToOriginal(parsed.IndexOf(piece, StringComparison.Ordinal)), Is.EqualTo(sent.IndexOf(piece, StringComparison.Ordinal)), piece);
        }

        Assert.That(
            AnalysisGuard.CheckPostgres(@"SELECT N'a\'b'"u8, standardConformingStrings: false, AnalysisLimits.Default).Error!.Code, Is.EqualTo("unsupported"));
    }

    [Test]
    public void An_ordinary_text_is_parsed_as_it_is()
    {
        var guarded = Check("SELECT $2, 'a' FROM t WHERE id = $1");

        Assert.That(guarded, Is.EqualTo(new GuardedText(null, null, null, 2)));
    }

    private static GuardedText Check(string text) => Check(Encoding.UTF8.GetBytes(text));

    private static GuardedText Check(byte[] text) => AnalysisGuard.CheckPostgres(text, standardConformingStrings: true, AnalysisLimits.Default);

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
