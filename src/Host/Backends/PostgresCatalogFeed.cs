using Npgsql;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>One database of a PostgreSQL server.</summary>
internal sealed class PostgresCatalogFeed(ClusterOptions cluster, string database) : ICatalogFeed
{
    private readonly NpgsqlDataSource _source = CatalogConnector.Create(cluster, database);

    public SqlDialect Dialect => SqlDialect.Postgres;

    public Task<string> DigestAsync(CancellationToken cancel) => CatalogLoader.DigestAsync(_source, cancel);

    public Task<LoadedCatalog> LoadAsync(CatalogDatabase? previous, CancellationToken cancel) => CatalogLoader.LoadAsync(_source, database, cancel);

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
