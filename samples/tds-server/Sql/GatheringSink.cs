namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>Keeps rows that are for the server itself; messages and what becomes of the session go on to the client.</summary>
internal abstract class GatheringSink(IResultSink client) : IResultSink
{
    public abstract void Columns(IReadOnlyList<SqlColumn> columns);

    public abstract void Row(ReadOnlySpan<object?> values);

    public void Order(IReadOnlyList<int> columns)
    {
    }

    public void Done(DoneCommand command, long? count)
    {
    }

    public void ProcedureBegins()
    {
    }

    public void ProcedureEnds(int status)
    {
    }

    public void Message(SqlMessage message) => client.Message(message);

    public void TransactionBegan() => client.TransactionBegan();

    public void TransactionCommitted() => client.TransactionCommitted();

    public void TransactionRolledBack() => client.TransactionRolledBack();

    public void DatabaseChanged(string from, string to) => client.DatabaseChanged(from, to);

    public void LanguageChanged(string from, string to) => client.LanguageChanged(from, to);
}
