using System.Globalization;
using System.Text;
using Npgsql;
using ProxyDb.Integration.Tests.Differential;

namespace ProxyDb.Integration.Tests.Drivers;

/// <summary>Runs a statement list over one Npgsql connection and writes columns, values, counts, errors and notices.</summary>
internal sealed class NpgsqlListRunner(string connectionString)
{
    private readonly StringBuilder _output = new();

    public string Run(List<StatementStep> steps)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        connection.Notice += (_, e) => _output.AppendLine(CultureInfo.InvariantCulture, $"notice {e.Notice.SqlState} {e.Notice.MessageText}");
        foreach (var step in steps.Where(s => !s.Reconnect && s.Values is null))
        {
            _output.AppendLine(CultureInfo.InvariantCulture, $"-- {step.Line} {step.Sql}");
            try
            {
                Execute(connection, step.Sql);
            }
            catch (PostgresException e)
            {
                _output.AppendLine(CultureInfo.InvariantCulture, $"error {e.SqlState} {e.MessageText} at {e.Position}");
            }
            // Whatever the driver makes of an answer it has to make of the same answer again.
            catch (Exception e)
            {
                _output.AppendLine(CultureInfo.InvariantCulture, $"driver {e.GetType().Name} {e.Message}");
                if (connection.State != System.Data.ConnectionState.Open)
                {
                    connection.Close();
                    connection.Open();
                }
            }
        }

        return _output.ToString();
    }

    private void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = false };
        using var reader = command.ExecuteReader();
        do
        {
            if (reader.FieldCount > 0)
                _output.AppendJoin(' ', Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}:{reader.GetDataTypeName(i)}")).AppendLine();
            while (reader.Read())
                _output.AppendJoin('|', Enumerable.Range(0, reader.FieldCount).Select(i => Value(reader, i))).AppendLine();
        }
        while (reader.NextResult());
        _output.AppendLine(CultureInfo.InvariantCulture, $"affected {reader.RecordsAffected}");
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
        string { Length: > 500 } text => $"{text.Length} characters",
        Array array => "[" + string.Join(',', array.Cast<object?>().Select(v => v is null ? "NULL" : Text(v))) + "]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
