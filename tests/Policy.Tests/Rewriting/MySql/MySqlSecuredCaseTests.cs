using NUnit.Framework;

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
}
