using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>A reset tells of the transaction it ended, and of nothing else.</summary>
internal sealed class ResetSink(IResultSink client) : IResultSink
{
    public void TransactionRolledBack() => client.TransactionRolledBack();

    public void Columns(IReadOnlyList<SqlColumn> columns)
    {
    }

    public void Order(IReadOnlyList<int> columns)
    {
    }

    public void Row(ReadOnlySpan<object?> values)
    {
    }

    public void Done(DoneCommand command, long? count)
    {
    }

    public void Message(SqlMessage message)
    {
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

    public void DatabaseChanged(string from, string to)
    {
    }

    public void LanguageChanged(string from, string to)
    {
    }
}
