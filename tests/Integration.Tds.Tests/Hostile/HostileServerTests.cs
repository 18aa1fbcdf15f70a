using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.Samples.TdsServer.Wire;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Processes;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Hostile;

/// <summary>Class 24: a server that answers with nonsense loses its connection; the client gets an error or an end, the next one a clean backend.</summary>
public sealed class HostileServerTests : GatewayFixture
{
    private static readonly byte[] Column = [0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0x38, 1, (byte)'a', 0];
    private static readonly byte[] Done = [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Row = [0xd1, 1, 0, 0, 0];
    private SampleTdsServer _server = null!;
    private IGateway _gateway = null!;

    public static IEnumerable<TestCaseData> Attacks()
    {
        (string Name, Fault Fault)[] attacks =
        [
            ("nothing", new Fault { Close = true }),
            ("unknown token", new Fault { Tokens = [0x42, 1, 2, 3] }),
            ("token of another version", new Fault { Tokens = [0xa3, 1, 2, 3, .. Done] }),
            ("row before its columns", new Fault { Tokens = [.. Row, .. Done] }),
            ("row of nulls before its columns", new Fault { Tokens = [0xd2, 0, .. Done] }),
            ("columns without a definition", new Fault { Tokens = [0x81, 0xfe, 0xff], Close = true }),
            ("column of an unknown type", new Fault { Tokens = [0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0x99, 1] }),
            ("column cut", new Fault { Tokens = Column[..9], Close = true }),
            ("row cut", new Fault { Tokens = [.. Column, 0xd1, 1], Close = true }),
            ("answer without an end", new Fault { Tokens = [.. Column, .. Row], Close = true }),
            ("error longer than its message", new Fault { Tokens = [0xaa, 0xff, 0xff, 1, 0, 0, 0], Close = true }),
            ("error whose text is longer than it", new Fault { Tokens = [0xaa, 10, 0, 1, 0, 0, 0, 1, 14, 0xff, 0xff, 0, 0, .. Done] }),
            ("environment change longer than it", new Fault { Tokens = [0xe3, 3, 0, 1, 99, 0, .. Done] }),
            ("empty environment change", new Fault { Tokens = [0xe3, 0, 0, .. Done] }),
            ("unknown environment change", new Fault { Tokens = [0xe3, 3, 0, 77, 0, 0, .. Done] }),
            ("routing after the login", new Fault { Tokens = [0xe3, 22, 0, 20, 11, 0, 0, 0x99, 5, 3, 0, (byte)'a', 0, (byte)'b', 0, (byte)'c', 0, 0, 0, 0, 0, 0, 0, 0, 0, .. Done] }),
            ("packet size after the login", new Fault { Tokens = [0xe3, 14, 0, 4, 4, (byte)'9', 0, (byte)'9', 0, (byte)'9', 0, (byte)'9', 0, 1, (byte)'1', 0, .. Done] }),
            ("session state longer than it", new Fault { Tokens = [0xe4, 0xff, 0xff, 0xff, 0x7f, 1, 0, 0, 0, 1], Close = true }),
            ("a second login", new Fault { Tokens = [0xad, 3, 0, 1, 2, 3, .. Done] }),
            ("feature nobody asked for", new Fault { Tokens = [0xae, 1, 1, 0, 0, 0, 0, 0xff, .. Done] }),
            ("an acknowledgement nobody asked for", new Fault { Tokens = [0xfd, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }),
            ("more without an end", new Fault { Tokens = [0xfd, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Close = true }),
            ("output value nobody asked for", new Fault { Tokens = [0xac, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0x26, 4, 4, 1, 0, 0, 0, .. Done] }),
            ("bytes behind the end", new Fault { Tokens = [.. Done, .. Done] }),
            ("two messages", new Fault { Raw = [4, 1, 0, 21, 0, 0, 1, 0, .. Done, 4, 1, 0, 21, 0, 0, 1, 0, .. Done] }),
            ("packet of a client", new Fault { Raw = [1, 1, 0, 21, 0, 0, 1, 0, .. Done] }),
            ("packet of length 0", new Fault { Raw = [4, 1, 0, 0, 0, 0, 1, 0] }),
            ("packet beyond the size", new Fault { Raw = [4, 1, 0x7f, 0xff, 0, 0, 1, 0, .. Done], Close = true }),
            ("chunk of 4 GB", new Fault { Tokens = [0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0xa5, 0xff, 0xff, 1, (byte)'a', 0, 0xd1, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1], Close = true }),
            ("http", new Fault { Raw = "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray() }),
        ];
        return attacks.Select(a => new TestCaseData(a.Fault).SetArgDisplayNames(a.Name));
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
        _server = SampleTdsServer.Start();
        _gateway = GatewayUnderTest.Start(GatewayOptions.Tds(_server.Port) with { PoolSize = 1 });
    }

    [OneTimeTearDown]
    public void StopGateway()
    {
        _gateway?.Dispose();
        _server?.Dispose();
    }

    [TestCaseSource(nameof(Attacks))]
    public void Class_24_hostile_frames_of_a_server_end_its_connection_only(Fault fault)
    {
        foreach (var isCall in (bool[])[false, true])
        {
            var struck = false;
            var client = Login(new RawTdsLogin(_gateway.Port) { Timeout = TimeSpan.FromSeconds(4) });
            _server.Server.Faults.OnRequest = r => !struck && r.ToString().Contains("hostile", StringComparison.Ordinal) && (struck = true) ? fault : null;
            try
            {
                var answer = isCall ? client.Rpc(RawTdsRpc.Sql("SELECT 'hostile'")) : client.Batch("SELECT 'hostile'");
                Assert.That(answer.Changes.Select(c => (int)c.Type), Has.None.AnyOf(4, 20, 21), "what is the gateway's business alone was shown");
            }
            catch (Exception e) when (e is IOException or RawTdsException or InvalidDataException or ProtocolError or ArgumentException or IndexOutOfRangeException)
            {
                // An end is an answer; nonsense that cannot harm is passed on and is the client's to refuse.
            }

            client.Dispose();
            Assert.That(struck, Is.True, "the attack did not take place");
            _server.Server.Faults.OnRequest = null;
            AssertServes(_gateway.Port, "after a hostile server");
        }
    }

    [Test]
    public void A_route_at_the_login_is_followed_and_never_shown()
    {
        using var target = SampleTdsServer.Start();
        using var router = SampleTdsServer.Start(new TdsServerOptions { RouteTo = ("127.0.0.1", target.Port) });
        using var gateway = GatewayUnderTest.Start(GatewayOptions.Tds(router.Port) with { PoolSize = 1 });
        var client = Login(gateway.Port);
        Assert.That(client.LoginAnswer.Changes.Select(c => (int)c.Type), Has.None.AnyOf(20, 21));
        Assert.That(client.Scalar("SELECT name FROM dbo.customers WHERE customer_id = 3"), Is.EqualTo("customer 3"));
        Assert.That(target.Server.Received.Select(r => r.ToString()), Has.Some.Contain("customer_id = 3"));
    }

    [Test]
    public void A_ring_of_routes_ends_the_login()
    {
        var port = FreePort.Next();
        using var router = SampleTdsServer.Start(new TdsServerOptions { Port = port, RouteTo = ("127.0.0.1", port) });
        using var gateway = GatewayUnderTest.Start(
            GatewayOptions.Tds(router.Port) with { PoolSize = 1, Pool = new Dictionary<string, string> { ["connect_timeout"] = "2s", ["wait_timeout"] = "3s" } });
        Assert.That(() => RawTdsClient.Login(gateway.Port), Throws.InstanceOf<RawTdsException>().Or.InstanceOf<IOException>());
    }

    [TestCase(0, Description = "login only")]
    [TestCase(2, Description = "not supported")]
    public void A_backend_that_will_not_encrypt_gets_no_password(int encryption)
    {
        using var server = SampleTdsServer.Start();
        server.Server.Faults.Prelogin = [4, 1, 0, 26, 0, 0, 1, 0, 0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 15, 0, 0, 0, 0, 0, (byte)encryption];
        using var gateway = GatewayUnderTest.Start(
            GatewayOptions.Tds(server.Port) with { PoolSize = 1, BackendTls = "require", Pool = new Dictionary<string, string> { ["connect_timeout"] = "2s", ["wait_timeout"] = "3s" } });
        Assert.That(() => RawTdsClient.Login(gateway.Port), Throws.InstanceOf<RawTdsException>().Or.InstanceOf<IOException>());
        Assert.That(server.Server.Received.Select(r => r.ToString()), Has.None.Contain(TdsSample.User));
    }
}
