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
/// <param name="server">T-SQL: the handle whose refresh reads all databases of the server; null: this one's own does.</param>
internal abstract class CatalogHandle(string cluster, string database, TagHistory tags, CatalogHandle? server = null)
{
    private volatile Task? _refreshing;

    public string Cluster { get; } = cluster;

    public string Database { get; } = database;

    public TagHistory Tags { get; } = tags;

    /// <summary>Null: nothing is known yet.</summary>
    public abstract ICatalogView? Current { get; }

    /// <summary>T-SQL: the same for another database of the server, by its name; else this one.</summary>
    public virtual CatalogHandle In(string database) => this;

    /// <summary>A refresh that statements must wait for, or null.</summary>
    public Task? Refreshing => server is not null ? server.Refreshing : _refreshing is { IsCompleted: false } refresh ? refresh : null;

    /// <summary>A transaction that changed the catalog has been committed: what follows waits until that is known.</summary>
    public void Changed()
    {
        if (server is not null)
        {
            server.Changed();
        }
        else
        {
            _refreshing = RefreshAsync();
        }
    }

    /// <summary>A name is not known: one look at the database; many asks are one look.</summary>
    public Task Look() => server?.Look() ?? RefreshAsync();

    protected abstract Task RefreshAsync();
}
