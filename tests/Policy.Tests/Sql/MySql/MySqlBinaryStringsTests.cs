using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql.MySql;

/// <summary>Bytes that are no characters, in texts: taken in string literals, and nowhere else.</summary>
public sealed class MySqlBinaryStringsTests
{
    private static readonly MySqlSession Session = MySqlSession.Unknown;

    [TestCase("INSERT INTO t VALUES (_binary'\u0080\u00ff\\'', 'a\u00e3')", "INSERT INTO t VALUES (_binary'??\\'', 'a?')")]
    [TestCase("SELECT \"\u00c0\u00a7\", 'b' -- c", "SELECT \"??\", 'b' -- c")]
    [TestCase("SELECT 1 /* \u00ff */", null, Description = "a comment")]
    [TestCase("SELECT 1 AS `\u00ff`", null, Description = "a name")]
    [TestCase("SELECT 'a' \u00ff'b'", null, Description = "between two literals")]
    [TestCase("SELECT 'a\u00ff", null, Description = "a literal without an end")]
    public void Broken_characters_stand_in_literals_only(string latin1, string? expected)
    {
        var isRead = MySqlBinaryStrings.TryRead(Encoding.Latin1.GetBytes(latin1), Session, out var utf8);
        Assert.That(isRead ? Encoding.UTF8.GetString(utf8) : null, Is.EqualTo(expected));
    }

    [Test]
    public void What_is_a_name_under_ANSI_QUOTES_is_no_literal() =>
        Assert.That(
            MySqlBinaryStrings.TryRead(Encoding.Latin1.GetBytes("SELECT \"\u00ff\""), Session with { Modes = MySqlModes.AnsiQuotes }, out _), Is.False);

    [TestCase("INSERT INTO t VALUES ('x')", true)]
    [TestCase("SELECT name FROM t WHERE b = 'x'", true)]
    [TestCase("SET sql_mode = 'x'", false)]
    [TestCase("PREPARE p FROM 'x'", false)]
    [TestCase("EXECUTE IMMEDIATE 'SELECT 1'", false)]
    [TestCase("LOAD DATA LOCAL INFILE 'x' INTO TABLE t", false)]
    [TestCase("SELECT 1 INTO OUTFILE 'x'", false)]
    [TestCase("CREATE TABLE t (a int COMMENT 'x')", false)]
    public void Where_a_string_decides_what_is_done_it_must_be_known(string text, bool expected)
    {
        var names = new AnalysisNamespace("shop", ["shop"], "app") { MySql = Session };
        var result = SqlAnalyzer.Analyze(SqlDialect.MySql, Encoding.UTF8.GetBytes(text), names, null, AnalysisLimits.Default);
        Assert.That(!result.Statements.IsEmpty && result.Statements.All(MySqlBinaryStrings.MayStandIn), Is.EqualTo(expected));
    }
}
