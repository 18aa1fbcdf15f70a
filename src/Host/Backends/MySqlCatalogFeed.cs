using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>All databases of a MySQL or MariaDB server, read over one connection that is kept while it lasts.</summary>
internal sealed class MySqlCatalogFeed(CatalogReading reading) : ICatalogFeed
{
    private CatalogConnection? _connection;

    public SqlDialect Dialect => SqlDialect.MySql;

    public async Task<string> DigestAsync(CancellationToken cancel)
    {
        var connection = await ConnectAsync(cancel).ConfigureAwait(false);
        var digest = "";
        await connection.QueryAsync(MySqlCatalogSql.Digest, row => digest = row[0] ?? "", cancel).ConfigureAwait(false);
        return digest;
    }

    public async Task<LoadedCatalog> LoadAsync(CatalogDatabase? previous, CancellationToken cancel)
    {
        // The digest is taken before: a change in between is then found by the next poll, and never missed.
        var digest = await DigestAsync(cancel).ConfigureAwait(false);
        var connection = await ConnectAsync(cancel).ConfigureAwait(false);
        var rows = new MySqlCatalogRows(new MySqlIdentities(previous));
        foreach (var (sql, read) in Queries(rows))
        {
            await connection.QueryAsync(sql, read, cancel).ConfigureAwait(false);
        }

        var powers = new List<string>();
        await connection.QueryAsync(MySqlCatalogSql.Powers, row => powers.Add(row[0] ?? ""), cancel).ConfigureAwait(false);
        return new LoadedCatalog(rows.Build(), digest, powers);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static (string Sql, Action<string?[]> Read)[] Queries(MySqlCatalogRows rows) =>
    [
        (MySqlCatalogSql.Settings, rows.Settings),
        (MySqlCatalogSql.Schemas, rows.Schema),
        (MySqlCatalogSql.Relations, rows.Relation),
        (MySqlCatalogSql.Columns, rows.Column),
        (MySqlCatalogSql.Views, rows.View),
        (MySqlCatalogSql.Keys, rows.Key),
        (MySqlCatalogSql.Cascades, rows.Cascade),
        (MySqlCatalogSql.Triggers, rows.Trigger),
        (MySqlCatalogSql.Routines, rows.Routine),
        (MySqlCatalogSql.Parameters, rows.Parameter),
    ];

    /// <summary>A query that was given up leaves answers behind: its connection is not used again.</summary>
    private async Task<CatalogConnection> ConnectAsync(CancellationToken cancel)
    {
        if (_connection is { IsClosed: false, IsBusy: false } kept)
        {
            return kept;
        }

        if (_connection is { } old)
        {
            await old.DisposeAsync().ConfigureAwait(false);
        }

        _connection = await reading.OpenAsync(cancel).ConfigureAwait(false);
        await _connection.QueryAsync(MySqlCatalogSql.Prepare, static _ => { }, cancel).ConfigureAwait(false);
        return _connection;
    }
}
