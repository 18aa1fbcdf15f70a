using ProxyDb.Host.Network;
using ProxyDb.Host.Configuration;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Backends;

/// <summary>
/// A connection of the service login on which the gateway reads for itself, by the same protocol code as everything else: one query at
/// a time, rows in text form. Queries are constants; what they name comes as quoted literals.
/// </summary>
internal sealed class CatalogConnection : ITransportHandler, IAsyncDisposable
{
    private readonly IWireProtocol _protocol;
    private readonly Transport _transport;
    private readonly IBackendState _state;
    private TaskCompletionSource? _running;
    private Action<string?[]>? _read;
    private string? _error;
    private bool _failed;
    private volatile bool _isClosed;

    private CatalogConnection(IWireProtocol protocol, OpenedBackend opened)
    {
        (_protocol, _transport) = (protocol, opened.Transport);
        _state = protocol.CreateBackendState(0, opened.Login.Negotiated);
        Parameters = opened.Login.Parameters.ToDictionary(static p => p.Key, static p => p.Value, StringComparer.Ordinal);
    }

    /// <summary>What the server said of itself at the login.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    public bool IsClosed => _isClosed;

    /// <summary>A query has not ended.</summary>
    public bool IsBusy => _running is not null;

    /// <exception cref="BackendFault">No server of the cluster can be used.</exception>
    public static async Task<CatalogConnection> OpenAsync(
        BackendConnector connector, IWireProtocol protocol, EventLoop loop, ServiceLogin login, CancellationToken cancel)
    {
        var opened = await connector.OpenAsync(loop, "", login, "", cancel).ConfigureAwait(false);
        var connection = new CatalogConnection(protocol, opened);
        await connection.OnLoop(() => opened.Transport.Handler = connection).WaitAsync(cancel).ConfigureAwait(false);
        return connection;
    }

    /// <exception cref="BackendFault">The server refused the query, or the connection is gone.</exception>
    public async Task QueryAsync(string sql, Action<string?[]> read, CancellationToken cancel)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await OnLoop(() => Begin(sql, read, ended)).ConfigureAwait(false);
        await ended.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    public int OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (!_protocol.TryReadOwnRows(
                bytes, WireLimits.Default, _state, OnRow, message => _error = message, ref _failed, out var consumed, out _))
            {
                return consumed;
            }

            End(_failed ? _error ?? "the server refused a query of its catalog" : null);
            return consumed;
        }
        catch (WireFault fault)
        {
            Close(fault.Message);
            return bytes.Length;
        }
    }

    public void OnDrained(Transport transport)
    {
    }

    public void OnClosed(Transport transport, TransportEnd end) => Close("the connection to the server broke");

    public async ValueTask DisposeAsync() => await OnLoop(() => Close("closed")).ConfigureAwait(false);

    private void Begin(string sql, Action<string?[]> read, TaskCompletionSource ended)
    {
        if (_isClosed)
        {
            ended.SetException(new BackendFault("the connection to the server broke"));
            return;
        }

        (_running, _read, _error, _failed) = (ended, read, null, false);
        var buffer = new WireBuffer();
        _protocol.WriteOwn(buffer, _state, sql);
        _transport.Write(buffer.Written);
    }

    private void OnRow(ReadOnlySpan<byte> row) => _read?.Invoke(_protocol.ReadRow(row));

    private void End(string? fault)
    {
        var running = _running;
        (_running, _read) = (null, null);
        if (fault is null)
        {
            running?.TrySetResult();
        }
        else
        {
            running?.TrySetException(new BackendFault(fault));
        }
    }

    private void Close(string reason)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _transport.Handler = null;
            _transport.Close();
        }

        End(reason);
    }

    private Task OnLoop(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _transport.Loop.Post(() =>
        {
            action();
            done.TrySetResult();
        });
        return done.Task;
    }
}
