using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace ProxyDb.Integration.Tests.Masking.Matrix;

/// <summary>Npgsql, which asks for binary results, or with <paramref name="isText"/> for all in text.</summary>
internal sealed class NpgsqlMatrixClient : IMatrixClient
{
    private readonly NpgsqlDataSource _source;
    private readonly bool _isText;
    private NpgsqlConnection _connection;

    public NpgsqlMatrixClient(string connectionString, bool isText)
    {
        (_source, _isText) = (NpgsqlDataSource.Create(connectionString), isText);
        _connection = _source.OpenConnection();
    }

    public bool CanRun(MatrixCase entry) =>
        !entry.IsSimpleOnly && !(entry.IsCopy && entry.Steps[0].Contains("binary", StringComparison.Ordinal)) && !(entry.IsWrite && entry.Steps.Count > 1);

    public IReadOnlyList<StepOutcome> Run(MatrixCase entry, IReadOnlyList<string> steps)
    {
        var outcomes = new List<StepOutcome>();
        if (entry.IsWrite)
            Execute("BEGIN", []);
        foreach (var step in steps)
        {
            outcomes.Add(Attempt(step, outcomes.Count == 0 ? entry.Values ?? [] : []));
            if (outcomes[^1].SqlState is not null)
                break;
        }

        if (entry.IsWrite)
            Execute("ROLLBACK", []);
        else if (outcomes[^1].SqlState is not null && steps.Count > 1)
            Reconnect();
        return outcomes;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _source.Dispose();
    }

    private void Reconnect()
    {
        _source.Clear();
        _connection.Dispose();
        _source.Clear();
        _connection = _source.OpenConnection();
    }

    private StepOutcome Attempt(string sql, string[] values)
    {
        try
        {
            return sql.StartsWith("COPY", StringComparison.Ordinal) ? Copy(sql) : Execute(sql, values);
        }
        catch (PostgresException e)
        {
            return new StepOutcome([], e.SqlState, e.MessageText);
        }
        // Whatever the driver makes of an answer it has to make of the same answer again.
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or NotSupportedException)
        {
            Reconnect();
            return new StepOutcome([], "driver", $"{e.GetType().Name} {e.Message}");
        }
    }

    private StepOutcome Copy(string sql)
    {
        using var reader = _connection.BeginTextExport(sql);
        return new StepOutcome([.. reader.ReadToEnd().TrimEnd('\n').Split('\n').Select(l => StepOutcome.Row + l)]);
    }

    private StepOutcome Execute(string sql, string[] values)
    {
        using var command = new NpgsqlCommand(sql, _connection) { AllResultTypesAreUnknown = _isText };
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Unknown });
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        do
        {
            var columns = Enumerable.Range(0, reader.FieldCount).ToList();
            if (columns.Count > 0)
                lines.Add("columns " + string.Join(' ', columns.Select(i => $"{reader.GetName(i)}:{reader.GetDataTypeName(i)}")));
            while (reader.Read())
                lines.Add(StepOutcome.Row + string.Join(" | ", columns.Select(i => Value(reader, i))));
        }
        while (reader.NextResult());
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"affected {reader.RecordsAffected}"));
        return new StepOutcome(lines);
    }

    private static string Value(NpgsqlDataReader reader, int column)
    {
        try
        {
            return reader.IsDBNull(column) ? "NULL" : Text(reader.GetValue(column));
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException or NotSupportedException or ArgumentException)
        {
            return $"({e.GetType().Name})";
        }
    }

    private static string Text(object value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        Array array => "[" + string.Join(',', array.Cast<object?>().Select(v => v is null ? "NULL" : Text(v))) + "]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
