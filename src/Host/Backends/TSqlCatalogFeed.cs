using System.Collections.Immutable;
using System.Text;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Host.Backends;

/// <summary>
/// All databases of a SQL Server that the service login may open, read over one connection that is kept while it lasts. A database that
/// cannot be read (it is being restored, it was dropped meanwhile) is left out, and nothing in it is known.
/// </summary>
internal sealed class TSqlCatalogFeed(CatalogReading reading) : ICatalogFeed
{
    private CatalogConnection? _connection;

    public SqlDialect Dialect => SqlDialect.TSql;

    public async Task<string> DigestAsync(CancellationToken cancel)
    {
        var connection = await ConnectAsync(cancel).ConfigureAwait(false);
        var digest = new StringBuilder();
        foreach (var (name, collation) in await DatabasesAsync(connection, cancel).ConfigureAwait(false))
        {
            digest.Append(name).Append('\t').Append(collation).Append('\n');
            if (await TryOpenAsync(connection, name, cancel).ConfigureAwait(false))
            {
                await connection.QueryAsync(TSqlCatalogSql.Digest, row => digest.AppendJoin('\t', row).Append('\n'), cancel).ConfigureAwait(false);
            }
        }

        return digest.ToString();
    }

    public async Task<LoadedCatalog> LoadAsync(CatalogDatabase? previous, CancellationToken cancel)
    {
        // The digest is taken before: a change in between is then found by the next poll, and never missed.
        var digest = await DigestAsync(cancel).ConfigureAwait(false);
        var connection = await ConnectAsync(cancel).ConfigureAwait(false);
        var server = new TSqlCatalogServer();
        var powers = new List<string>();
        await connection.QueryAsync(TSqlCatalogSql.Server, server.Settings, cancel).ConfigureAwait(false);
        await connection.QueryAsync(TSqlCatalogSql.ServerPowers, row => powers.AddRange(TSqlCatalogServer.ServerPowers(row)), cancel).ConfigureAwait(false);
        var databases = await DatabasesAsync(connection, cancel).ConfigureAwait(false);
        foreach (var (name, collation) in databases)
        {
            if (!await TryOpenAsync(connection, name, cancel).ConfigureAwait(false))
            {
                continue;
            }

            var rows = server.Begin(name, collation);
            foreach (var (sql, read) in Queries(rows, server.Major))
            {
                await connection.QueryAsync(sql, read, cancel).ConfigureAwait(false);
            }

            await connection.QueryAsync(
                TSqlCatalogSql.DatabasePowers, row => powers.AddRange(TSqlCatalogServer.DatabasePowers(row, name)), cancel).ConfigureAwait(false);
            if (server.SystemViews is null)
            {
                await connection.QueryAsync(TSqlCatalogSql.SystemObjects, server.SystemObject, cancel).ConfigureAwait(false);
                await connection.QueryAsync(TSqlCatalogSql.SystemColumns, server.SystemColumn, cancel).ConfigureAwait(false);
                server.EndSystemViews();
            }
        }

        return new LoadedCatalog(server.Build(), digest, powers);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Everything the catalog of the current database is made of, in the order it is to be read.</summary>
    /// <param name="serverMajor">15 is SQL Server 2019.</param>
    public static ImmutableArray<(string Sql, Action<string?[]> Read)> Queries(TSqlCatalogRows rows, int serverMajor) =>
    [
        (TSqlCatalogSql.Self, rows.Self),
        (TSqlCatalogSql.Schemas, rows.Schema),
        (TSqlCatalogSql.Types, rows.Type),
        (TSqlCatalogSql.Objects, rows.Object),
        (TSqlCatalogSql.ComputedColumns, rows.Computed),
        (TSqlCatalogSql.Defaults, rows.Default),
        (TSqlCatalogSql.Columns(serverMajor), rows.Column),
        (TSqlCatalogSql.Checks, rows.Check),
        (TSqlCatalogSql.Indexes, rows.Index),
        (TSqlCatalogSql.IndexColumns, rows.IndexColumn),
        (TSqlCatalogSql.Synonyms, rows.Synonym),
        (TSqlCatalogSql.Modules, rows.Module),
        (TSqlCatalogSql.Parameters, rows.Parameter),
        (TSqlCatalogSql.Triggers, rows.Trigger),
        (TSqlCatalogSql.Cascades, rows.Cascade),
    ];

    private static async Task<List<(string Name, string? Collation)>> DatabasesAsync(CatalogConnection connection, CancellationToken cancel)
    {
        var databases = new List<(string, string?)>();
        await connection.QueryAsync(TSqlCatalogSql.Databases, row => databases.Add((row[0] ?? "", row[1])), cancel).ConfigureAwait(false);
        return databases;
    }

    private static async Task<bool> TryOpenAsync(CatalogConnection connection, string database, CancellationToken cancel)
    {
        try
        {
            await connection.QueryAsync(TSqlCatalogSql.Use(database), static _ => { }, cancel).ConfigureAwait(false);
            return true;
        }
        catch (BackendFault) when (!connection.IsClosed)
        {
            // The server says no: there is nothing to read, and the others are as they are.
            return false;
        }
    }

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
        await _connection.QueryAsync(TSqlCatalogSql.Prepare, static _ => { }, cancel).ConfigureAwait(false);
        return _connection;
    }
}
