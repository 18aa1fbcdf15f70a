using Microsoft.Extensions.Logging;
using ProxyDb.Host.Network;

namespace ProxyDb.Host.Backends;

/// <summary>Decides when a pool opens another connection, and opens it.</summary>
internal sealed class PoolOpenings(BackendPool pool, BackendConnector connector, Func<int> clusterRoom, ILogger log)
{
    /// <summary>Somebody who has waited this long may be served by a reserve connection.</summary>
    public static TimeSpan ReserveAfter { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Under the pool's lock: opens as many as there are waiters without an opening of their own, within the size.</summary>
    public void OpenIfNeeded(EventLoop loop, int waiting, int connecting, int total, bool useReserve = false)
    {
        var size = pool.Cluster.Pool.Size + (useReserve ? pool.Cluster.Pool.Reserve : 0);
        var missing = Math.Min(waiting - connecting, size - total);
        for (missing = missing > 0 ? Math.Min(missing, clusterRoom()) : 0; missing > 0; missing--)
        {
            pool.OnOpening();
            _ = OpenAsync(loop);
        }
    }

    private async Task OpenAsync(EventLoop loop)
    {
        await Task.Yield();
        try
        {
            var opened = await connector.OpenAsync(loop, pool.Database, pool.Login, pool.Variant, CancellationToken.None).ConfigureAwait(false);
            pool.Pools.Versions.Learn(opened.Login.Parameters);
            loop.Post(() => pool.OnOpened(new BackendConnection(
                pool, opened.Transport, opened.Server, opened.Login, pool.Protocol.CreateBackendState(PreparedStatements, opened.Login.Negotiated))));
        }
        catch (BackendFault fault)
        {
            pool.OnOpenFailed(fault);
        }
        catch (Exception fault)
        {
            // Nothing may get lost here: the pool's count would never come right again.
            Telemetry.Log.Unexpected(log, "opening a backend connection", fault);
            pool.OnOpenFailed(new BackendFault("an unexpected failure: " + fault.Message));
        }
    }

    private const int PreparedStatements = 200;
}
