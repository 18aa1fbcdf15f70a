using System.Net;
using System.Net.Sockets;

namespace ProxyDb.Host.Network.Sockets;

/// <summary>Accepts connections for a <see cref="SocketLoop"/>.</summary>
internal sealed class SocketListener : IDisposable
{
    private const int LinuxSolSocket = 1;
    private const int LinuxReusePort = 15;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private readonly SocketLoop _loop;
    private readonly Socket _socket;
    private readonly Action<Transport> _accepted;
    private bool _closed;

    public SocketListener(SocketLoop loop, IPEndPoint address, int backlog, Action<Transport> accepted)
    {
        _loop = loop;
        _accepted = accepted;
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                _socket.DualMode = address.Address.Equals(IPAddress.IPv6Any);
            }

            if (OperatingSystem.IsLinux())
            {
                _socket.SetRawSocketOption(LinuxSolSocket, LinuxReusePort, BitConverter.GetBytes(1));
            }

            _socket.Bind(address);
            _socket.Listen(backlog);
            Address = (IPEndPoint)_socket.LocalEndPoint!;
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
    }

    public IPEndPoint Address { get; }

    public void Begin() => _ = AcceptAsync();

    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!Volatile.Read(ref _closed))
        {
            try
            {
                var socket = await _socket.AcceptAsync().ConfigureAwait(false);
                _loop.Post(() => Accepted(socket));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                await Task.Delay(Rest).ConfigureAwait(false);
            }
            catch (SocketException) when (!Volatile.Read(ref _closed))
            {
                continue; // the connection was gone before it was accepted
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private void Accepted(Socket socket)
    {
        if (RemoteOf(socket) is not { } remote)
        {
            socket.Dispose();
            return;
        }

        var transport = _loop.Adopt(socket, remote);
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

    /// <summary>Null when the peer is gone already.</summary>
    private static IPEndPoint? RemoteOf(Socket socket)
    {
        try
        {
            var remote = (IPEndPoint)socket.RemoteEndPoint!;
            return remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
