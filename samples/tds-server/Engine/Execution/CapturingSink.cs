using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Keeps the rows of INSERT … EXEC; messages and transactions go on to the client.</summary>
internal sealed class CapturingSink(IResultSink client) : IResultSink
{
    public List<(IReadOnlyList<SqlColumn> Columns, object?[] Values)> Rows { get; } = [];

    private IReadOnlyList<SqlColumn> _columns = [];

    public void Columns(IReadOnlyList<SqlColumn> columns) => _columns = columns;

    public void Order(IReadOnlyList<int> columns)
    {
    }

    public void Row(ReadOnlySpan<object?> values) => Rows.Add((_columns, values.ToArray()));

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
