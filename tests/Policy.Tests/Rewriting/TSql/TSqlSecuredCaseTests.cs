using NUnit.Framework;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Rewriting.TSql;

/// <summary>Secured texts of SQL Server, as <see cref="SecuredCaseTests"/> has those of PostgreSQL; <c>?</c> is a check of what is written.</summary>
public sealed class TSqlSecuredCaseTests
{
    [TestCase("references")]
    [TestCase("barriers")]
    [TestCase("targets")]
    [TestCase("statements")]
    [TestCase("views")]
    [TestCase("ways-out")]
    public void Secured_texts_are_as_written(string file) =>
        SecuredCases.Check(Path.Combine(TSqlBank.Folder(), file + ".cases"), TSqlBank.Secure, TSqlBank.Abbreviated);
}
