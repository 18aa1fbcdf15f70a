using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Nobody reads what a script answers, but for its errors.</summary>
internal sealed class ScriptSink : NoSink
{
    public override void Message(SqlMessage message)
    {
        if (message.IsError)
            throw new SqlError(message);
    }
}
