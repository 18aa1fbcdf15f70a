using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Limits;

/// <summary>A database that does not answer is no reason to leave a client without an answer.</summary>
public sealed class DatabaseAwayAtLoginTests : GatewayFixture
{
    [Test]
    public void Login_that_waits_for_the_database_ends_with_an_error_of_its_own()
    {
        // Accepts connections and never says a word.
        using var dead = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        dead.Start();
        using var gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(((System.Net.IPEndPoint)dead.LocalEndpoint).Port)
        {
            Network = new Dictionary<string, string> { ["login_timeout"] = "2s" },
        });

        var refusal = Assert.Throws<RawPostgresException>(() => Login(gateway.Port))!;

        Assert.Multiple(() =>
        {
            Assert.That(refusal.Error.SqlState, Is.EqualTo("57P03"));
            Assert.That(refusal.Error.Fields['M'], Does.Contain("login_timeout"));
        });
    }
}
