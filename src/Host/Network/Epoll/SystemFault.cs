using System.Net.Sockets;

namespace ProxyDb.Host.Network.Epoll;

/// <summary>Turns an errno into the exception .NET's own sockets would throw.</summary>
internal static class SystemFault
{
    public static SocketException From(int errno) => new((int)(errno switch
    {
        1 or 13 => SocketError.AccessDenied,
        2 => SocketError.AddressNotAvailable, // ENOENT: a path of a unix socket
        Libc.EMFile or Libc.ENFile => SocketError.TooManyOpenSockets,
        Libc.ENoMem or Libc.ENoBufs => SocketError.NoBufferSpaceAvailable,
        32 => SocketError.Shutdown,
        97 => SocketError.AddressFamilyNotSupported,
        98 => SocketError.AddressAlreadyInUse,
        99 => SocketError.AddressNotAvailable,
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        Libc.EAgain => SocketError.ConnectionRefused, // connect to a unix socket whose backlog is full
        _ => SocketError.SocketError,
    }));
}
