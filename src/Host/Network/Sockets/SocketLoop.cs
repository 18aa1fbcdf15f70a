using System.Net;
using System.Net.Sockets;

namespace ProxyDb.Host.Network.Sockets;

/// <summary>
/// The portable loop: .NET's own sockets tell of readiness on their threads, which post it to the loop; bytes are moved and handlers
/// run on the loop's thread as with epoll. Costs two to three times the CPU.
/// </summary>
internal sealed class SocketLoop(int index) : TurnLoop(index)
{
    private readonly object _bed = new();
    private bool _woken;
    private readonly List<SocketListener> _listeners = [];
    private readonly HashSet<SocketTransport> _transports = [];

    public override IPEndPoint Listen(IPEndPoint address, int backlog, Action<Transport> accepted)
    {
        var listener = new SocketListener(this, address, backlog, accepted);
        Post(() =>
        {
            _listeners.Add(listener);
            listener.Begin();
        });
        return listener.Address;
    }

    public override void StopListening()
    {
        if (!IsCurrent)
        {
            Post(StopListening);
            return;
        }

        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        _listeners.Clear();
    }

    public override void Connect(EndPoint address, TimeSpan timeout, Action<Transport?, Exception?> done) =>
        NameResolution.Resolve(this, address, timeout, done, (addresses, left) => _ = ConnectAsync(addresses, left, done));

    public void Add(SocketTransport transport) => _transports.Add(transport);

    public void Remove(SocketTransport transport) => _transports.Remove(transport);

    /// <summary>On the loop: a connected socket becomes a transport.</summary>
    public SocketTransport Adopt(Socket socket, EndPoint? remote)
    {
        SetConnectionOptions(socket);
        var transport = new SocketTransport(this, socket, remote);
        transport.Enter();
        return transport;
    }

    /// <summary>On a monitor, which sleeps at once: the slim primitives spin first, and cost more than the statement.</summary>
    protected override void Wait(int timeoutMs)
    {
        lock (_bed)
        {
            if (!_woken && timeoutMs != 0)
            {
                Monitor.Wait(_bed, timeoutMs);
            }

            _woken = false;
        }
    }

    protected override void Wake()
    {
        lock (_bed)
        {
            _woken = true;
            Monitor.Pulse(_bed);
        }
    }

    protected override void CloseAll()
    {
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        foreach (var transport in _transports.ToArray())
        {
            transport.Close();
        }
    }

    private static void SetConnectionOptions(Socket socket)
    {
        socket.Blocking = false;
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
        }
    }

    private async Task ConnectAsync(EndPoint[] addresses, TimeSpan timeout, Action<Transport?, Exception?> done)
    {
        using var over = new CancellationTokenSource(timeout);
        Exception failure = new SocketException((int)SocketError.HostNotFound);
        foreach (var address in addresses)
        {
            var protocol = address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified;
            var socket = new Socket(address.AddressFamily, SocketType.Stream, protocol);
            try
            {
                await socket.ConnectAsync(address, over.Token).ConfigureAwait(false);
                Post(() => EndConnect(done, Adopt(socket, address), null));
                return;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                failure = e is SocketException ? e : new SocketException((int)SocketError.TimedOut);
            }
        }

        Post(() => EndConnect(done, null, failure));
    }
}
