using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Hostile;

/// <summary>Hostile frames at every position of a client's conversation: the connection answers with an error or ends; nobody else notices.</summary>
public sealed class HostileClientTests : GatewayFixture
{
    // A user of its own: failed logins lock an account out.
    private static readonly byte[] Startup = ClientMessage.Startup(ProtocolVersion, ("user", "stranger"), ("database", "shop"));

    public static IEnumerable<TestCaseData> Frames()
    {
        (string Name, byte[] Bytes)[] frames =
        [
            ("length 0", [(byte)'Q', 0, 0, 0, 0]),
            ("length 3", [(byte)'Q', 0, 0, 0, 3]),
            ("negative length", [(byte)'Q', 0xFF, 0xFF, 0xFF, 0xFF]),
            ("2 GiB", [(byte)'Q', 0x7F, 0xFF, 0xFF, 0xFF, (byte)'S']),
            ("2 GiB of password", [(byte)'p', 0x7F, 0xFF, 0xFF, 0xFF, 1]),
            ("unknown kind", Typed('?', 1, 2, 3)),
            ("kind zero", [0, 0, 0, 0, 4]),
            ("server's kind", Typed('Z', (byte)'I')),
            ("unterminated query", Typed('Q', [.. "SELECT 1"u8])),
            ("query with a tail", Typed('Q', [.. "SELECT 1"u8, 0, 1, 2])),
            ("empty parse", Typed('P')),
            ("parse with negative count", Typed('P', [0, (byte)'S', 0, 0xFF, 0xFF])),
            ("parse with missing types", Typed('P', [0, (byte)'S', 0, 0, 9])),
            ("bind with negative length", Typed('B', [0, 0, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFE])),
            ("bind longer than itself", Typed('B', [0, 0, 0, 0, 0, 1, 0, 0, 0, 99, 1])),
            ("bind with 32767 formats", Typed('B', [0, 0, 0x7F, 0xFF])),
            ("describe of nothing", Typed('D', (byte)'?', 0)),
            ("close of nothing", Typed('C', (byte)'?', 0)),
            ("execute without count", Typed('E', 0)),
            ("sync with a body", Typed('S', 1)),
            ("function call", Typed('F', [0, 0, 0, 1, 0, 0, 0, 0, 0, 0])),
            ("invalid utf-8", Typed('Q', [.. "SELECT '"u8, 0xC3, 0x28, (byte)'\'', 0])),
            ("start-up again", Startup),
            ("ssl request", SslRequest),
            ("http", [.. "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8]),
            ("zeros", new byte[64]),
        ];
        return frames.Select(f => new TestCaseData(f.Bytes).SetArgDisplayNames(f.Name));
    }

    public static IEnumerable<TestCaseData> Positions()
    {
        (string Name, byte[] Prefix)[] positions =
        [
            ("idle", []),
            ("after parse", Parse("", "SELECT 1")),
            ("after execute", Extended("SELECT 1")),
            ("in a transaction", Query("BEGIN")),
            ("in copy", Join(Query("COPY journal (mark, who) FROM STDIN"), CopyData("x\thostile\n"u8))),
            ("while a statement runs", Query("SELECT pg_sleep(0.05)")),
        ];
        return from frame in Frames()
               from position in positions
               select new TestCaseData(position.Prefix, frame.Arguments[0]).SetArgDisplayNames(position.Name, frame.ArgDisplayNames![0]);
    }

    [TestCaseSource(nameof(Positions))]
    public void Hostile_frames_harm_nobody_else(byte[] prefix, byte[] frame)
    {
        var port = PoolOfOne;
        var client = Login(port);
        client.SendBytes([.. prefix, .. frame]);
        client.ShutdownSend();
        Assert.That(client.ReadToEnd, Throws.Nothing, "the connection neither answers nor ends");
        AssertServes(port, "after a hostile frame");
    }

    [TestCaseSource(nameof(Frames))]
    public void Hostile_frames_before_and_during_login_end_the_connection(byte[] frame)
    {
        var port = PoolOfOne;
        foreach (var prefix in (byte[][])[[], Startup, [.. Startup, .. Password(new ScramExchange("x").First())]])
        {
            using var client = RawPostgresClient.Connect(port);
            client.SendBytes([.. prefix, .. frame]);
            client.ShutdownSend();
            Assert.That(() => Drain(client), Throws.Nothing);
        }

        AssertServes(port, "after hostile frames at login");
    }

    [Test]
    public void Every_prefix_of_a_login_ends_quietly()
    {
        var port = PoolOfOne;
        for (var cut = 0; cut < Startup.Length; cut++)
        {
            using var client = RawPostgresClient.Connect(port);
            client.SendBytes(Startup.AsSpan(0, cut));
            client.ShutdownSend();
            Assert.That(() => Drain(client), Throws.Nothing);
        }

        AssertServes(port, "after cut logins");
    }

    [Test]
    public void Bytes_in_clear_after_ssl_request_end_the_connection()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port) { ListenerTls = "prefer" });
        using var client = RawPostgresClient.Connect(gateway.Port);
        client.Send(SslRequest, Startup);
        var first = client.ReadByte();
        Assert.That(first, Is.EqualTo(-1).Or.EqualTo('S').Or.EqualTo('E'));
        if (first == 'S')
            Assert.That(client.ReadByte(), Is.EqualTo(-1), "an answer in clear after S");
        else
            Drain(client);
        AssertServes(gateway.Port, "after bytes in clear");
    }

    [Test]
    public void Gss_encryption_is_declined_and_the_login_goes_on()
    {
        GatewayUnderTest.RequirePool();
        using var client = RawPostgresClient.Connect(PoolOfOne);
        client.Send(GssEncRequest);
        Assert.That(client.ReadByte(), Is.EqualTo('N'));
        client.Send(SslRequest);
        Assert.That(client.ReadByte(), Is.EqualTo('N'));
        client.Send(Startup);
        Assert.That(client.Read().Kind, Is.EqualTo('R'));
    }

    [Test]
    public void Protocol_3_2_is_negotiated_down_and_replication_is_refused()
    {
        GatewayUnderTest.RequirePool();
        using (var client = RawPostgresClient.Connect(PoolOfOne))
        {
            client.Send(ClientMessage.Startup(ProtocolVersion + 2, ("user", "app"), ("database", "shop"), ("_pq_.some_option", "1")));
            Assert.That(client.Read().Kind, Is.EqualTo('v'));
        }

        Assert.That(
            () => RawPostgresClient.Login(new RawLogin(PoolOfOne) { Parameters = [("replication", "database")] }), Throws.InstanceOf<RawPostgresException>());
    }

    [Test]
    public void Wrong_passwords_and_unknown_users_get_the_same_answer()
    {
        var port = PoolOfOne;
        var wrong = Assert.Throws<RawPostgresException>(() => RawPostgresClient.Login(new RawLogin(port, Password: "wrong")));
        var unknown = Assert.Throws<RawPostgresException>(() => RawPostgresClient.Login(new RawLogin(port, User: "nobody-at-all")));
        Assert.That((wrong.SqlState, unknown.SqlState), Is.EqualTo(("28P01", "28P01")));
        AssertServes(port, "after failed logins");
    }

    private static void Drain(RawPostgresClient client)
    {
        while (client.ReadByte() >= 0)
        {
        }
    }
}
