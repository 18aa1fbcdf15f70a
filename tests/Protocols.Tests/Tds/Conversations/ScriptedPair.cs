using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>A conversation between a client and a server that the test plays both.</summary>
internal sealed class ScriptedPair
{
    public ScriptedPair(TdsVersion version = TdsVersion.V74, int statements = 4, int packetSize = 4096)
    {
        Bytes = new TdsBytes(version, packetSize);
        _session = () => new SessionState { Version = version, PacketSize = packetSize, Database = "shop", ServerName = "gateway", Spid = 9 };
        _statements = statements;
        Backend = NewBackend();
        Gateway.Lease = () => Backend;
        Conversation = new Conversation(Gateway, WireLimits.Default, _session());
        Gateway.OnCancel = Conversation.CancelRunning;
    }

    private readonly Func<SessionState> _session;
    private readonly int _statements;

    public TdsBytes Bytes { get; }

    public BackendState Backend { get; private set; }

    public ModelGateway Gateway { get; } = new();

    public Conversation Conversation { get; }

    public int Consumed { get; private set; }

    public BackendState NewBackend() => new(_statements, _session());

    /// <summary>What the client sends; what goes to the server for it.</summary>
    public byte[] Client(params byte[][] messages)
    {
        Gateway.Server.Clear();
        Gateway.Client.Clear();
        byte[] bytes = [.. messages.SelectMany(m => m)];
        Consumed = Conversation.OnClient(bytes);
        return Gateway.Server.Written.ToArray();
    }

    /// <summary>What the client is told without a server.</summary>
    public byte[] Told => Gateway.Client.Written.ToArray();

    /// <summary>What the server answers; what the client is shown of it.</summary>
    public byte[] Server(params byte[][] messages)
    {
        Gateway.Client.Clear();
        Gateway.Server.Clear();
        byte[] bytes = [.. messages.SelectMany(m => m)];
        Assert.That(Conversation.OnServer(bytes), Is.EqualTo(bytes.Length));
        return Gateway.Client.Written.ToArray();
    }

    /// <summary>The session gives its backend back and gets another.</summary>
    public void ChangeBackend(BackendState? other = null)
    {
        Assert.That(Conversation.IsAtRest, Is.True);
        Backend = other ?? NewBackend();
        Gateway.Backend = null;
    }

    public string Shown(byte[] message) => AnswerText.Of(message, Bytes.Version);
}
