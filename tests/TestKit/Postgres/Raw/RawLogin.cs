namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>Where and as whom a raw client logs in.</summary>
public sealed record RawLogin(int Port, string User = SampleSchema.User, string Password = SampleSchema.Password, string Database = SampleSchema.DatabaseName)
{
    /// <summary>Further start-up parameters, sent as given.</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];

    /// <summary>TLS after SSLRequest; the server's certificate is not checked.</summary>
    public bool Tls { get; init; }

    public int ProtocolVersion { get; init; } = ClientMessage.ProtocolVersion;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
