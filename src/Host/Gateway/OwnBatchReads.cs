using System.Collections.Immutable;
using ProxyDb.Host.Backends;
using ProxyDb.Policy.Catalog;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// The catalog of one database of a SQL Server as the session's own uncommitted changes have left it: a server takes one request at a time,
/// so that one read follows the other.
/// </summary>
internal sealed class OwnBatchReads
{
    private readonly CatalogDatabase _published;
    private readonly TSqlCatalogRows _rows;
    private readonly ImmutableArray<(string Sql, Action<string?[]> Read)> _queries;
    private int _next;
    private bool _hasRows;

    public OwnBatchReads(CatalogDatabase published, int serverMajor)
    {
        _published = published;
        _rows = new TSqlCatalogRows(published.Name, published.Collation);
        _queries = TSqlCatalogFeed.Queries(_rows, serverMajor);
    }

    /// <summary>False: everything was read.</summary>
    public bool SendNext(IConversation conversation)
    {
        if (_next == _queries.Length)
        {
            return false;
        }

        conversation.ReadOwn(TSqlCatalogSql.Nested(_queries[_next++].Sql));
        return true;
    }

    public void OnRow(string?[] row)
    {
        _hasRows = true;
        _queries[_next - 1].Read(row);
    }

    /// <summary>Null when the server has answered without rows, as it does while a client has it execute nothing.</summary>
    public CatalogDatabase? Build() =>
        _hasRows ? _rows.Build([.. _published.Schemas.Where(static s => s.IsBuiltin)]).Among(_published) : null;
}
