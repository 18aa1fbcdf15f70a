using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ProxyDb.TestKit.Relays;

/// <summary>Stands between a gateway and a real server; what it does with what passes is the relay's own.</summary>
public abstract class SocketRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly int _backendPort;
    private volatile bool _closed;

    protected SocketRelay(int backendPort)
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
