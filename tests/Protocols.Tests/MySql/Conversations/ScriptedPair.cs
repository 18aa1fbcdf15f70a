using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql.Conversations;

/// <summary>A conversation between a client and a server that the test plays both.</summary>
internal sealed class ScriptedPair
{
    public ScriptedPair(Capabilities client = Usual, Capabilities backend = Usual, int statements = 2)
    {
        Backend = new BackendState(statements, Session(backend));
        Gateway.Lease = () => Backend;
        Conversation = new Conversation(Gateway, WireLimits.Default, Session(client));
    }

    public const Capabilities Usual = Capabilities.Protocol41 | Capabilities.DeprecateEof | Capabilities.SessionTrack | Capabilities.MultiStatements
        | Capabilities.LocalFiles;

    public BackendState Backend { get; }

    public ModelGateway Gateway { get; } = new();

    public Conversation Conversation { get; }

    public static byte[] Ok(int status = 2, int affected = 0) => PacketBytes.Of(0).Int1(affected).Int1(0).Int2(status).Int2(0).ToArray();

    public static byte[] End(int status = 2) => PacketBytes.Of(0xfe).Int1(0).Int1(0).Int2(status).Int2(0).ToArray();

    public static byte[] Error(int code) => PacketBytes.Of(0xff).Int2(code).Text("#HY000words").ToArray();

    public static byte[] Column(string name) => PacketBytes.Of(3).Text("def").Lenenc(0).Lenenc(0).Lenenc(0).LenencText(name).Lenenc(0)
        .Int1(12).Int2(45).Int4(80).Int1(253).Int2(0).Int1(0).Int2(0).ToArray();

    public static byte[] Frame(byte[] payload, int sequence = 0) =>
        [(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), (byte)sequence, .. payload];

    /// <summary>Packets of one answer, numbered from 1.</summary>
    public static byte[] Answer(params byte[][] payloads) => [.. payloads.SelectMany((p, i) => Frame(p, i + 1))];

    public static byte[] Query(string text) => Frame(PacketBytes.Of(3).Text(text).ToArray());

    /// <summary>What the client sends; what goes to the server for it.</summary>
    public byte[] Client(params byte[][] packets)
    {
        Gateway.Server.Clear();
        byte[] bytes = [.. packets.SelectMany(p => p)];
        Consumed = Conversation.OnClient(bytes);
        return Gateway.Server.Written.ToArray();
    }

    public int Consumed { get; private set; }

    /// <summary>What the server answers; what the client is shown of it.</summary>
    public byte[] Server(byte[] bytes)
    {
        Gateway.Client.Clear();
        Gateway.Server.Clear();
        Assert.That(Conversation.OnServer(bytes), Is.EqualTo(bytes.Length));
        return Gateway.Client.Written.ToArray();
    }

    private static SessionState Session(Capabilities capabilities) => new()
    {
        Capabilities = capabilities, IsMariaDb = false, ServerVersion = "8.4.0", ConnectionId = 1, Database = "shop",
    };
}
