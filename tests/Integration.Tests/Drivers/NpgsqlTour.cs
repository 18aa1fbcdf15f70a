using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace ProxyDb.Integration.Tests.Drivers;

/// <summary>Batches, preparation, transactions, COPY, cancel, notifications and the driver's own pool, printed.</summary>
internal sealed class NpgsqlTour(string connectionString)
{
    private readonly StringBuilder _output = new();

    public async Task<string> RunAsync()
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await StepAsync("tables", source, TablesAsync);
        await StepAsync("batches", source, BatchesAsync);
        await StepAsync("many at once", source, ManyAtOnceAsync);
        if (!connectionString.Contains("Multiplexing", StringComparison.Ordinal))
        {
            await StepAsync("prepared", source, PreparedAsync);
            await StepAsync("transactions", source, TransactionsAsync);
            await StepAsync("copy", source, CopyAsync);
            await StepAsync("cancel", source, CancelAsync);
            await StepAsync("notifications", source, NotificationsAsync);
            await StepAsync("pool resets", source, PoolResetsAsync);
        }

        return _output.ToString();
    }

    private async Task StepAsync(string name, NpgsqlDataSource source, Func<NpgsqlDataSource, Task> step)
    {
        Print("==", name);
        try
        {
            await step(source);
        }
        catch (Exception e)
        {
            Print("FAILED", e.GetType().Name, e.Message);
        }
    }

    private void Print(params object?[] values) => _output.AppendJoin(" | ", values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))).AppendLine();

    private static async Task TablesAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("DROP TABLE IF EXISTS d.np; CREATE TABLE d.np (id int PRIMARY KEY, t text, n numeric, ts timestamptz, b bytea, a int[])");
        await command.ExecuteNonQueryAsync();
    }

    private async Task BatchesAsync(NpgsqlDataSource source)
    {
        await using var batch = source.CreateBatch();
        for (var i = 0; i < 5; i++)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO d.np (id, t) VALUES ($1, $2)") { Parameters = { new() { Value = i }, new() { Value = "batch" } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT count(*) FROM d.np"));
        Print(await batch.ExecuteScalarAsync());

        await using var failing = source.CreateBatch();
        foreach (var id in (int[])[100, 0, 101])
            failing.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO d.np (id) VALUES ($1)") { Parameters = { new() { Value = id } } });
        try
        {
            await failing.ExecuteNonQueryAsync();
        }
        catch (PostgresException e)
        {
            Print(e.SqlState, e.ConstraintName);
        }

        await using var count = source.CreateCommand("SELECT count(*) FROM d.np WHERE id >= 100");
        Print(await count.ExecuteScalarAsync());
    }

    private async Task ManyAtOnceAsync(NpgsqlDataSource source)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 150).Select(async i =>
        {
            await using var command = source.CreateCommand("SELECT $1, pg_sleep(0.001)");
            command.Parameters.Add(new() { Value = i });
            return (int)(await command.ExecuteScalarAsync())! == i;
        }));
        Print(answers.All(a => a));
    }

    private async Task PreparedAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("SELECT $1::int, $2::text, $3::timestamptz, $4::numeric, $5::int[]", connection);
        foreach (var type in (NpgsqlDbType[])[NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.TimestampTz, NpgsqlDbType.Numeric, NpgsqlDbType.Array | NpgsqlDbType.Integer])
            command.Parameters.Add(new() { NpgsqlDbType = type });
        await command.PrepareAsync();
        for (var i = 0; i < 5; i++)
        {
            object[] values = [i, "한글", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), 1.5m * i, new[] { i, i + 1 }];
            for (var p = 0; p < values.Length; p++)
                command.Parameters[p].Value = values[p];
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                Print(reader.GetInt32(0), reader.GetString(1), reader.GetDateTime(2), reader.GetDecimal(3), string.Join(',', reader.GetFieldValue<int[]>(4)));
        }

        await command.UnprepareAsync();
        connection.UnprepareAll();
    }

    private async Task TransactionsAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable))
        {
            await new NpgsqlCommand("INSERT INTO d.np (id) VALUES (200)", connection, transaction).ExecuteNonQueryAsync();
            await transaction.SaveAsync("s");
            try
            {
                await new NpgsqlCommand("INSERT INTO d.np (id) VALUES (200)", connection, transaction).ExecuteNonQueryAsync();
            }
            catch (PostgresException e)
            {
                Print(e.SqlState);
            }

            await transaction.RollbackAsync("s");
            Print(await new NpgsqlCommand("SHOW transaction_isolation", connection, transaction).ExecuteScalarAsync());
            await transaction.CommitAsync();
        }

        await using (var transaction = await connection.BeginTransactionAsync())
            await new NpgsqlCommand("INSERT INTO d.np (id) VALUES (201)", connection, transaction).ExecuteNonQueryAsync();
        Print(await new NpgsqlCommand("SELECT count(*) FROM d.np WHERE id >= 200", connection).ExecuteScalarAsync());
    }

    private async Task CopyAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using (var import = await connection.BeginBinaryImportAsync("COPY d.np (id, t, n) FROM STDIN (FORMAT binary)"))
        {
            for (var i = 0; i < 1000; i++)
                await import.WriteRowAsync(CancellationToken.None, 1000 + i, $"row {i}", i / 4m);
            Print(await import.CompleteAsync());
        }

        await using (var unfinished = await connection.BeginBinaryImportAsync("COPY d.np (id) FROM STDIN (FORMAT binary)"))
            await unfinished.WriteRowAsync(CancellationToken.None, 5000);
        long sum = 0;
        await using (var export = await connection.BeginBinaryExportAsync("COPY d.np (id) TO STDOUT (FORMAT binary)"))
        {
            while (await export.StartRowAsync() != -1)
                sum += await export.ReadAsync<int>();
        }

        Print(sum);
        using (var text = await connection.BeginTextExportAsync("COPY (SELECT id, t FROM d.np WHERE id < 3 ORDER BY id) TO STDOUT"))
            Print(await text.ReadToEndAsync());
    }

    private async Task CancelAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            await new NpgsqlCommand("SELECT pg_sleep(30)", connection).ExecuteNonQueryAsync(soon.Token);
        }
        catch (OperationCanceledException e)
        {
            Print((e.InnerException as PostgresException)?.SqlState);
        }

        Print(await new NpgsqlCommand("SELECT 'goes on'", connection).ExecuteScalarAsync());
    }

    private async Task NotificationsAsync(NpgsqlDataSource source)
    {
        await using var listener = await source.OpenConnectionAsync();
        listener.Notification += (_, e) => Print("notification", e.Channel, e.Payload);
        await new NpgsqlCommand("LISTEN np_channel", listener).ExecuteNonQueryAsync();
        await using (var sender = source.CreateCommand("NOTIFY np_channel, 'p'"))
            await sender.ExecuteNonQueryAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await listener.WaitAsync(limit.Token);
    }

    private async Task PoolResetsAsync(NpgsqlDataSource source)
    {
        if (connectionString.Contains("No Reset", StringComparison.Ordinal))
            return;
        for (var i = 0; i < 3; i++)
        {
            await using var connection = await source.OpenConnectionAsync();
            Print(await new NpgsqlCommand("SHOW datestyle", connection).ExecuteScalarAsync());
            await new NpgsqlCommand("SET datestyle = 'German'", connection).ExecuteNonQueryAsync();
            await new NpgsqlCommand("CREATE TEMP TABLE reset_me (a int)", connection).ExecuteNonQueryAsync();
        }
    }
}
