using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Hostile;

/// <summary>Class 24: a server that answers with nonsense loses its connection; the client gets an error or an end, the next one a clean backend.</summary>
public sealed class HostileServerTests : GatewayFixture
{
    private static readonly byte[] Row = Typed('T', [0, 1, (byte)'a', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0]);
    private static readonly byte[] Ready = Typed('Z', (byte)'I');
    private static readonly byte[] Complete = Typed('C', [.. "SELECT 1"u8, 0]);
    private InterferingRelay _relay = null!;
    private IGateway _gateway = null!;

    public static IEnumerable<TestCaseData> Attacks()
    {
        (string Name, byte[] Bytes, bool Close)[] attacks =
        [
            ("length 0", [(byte)'D', 0, 0, 0, 0], false),
            ("negative length", [(byte)'D', 0x80, 0, 0, 0], false),
            ("endless row then end", [.. Row, (byte)'D', 0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3], true),
            ("unknown kind", Typed('?', 1, 2, 3), false),
            ("client's kind", Typed('Q', [.. "SELECT 1"u8, 0]), false),
            ("unexpected authentication request", Typed('R', 0, 0, 0, 3), false),
            ("unexpected key", Typed('K', 0, 0, 0, 1, 0, 0, 0, 2), false),
            ("ready with a strange status", Join(Row, Complete, Typed('Z', (byte)'?')), false),
            ("ready without status", Join(Row, Complete, Typed('Z')), false),
            ("ready before the answer", Ready, true),
            ("one ready too many", Join(Row, Complete, Ready, Ready), true),
            ("a second answer", Join(Row, Complete, Ready, Row, Typed('D', [0, 1, 0, 0, 0, 1, (byte)'!']), Complete, Ready), true),
            ("error without fields", Join(Typed('E', 0), Ready), true),
            ("unterminated error", Join(Typed('E', [.. "SERROR"u8]), Ready), true),
            ("error without SQLSTATE", Join(Typed('E', [.. "SERROR"u8, 0, .. "Mno code"u8, 0, 0]), Ready), true),
            ("unterminated parameter status", Join(Typed('S', [.. "TimeZone"u8]), Row, Complete, Ready), true),
            ("row description with a negative count", Join(Typed('T', 0xFF, 0xFF), Ready), true),
            ("row description longer than itself", Join(Typed('T', 0x7F, 0xFF, (byte)'a', 0), Ready), true),
            ("copy in nobody asked for", Join(Typed('G', 0, 0, 0), Ready), true),
            ("copy both", Typed('W', 0, 0, 0), true),
            ("end within a message", [.. Row, (byte)'D', 0, 0, 0, 50, 0, 1], true),
            ("end without an answer", [], true),
            ("gigantic error", Join(Typed('E', [.. "SERROR"u8, 0, .. "C22000"u8, 0, (byte)'M', .. new byte[3_000_000].Select(_ => (byte)'x'), 0, 0]), Ready), true),
        ];
        return attacks.Select(a => new TestCaseData(a.Bytes, a.Close).SetArgDisplayNames(a.Name));
    }

    [TearDown]
    public void StartAfreshAfterFailure()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status != NUnit.Framework.Interfaces.TestStatus.Failed)
            return;
        StopGateway();
        StartGateway();
    }

    [OneTimeSetUp]
    public void StartGateway()
    {
        GatewayUnderTest.RequirePool();
        _relay = new InterferingRelay(Shared.Database.Port);
        _gateway = GatewayUnderTest.Start(new GatewayOptions(_relay.Port) { PoolSize = 1 });
    }

    [OneTimeTearDown]
    public void StopGateway()
    {
        _gateway?.Dispose();
        _relay?.Dispose();
    }

    [TestCaseSource(nameof(Attacks))]
    public void Class_24_hostile_frames_of_a_server_end_its_connection_only(byte[] attack, bool close)
    {
        foreach (var extended in (bool[])[false, true])
        {
            (_relay.Attack, _relay.CloseAfterAttack) = (attack, close);
            var closed = _relay.Closed;
            var client = Login(new RawLogin(_gateway.Port) { Timeout = TimeSpan.FromSeconds(8) });
            client.Timeout = TimeSpan.FromSeconds(3);
            client.Send(extended ? Join(Extended("SELECT 'hostile'"), Sync) : Query("SELECT 'hostile'"));
            try
            {
                client.ReadUntilReady();
            }
            catch (Exception e) when (e is IOException or TimeoutException)
            {
                // An end is an answer; a server that says nothing more is waited for, as it would be without a gateway.
            }

            client.Dispose();
            if (close)
                Wait.Until(() => _relay.Closed > closed, TimeSpan.FromSeconds(10), () => "the attack did not take place");
            AssertServes(_gateway.Port, "after a hostile server");
        }
    }

    [TestCase(3, "cleartext password")]
    [TestCase(5, "md5")]
    [TestCase(2, "kerberos")]
    [TestCase(9, "sspi")]
    [TestCase(99, "unknown")]
    [TestCase(0, "no authentication at all")]
    public void A_backend_that_asks_for_a_weaker_method_gets_nothing(int method, string name)
    {
        if (!GatewayUnderTest.IsProxyDb)
            Assert.Ignore("PgBouncer answers what it is asked for");
        using var relay = new InterferingRelay(Shared.Database.Port);
        using var gateway = GatewayUnderTest.Start(new GatewayOptions(relay.Port) { PoolSize = 1, Pool = new Dictionary<string, string> { ["connect_timeout"] = "2s", ["wait_timeout"] = "3s" } });
        // Whatever start-up asked of the server is over; every new connection meets the hostile one.
        relay.Greeting = Typed('R', method == 5 ? [.. Int32(5), 1, 2, 3, 4] : Int32(method));
        Assert.That(
            () =>
            {
                using var client = RawPostgresClient.Login(new RawLogin(gateway.Port));
                if (client.Query("SELECT 1").Find(m => m.IsError) is { } error)
                    throw new RawPostgresException(error);
            },
            Throws.InstanceOf<RawPostgresException>().Or.InstanceOf<IOException>(),
            name);
        Assert.That(relay.AfterGreeting.ToArray().Where((b, i) => i == 0).Select(b => (char)b), Has.None.EqualTo('p'), $"a password was sent for {name}");
    }

    [Test]
    public void A_backend_that_speaks_in_clear_after_ssl_request_gets_nothing()
    {
        using var relay = new InterferingRelay(Shared.Database.Port) { Greeting = [(byte)'S', .. Typed('R', Int32(3))] };
        if (!GatewayUnderTest.IsProxyDb)
            Assert.Ignore("this is about ProxyDb's own handshake");
        IGateway gateway;
        try
        {
            gateway = GatewayUnderTest.Start(new GatewayOptions(relay.Port) { PoolSize = 1, BackendTls = "require", Pool = new Dictionary<string, string> { ["connect_timeout"] = "2s", ["wait_timeout"] = "3s" } });
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            Assert.That(relay.AfterGreeting.ToArray(), Is.Empty, "not ready without its server, and silent towards it");
            return;
        }

        using (gateway)
        {
            Assert.That(() => RawPostgresClient.Login(new RawLogin(gateway.Port)), Throws.InstanceOf<Exception>());
            Assert.That(relay.AfterGreeting.ToArray(), Is.Empty, "bytes after a handshake that was broken in clear");
        }
    }
}
