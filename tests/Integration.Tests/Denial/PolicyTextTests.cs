using NUnit.Framework;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Integration.Tests.Denial;

public sealed class PolicyTextTests
{
    [Test]
    public void The_policies_of_these_tests_load()
    {
        var errors = new DocumentErrors();
        Assert.That(PolicyLoader.Load(DenialPolicy.Files, errors), Is.Not.Null, string.Join('\n', errors));
    }
}
