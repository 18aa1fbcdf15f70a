namespace ProxyDb.TestKit.MySql;

/// <summary>How a throw-away MariaDB is started.</summary>
public sealed record MariaDbOptions
{
    public int MaxConnections { get; init; } = 300;

    public bool Tls { get; init; }

    /// <summary>Further options of the server: name to value.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the sample schema is loaded into the database <c>shop</c>.</summary>
    public bool Sample { get; init; } = true;
}
