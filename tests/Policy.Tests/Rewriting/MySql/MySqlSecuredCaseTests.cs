using NUnit.Framework;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Rewriting.MySql;

/// <summary>Secured texts of MySQL and MariaDB, as <see cref="SecuredCaseTests"/> has those of PostgreSQL; <c>?</c> is a check of what is written.</summary>
public sealed class MySqlSecuredCaseTests
{
    [TestCase("references")]
    [TestCase("barriers")]
    [TestCase("targets")]
    [TestCase("statements")]
    public void Secured_texts_are_as_written(string file) =>
        SecuredCases.Check(Path.Combine(MySqlBank.Folder(), file + ".cases"), MySqlBank.Secure, MySqlBank.Abbreviated);

    [Test]
    public void What_only_MySQL_8_has_is_secured_as_written() =>
        SecuredCases.Check(Path.Combine(MySqlBank.Folder(), "mysql8.cases"), MySqlBank.SecureInMySql, MySqlBank.Abbreviated);

    [TestCase("SELECT name FROM customers", "inner", "bank.branches")]
    [TestCase("CREATE TEMPORARY TABLE branches (id int, region varchar(40)); SELECT name FROM customers", "inner", "")]
    [TestCase("UPDATE customers SET name = 'x'", "inner", "bank.branches")]
    [TestCase("SELECT id FROM v_names", "filter", "bank.customers")]
    public void A_temporary_table_does_not_take_the_place_of_what_a_filter_reads(string sql, string rules, string temporary)
    {
        var names = MySqlBank.Session with { TemporaryNames = temporary.Length == 0 ? [] : [temporary] };
        var facts = SqlAnalyzer.Analyze(SqlDialect.MariaDb, sql, names, MySqlBank.Catalog);
        var result = StatementRewriter.Rewrite(SqlDialect.MariaDb, sql, names, MySqlBank.Catalog, facts.Statements, MySqlBank.Rules(rules));
        Assert.That(result.Statement, Is.Null);
        Assert.That(result.Refusal, Does.Contain("temporary table").Or.Contain("cannot be secured"));
    }

    [TestCase(MySqlModes.AnsiQuotes)]
    [TestCase(MySqlModes.NoBackslashEscapes)]
    [TestCase(MySqlModes.PipesAsConcat | MySqlModes.HighNotPrecedence | MySqlModes.IgnoreSpace)]
    public void A_view_that_another_sql_mode_reads_otherwise_is_not_inlined(MySqlModes modes)
    {
        Assert.That(MySqlBank.Secure("SELECT id FROM v_quoted", "filter", modes).Refusal, Does.Contain("does not mean in this session"));
        Assert.That(MySqlBank.Secure("SELECT name FROM v_names", "filter", modes).Refusal, Is.Null);
    }
}
