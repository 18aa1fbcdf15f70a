namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>A sink for what nobody asked for.</summary>
internal class NoSink : IResultSink
{
    public static readonly NoSink Instance = new();

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

    public virtual void Message(SqlMessage message)
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

    public void TransactionRolledBack()
    {
    }

    public void DatabaseChanged(string from, string to)
    {
    }

    public void LanguageChanged(string from, string to)
    {
    }
}
