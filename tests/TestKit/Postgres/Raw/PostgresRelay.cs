using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>Stands between a gateway and a real PostgreSQL, message by message; what it does with them is the relay's own.</summary>
public abstract class PostgresRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly int _backendPort;
    private volatile bool _closed;

    protected PostgresRelay(int backendPort)
    {
        _backendPort = backendPort;
        _listener.Start();
        Start(Accept);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections the gateway has opened.</summary>
    public int Accepted { get; private set; }

    public void Dispose()
    {
        _closed = true;
        _listener.Stop();
        foreach (var socket in _sockets)
            socket.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One connection of the gateway, until it ends; on a thread of its own.</summary>
    protected abstract void Serve(Socket gateway);

    /// <summary>A connection to the server, closed with the relay.</summary>
    protected Socket Connect()
    {
        var backend = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        backend.Connect(IPAddress.Loopback, _backendPort);
        _sockets.Add(backend);
        return backend;
    }

    protected static void Start(Action action) => new Thread(() => Quietly(action)) { IsBackground = true }.Start();

    /// <summary>The next message with its header; null at the end.</summary>
    /// <param name="untyped">A start-up packet: no kind byte before the length.</param>
    protected static byte[]? Read(NetworkStream stream, bool untyped)
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

    // A connection that ends is what these tests are about.
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
            gateway.NoDelay = true;
            Accepted++;
            _sockets.Add(gateway);
            Start(() => Serve(gateway));
        }
    }
}
