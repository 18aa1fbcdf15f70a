using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Logins;

/// <summary>Who gets encryption of what, by the mode of the listener and the wish of the client; and likewise towards servers.</summary>
public sealed class TlsModeTests : GatewayFixture
{
    private const byte Off = 0, On = 1, NotSupported = 2, Required = 3;

    /// <summary>What the client asks for and what it gets: <c>none</c>, <c>login</c>, <c>all</c>, <c>refused</c>.</summary>
    [TestCase("disable", "none,refused,none,refused")]
    [TestCase("prefer", "all,all,none,all")]
    [TestCase("login-only", "login,all,none,all")]
    [TestCase("require", "all,all,refused,all")]
    public void Each_client_gets_what_the_listener_gives(string mode, string expected)
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { ListenerTls = mode, PoolSize = 2 });
        var given = new[] { Off, On, NotSupported, Required }.Select(asked => Given(gateway.Port, asked));
        Assert.That(string.Join(',', given), Is.EqualTo(expected));
    }

    [Test]
    public void Login7_without_prelogin_is_for_listeners_in_clear()
    {
        using (var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { ListenerTls = "disable", PoolSize = 2 }))
            Assert.That(Login(new RawTdsLogin(gateway.Port) { Encryption = null, Version = 0x71000001 }).Scalar("SELECT 1"), Is.EqualTo("1"));
        using (var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { ListenerTls = "require", PoolSize = 2 }))
            Assert.That(() => RawTdsClient.Login(new RawTdsLogin(gateway.Port) { Encryption = null }), Throws.Exception);
    }

    [Test]
    public void A_strict_listener_speaks_tls_first_and_nothing_else()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { ListenerTls = "strict", PoolSize = 2 });
        Assert.That(Login(new RawTdsLogin(gateway.Port) { IsStrict = true }).Scalar("SELECT 1"), Is.EqualTo("1"));
        Assert.That(() => RawTdsClient.Login(new RawTdsLogin(gateway.Port) { Encryption = On }), Throws.Exception);
        Assert.That(() => RawTdsClient.Login(new RawTdsLogin(gateway.Port) { Encryption = null }), Throws.Exception);
    }

    [Test]
    public void Tls_first_is_understood_by_every_listener_with_a_certificate()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { ListenerTls = "require", PoolSize = 2 });
        Assert.That(Login(new RawTdsLogin(gateway.Port) { IsStrict = true }).Scalar("SELECT 1"), Is.EqualTo("1"));
    }

    [TestCase(EncryptionMode.Required, "require")]
    [TestCase(EncryptionMode.Optional, "require")]
    [TestCase(EncryptionMode.NotSupported, "disable")]
    public void Servers_are_asked_for_encryption_of_all_or_none(EncryptionMode server, string mode)
    {
        using var database = SampleTdsServer.Start(new TdsServerOptions { Encryption = server });
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(database.Port) with { BackendTls = mode, PoolSize = 1 });
        Assert.That(Login(gateway.Port).Scalar("SELECT 1"), Is.EqualTo("1"));
    }

    private string Given(int port, byte asked)
    {
        try
        {
            var client = Login(new RawTdsLogin(port) { Encryption = asked });
            var large = new string('x', 10_000);
            Assert.That(client.Scalar($"SELECT '{large}'"), Is.EqualTo(large));
            return client.Agreed switch { Off => "login", NotSupported => "none", _ => "all" };
        }
        catch (Exception e) when (e is RawTdsException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return "refused";
        }
    }
}
