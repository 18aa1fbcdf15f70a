using System.Globalization;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Policy.Tests.Rewriting.TSql;

/// <summary>Runs batches in a session of the sample server's engine, without a wire, and tells the answers as text.</summary>
internal sealed class EngineRunner(ISqlEngine engine, string database) : IDisposable
{
    private readonly ISqlSession _session = engine.Open(new SessionInfo(1, "sa", database) { AnsiDefaults = true });

    /// <summary>Columns and rows of every result, counts of rows changed; an error by its number.</summary>
    public string Run(string text)
    {
        var sink = new Sink();
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            _session.Execute(text, "", [], sink, cancel.Token);
        }
        catch (SqlError error)
        {
            sink.Message(error.Details);
        }

        return sink.ToString();
    }

    /// <summary>The first value of the first row, and the column.</summary>
    public (string? Value, SqlType Type) Value(string text)
    {
        var sink = new Sink();
        _session.Execute(text, "", [], sink, CancellationToken.None);
        return (sink.First, sink.Type!);
    }

    public void Dispose() => _session.Dispose();

    private sealed class Sink : IResultSink
    {
        private readonly StringBuilder _text = new();
        private bool _hasRow;

        public string? First { get; private set; }

        public SqlType? Type { get; private set; }

        public void Columns(IReadOnlyList<SqlColumn> columns)
        {
            Type ??= columns[0].Type;
            _ = _text.AppendLine(string.Join(", ", columns.Select(static c => c.Name)));
        }

        public void Order(IReadOnlyList<int> columns)
        {
        }

        public void Row(ReadOnlySpan<object?> values)
        {
            if (!_hasRow)
            {
                (_hasRow, First) = (true, Text(values[0]));
            }

            foreach (var value in values)
            {
                _ = _text.Append(Text(value) ?? "NULL").Append('|');
            }

            _ = _text.AppendLine();
        }

        public void Done(DoneCommand command, long? count) => _ = _text.Append(CultureInfo.InvariantCulture, $"({count})").AppendLine();

        public void Message(SqlMessage message)
        {
            if (message.IsError)
            {
                _ = _text.Append(CultureInfo.InvariantCulture, $"error {message.Number}: {message.Text}").AppendLine();
            }
        }

        public void ProcedureBegins()
        {
        }

        public void ProcedureEnds(int status)
        {
        }

        public void TransactionBegan()
        {
        }

        public void TransactionCommitted()
        {
        }

        public void TransactionRolledBack()
        {
        }

        public void DatabaseChanged(string from, string to)
        {
        }

        public void LanguageChanged(string from, string to)
        {
        }

        public override string ToString() => _text.ToString();

        private static string? Text(object? value) => value switch
        {
            null => null,
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture).TrimEnd('.'),
            DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF zzz", CultureInfo.InvariantCulture),
            byte[] bytes => Convert.ToHexString(bytes),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }
}
