using System.Net;
using System.Net.Security;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Backends;

/// <summary>
/// Carries one cancel request to a server on a connection of its own and waits for its end: only then has the signal been sent, and
/// only then may the backend serve somebody else.
/// </summary>
internal sealed class CancelSender : ITransportHandler
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly BackendConnection _backend;
    private readonly Action _done;
    private readonly SslClientAuthenticationOptions? _tls;
    private readonly ILoopTimer _deadline;
    private Transport? _transport;
    private bool _hasEnded;

    private CancelSender(BackendConnection backend, SslClientAuthenticationOptions? tls, Action done)
    {
        (_backend, _tls, _done) = (backend, tls, done);
        _deadline = backend.Transport.Loop.CreateTimer(End);
    }

    /// <summary>On the backend's loop, while it is leased.</summary>
    public static void Send(BackendConnection backend, EndPoint address, SslClientAuthenticationOptions? tls, Action done)
    {
        var sender = new CancelSender(backend, tls, done);
        backend.CancelsOutstanding++;
        sender._deadline.Start(Timeout);
        backend.Transport.Loop.Connect(address, Timeout, sender.OnConnected);
    }

    public int OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
    {
        if (_tls is null || transport.TlsVersion is not null || bytes[0] != (byte)'S' || bytes.Length > 1)
        {
            End();
            return bytes.Length;
        }

        transport.StartTlsClient(
            _tls,
            failure =>
            {
                if (failure is null && !_hasEnded)
                {
                    WriteRequest(transport);
                }
                else
                {
                    End();
                }
            });
        return bytes.Length;
    }

    public void OnDrained(Transport transport)
    {
    }

    public void OnClosed(Transport transport, TransportEnd end)
    {
        _transport = null;
        End();
    }

    private void OnConnected(Transport? transport, Exception? failure)
    {
        if (transport is null || _hasEnded)
        {
            transport?.Close();
            End();
            return;
        }

        _transport = transport;
        transport.Handler = this;
        if (_tls is null)
        {
            WriteRequest(transport);
            return;
        }

        var buffer = new WireBuffer();
        _backend.Pool.Protocol.WriteTlsRequest(buffer);
        transport.Write(buffer.Written);
    }

    private void WriteRequest(Transport transport)
    {
        var buffer = new WireBuffer();
        _backend.Pool.Protocol.WriteCancel(buffer, _backend.CancelKey);
        transport.Write(buffer.Written);
    }

    private void End()
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        _deadline.Stop();
        if (_transport is { } transport)
        {
            transport.Handler = null;
            transport.Close();
        }

        _done();
        // The backend may have moved with a new lease only after this count fell, so it is still on this loop.
        _backend.Pool.OnCancelEnded(_backend);
    }
}
