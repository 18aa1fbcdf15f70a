using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ProxyDb.Host.Configuration;

namespace ProxyDb.Host.Backends;

/// <summary>One <see cref="CatalogSource"/> for each (cluster, database) that a client has asked for, started on first use.</summary>
/// <param name="poolsOf">Whose connector reads catalogs of protocols other than PostgreSQL's.</param>
public sealed class CatalogSources(TimeProvider time, ILogger log, Func<ClusterOptions, BackendPools>? poolsOf = null) : IAsyncDisposable
{
    /// <summary>Databases a cluster may have a source for: each costs a connection, and names come from clients.</summary>
    public const int Limit = 256;

    private readonly ConcurrentDictionary<(string Cluster, string Database), CatalogSource> _sources = new();
    private readonly Lock _lock = new();

    public IEnumerable<CatalogSource> All => _sources.Values;

    /// <summary>
    /// The source of a database; null when there are too many. To be asked only after the backend has let the client's login
    /// into that database: a name that does not exist must not cost a source.
    /// </summary>
    public CatalogSource? For(ClusterOptions cluster, string database)
    {
        if (_sources.TryGetValue((cluster.Name, database), out var known))
        {
            return known;
        }

        lock (_lock)
        {
            if (_sources.TryGetValue((cluster.Name, database), out known))
            {
                return known;
            }

            if (_sources.Count >= Limit)
            {
                return null;
            }

            var source = Create(cluster, database);
            _sources[(cluster.Name, database)] = source;
            source.Start();
            return source;
        }
    }

    private CatalogSource Create(ClusterOptions cluster, string database) => cluster.Protocol switch
    {
        DatabaseProtocol.Postgres => new CatalogSource(cluster, database, time, log),
        DatabaseProtocol.Mysql => new CatalogSource(cluster, database, new MySqlCatalogFeed(Pools(cluster).Catalog), time, log),
        _ => new CatalogSource(cluster, database, new TSqlCatalogFeed(Pools(cluster).Catalog), time, log),
    };

    private BackendPools Pools(ClusterOptions cluster) =>
        poolsOf?.Invoke(cluster) ?? throw new InvalidOperationException("catalogs of this protocol are read over the cluster's own connections");

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }
}
