namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>An error that ends the request.</summary>
public sealed class SqlError(SqlMessage message) : Exception(message.Text)
{
    public SqlError(int number, byte @class, string text, byte state = 1)
        : this(new SqlMessage(number, @class, text) { State = state })
    {
    }

    public SqlMessage Details { get; } = message;
}
