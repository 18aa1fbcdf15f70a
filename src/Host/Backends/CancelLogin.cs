using ProxyDb.Host.Network;
using ProxyDb.Host.Telemetry;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Backends;

/// <summary>
/// Carries one cancel request to a server whose protocol has no message for it: logs in with the backend's own service login, says so
/// in a statement and waits for its end. Only then may the backend serve somebody else.
/// </summary>
internal sealed class CancelLogin : ITransportHandler
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly BackendConnection _backend;
    private readonly Action _done;
    private readonly ILoopTimer _deadline;
    private Transport? _transport;
    private IBackendState? _state;
    private bool _failed;
    private bool _hasEnded;

    private CancelLogin(BackendConnection backend, Action done)
    {
        (_backend, _done) = (backend, done);
        _deadline = backend.Transport.Loop.CreateTimer(End);
    }

    private BackendPool Pool => _backend.Pool;

    /// <summary>On the backend's loop, while it is leased.</summary>
    public static void Send(BackendConnection backend, BackendConnector connector, Action done)
    {
        var request = new CancelLogin(backend, done);
        backend.CancelsOutstanding++;
        request._deadline.Start(Timeout);
        _ = request.OpenAsync(connector, backend.Transport.Loop);
    }

    public int OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (Pool.Protocol.TryReadOwnEnd(bytes, Pool.Limits, _state!, static (_, _) => { }, ref _failed, out var consumed, out _))
            {
                // "Unknown thread" is an answer as well: what was to be stopped has gone.
                End();
                return bytes.Length;
            }

            return consumed;
        }
        catch (WireFault)
        {
            End();
            return bytes.Length;
        }
    }

    public void OnDrained(Transport transport)
    {
    }

    public void OnClosed(Transport transport, TransportEnd end)
    {
        _transport = null;
        End();
    }

    private async Task OpenAsync(BackendConnector connector, EventLoop loop)
    {
        try
        {
            var opened = await connector.OpenAtAsync(loop, _backend.Server, Pool.Login).ConfigureAwait(false);
            loop.Post(() => OnOpened(opened));
        }
        catch (BackendFault fault)
        {
            Pool.Log.BackendConnectFailed(_backend.Server, Pool.Cluster.Name, "for a cancel request: " + fault.Message);
            loop.Post(End);
        }
        catch (Exception fault)
        {
            // Nothing may get lost here: the backend would be kept back for ever.
            Telemetry.Log.Unexpected(Pool.Log, "a cancel request", fault);
            loop.Post(End);
        }
    }

    private void OnOpened(OpenedBackend opened)
    {
        if (_hasEnded)
        {
            opened.Transport.Close();
            return;
        }

        _transport = opened.Transport;
        _state = Pool.Protocol.CreateBackendState(0, opened.Login.Negotiated);
        _transport.Handler = this;
        var buffer = new WireBuffer();
        Pool.Protocol.WriteOwn(buffer, _state, Pool.Protocol.CancelText(_backend.CancelKey));
        _transport.Write(buffer.Written);
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
            var buffer = new WireBuffer();
            Pool.Protocol.WriteTerminate(buffer);
            transport.Write(buffer.Written);
            transport.Handler = null;
            transport.CloseAfterFlush();
        }

        _done();
        // The backend may have moved with a new lease only after this count fell, so it is still on this loop.
        Pool.OnCancelEnded(_backend);
    }
}
