using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>Where a <see cref="CatalogSource"/> reads from: the service login's own connection, in the dialect of the server.</summary>
internal interface ICatalogFeed : IAsyncDisposable
{
    SqlDialect Dialect { get; }

    /// <summary>Equal digests mean that nothing changed between.</summary>
    Task<string> DigestAsync(CancellationToken cancel);

    /// <summary>Everything.</summary>
    /// <param name="previous">What was known last, by which objects without an id of the server keep theirs.</param>
    Task<LoadedCatalog> LoadAsync(CatalogDatabase? previous, CancellationToken cancel);
}
