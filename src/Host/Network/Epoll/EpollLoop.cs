using System.Net;
using System.Runtime.InteropServices;

namespace ProxyDb.Host.Network.Epoll;

/// <summary>The loop on Linux: epoll and plain system calls.</summary>
internal sealed unsafe class EpollLoop : TurnLoop, IEpollTarget
{
    private readonly List<EpollListener> _listeners = [];
    private readonly int _wake;

    public EpollLoop(int index)
        : base(index)
    {
        _wake = Libc.EventDescriptor(0, Libc.CloseOnExec | Libc.NonBlock);
        if (_wake < 0 || Set.Add(this, Libc.EpollIn | Libc.EpollEdge, out _) < 0)
        {
            throw SystemFault.From(Marshal.GetLastSystemError());
        }
    }

    public EpollSet Set { get; } = new();

    int IEpollTarget.Descriptor => _wake;

    public override IPEndPoint Listen(IPEndPoint address, int backlog, Action<Transport> accepted)
    {
        var listener = new EpollListener(this, address, backlog, accepted);
        Post(() =>
        {
            _listeners.Add(listener);
            listener.Register();
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
            listener.Close();
        }

        _listeners.Clear();
    }

    public override void Connect(EndPoint address, TimeSpan timeout, Action<Transport?, Exception?> done)
    {
        NameResolution.Resolve(this, address, timeout, done, (addresses, left) =>
            new EpollConnector(this, addresses, left, done).Begin());
    }

    void IEpollTarget.OnEvents(int events)
    {
        // Only to wake: edge-triggered, so that the counter need not be read.
    }

    void IEpollTarget.Abandon() => _ = Libc.Close(_wake);

    /// <summary>Null when the loop has no room for it; the connection is closed then.</summary>
    public EpollTransport? TryAdopt(int descriptor, EndPoint remote)
    {
        var transport = new EpollTransport(this, descriptor, -1, remote, awaitsWritable: false);
        if (transport.Enter())
        {
            return transport;
        }

        transport.Close();
        return null;
    }

    protected override void Wait(int timeoutMs) => Set.Wait(timeoutMs);

    protected override void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_wake, &one, sizeof(ulong));
    }

    protected override void CloseAll()
    {
        foreach (var listener in _listeners)
        {
            listener.Close();
        }

        Set.Dispose();
    }
}
