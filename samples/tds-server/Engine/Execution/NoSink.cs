using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

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

/// <summary>The sink of a script: errors end it.</summary>
internal sealed class ScriptSink : NoSink
{
    public override void Message(SqlMessage message)
    {
        if (message.IsError)
            throw new InvalidOperationException($"line {message.Line}: {message.Number} {message.Text}");
    }
}
