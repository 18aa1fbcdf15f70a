using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Host.Gateway;

/// <summary>Catalogs read from the databases themselves; a database is read when its first login has been let in.</summary>
internal sealed class LiveCatalogs(GatewayOptions options, ILogger log) : ICatalogStore, IAsyncDisposable
{
    /// <summary>How long a login waits for the first read of a database's catalog.</summary>
    private static readonly TimeSpan FirstRead = TimeSpan.FromSeconds(10);

    private readonly CatalogSources _sources = new(TimeProvider.System, log);
    private readonly ConcurrentDictionary<(string Cluster, string Database), Handle> _handles = new();

    public CatalogHandle For(string cluster, string database) =>
        _handles.GetOrAdd((cluster, database), static key => new Handle(key.Cluster, key.Database));

    public async Task<bool> EnsureAsync(CatalogHandle handle)
    {
        var own = (Handle)handle;
        own.Source ??= _sources.For(options.Clusters[handle.Cluster], handle.Database);
        if (own.Source is not { } source)
        {
            return false;
        }

        if (source.View is null)
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

        return source.View is not null;
    }

    public ValueTask DisposeAsync() => _sources.DisposeAsync();

    private sealed class Handle(string cluster, string database) : CatalogHandle(cluster, database)
    {
        private volatile CatalogSource? _source;

        public CatalogSource? Source
        {
            get => _source;
            set => _source = value;
        }

        public override ICatalogView? Current => _source?.View;

        protected override Task RefreshAsync() => _source?.RefreshAsync() ?? Task.CompletedTask;
    }
}
