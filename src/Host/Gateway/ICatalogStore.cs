using ProxyDb.Policy.Catalog;

namespace ProxyDb.Host.Gateway;

/// <summary>The catalogs the gateway decides with, one for each (cluster, database).</summary>
internal interface ICatalogStore
{
    /// <summary>The catalog of a database, known or not; the same object for the same database.</summary>
    CatalogHandle For(string cluster, string database);

    /// <summary>Begins to know a database; false: its catalog cannot be had, and nothing in it can be decided.</summary>
    Task<bool> EnsureAsync(CatalogHandle handle);
}

/// <summary>What sessions of one database share of its catalog; read on the path of every statement.</summary>
/// <param name="tags">What names of the policies mean in it.</param>
internal abstract class CatalogHandle(string cluster, string database, TagHistory tags)
{
    private volatile Task? _refreshing;

    public string Cluster { get; } = cluster;

    public string Database { get; } = database;

    public TagHistory Tags { get; } = tags;

    /// <summary>Null: nothing is known yet.</summary>
    public abstract ICatalogView? Current { get; }

    /// <summary>A refresh that statements must wait for, or null.</summary>
    public Task? Refreshing => _refreshing is { IsCompleted: false } refresh ? refresh : null;

    /// <summary>A transaction that changed the catalog has been committed: what follows waits until that is known.</summary>
    public void Changed() => _refreshing = RefreshAsync();

    /// <summary>A name is not known: one look at the database; many asks are one look.</summary>
    public Task Look() => RefreshAsync();

    protected abstract Task RefreshAsync();
}
