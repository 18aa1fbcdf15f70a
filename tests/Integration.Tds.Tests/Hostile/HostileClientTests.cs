using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Hostile;

/// <summary>Hostile packets at every position of a client's conversation: the connection answers with an error or ends; nobody else notices.</summary>
public sealed class HostileClientTests : GatewayFixture
{
    private static readonly byte[] Headers = [22, 0, 0, 0, 18, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];

    public static IEnumerable<TestCaseData> Frames()
    {
        (string Name, byte[] Bytes)[] frames =
        [
            ("length 0", [1, 1, 0, 0, 0, 0, 1, 0]),
            ("length 7", [1, 1, 0, 7, 0, 0, 1, 0]),
            ("length beyond the packet size", [1, 1, 0x7f, 0xff, 0, 0, 1, 0, 1, 2, 3]),
            ("batch without headers", Packet(1)),
            ("batch whose headers are longer than it", Packet(1, 255, 0, 0, 0, 18, 0, 0, 0)),
            ("batch whose headers are negative", Packet(1, 0xff, 0xff, 0xff, 0xff)),
            ("batch with a header of length 0", Packet(1, 8, 0, 0, 0, 0, 0, 0, 0)),
            ("batch of half a character", Packet(1, [.. Headers, (byte)'S'])),
            ("batch with half a surrogate pair", Packet(1, [.. Headers, .. "S\0E\0L\0"u8, 0, 0xD8, (byte)'x', 0])),
            ("batch with a null character", Packet(1, [.. Headers, .. Encoding.Unicode.GetBytes("SELECT 1\0; SELECT 2")])),
            ("empty batch", Packet(1, Headers)),
            ("login of before 7.0", Packet(2, 1, 2, 3)),
            ("rpc without a name", Packet(3, [.. Headers, 0, 0, 0, 0])),
            ("rpc with a name longer than it", Packet(3, [.. Headers, 0x80, 0, 1])),
            ("rpc of an unknown number", Packet(3, [.. Headers, 0xff, 0xff, 99, 0, 0, 0])),
            ("rpc of number 0", Packet(3, [.. Headers, 0xff, 0xff, 0, 0, 0, 0])),
            ("rpc with an unknown type", Packet(3, [.. Headers, 0xff, 0xff, 10, 0, 0, 0, 0, 0, 0x99, 1])),
            ("rpc with a value longer than it", Packet(3, [.. Headers, 0xff, 0xff, 10, 0, 0, 0, 0, 0, 0xe7, 0x40, 0x1f, 9, 4, 0xd0, 0, 0x34, 0xff, 0x7f, 1])),
            ("rpc with a PLP chunk of 4 GB", Packet(3, [.. Headers, 0xff, 0xff, 10, 0, 0, 0, 0, 0, 0xe7, 0xff, 0xff, 9, 4, 0xd0, 0, 0x34, .. Enumerable.Repeat((byte)0xfe, 1), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1])),
            ("rpc with a null statement", Packet(3, [.. Headers, 0xff, 0xff, 10, 0, 0, 0, 0, 0, 0xe7, 0x40, 0x1f, 9, 4, 0xd0, 0, 0x34, 0xff, 0xff])),
            ("rpc with only a separator", Packet(3, [.. Headers, 0xff])),
            ("execute of nothing", Packet(3, [.. Headers, 0xff, 0xff, 12, 0, 0, 0, 0, 0, 0x26, 4, 4, 99, 0, 0, 0])),
            ("fetch of nothing", Packet(3, [.. Headers, 0xff, 0xff, 7, 0, 0, 0, 0, 0, 0x26, 4, 4, 99, 0, 0, 0])),
            ("a table parameter of 65535 columns", Packet(3, [.. Headers, 0xff, 0xff, 10, 0, 0, 0, 0, 0, 0xf3, 0, 0, 1, (byte)'t', 0, 0xfe, 0xff])),
            ("answer of a server", Packet(4, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
            ("bulk load that nobody announced", Packet(7, 0x81, 1, 0)),
            ("federated token", Packet(8, 1, 2, 3)),
            ("transaction request of nothing", Packet(0x0e, Headers)),
            ("transaction request of type 99", Packet(0x0e, [.. Headers, 99, 0])),
            ("transaction request with a name longer than it", Packet(0x0e, [.. Headers, 5, 0, 2, 200, 1])),
            ("login again", Packet(0x10, 94, 0, 0, 0)),
            ("sspi", Packet(0x11, 1, 2, 3)),
            ("prelogin again", Packet(0x12, 0, 0, 6, 0, 1, 0xff, 0)),
            ("unknown packet", Packet(0x33, 1)),
            ("multiplexed session", [0x53, 1, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0]),
            ("both kinds of reset at once", [1, 0x19, 0, 46, 0, 0, 1, 0, .. Headers, .. Encoding.Unicode.GetBytes("SELECT 1")]),
            ("http", [.. "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8]),
            ("tls", [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]),
            ("zeros", new byte[64]),
        ];
        return frames.Select(f => new TestCaseData(f.Bytes).SetArgDisplayNames(f.Name));
    }

    public static IEnumerable<TestCaseData> Positions()
    {
        (string Name, string? Batch)[] positions = [("idle", null), ("in a transaction", "BEGIN TRANSACTION"), ("while a batch runs", "WAITFOR DELAY '00:00:00.030'"), ("after an error", "SELECT missing FROM dbo.customers")];
        return from frame in Frames()
               from position in positions
               select new TestCaseData(position.Batch, frame.Arguments[0]).SetArgDisplayNames(position.Name, frame.ArgDisplayNames![0]);
    }

    [TestCaseSource(nameof(Positions))]
    public void Hostile_frames_harm_nobody_else(string? batch, byte[] frame)
    {
        var port = PoolOfOne;
        var client = Login(port);
        if (batch is not null)
            client.SendBatch(batch);
        client.SendRaw(frame);
        client.ShutdownSend();
        Assert.That(client.IsClosedByServer(), Is.True, "the connection neither answers nor ends");
        AssertServes(port, "after a hostile frame");
    }

    [TestCaseSource(nameof(Frames))]
    public void Hostile_frames_during_login_end_the_connection(byte[] frame)
    {
        var port = PoolOfOne;
        foreach (var prelogin in (bool[])[false, true])
        {
            using var client = RawTdsClient.Connect(port);
            if (prelogin)
            {
                client.SendRaw([0x12, 1, 0, 26, 0, 0, 1, 0, 0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 15, 0, 0, 0, 0, 0, 2]);
                Assert.That(client.ReadPacket(), Is.Not.Null);
            }

            client.SendRaw(frame);
            client.ShutdownSend();
            Assert.That(client.IsClosedByServer(), Is.True);
        }

        AssertServes(port, "after hostile frames at login");
    }

    [Test]
    public void Wrong_passwords_and_unknown_users_get_the_same_answer()
    {
        var port = PoolOfOne;
        var wrong = Assert.Throws<RawTdsException>(() => RawTdsClient.Login(new RawTdsLogin(port) { Password = "wrong" }))!;
        var unknown = Assert.Throws<RawTdsException>(() => RawTdsClient.Login(new RawTdsLogin(port) { User = "nobody-at-all" }))!;
        Assert.That((wrong.Number, wrong.Class, unknown.Number, unknown.Class), Is.EqualTo((18456, 14, 18456, 14)));
        Assert.That(unknown.Message.Replace("nobody-at-all", "app", StringComparison.Ordinal), Is.EqualTo(wrong.Message));
        AssertServes(port, "after failed logins");
    }

    [Test]
    public void A_message_in_single_bytes_is_one_message()
    {
        var client = Login(PoolOfOne);
        foreach (var value in RawTdsClient.Packets(1, [.. client.Headers(), .. Encoding.Unicode.GetBytes("SELECT 'slow'")], 16))
            client.SendRaw([value]);
        Assert.That(client.Read().OrThrow().Scalar, Is.EqualTo("slow"));
    }

    private static byte[] Packet(byte type, params byte[] payload) => RawTdsClient.Packets(type, payload, 4096);
}
