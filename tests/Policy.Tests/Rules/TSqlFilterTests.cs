using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Tests.Rules;

/// <summary>Conditions of filters as SQL Server reads them.</summary>
public sealed class TSqlFilterTests
{
    [TestCase("branch_id IN (@a1)", "branch_id", Description = "a list")]
    [TestCase("[Branch Id] = @a1 AND region IS NOT NULL", "Branch Id,region")]
    [TestCase("region COLLATE Latin1_General_BIN2 = N'x' OR id = 5", null)]
    [TestCase("id IN (SELECT b.id FROM dbo.branches AS b JOIN dbo.regions r ON r.id = b.region WHERE r.name = @a1)", "id")]
    [TestCase("EXISTS (SELECT 1 FROM dbo.grants g WHERE g.branch = @a1)", "")]
    [TestCase("born < DATEADD(day, -5, GETDATE()) AND LEFT(name, 1) = N'k' AND ISNULL(closed, 0) = 0", "born,name,closed")]
    [TestCase("CASE WHEN kind = 1 THEN owner ELSE branch END = @a1", "kind,owner,branch")]
    [TestCase("dbo.may_see(id) = 1", "id")]
    [TestCase("CAST(code AS int) BETWEEN 1 AND 5 AND NOT (code LIKE N'x%')", "code,code")]
    public void A_condition_tells_the_columns_of_the_protected_table(string where, string? columns)
    {
        var check = TSqlFilterSyntax.Instance.Check(where, [.. Places(where)]);
        if (columns is null)
        {
            Assert.That(check.Fault, Does.Contain("written bare"));
            return;
        }

        Assert.That(check.Fault, Is.Null);
        Assert.That(string.Join(',', check.Columns.Select(static c => c.Name)), Is.EqualTo(columns));
        foreach (var column in check.Columns)
        {
            Assert.That(where.Substring(column.Start, column.Length).Trim('[', ']'), Is.EqualTo(column.Name));
        }
    }

    [TestCase("a = 1 AND", "not a condition of SQL Server")]
    [TestCase("a) OR (b = 1", "not a condition of SQL Server")]
    [TestCase("1 = 1) UNION SELECT (1", "not a condition of SQL Server")]
    [TestCase("a = 1 ORDER BY b", "not a condition of SQL Server")]
    [TestCase("a = 1 OPTION (RECOMPILE)", "not a condition of SQL Server")]
    [TestCase("a = 1; DROP TABLE x", "leave `;` out")]
    [TestCase("a = 1 -- note", "no comments")]
    [TestCase("a = 1 /* note */", "no comments")]
    [TestCase("a = $1", "no parameters of its own")]
    [TestCase("a = @b", "no variables")]
    [TestCase("a = @@SPID", "no variables")]
    [TestCase("a = \"b\"", "double quotes")]
    [TestCase("a = NULL", "write IS NULL")]
    [TestCase("t.a = 1", "written bare")]
    [TestCase("a IN (SELECT b FROM other)", "`other` needs its schema")]
    [TestCase("a IN (SELECT b FROM s.d.dbo.other)", "another server")]
    [TestCase("COUNT(a) = 1", "of several rows")]
    [TestCase("a = SUSER_SNAME()", "use an attribute")]
    [TestCase("a = SYSTEM_USER", "use an attribute")]
    [TestCase("a = SESSION_CONTEXT(N'tenant')", "use an attribute")]
    [TestCase("DATENAME(weekday, born) = N'Monday'", "settings of the session")]
    [TestCase("a IN (SELECT x FROM OPENROWSET('SQLNCLI', 's', 'q') o)", "cannot hold")]
    [TestCase("a IN (SELECT NEXT VALUE FOR dbo.s)", "cannot hold")]
    [TestCase("CAST(a AS dbo.kind) = 1", "types of the server only")]
    [TestCase("CURRENT OF c", "not a condition of SQL Server")]
    public void A_slip_in_a_condition_is_named(string where, string fault) =>
        Assert.That(TSqlFilterSyntax.Instance.Check(where, [.. Places(where)]).Fault, Does.Contain(fault));

    [Test]
    public void A_condition_nested_without_end_is_refused()
    {
        var deep = new StringBuilder("a = 1");
        for (var i = 0; i < 100; i++)
        {
            _ = deep.Insert(0, '(').Append(')');
        }

        Assert.That(TSqlFilterSyntax.Instance.Check(deep.ToString(), []).Fault, Does.Contain("nested too deeply"));
    }

    private static IEnumerable<int> Places(string where)
    {
        for (var at = where.IndexOf("@a", StringComparison.Ordinal); at >= 0; at = where.IndexOf("@a", at + 1, StringComparison.Ordinal))
        {
            yield return at;
        }
    }
}
