namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>The server answered with an ERR packet where none was asked for.</summary>
public sealed class RawMySqlException(int code, string sqlState, string message) : Exception($"{code} ({sqlState}): {message}")
{
    public int Code => code;

    public string SqlState => sqlState;
}
