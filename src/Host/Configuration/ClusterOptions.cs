using System.Collections.Immutable;
using System.Globalization;

namespace ProxyDb.Host.Configuration;

/// <summary>A group of servers that hold the same data.</summary>
public sealed record ClusterOptions
{
    /// <summary>The key under <c>clusters</c>.</summary>
    [NotAKey]
    public string Name { get; init; } = "";

    public DatabaseProtocol Protocol { get; init; } = DatabaseProtocol.Postgres;

    /// <summary>In configured order; the writable one is found by asking.</summary>
    public ImmutableArray<ServerEndpoint> Endpoints { get; init; } = [];

    /// <summary>The service login.</summary>
    public ServiceLogin Login { get; init; } = new();

    /// <summary>Service logins for some client users, by client user.</summary>
    public ImmutableSortedDictionary<string, ServiceLogin> Logins { get; init; } =
        ImmutableSortedDictionary.Create<string, ServiceLogin>(StringComparer.Ordinal);

    public ClusterTlsOptions Tls { get; init; } = new();

    /// <summary>MySQL: compress connections to servers that can.</summary>
    public bool Compression { get; init; }

    /// <summary>MySQL: what clients are greeted with as long as no server has told; null: a version of the protocol's choice.</summary>
    public string? ServerVersion { get; init; }

    public PoolOptions Pool { get; init; } = new();

    /// <summary>Over all pools of the cluster; 0: no cap.</summary>
    public int MaxConnections { get; init; }

    public FailoverOptions Failover { get; init; } = new();

    public CatalogOptions Catalog { get; init; } = new();

    /// <summary>The service login for a client user.</summary>
    public ServiceLogin LoginFor(string user) => Logins.TryGetValue(user, out var own) ? own : Login;
}

public enum DatabaseProtocol
{
    Postgres,
    Mysql,
    Tds,
}

/// <summary>Host name or address, and port.</summary>
public readonly record struct ServerEndpoint(string Host, int Port)
{
    public override string ToString() =>
        (Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:" : Host + ":") + Port.ToString(CultureInfo.InvariantCulture);
}

public sealed record ServiceLogin
{
    public string User { get; init; } = "";

    /// <summary>Null: no password is sent, whatever the server asks for.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>
    /// Methods the server may ask for: <c>scram-sha-256 password md5 trust</c>; of MySQL <c>caching_sha2_password mysql_native_password
    /// mysql_clear_password</c>, the first two by default.
    /// </summary>
    public ImmutableArray<string> Auth { get; init; } = ["scram-sha-256"];
}

public sealed record ClusterTlsOptions
{
    public ClusterTlsMode Mode { get; init; } = ClusterTlsMode.VerifyFull;

    /// <summary>PEM; null: the system's roots.</summary>
    public string? CaFile { get; init; }
}

public enum ClusterTlsMode
{
    Disable,
    Require,
    VerifyCa,
    VerifyFull,

    /// <summary>TDS 8 only.</summary>
    Strict,
}

/// <summary>One pool for each (cluster, database, login). A zero timeout means never.</summary>
public sealed record PoolOptions
{
    public PoolMode Mode { get; init; } = PoolMode.Transaction;

    public int Size { get; init; } = 20;

    public int Min { get; init; }

    /// <summary>Connections above size, opened when somebody has waited for longer than a moment.</summary>
    public int Reserve { get; init; } = 5;

    /// <summary>What one client user may hold at most.</summary>
    public Share PerUser { get; init; } = Share.Percent(75);

    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromSeconds(120);

    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(600);

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(3600);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan StatementTimeout { get; init; }

    /// <summary>A client idle in a transaction for longer loses it (25P03).</summary>
    public TimeSpan TransactionIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Client users whose sessions keep their backend from the first statement on.</summary>
    public ImmutableArray<string> PinOn { get; init; } = [];
}

public enum PoolMode
{
    Session,
    Transaction,
}

/// <summary>A part of a whole: <c>75%</c>, or a plain number.</summary>
public readonly record struct Share(int Amount, bool IsPercent)
{
    public static Share Percent(int amount) => new(amount, true);

    /// <summary>At least 1.</summary>
    public int Of(int whole) => Math.Max(1, IsPercent ? (int)((long)whole * Amount / 100) : Math.Min(Amount, whole));

    public override string ToString() => Amount.ToString(CultureInfo.InvariantCulture) + (IsPercent ? "%" : "");
}

public sealed record FailoverOptions
{
    /// <summary>How long statements wait for a writable server.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(2);
}

public sealed record CatalogOptions
{
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Default: <c>state/CLUSTER.catalog</c>.</summary>
    public string CacheFile { get; init; } = "";
}
