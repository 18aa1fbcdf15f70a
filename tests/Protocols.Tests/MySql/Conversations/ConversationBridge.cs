using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql.Conversations;

/// <summary>
/// One client of the test, one conversation, and connections to a real server that it leases in turn: each time it is at rest the next
/// one is taken. Nothing of the host is here, so that what is wrong is the conversation's.
/// </summary>
internal sealed class ConversationBridge : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly RawMySqlClient[] _backends;
    private readonly BackendState[] _states;
    private readonly Thread _thread;
    private readonly MySqlCapability _offered;
    private readonly WireLimits _limits;
    private Socket? _client;
    private int _current = -1;
    private int _leases;
    private volatile bool _isOver;

    /// <param name="backend">What the connections to the server have negotiated beside the usual.</param>
    /// <param name="client">What the client asks for beside it.</param>
    /// <param name="piece">Most bytes that are shown to the conversation more at once.</param>
    public ConversationBridge(int port, MySqlCapability backend, MySqlCapability client, int backends = 2, int piece = 1 << 16, WireLimits? limits = null)
    {
        (Piece, _limits) = (piece, limits ?? WireLimits.Default);
        _offered = MySqlCapability.Usual | client;
        var wanted = MySqlCapability.Usual | MySqlCapability.MultiStatements | MySqlCapability.LocalFiles | backend;
        _backends = [.. Enumerable.Range(0, backends).Select(_ => RawMySqlClient.Login(new RawMySqlLogin(port) { Capabilities = wanted }))];
        _states = [.. _backends.Select(b => new BackendState(3, new SessionState
        {
            Capabilities = (Capabilities)(ulong)b.Capabilities, IsMariaDb = true, ServerVersion = b.ServerVersion, ConnectionId = 1,
        }))];
        _listener.Start();
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
        Client = RawMySqlClient.Login(new RawMySqlLogin(((IPEndPoint)_listener.LocalEndpoint).Port) { Capabilities = _offered });
    }

    public RawMySqlClient Client { get; }

    public ModelGateway Gateway { get; } = new();

    public Conversation Conversation { get; private set; } = null!;

    public int Piece { get; }

    public int Leases => _leases;

    public Exception? Fault { get; private set; }

    /// <summary>Keep the first backend for good: settings of its session matter.</summary>
    public bool KeepsBackend { get; set; }

    public void Dispose()
    {
        _isOver = true;
        Client.Dispose();
        _thread.Join();
        _client?.Dispose();
        _listener.Stop();
        foreach (var backend in _backends)
        {
            backend.Dispose();
        }
    }

    private void Run()
    {
        try
        {
            _client = _listener.AcceptSocket();
            _client.NoDelay = true;
            Greet();
            Gateway.Lease = NextLease;
            Pump();
        }
        catch (SocketException)
        {
            // The test has closed its end.
        }
        catch (Exception fault) when (fault is WireFault or NUnit.Framework.AssertionException or InvalidOperationException)
        {
            Fault = fault;
            _client?.Close();
        }
    }

    private BackendState NextLease()
    {
        if (!KeepsBackend || _current < 0)
        {
            _current = (_current + 1) % _backends.Length;
            Interlocked.Increment(ref _leases);
        }

        return _states[_current];
    }

    private void Pump()
    {
        var (fromClient, fromServer) = (new List<byte>(), new List<byte>());
        int shownOfClient = 0, shownOfServer = 0;
        while (!_isOver && !Gateway.IsClientDone)
        {
            var server = Gateway.Backend is null ? null : ((NetworkStream)_backends[_current].Packets.Stream).Socket;
            Receive(_client!, fromClient, 200);
            if (server is not null)
            {
                Receive(server, fromServer, 200);
            }

            if (fromClient.Count > 0)
            {
                shownOfClient = Math.Min(fromClient.Count, shownOfClient + Piece);
                var consumed = Conversation.OnClient(fromClient.Take(shownOfClient).ToArray());
                fromClient.RemoveRange(0, consumed);
                shownOfClient -= consumed;
            }

            if (fromServer.Count > 0)
            {
                shownOfServer = Math.Min(fromServer.Count, shownOfServer + Piece);
                var consumed = Conversation.OnServer(fromServer.Take(shownOfServer).ToArray());
                fromServer.RemoveRange(0, consumed);
                shownOfServer -= consumed;
            }

            Give();
            if (Gateway.Backend is not null && Conversation.IsAtRest && fromServer.Count == 0)
            {
                Gateway.Backend = null;
            }
        }
    }

    private void Give()
    {
        if (Gateway.Server.Length > 0)
        {
            ((NetworkStream)_backends[_current].Packets.Stream).Write(Gateway.Server.Written);
            Gateway.Server.Clear();
        }

        if (Gateway.Client.Length > 0)
        {
            _client!.Send(Gateway.Client.Written);
            Gateway.Client.Clear();
        }
    }

    private static void Receive(Socket socket, List<byte> into, int microseconds)
    {
        if (!socket.Poll(microseconds, SelectMode.SelectRead))
        {
            return;
        }

        var buffer = new byte[1 << 20];
        var count = socket.Receive(buffer);
        if (count == 0)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }

        into.AddRange(buffer.AsSpan(0, count));
    }

    /// <summary>A greeting, whatever the client answers, and OK.</summary>
    private void Greet()
    {
        var offered = (ulong)_offered | (ulong)MySqlCapability.PluginAuth | (ulong)MySqlCapability.SecureConnection;
        var greeting = PacketBytes.Of(10).Text("10.11.0-MariaDB").Int1(0).Int4(7).Text("12345678").Int1(0).Int2((int)(offered & 0xffff)).Int1(45)
            .Int2(2).Int2((int)(offered >> 16) & 0xffff).Int1(21).Bytes(new byte[10]).Text("123456789012").Int1(0).Text("mysql_native_password").Int1(0).ToArray();
        var packets = new PacketStream(new NetworkStream(_client!));
        packets.Write(greeting);
        var answer = packets.Read()!;
        packets.Write([0, 0, 0, 2, 0, 0, 0]);
        var negotiated = (Capabilities)(BinaryPrimitives.ReadUInt32LittleEndian(answer) & offered);
        Conversation = new Conversation(Gateway, _limits, new SessionState
        {
            Capabilities = negotiated, IsMariaDb = true, ServerVersion = "10.11.0-MariaDB", ConnectionId = 7, Database = MySqlSample.DatabaseName,
        });
    }
}
