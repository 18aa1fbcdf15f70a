namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>Where, as whom and with which capabilities a raw client logs in.</summary>
public sealed record RawMySqlLogin(
    int Port, string User = MySqlSample.User, string Password = MySqlSample.Password, string? Database = MySqlSample.DatabaseName)
{
    /// <summary>Capabilities beside those that follow from the other members; what the server does not offer is left out.</summary>
    public MySqlCapability Capabilities { get; init; } = MySqlCapability.Usual | MySqlCapability.MultiStatements | MySqlCapability.DeprecateEof;

    /// <summary>Capabilities sent though the server does not offer them.</summary>
    public MySqlCapability Forced { get; init; }

    /// <summary>TLS after SSLRequest; the server's certificate is not checked.</summary>
    public bool Tls { get; init; }

    public bool Compress { get; init; }

    /// <summary>The method the client starts with; null: the one the server greets with.</summary>
    public string? Method { get; init; }

    /// <summary>Collation id of the handshake response: 45 is utf8mb4_general_ci, 8 latin1, 19 euckr, 28 gbk, 13 sjis.</summary>
    public byte Collation { get; init; } = 45;

    public IReadOnlyList<(string Name, string Value)> Attributes { get; init; } = [("program_name", "raw")];

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}
