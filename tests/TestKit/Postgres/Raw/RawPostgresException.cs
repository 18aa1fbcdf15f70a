namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>An ErrorResponse where success was expected.</summary>
public sealed class RawPostgresException(ServerMessage error) : Exception(error.ToString())
{
    public string SqlState => error.SqlState;

    public ServerMessage Error => error;
}
