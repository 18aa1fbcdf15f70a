using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Nobody reads what a script answers, but for its errors.</summary>
internal sealed class ScriptSink : IResultSink
{
    public void Message(SqlMessage message)
    {
        if (message.IsError)
            throw new SqlError(message);
    }

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
