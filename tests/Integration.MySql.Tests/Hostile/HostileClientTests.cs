using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Hostile;

/// <summary>Hostile packets at every position of a client's conversation: the connection answers with an error or ends; nobody else notices.</summary>
public sealed class HostileClientTests : GatewayFixture
{
    public static IEnumerable<TestCaseData> Frames()
    {
        (string Name, byte[] Bytes)[] frames =
        [
            ("empty packet", [0, 0, 0, 0]),
            ("sequence id 9", [9, 0, 0, 9, 3, .. "SELECT 1"u8]),
            ("16 MB announced", [0xff, 0xff, 0xff, 0, 3, .. "SELECT 1"u8]),
            ("continuation without a beginning", [0xff, 0xff, 0xff, 1, 1]),
            ("unknown command", Packet(0xc8, 1, 2, 3)),
            ("com_sleep", Packet(0)),
            ("com_create_db", Packet(5, (byte)'d')),
            ("com_shutdown", Packet(8, 0)),
            ("com_process_info", Packet(0x0a)),
            ("com_debug", Packet(0x0d)),
            ("com_binlog_dump", Packet(0x12, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0)),
            ("com_table_dump", Packet(0x13, 1, (byte)'d', 1, (byte)'t')),
            ("com_connect_out", Packet(0x14)),
            ("com_register_slave", Packet(0x15, 1, 0, 0, 0, 0, 0, 0, 0, 0)),
            ("com_binlog_dump_gtid", Packet(0x1e, 0, 0)),
            ("com_daemon", Packet(0x1d)),
            ("empty query", Packet(3)),
            ("query of a zero byte", Packet(3, 0)),
            ("invalid utf-8", Packet(3, [.. "SELECT '"u8, 0xC3, 0x28, (byte)'\''])),
            ("empty init_db", Packet(2)),
            ("execute of nothing", Packet(0x17, 99, 0, 0, 0, 0, 1, 0, 0, 0)),
            ("short execute", Packet(0x17, 1, 0)),
            ("fetch of nothing", Packet(0x1c, 99, 0, 0, 0, 1, 0, 0, 0)),
            ("short fetch", Packet(0x1c, 1)),
            ("long data for nothing", Packet(0x18, 99, 0, 0, 0, 0, 0, 1, 2, 3)),
            ("short long data", Packet(0x18, 1)),
            ("short close", Packet(0x19, 1)),
            ("short reset", Packet(0x1a)),
            ("set option 7", Packet(0x1b, 7, 0)),
            ("short set option", Packet(0x1b)),
            ("short change user", Packet(0x11)),
            ("change user without an end", Packet(0x11, [.. "kim"u8])),
            ("field list without an end", Packet(4, [.. "customers"u8])),
            ("short kill", Packet(0x0c, 1)),
            ("handshake response again", Packet(0x85, 0xa6, 0xff, 1, 0, 0, 0, 1, 45)),
            ("postgres", [0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f]),
            ("http", [.. "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8]),
            ("zeros", new byte[64]),
        ];
        return frames.Select(f => new TestCaseData(f.Bytes).SetArgDisplayNames(f.Name));
    }

    public static IEnumerable<TestCaseData> Positions()
    {
        (string Name, string? Query)[] positions = [("idle", null), ("in a transaction", "BEGIN"), ("while a statement runs", "SELECT SLEEP(0.03)"), ("after an error", "SELECT missing")];
        return from frame in Frames()
               from position in positions
               select new TestCaseData(position.Query, frame.Arguments[0]).SetArgDisplayNames(position.Name, frame.ArgDisplayNames![0]);
    }

    [TestCaseSource(nameof(Positions))]
    public void Hostile_frames_harm_nobody_else(string? query, byte[] frame)
    {
        var port = PoolOfOne;
        var client = Login(port);
        if (query is not null)
            client.SendQuery(query);
        client.SendBytes(frame);
        client.ShutdownSend();
        Assert.That(client.IsClosedByServer(), Is.True, "the connection neither answers nor ends");
        AssertServes(port, "after a hostile frame");
    }

    [TestCaseSource(nameof(Frames))]
    public void Hostile_frames_during_login_end_the_connection(byte[] frame)
    {
        var port = PoolOfOne;
        using (var client = RawMySqlClient.Connect(port))
        {
            client.SendBytes(frame);
            client.ShutdownSend();
            Assert.That(client.IsClosedByServer(), Is.True);
        }

        using (var client = RawMySqlClient.Connect(port))
        {
            client.ReadGreeting();
            client.SendBytes(frame);
            client.ShutdownSend();
            Assert.That(client.IsClosedByServer(), Is.True);
        }

        AssertServes(port, "after hostile frames at login");
    }

    [Test]
    public void Wrong_passwords_and_unknown_users_get_the_same_answer()
    {
        var port = PoolOfOne;
        foreach (var method in (string?[])[null, "mysql_native_password", "caching_sha2_password"])
        {
            var wrong = Assert.Throws<RawMySqlException>(() => RawMySqlClient.Login(new RawMySqlLogin(port, Password: "wrong") { Method = method }));
            var unknown = Assert.Throws<RawMySqlException>(() => RawMySqlClient.Login(new RawMySqlLogin(port, User: "nobody-at-all") { Method = method }));
            Assert.That((wrong!.Code, wrong.SqlState, unknown!.Code, unknown.SqlState), Is.EqualTo((1045, "28000", 1045, "28000")), method);
            Assert.That(unknown.Message.Replace("nobody-at-all", "app", StringComparison.Ordinal), Is.EqualTo(wrong.Message), method);
        }

        AssertServes(port, "after failed logins");
    }

    [Test]
    public void Bytes_in_clear_after_ssl_request_end_the_connection()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(Shared.Database.Port) with { ListenerTls = "prefer" });
        using var client = RawMySqlClient.Connect(gateway.Port);
        client.ReadGreeting();
        byte[] head = [0x85, 0xae, 0xff, 1, 0, 0, 0, 1, 45, .. new byte[23]];
        client.SendBytes([32, 0, 0, 1, .. head, 9, 0, 0, 2, .. head.AsSpan(0, 9)]);
        client.ShutdownSend();
        Assert.That(client.IsClosedByServer(), Is.True);
        using var good = RawMySqlClient.Login(new RawMySqlLogin(gateway.Port) { Tls = true });
        Assert.That(good.Scalar("SELECT 1"), Is.EqualTo("1"));
    }

    [Test]
    public void A_listener_that_requires_tls_refuses_a_login_in_clear()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(Shared.Database.Port) with { ListenerTls = "require" });
        Assert.That(() => RawMySqlClient.Login(gateway.Port), Throws.InstanceOf<RawMySqlException>().Or.InstanceOf<IOException>());
        using var good = RawMySqlClient.Login(new RawMySqlLogin(gateway.Port) { Tls = true });
        Assert.That(good.Scalar("SELECT 1"), Is.EqualTo("1"));
    }

    private static byte[] Packet(byte command, params byte[] rest) => [(byte)(rest.Length + 1), (byte)((rest.Length + 1) >> 8), 0, 0, command, .. rest];
}
