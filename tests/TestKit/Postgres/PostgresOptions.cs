namespace ProxyDb.TestKit.Postgres;

/// <summary>How a throw-away PostgreSQL is started.</summary>
public sealed record PostgresOptions
{
    public int MaxConnections { get; init; } = 300;

    public bool Tls { get; init; }

    /// <summary>scram-sha-256, md5 or password, for host connections.</summary>
    public string Authentication { get; init; } = "scram-sha-256";

    /// <summary>Further settings of postgresql.conf.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the sample schema is loaded into the database <c>shop</c>.</summary>
    public bool Sample { get; init; } = true;
}
