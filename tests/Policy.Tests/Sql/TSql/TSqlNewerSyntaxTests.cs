using NUnit.Framework;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>What SQL Server 2022 has added: its own words where it is refused, and what is a function by its form works.</summary>
public sealed class TSqlNewerSyntaxTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["dbo"], "clerk") { TSql = new TSqlSession(true, "Korean_Wansung_CI_AS", 16) };

    [TestCase("SELECT 1 FROM t WHERE a IS DISTINCT FROM b")]
    [TestCase("SELECT 1 FROM t WHERE a IS NOT DISTINCT FROM b")]
    [TestCase("SELECT FIRST_VALUE(a) IGNORE NULLS OVER (ORDER BY b) FROM t")]
    [TestCase("SELECT LAST_VALUE(a) RESPECT NULLS OVER (ORDER BY b) FROM t")]
    [TestCase("SELECT TRIM(LEADING ' ' FROM a) FROM t")]
    [TestCase("SELECT JSON_OBJECT('a':1)")]
    [TestCase("SELECT JSON_ARRAY(1, NULL NULL ON NULL)")]
    [TestCase("SELECT SUM(a) OVER w FROM t WINDOW w AS (ORDER BY b)")]
    public void It_is_refused_as_what_it_is(string sql)
    {
        var error = SqlAnalyzer.Analyze(SqlDialect.TSql, sql, Session, null).Error;
        Assert.That(error?.Code, Is.EqualTo("unsupported"));
        Assert.That(error!.Message, Does.EndWith("syntax of SQL Server 2022 is not understood"));
    }

    [TestCase("SELECT FROM WHERE 'IS DISTINCT FROM'", "syntax")]
    [TestCase("SELECT 1 /* IGNORE NULLS */ FROM", "syntax")]
    [TestCase("SELECT GREATEST(1, 2), LEAST(a, b), DATETRUNC(day, c) FROM t", null)]
    public void Other_texts_are_what_they_were(string sql, string? code) =>
        Assert.That(SqlAnalyzer.Analyze(SqlDialect.TSql, sql, Session, null).Error?.Code, Is.EqualTo(code));
}
