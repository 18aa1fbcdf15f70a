using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.MySql;

/// <summary>What each side of whole logins sends, recorded from our own two sides with a fixed scramble so that a replay gets to the end.</summary>
public static class LoginSeeds
{
    private static readonly byte[] Scramble = "abcdefghijklmnopqrst"u8.ToArray();

    /// <summary>Of no known password: a recorded login is refused at its end.</summary>
    public static PasswordVerifiers Verifiers { get; } = new(null, null, "*158E31D24BDA0A6C0B1F8FB9C7A1BB4C87C6E0D5");

    public static IReadOnlyList<(string Name, byte[] Bytes)> Client { get; } =
    [
        ("native", Packets(1, Write(SampleMessages.Response.Write))),
        ("ssl-request", Packets(1, Write(WriteSslRequest))),
        ("ssl-then-native", [.. Packets(1, Write(WriteSslRequest)), .. Packets(2, Write(SampleMessages.Response.Write))]),
        ("sha2", Packets(1, Write((SampleMessages.Response with { AuthPlugin = "caching_sha2_password"u8.ToArray(), AuthResponse = new byte[32] }).Write), new byte[20])),
    ];

    public static IReadOnlyList<(string Name, byte[] Bytes)> Server { get; } =
    [
        ("native", Packets(0, Greeting(NativePassword.Name))),
        ("switch", [.. Packets(0, Greeting(CachingSha2Password.Name)), .. Packets(2, Write(b => AuthSwitchRequest.Write(b, "mysql_native_password"u8, Scramble)))]),
        ("full", [.. Packets(0, Greeting(CachingSha2Password.Name)), .. Packets(2, [AuthMoreData.Header, AuthMoreData.PerformFullAuthentication])]),
        ("set-up", [.. Packets(0, Greeting(NativePassword.Name)), .. Packets(2, Ok), .. Packets(1, Ok), .. Variables]),
        ("error", Packets(0, Write(b => ErrPacket.Write(b, 1040, default, "Too many connections"u8)))),
    ];

    public static IReadOnlyList<(string Name, byte[] Bytes)> Compressed { get; } =
    [
        ("short", [5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 14]),
        ("zlib", Compress()),
    ];

    private static byte[] Ok => Write(b => new OkPacket { Status = ServerStatus.Autocommit }.Write(b, OkPacket.Header, SampleMessages.Negotiated));

    private static byte[] Variables => Packets(
        1, [2], Column, Column, [8, .. "sql_mode"u8, 0],
        Write(b => new OkPacket { Status = ServerStatus.Autocommit }.Write(b, OkPacket.EndOfRowsHeader, SampleMessages.Negotiated)));

    private static byte[] Column => Write(b => new ColumnDefinition41 { Name = "Value"u8, Type = FieldType.VarString }.Write(b));

    internal static ClientLogin MakeClient(ClientTls tls) => new(
        new ClientLoginOptions(tls, AllowPassword: true, WireLimits.Default) { ServerVersion = "10.11.6-MariaDB" }, new CachingSha2Cache(), new LoginKey(), Scramble);

    internal static ServerLogin MakeServer(bool tls) =>
        new(new ServerLoginOptions("kim", "shop", "pencil"u8.ToArray(), [], false, tls, []));

    private static void WriteSslRequest(WireBuffer buffer) =>
        (SampleMessages.Response with { Capabilities = SampleMessages.Negotiated | Capabilities.Ssl }).WriteHead(buffer);

    private static byte[] Greeting(string method) => Write(
        new HandshakeV10("8.4.2", 7, Scramble, SampleMessages.Negotiated | Capabilities.Transactions, 255, ServerStatus.Autocommit, method).Write);

    private static byte[] Write(Action<WireBuffer> write)
    {
        var buffer = new WireBuffer();
        write(buffer);
        return buffer.Written.ToArray();
    }

    private static byte[] Packets(byte sequence, params byte[][] payloads)
    {
        var buffer = new WireBuffer();
        foreach (var payload in payloads)
        {
            FrameWriter.Write(buffer, ref sequence, payload);
        }

        return buffer.Written.ToArray();
    }

    private static byte[] Compress()
    {
        var buffer = new WireBuffer();
        new CompressedPackets(facesClient: false).Encode(Packets(0, [3, .. new byte[300]]), buffer);
        return buffer.Written.ToArray();
    }
}
