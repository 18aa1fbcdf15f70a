using System.Net;
using System.Net.Sockets;

namespace ProxyDb.TestKit.Relays;

/// <summary>Passes a client's connections on to a port and keeps every byte that comes back, connection by connection.</summary>
public sealed class ByteTap : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly List<Socket> _sockets = [];
    private readonly List<MemoryStream> _received = [];
    private volatile bool _closed;

    public ByteTap(int target)
    {
        _target = target;
        _listener.Start();
        Start(Accept);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What came since the last call; one array for each connection.</summary>
    public List<byte[]> Take()
    {
        lock (_received)
        {
            var all = _received.Select(r => r.ToArray()).Where(b => b.Length > 0).ToList();
            _received.ForEach(r => r.SetLength(0));
            return all;
        }
    }

    public void Dispose()
    {
        _closed = true;
        _listener.Stop();
        lock (_received)
            _sockets.ForEach(s => s.Dispose());
    }

    // A connection that ends, ends its threads.
    private static void Start(Action action) => new Thread(() =>
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    })
    { IsBackground = true }.Start();

    private void Accept()
    {
        while (!_closed)
        {
            var client = _listener.AcceptSocket();
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            client.NoDelay = true;
            server.Connect(IPAddress.Loopback, _target);
            var kept = new MemoryStream();
            lock (_received)
            {
                _sockets.AddRange([client, server]);
                _received.Add(kept);
            }

            Start(() => Pass(client, server, null));
            Start(() => Pass(server, client, kept));
        }
    }

    private void Pass(Socket from, Socket to, MemoryStream? kept)
    {
        var buffer = new byte[32 * 1024];
        for (int read; (read = from.Receive(buffer)) > 0;)
        {
            if (kept is not null)
            {
                lock (_received)
                    kept.Write(buffer, 0, read);
            }

            to.Send(buffer, 0, read, SocketFlags.None);
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
