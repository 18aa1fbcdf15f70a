using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Hostile;

/// <summary>Class 24: a server that answers with nonsense loses its connection; the client gets an error or an end, the next one a clean backend.</summary>
public sealed class HostileServerTests : GatewayFixture
{
    private static readonly byte[] Column = new PacketBytes().LenencText("def").LenencText("").LenencText("").LenencText("").LenencText("a").LenencText("")
        .Int1(12).Int2(45).Int4(40).Int1(253).Int2(0).Int1(0).Int2(0).ToArray();

    private static readonly byte[] Ok = [0, 0, 0, 2, 0, 0, 0];
    private static readonly byte[] End = [0xfe, 0, 0, 2, 0, 0, 0];
    private InterferingMySqlRelay _relay = null!;
    private IGateway _gateway = null!;

    public static IEnumerable<TestCaseData> Attacks()
    {
        (string Name, byte[] Bytes, bool Close)[] attacks =
        [
            ("empty packet", Packets([]), true),
            ("wrong sequence id", [7, 0, 0, 9, .. Ok], true),
            ("no columns", Packets([0xfc, 0, 0]), true),
            ("too many columns", Packets([0xfd, 0xff, 0xff, 0xff]), true),
            ("null column count in the wrong place", Packets([1], [0xfb]), true),
            ("column definition cut", Packets([1], Column[..9]), true),
            ("column definition longer than itself", Packets([1], [3, .. "def"u8, 0xfd, 0xff, 0xff, 0x7f]), true),
            ("end within a packet", [.. Packets([1], Column), 50, 0, 0, 3, 1], true),
            ("end without an answer", [], true),
            ("row longer than itself", Packets([1], Column, [0xfc, 0xff, 0xff, 1], End), true),
            ("row of too many values", Packets([1], Column, [1, (byte)'x', 1, (byte)'y'], End), true),
            ("ok cut", Packets([0, 0]), true),
            ("ok with a length beyond its end", Packets([0, 0xfc]), true),
            ("one answer too many", Packets(Ok, Ok), true),
            ("a second result nobody asked for", Packets([1], Column, [1, (byte)'x'], End, [1], Column, [1, (byte)'!'], End), true),
            ("more results without an end", Packets([0, 0, 0, 10, 0, 0, 0]), true),
            ("error without a code", Packets([0xff]), true),
            ("error without SQLSTATE", Packets([0xff, 0x28, 4, .. "no state"u8]), true),
            ("gigantic error", Packets([0xff, 0x28, 4, .. "#42000"u8, .. new byte[3_000_000].Select(_ => (byte)'x')]), true),
            ("file of the client", Packets([0xfb, .. "/etc/passwd"u8]), false),
            ("file of the client within rows", Packets([1], Column, [0xfb], [0xfb, .. "/etc/passwd"u8], End), true),
            ("auth switch after the login", Packets([0xfe, .. "mysql_clear_password"u8, 0]), true),
            ("session state beyond its end", Packets([0, 0, 0, 2, 0x40, 0, 0, 0, 20, 0, 18, 1]), true),
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
        _relay = new InterferingMySqlRelay(Shared.Database.Port);
        _gateway = GatewayUnderTest.Start(GatewayOptions.MySql(_relay.Port) with { PoolSize = 1 });
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
        foreach (var isPrepared in (bool[])[false, true])
        {
            (_relay.Attack, _relay.CloseAfterAttack) = (attack, close);
            var closed = _relay.Closed;
            var client = Login(new RawMySqlLogin(_gateway.Port) { Timeout = TimeSpan.FromSeconds(4) });
            try
            {
                if (isPrepared)
                    client.Execute(client.Prepare("SELECT 'hostile'"));
                else
                    client.Query("SELECT 'hostile'");
            }
            catch (Exception e) when (e is IOException or RawMySqlException or ArgumentException or IndexOutOfRangeException)
            {
                // An end is an answer; nonsense that cannot harm is passed on and is the client's to refuse.
            }

            client.Dispose();
            if (close)
                Wait.Until(() => _relay.Closed > closed, TimeSpan.FromSeconds(10), () => "the attack did not take place");
            AssertServes(_gateway.Port, "after a hostile server");
        }
    }

    [Test]
    public void A_server_that_asks_for_a_file_nobody_offered_gets_nothing()
    {
        (_relay.Attack, _relay.CloseAfterAttack) = (Packets([0xfb, .. "/etc/passwd"u8]), false);
        _relay.AfterGreeting.Clear();
        var login = new RawMySqlLogin(_gateway.Port) { Timeout = TimeSpan.FromSeconds(4) };
        var client = Login(login with { Capabilities = login.Capabilities | MySqlCapability.LocalFiles });
        try
        {
            Assert.That(client.Query("SELECT 'hostile'").Select(r => r.LocalFile), Is.All.Null, "the client was asked for its file");
        }
        catch (IOException)
        {
            // An end is an answer, too.
        }

        Assert.That(_relay.AfterGreeting, Has.Count.LessThanOrEqualTo(4), "nothing but an empty packet");
    }

    [TestCase("mysql_clear_password")]
    [TestCase("mysql_old_password")]
    [TestCase("dialog")]
    [TestCase("sha256_password")]
    [TestCase("client_ed25519")]
    public void A_backend_that_asks_for_a_weaker_method_gets_nothing(string method)
    {
        GatewayUnderTest.RequirePool();
        using var relay = new InterferingMySqlRelay(Shared.Database.Port);
        using var gateway = GatewayUnderTest.Start(
            GatewayOptions.MySql(relay.Port) with { PoolSize = 1, Pool = new Dictionary<string, string> { ["connect_timeout"] = "2s", ["wait_timeout"] = "3s" } });
        // Whatever start-up asked of the server is over; every new connection meets the hostile one.
        var challenge = "abcdefghijklmnopqrst"u8;
        var greeting = PacketBytes.Of(10).NulText("5.5.5-10.11.6-MariaDB").Int4(7).Bytes(challenge[..8]).Int1(0).Int2(0xf7fe).Int1(45).Int2(2).Int2(0x81ff).Int1(21)
            .Bytes(new byte[10]).Bytes(challenge[8..]).Int1(0).NulText(method).ToArray();
        relay.Greeting = Packets(0, greeting);
        Assert.That(() => RawMySqlClient.Login(gateway.Port).Scalar("SELECT 1"), Throws.InstanceOf<RawMySqlException>().Or.InstanceOf<IOException>(), method);
        Assert.That(System.Text.Encoding.Latin1.GetString([.. relay.AfterGreeting]), Does.Not.Contain(TestKit.MySql.MySqlSample.Password), $"the password was sent for {method}");
    }

    private static byte[] Packets(params byte[][] payloads) => Packets(1, payloads);

    private static byte[] Packets(byte sequence, params byte[][] payloads)
    {
        var stream = new PacketStream(Stream.Null) { Sequence = sequence };
        return [.. payloads.SelectMany(p => stream.Frame(p))];
    }
}
