using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ProxyDb.Host.Network.Epoll;

/// <summary>Accepts connections of one address for one loop; the kernel spreads them over the loops' listeners (SO_REUSEPORT).</summary>
internal sealed unsafe class EpollListener : IEpollTarget
{
    /// <summary>Connections accepted before others get their turn.</summary>
    private const int AcceptsPerTurn = 32;

    /// <summary>How long accepting rests when descriptors or memory have run out; clients wait in the backlog meanwhile.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private readonly EpollLoop _loop;
    private readonly Action<Transport> _accepted;
    private readonly ILoopTimer _resume;
    private int _slot = -1;
    private bool _closed;
    private bool _accepting;

    public EpollListener(EpollLoop loop, IPEndPoint address, int backlog, Action<Transport> accepted)
    {
        _loop = loop;
        _accepted = accepted;
        _resume = loop.CreateTimer(() => SetEvents(Libc.EpollIn));
        Descriptor = SocketAddresses.Open(address.AddressFamily);
        try
        {
            Libc.SetOption(Descriptor, Libc.SolSocket, Libc.SoReuseAddr, 1);
            Libc.SetOption(Descriptor, Libc.SolSocket, Libc.SoReusePort, 1);
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                Libc.SetOption(Descriptor, Libc.IpProtoIpv6, Libc.Ipv6Only, address.Address.Equals(IPAddress.IPv6Any) ? 0 : 1);
            }

            SocketAddresses.SetConnectionOptions(Descriptor, address); // accepted sockets inherit them
            SocketAddresses.Bind(Descriptor, address);
            if (Libc.Listen(Descriptor, backlog) < 0)
            {
                throw SystemFault.From(Marshal.GetLastSystemError());
            }

            Address = SocketAddresses.LocalOf(Descriptor, address);
        }
        catch (SocketException)
        {
            _ = Libc.Close(Descriptor);
            throw;
        }
    }

    public int Descriptor { get; }

    public IPEndPoint Address { get; }

    /// <summary>On the loop: begins to accept.</summary>
    public void Register()
    {
        if (!_closed)
        {
            _slot = _loop.Set.Add(this, Libc.EpollIn, out var errno);
            if (_slot < 0)
            {
                throw SystemFault.From(errno);
            }
        }
    }

    public void OnEvents(int events)
    {
        if (!_accepting)
        {
            _accepting = true;
            _loop.Post(static listener => listener.Accept(), this);
        }
    }

    public void Abandon() => Close();

    public void Close()
    {
        if (!_closed)
        {
            _closed = true;
            _resume.Stop();
            if (_slot >= 0)
            {
                _loop.Set.Release(_slot);
            }

            _ = Libc.Close(Descriptor);
        }
    }

    private void Accept()
    {
        _accepting = false;
        var address = stackalloc byte[SocketAddresses.LengthMax];
        for (var i = 0; i < AcceptsPerTurn && !_closed; i++)
        {
            var length = SocketAddresses.LengthMax;
            var descriptor = Libc.Accept(Descriptor, address, &length, Libc.NonBlock | Libc.CloseOnExec);
            if (descriptor >= 0)
            {
                Accepted(descriptor, SocketAddresses.Read(address, length, Address));
                continue;
            }

            switch (Marshal.GetLastSystemError())
            {
                case Libc.EAgain:
                    return;
                case Libc.EMFile or Libc.ENFile or Libc.ENoMem or Libc.ENoBufs:
                    // The listener stays ready: without a rest the loop would do nothing but fail to accept.
                    SetEvents(0);
                    _resume.Start(Rest);
                    return;
                default:
                    continue; // the connection is gone already, or the call was interrupted
            }
        }
    }

    private void Accepted(int descriptor, EndPoint remote)
    {
        if (_loop.TryAdopt(descriptor, remote) is { } transport)
        {
            try
            {
                _accepted(transport);
            }
            catch (Exception e)
            {
                transport.Close();
                _loop.ReportFailure(e);
            }
        }
    }

    private void SetEvents(uint events)
    {
        if (!_closed)
        {
            _loop.Set.Modify(_slot, events);
        }
    }
}
