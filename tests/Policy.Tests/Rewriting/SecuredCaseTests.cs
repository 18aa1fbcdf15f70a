using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Rewriting;

/// <summary>
/// Secured texts in files that read as documentation: rules after <c>@</c>, a statement after <c>&gt;</c>, what becomes of it below:
/// <c>=</c> the secured text, <c>~</c> a mask on the wire, <c>!</c> a refusal. PROXYDB_UPDATE=1 rewrites the answers; review the
/// difference like code.
/// </summary>
public sealed class SecuredCaseTests
{
    [TestCase("references")]
    [TestCase("barriers")]
    [TestCase("views")]
    [TestCase("statements")]
    [TestCase("ways-out")]
    public void Secured_texts_are_as_written(string file) => SecuredCases.Check(Path.Combine(Bank.Folder(), file + ".cases"), Bank.Secure, Bank.Abbreviated);
}
