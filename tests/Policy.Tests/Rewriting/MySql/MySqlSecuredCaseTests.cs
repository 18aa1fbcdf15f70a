using NUnit.Framework;
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

    [TestCase(MySqlModes.AnsiQuotes)]
    [TestCase(MySqlModes.NoBackslashEscapes)]
    [TestCase(MySqlModes.PipesAsConcat | MySqlModes.HighNotPrecedence | MySqlModes.IgnoreSpace)]
    public void A_view_that_another_sql_mode_reads_otherwise_is_not_inlined(MySqlModes modes)
    {
        Assert.That(MySqlBank.Secure("SELECT id FROM v_quoted", "filter", modes).Refusal, Does.Contain("does not mean in this session"));
        Assert.That(MySqlBank.Secure("SELECT name FROM v_names", "filter", modes).Refusal, Is.Null);
    }
}
