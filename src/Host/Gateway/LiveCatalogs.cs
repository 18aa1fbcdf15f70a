using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Telemetry;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Host.Gateway;

/// <summary>Catalogs read from the databases themselves; a database is read when its first login has been let in.</summary>
internal sealed class LiveCatalogs(
    GatewayOptions options, PolicyState policies, GatewayMetrics metrics, IReadOnlyDictionary<string, BackendPools> clusters, ILogger log)
    : ICatalogStore, IAsyncDisposable
{
    /// <summary>How long a login waits for the first read of a database's catalog.</summary>
    private static readonly TimeSpan FirstRead = TimeSpan.FromSeconds(10);

    private readonly CatalogSources _sources = new(TimeProvider.System, log, cluster => clusters[cluster.Name]);
    private readonly ConcurrentDictionary<(string Cluster, string Database), LiveHandle> _handles = new();

    /// <summary>MySQL: one catalog for all databases of the server. T-SQL: one source for all of them.</summary>
    public CatalogHandle For(string cluster, string database) => options.Clusters[cluster].Protocol switch
    {
        DatabaseProtocol.Mysql => Handle(cluster, CatalogSnapshot.WholeServer),
        DatabaseProtocol.Tds => OfServer(cluster, TSqlCatalogRows.DatabaseName(database)),
        _ => Handle(cluster, database),
    };

    private LiveHandle Handle(string cluster, string database) => _handles.GetOrAdd(
        (cluster, database), static (key, self) => new LiveHandle(key.Cluster, key.Database, self.Tags(key.Cluster, key.Database), self, null), this);

    private LiveHandle OfServer(string cluster, string database) => database.Length == 0
        ? Handle(cluster, CatalogSnapshot.WholeServer)
        : _handles.GetOrAdd(
            (cluster, database),
            static (key, self) => new LiveHandle(
                key.Cluster, key.Database, self.Tags(key.Cluster, key.Database), self, self.Handle(key.Cluster, CatalogSnapshot.WholeServer)),
            this);

    public async Task<bool> EnsureAsync(CatalogHandle handle)
    {
        var own = (LiveHandle)handle;
        Connect(own);
        if (own.Source is not { } source)
        {
            return false;
        }

        if (!own.IsKnown)
        {
            try
            {
                await source.RefreshAsync().WaitAsync(FirstRead).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        return own.IsKnown;
    }

    private void Connect(LiveHandle handle)
    {
        if (handle.Server is not null)
        {
            Connect(handle.Server);
        }

        if (handle.Source is null && _sources.For(options.Clusters[handle.Cluster], handle.Server?.Database ?? handle.Database) is { } found)
        {
            Begin(handle, found);
        }
    }

    /// <summary>Names are bound in the catalog of the last run first: what was renamed since then keeps its tags.</summary>
    private void Begin(LiveHandle handle, CatalogSource source)
    {
        if (source.ViewOf(handle.Database) is { } kept)
        {
            handle.Tags.For(policies.Current, kept);
        }

        source.Changed += snapshot =>
        {
            if (snapshot.Database(handle.Database) is { } changed)
            {
                handle.Tags.Follow(changed);
            }
        };
        handle.Source = source;
    }

    private TagHistory Tags(string cluster, string database)
    {
        var gauge = metrics.TagDrift(cluster, database);
        return new TagHistory(options.Tags.OnDrift == OnDrift.Deny, (drift, gone) =>
        {
            gauge.Add(-1, gone - gauge.Value);
            foreach (var (name, isTag, pattern, now) in drift)
            {
                var owner = (isTag ? "tag " : "rule ") + name;
                if (now is null)
                {
                    log.NameGone(owner, pattern, database, cluster);
                }
                else
                {
                    log.NameRenamed(owner, pattern, database, cluster, now);
                }
            }
        });
    }

    public ValueTask DisposeAsync() => _sources.DisposeAsync();

    /// <param name="server">T-SQL: one source reads all databases of the server.</param>
    private sealed class LiveHandle(string cluster, string database, TagHistory tags, LiveCatalogs store, LiveHandle? server)
        : CatalogHandle(cluster, database, tags, server)
    {
        private volatile CatalogSource? _source;

        public CatalogSource? Source
        {
            get => _source;
            set => _source = value;
        }

        public LiveHandle? Server => server;

        public bool IsKnown => _source?.IsKnown == true;

        public override ICatalogView? Current => _source?.ViewOf(Database);

        public override CatalogHandle In(string database)
        {
            if (database == Database)
            {
                return this;
            }

            var other = store.OfServer(Cluster, database);
            store.Connect(other);
            return other;
        }

        protected override Task RefreshAsync() => _source?.RefreshAsync() ?? Task.CompletedTask;
    }
}
