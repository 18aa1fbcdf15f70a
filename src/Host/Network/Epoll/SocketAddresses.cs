using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ProxyDb.Host.Network.Epoll;

/// <summary>End points to <c>struct sockaddr</c> and back, with the serialization .NET has for them.</summary>
internal static unsafe class SocketAddresses
{
    /// <summary><c>sizeof(struct sockaddr_storage)</c>.</summary>
    public const int LengthMax = 128;

    /// <summary>A non-blocking stream socket with the options every connection has.</summary>
    public static int Open(AddressFamily family)
    {
        var number = family switch
        {
            AddressFamily.Unix => 1,
            AddressFamily.InterNetwork => 2,
            AddressFamily.InterNetworkV6 => 10,
            _ => throw new SocketException((int)SocketError.AddressFamilyNotSupported),
        };
        var descriptor = Libc.Socket(number, Libc.SockStream | Libc.NonBlock | Libc.CloseOnExec, 0);
        return descriptor >= 0 ? descriptor : throw SystemFault.From(Marshal.GetLastSystemError());
    }

    /// <summary>No delay, and keepalive that finds a dead peer within about two minutes.</summary>
    public static void SetConnectionOptions(int descriptor, EndPoint? remote)
    {
        if (remote is not IPEndPoint)
        {
            return;
        }

        Libc.SetOption(descriptor, Libc.IpProtoTcp, Libc.TcpNoDelay, 1);
        Libc.SetOption(descriptor, Libc.SolSocket, Libc.SoKeepAlive, 1);
        Libc.SetOption(descriptor, Libc.IpProtoTcp, Libc.TcpKeepIdle, 60);
        Libc.SetOption(descriptor, Libc.IpProtoTcp, Libc.TcpKeepInterval, 15);
        Libc.SetOption(descriptor, Libc.IpProtoTcp, Libc.TcpKeepCount, 4);
    }

    public static void Bind(int descriptor, EndPoint address)
    {
        var serialized = address.Serialize();
        fixed (byte* start = serialized.Buffer.Span)
        {
            if (Libc.Bind(descriptor, start, serialized.Size) < 0)
            {
                throw SystemFault.From(Marshal.GetLastSystemError());
            }
        }
    }

    /// <summary>0, or the error of the system (EINPROGRESS: it goes on).</summary>
    public static int Connect(int descriptor, EndPoint address)
    {
        var serialized = address.Serialize();
        fixed (byte* start = serialized.Buffer.Span)
        {
            return Libc.Connect(descriptor, start, serialized.Size) < 0 ? Marshal.GetLastSystemError() : 0;
        }
    }

    public static IPEndPoint LocalOf(int descriptor, IPEndPoint like)
    {
        var address = stackalloc byte[LengthMax];
        var length = LengthMax;
        return Libc.GetSocketName(descriptor, address, &length) == 0
            ? (IPEndPoint)Read(address, length, like)
            : throw SystemFault.From(Marshal.GetLastSystemError());
    }

    /// <summary>An address the system wrote; one of IPv4 that came in over IPv6 is given as IPv4.</summary>
    public static EndPoint Read(byte* address, int length, IPEndPoint like)
    {
        var serialized = new SocketAddress(like.AddressFamily, length);
        new ReadOnlySpan<byte>(address, length).CopyTo(serialized.Buffer.Span);
        var endPoint = (IPEndPoint)like.Create(serialized);
        return endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;
    }
}
