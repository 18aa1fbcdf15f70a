using System.Net;
using System.Net.Sockets;

namespace ProxyDb.Host.Network.Epoll;

/// <summary>One connection being opened: the addresses of a name in their order, until one answers or the time is over.</summary>
internal sealed unsafe class EpollConnector : IEpollTarget
{
    private readonly EpollLoop _loop;
    private readonly EndPoint[] _addresses;
    private readonly Action<Transport?, Exception?> _done;
    private readonly ILoopTimer _timer;
    private int _next;
    private int _slot = -1;
    private bool _checking;
    private Exception? _failure;

    public EpollConnector(EpollLoop loop, EndPoint[] addresses, TimeSpan timeout, Action<Transport?, Exception?> done)
    {
        _loop = loop;
        _addresses = addresses;
        _done = done;
        _timer = loop.CreateTimer(() => End(null, new SocketException((int)SocketError.TimedOut)));
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _timer.Start(timeout);
        }
    }

    public int Descriptor { get; private set; } = -1;

    /// <summary>Tries the next address.</summary>
    public void Begin()
    {
        while (_next < _addresses.Length)
        {
            var address = _addresses[_next++];
            if (TryBegin(address))
            {
                return;
            }
        }

        End(null, _failure ?? new SocketException((int)SocketError.HostNotFound));
    }

    public void OnEvents(int events)
    {
        if (!_checking)
        {
            _checking = true;
            _loop.Post(static connector => connector.Check(), this);
        }
    }

    public void Abandon() => CloseDescriptor();

    private bool TryBegin(EndPoint address)
    {
        try
        {
            Descriptor = SocketAddresses.Open(address.AddressFamily);
        }
        catch (SocketException e)
        {
            _failure = e;
            return false;
        }

        SocketAddresses.SetConnectionOptions(Descriptor, address);
        var errno = SocketAddresses.Connect(Descriptor, address);
        if (errno is 0 or Libc.EInProgress or Libc.EIntr)
        {
            // Also for a connection that is there already: the event follows at once.
            _slot = _loop.Set.Add(this, EpollTransport.ReadEvents | Libc.EpollOut, out errno);
            if (_slot >= 0)
            {
                return true;
            }
        }

        _failure = SystemFault.From(errno);
        CloseDescriptor();
        return false;
    }

    private void Check()
    {
        _checking = false;
        if (Descriptor < 0)
        {
            return;
        }

        int error = 0, length = sizeof(int);
        _ = Libc.GetSocketOption(Descriptor, Libc.SolSocket, Libc.SoError, &error, &length);
        if (error != 0)
        {
            _failure = SystemFault.From(error);
            CloseDescriptor();
            Begin();
            return;
        }

        var transport = new EpollTransport(_loop, Descriptor, _slot, _addresses[_next - 1], awaitsWritable: true);
        _loop.Set.Replace(_slot, transport);
        Descriptor = -1;
        _slot = -1;

        // The event that told of the connection may have told of first bytes, or of the end, too.
        transport.OnEvents(Libc.EpollIn);
        End(transport, null);
    }

    private void End(Transport? transport, Exception? failure)
    {
        _timer.Stop();
        CloseDescriptor();
        _loop.EndConnect(_done, transport, failure);
    }

    private void CloseDescriptor()
    {
        if (Descriptor >= 0)
        {
            if (_slot >= 0)
            {
                _loop.Set.Release(_slot);
                _slot = -1;
            }

            _ = Libc.Close(Descriptor);
            Descriptor = -1;
        }
    }
}
