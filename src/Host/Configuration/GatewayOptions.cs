using System.Collections.Immutable;

namespace ProxyDb.Host.Configuration;

/// <summary>
/// The configuration of one gateway process (contracts.md §1), complete, checked and immutable. The initial values of these
/// records are the documented defaults; every path is absolute; secrets are paths of files, never values.
/// </summary>
public sealed record GatewayOptions
{
    public NodeOptions Node { get; init; } = new();

    public NetworkOptions Network { get; init; } = new();

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, ClusterOptions> Clusters { get; init; } =
        ImmutableSortedDictionary.Create<string, ClusterOptions>(StringComparer.Ordinal);

    public ImmutableArray<ListenerOptions> Listeners { get; init; } = [];

    public string UsersFile { get; init; } = "users.yaml";

    public PolicyOptions Policies { get; init; } = new();

    public MaskOptions Masks { get; init; } = new();

    public TagOptions Tags { get; init; } = new();

    public StoreOptions Store { get; init; } = new();

    public AuditOptions Audit { get; init; } = new();

    public AdminOptions Admin { get; init; } = new();

    public DrainOptions Drain { get; init; } = new();

    public LimitOptions Limits { get; init; } = new();

    /// <summary>Where the configuration file lies: relative paths in it start here.</summary>
    [NotAKey]
    public string BaseDirectory { get; init; } = "";

    /// <summary>Directory of what the process keeps for itself (store, generated signing key); made with mode 0700.</summary>
    public string StateDirectory => Path.GetDirectoryName(Store.Sqlite) is { Length: > 0 } directory ? directory : BaseDirectory;
}

/// <summary>Who this process is among its replicas.</summary>
public sealed record NodeOptions
{
    /// <summary><c>auto</c> is resolved to the pod's or host's name.</summary>
    public string Name { get; init; } = "auto";

    /// <summary>Part of every cancel key; <c>auto</c> is 16 bits of SHA-256 of the pod's uid (environment <c>POD_UID</c>), else of the name.</summary>
    public AutoNumber Id { get; init; }

    /// <summary>The id in force.</summary>
    [NotAKey]
    public ushort CancelId { get; init; }
}

public sealed record NetworkOptions
{
    public NetworkTransport Transport { get; init; } = NetworkTransport.Epoll;

    /// <summary>Event loops; <c>auto</c> is one a core, at most four.</summary>
    public AutoNumber Loops { get; init; }

    public int MaxSessions { get; init; } = 10_000;

    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Zero: never.</summary>
    public TimeSpan ClientIdleTimeout { get; init; }

    /// <summary>The number of loops in force.</summary>
    public int LoopCount => Loops.Value ?? Math.Clamp(Environment.ProcessorCount, 1, 4);
}

public enum NetworkTransport
{
    Epoll,
    Sockets,
}

/// <summary>A number or <c>auto</c>.</summary>
/// <param name="Value">Null: auto.</param>
public readonly record struct AutoNumber(int? Value)
{
    public override string ToString() => Value is { } number ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "auto";
}

public sealed record PolicyOptions
{
    public string Directory { get; init; } = "policies";

    public Enforcement Enforcement { get; init; } = Enforcement.Enforce;
}

/// <summary>Whether a denial denies, or is only recorded.</summary>
public enum Enforcement
{
    Enforce,
    Observe,
}

public sealed record MaskOptions
{
    /// <summary>Files of the keys of hash and token masks, by key name.</summary>
    public ImmutableSortedDictionary<string, string> Keys { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

public sealed record TagOptions
{
    public OnDrift OnDrift { get; init; } = OnDrift.Alarm;
}

/// <summary>What a tag that matches nothing any more does.</summary>
public enum OnDrift
{
    Alarm,
    Deny,
}

/// <summary>Approvals, windows, learned shapes: one file, or a database that replicas share.</summary>
public sealed record StoreOptions
{
    public string Sqlite { get; init; } = "state/proxydb.db";

    public PostgresStoreOptions? Postgres { get; init; }
}

public sealed record PostgresStoreOptions
{
    public string? ConnectionFile { get; init; }
}

public sealed record DrainOptions
{
    /// <summary>How long new connections are still accepted after SIGTERM, until the Service has stopped routing here.</summary>
    public TimeSpan Accept { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>When sessions are ended wherever they are.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Share of the sessions closed at safe points in one accept interval.</summary>
    public Share CloseRate { get; init; } = Share.Percent(20);
}

/// <summary>Sizes in bytes, depth in levels of nesting. Bind and COPY data stream; unmasked rows have no limit.</summary>
public sealed record LimitOptions
{
    public long Statement { get; init; } = 16L << 20;

    public long AnalysedText { get; init; } = 1L << 20;

    public long RewrittenRow { get; init; } = 64L << 20;

    public int Depth { get; init; } = 400;
}

/// <summary>Marks a property of the option records that is no key of the configuration file.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotAKeyAttribute : Attribute;
