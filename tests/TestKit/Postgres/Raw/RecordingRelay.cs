using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>
/// A relay between a gateway and a real PostgreSQL that writes down every message of connections past their login, in both
/// directions.
/// </summary>
public sealed class RecordingRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _backendPort;
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Lock _gate = new();
    private readonly List<(bool ToBackend, char Kind, byte[] Body)> _messages = [];
    private volatile bool _closed;

    public RecordingRelay(int backendPort)
    {
        _backendPort = backendPort;
        _listener.Start();
        Start(Accept);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections whose start-up packet contains this are passed on and not written down.</summary>
    public string Unrecorded { get; init; } = "proxydb catalog";

    /// <summary>What was said since the last call.</summary>
    public IReadOnlyList<(bool ToBackend, char Kind, byte[] Body)> Take()
    {
        lock (_gate)
        {
            var taken = _messages.ToArray();
            _messages.Clear();
            return taken;
        }
    }

    public void Dispose()
    {
        _closed = true;
        _listener.Stop();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private static void Start(Action action) => new Thread(() => Quietly(action)) { IsBackground = true }.Start();

    // Connections end when either side is done.
    private static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
        }
    }

    private void Accept()
    {
        while (!_closed)
        {
            var gateway = _listener.AcceptSocket();
            _sockets.Add(gateway);
            Start(() => Serve(gateway));
        }
    }

    private void Serve(Socket gateway)
    {
        using var near = new NetworkStream(gateway, ownsSocket: true);
        using var backend = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        gateway.NoDelay = true;
        backend.Connect(IPAddress.Loopback, _backendPort);
        _sockets.Add(backend);
        using var far = new NetworkStream(backend, ownsSocket: false);
        var isLoggedIn = false;
        if (Read(near, untyped: true) is not { } startup)
            return;
        far.Write(startup);
        var isRecorded = !Encoding.UTF8.GetString(startup).Contains(Unrecorded, StringComparison.Ordinal);
        Start(() =>
        {
            while (Read(far, untyped: false) is { } message)
            {
                Note(toBackend: false, message, Volatile.Read(ref isLoggedIn));
                if (message[0] == 'Z' && isRecorded)
                    Volatile.Write(ref isLoggedIn, true);
                near.Write(message);
            }

            gateway.Shutdown(SocketShutdown.Send);
        });
        while (Read(near, untyped: false) is { } message)
        {
            Note(toBackend: true, message, Volatile.Read(ref isLoggedIn));
            far.Write(message);
        }
    }

    private void Note(bool toBackend, byte[] message, bool isLoggedIn)
    {
        if (!isLoggedIn)
            return;
        lock (_gate)
            _messages.Add((toBackend, (char)message[0], message[5..]));
    }

    private static byte[]? Read(NetworkStream stream, bool untyped)
    {
        var header = new byte[untyped ? 4 : 5];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(untyped ? 0 : 1));
        var message = new byte[header.Length + length - 4];
        header.CopyTo(message, 0);
        stream.ReadExactly(message.AsSpan(header.Length));
        return message;
    }
}
