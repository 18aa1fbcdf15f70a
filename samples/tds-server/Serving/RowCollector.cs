using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Keeps the first result set of a statement for a cursor; everything else goes to the client.</summary>
internal sealed class RowCollector(IResultSink client, CancellationToken cancel) : IResultSink
{
    private int _sets;

    public IReadOnlyList<SqlColumn> ResultColumns { get; private set; } = [];

    public List<object?[]> Rows { get; } = [];

    public void Columns(IReadOnlyList<SqlColumn> columns)
    {
        if (++_sets == 1)
            ResultColumns = columns;
    }

    public void Order(IReadOnlyList<int> columns)
    {
    }

    public void Row(ReadOnlySpan<object?> values)
    {
        cancel.ThrowIfCancellationRequested();
        if (_sets == 1)
            Rows.Add(values.ToArray());
    }

    public void Done(DoneCommand command, long? count)
    {
    }

    public void Message(SqlMessage message) => client.Message(message);

    public void ProcedureBegins()
    {
    }

    public void ProcedureEnds(int status)
    {
    }

    public void TransactionBegan() => client.TransactionBegan();

    public void TransactionCommitted() => client.TransactionCommitted();

    public void TransactionRolledBack() => client.TransactionRolledBack();

    public void DatabaseChanged(string from, string to) => client.DatabaseChanged(from, to);

    public void LanguageChanged(string from, string to) => client.LanguageChanged(from, to);
}
