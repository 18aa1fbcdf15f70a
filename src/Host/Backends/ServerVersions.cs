using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>
/// What a cluster's server calls its version, for protocols that greet clients with it. Every new backend connection tells; the first
/// client asks a server of its own accord, and all that come meanwhile wait for the same answer.
/// </summary>
internal sealed class ServerVersions(BackendPools pools, BackendConnector connector)
{
    /// <summary>How long a client waits for its greeting.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>After a failure clients are greeted at once for this long.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private volatile string? _known;
    private Task? _asking;
    private long _failedAt;

    /// <summary>Empty: nobody has told, and the configuration does not say.</summary>
    public string Current => _known ?? pools.Cluster.ServerVersion ?? "";

    public void Learn(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        if (pools.Protocol.VersionOf(parameters) is { Length: > 0 } version)
        {
            _known = version;
        }
    }

    /// <summary>Null: <see cref="Current"/> is as good as it gets. Else it is once the task has ended, which does not fail.</summary>
    public Task? Ask(EventLoop loop)
    {
        if (_known is not null)
        {
            return null;
        }

        lock (_lock)
        {
            if (_asking is null && (_failedAt == 0 || System.Diagnostics.Stopwatch.GetElapsedTime(_failedAt) >= Pause))
            {
                _asking = AskAsync(loop);
            }

            return _asking is { } asking ? Task.WhenAny(asking, Task.Delay(Patience)) : null;
        }
    }

    private async Task AskAsync(EventLoop loop)
    {
        await Task.Yield();
        try
        {
            var opened = await connector.OpenAsync(loop, "", pools.Cluster.Login, "", CancellationToken.None).ConfigureAwait(false);
            Learn(opened.Login.Parameters);
            loop.Post(static t => t.Close(), opened.Transport);
        }
        catch (BackendFault)
        {
            // Told to the log by the connector; the client hears of it when it has logged in.
        }
        finally
        {
            lock (_lock)
            {
                _failedAt = _known is null ? System.Diagnostics.Stopwatch.GetTimestamp() : 0;
                _asking = null;
            }
        }
    }
}
