using System.Collections.Immutable;
using System.Data;
using System.Globalization;
using Npgsql;
using ProxyDb.Policy.Catalog;

namespace ProxyDb.Host.Backends;

/// <summary>What was read in one go.</summary>
/// <param name="Digest">Of the rows as they were when reading began.</param>
/// <param name="Powers">What makes the service login dangerous; empty for a plain one.</param>
internal sealed record LoadedCatalog(ImmutableArray<CatalogDatabase> Databases, string Digest, IReadOnlyList<string> Powers)
{
    public LoadedCatalog(CatalogDatabase database, string digest, IReadOnlyList<string> powers)
        : this([database], digest, powers)
    {
    }

    /// <summary>The only one; T-SQL has several.</summary>
    public CatalogDatabase Database => Databases.Single();
}

/// <summary>Reads the catalog of one database: a digest in one query, or everything in one batch.</summary>
internal static class CatalogLoader
{
    /// <summary>Equal digests of one database mean that nothing changed between.</summary>
    public static async Task<string> DigestAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel).ConfigureAwait(false);
        return await DigestAsync(connection, cancel).ConfigureAwait(false);
    }

    public static async Task<LoadedCatalog> LoadAsync(NpgsqlDataSource source, string database, CancellationToken cancel)
    {
        // Defaults of settings are those of the time a connection began.
        source.Clear();
        await using var connection = await source.OpenConnectionAsync(cancel).ConfigureAwait(false);

        // The digest is taken before: a change in between is then found by the next poll, and never missed.
        var digest = await DigestAsync(connection, cancel).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel).ConfigureAwait(false);
        var rows = new CatalogRows();
        var powers = new List<string>();
        (string Sql, Action<CatalogRow> Read)[] queries =
            [.. Queries(rows, connection.PostgreSqlVersion.Major), (CatalogSql.Powers, row => Powers(row, powers))];
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(CatalogSql.Prepare));
        foreach (var (sql, _) in queries)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        }

        await using (var reader = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false))
        {
            var row = new ReaderRow(reader);
            foreach (var (_, read) in queries)
            {
                await reader.NextResultAsync(cancel).ConfigureAwait(false);
                while (await reader.ReadAsync(cancel).ConfigureAwait(false))
                {
                    read(row);
                }
            }
        }

        await transaction.RollbackAsync(cancel).ConfigureAwait(false);
        return new LoadedCatalog(rows.Build(database), digest, powers);
    }

    /// <summary>Databases of the cluster the login may connect to.</summary>
    public static async Task<IReadOnlyList<string>> DatabasesAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(CatalogSql.Databases);
        await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        var names = new List<string>();
        while (await reader.ReadAsync(cancel).ConfigureAwait(false))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private static async Task<string> DigestAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(CatalogSql.Digest, connection);
        return (string?)await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) ?? "";
    }

    /// <summary>Everything a database's catalog is made of, for a server of a major version.</summary>
    public static IReadOnlyList<(string Sql, Action<CatalogRow> Read)> Queries(CatalogRows rows, int version) =>
    [
        (CatalogSql.Settings, rows.Settings),
        (CatalogSql.Schemas, rows.Schema),
        (CatalogSql.Relations, rows.Relation),
        (CatalogSql.Columns, rows.Column),
        (CatalogSql.Keys, rows.Key),
        (CatalogSql.Parents, rows.Parent),
        (CatalogSql.Cascades, rows.Cascade),
        (CatalogSql.Triggers, rows.Trigger),
        (CatalogSql.Rules, rows.Rule),
        (CatalogSql.CallsUserCode, rows.CallsUserCode),
        (CatalogSql.Routines(version), rows.Routine),
        (CatalogSql.Types, rows.Type),
        (CatalogSql.Operators, rows.Operator),
        (CatalogSql.Casts, rows.Cast),
    ];

    private static void Powers(CatalogRow row, List<string> powers)
    {
        if (row.GetBoolean(0))
        {
            powers.Add("superuser");
        }

        if (row.GetBoolean(1))
        {
            powers.Add("BYPASSRLS");
        }

        if (row.GetInt64(2) is var owned and > 0)
        {
            powers.Add(string.Create(CultureInfo.InvariantCulture, $"owner of {owned} tables or views"));
        }
    }
}
