using ProxyDb.Policy.Catalog;

namespace ProxyDb.Host.Gateway;

/// <summary>The catalogs the gateway decides with, one for each (cluster, database).</summary>
internal interface ICatalogStore
{
    /// <summary>Null: nothing is known yet, names are decided as written.</summary>
    ICatalogView? Current(string cluster, string database);

    /// <summary>A refresh that statements must wait for, or null.</summary>
    Task? Refreshing(string cluster, string database);

    /// <summary>A transaction that changed the catalog has been committed.</summary>
    void Changed(string cluster, string database);

    /// <summary>Begins to know a database; the task ends with the first catalog, or when it cannot be had.</summary>
    Task Ensure(string cluster, string database);
}

/// <summary>Knows nothing: for databases without a catalog source.</summary>
internal sealed class NoCatalogs : ICatalogStore
{
    public ICatalogView? Current(string cluster, string database) => null;

    public Task? Refreshing(string cluster, string database) => null;

    public void Changed(string cluster, string database)
    {
    }

    public Task Ensure(string cluster, string database) => Task.CompletedTask;
}
