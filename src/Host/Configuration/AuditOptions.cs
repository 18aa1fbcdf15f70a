using System.Collections.Immutable;

namespace ProxyDb.Host.Configuration;

public sealed record AuditOptions
{
    /// <summary>Of the sealed log; made with mode 0700.</summary>
    public string Directory { get; init; } = "audit";

    public SpoolOptions Spool { get; init; } = new();

    /// <summary>Zero: before each answer. Null (<c>off</c>): never.</summary>
    public TimeSpan? Fsync { get; init; } = TimeSpan.FromSeconds(1);

    public OnFull OnFull { get; init; } = OnFull.Refuse;

    /// <summary>Bytes of statement text kept in a record.</summary>
    public long TextLimit { get; init; } = 16L << 10;

    /// <summary>Bytes of local log; 0: no limit.</summary>
    public long LocalMax { get; init; }

    /// <summary>Key of the HMACs of bind values of tagged columns.</summary>
    public string? HmacKeyFile { get; init; }

    /// <summary>Where chain heads are made known outside: <c>peer archive syslog</c>.</summary>
    public ImmutableArray<string> Anchors { get; init; } = [];

    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(730);

    /// <summary>ECDSA P-256, PEM. Null: one is made in the state directory, with a warning.</summary>
    public string? SigningKeyFile { get; init; }

    public ArchiveOptions? Archive { get; init; }
}

public sealed record SpoolOptions
{
    public string Directory { get; init; } = "spool";

    /// <summary>Bytes, in all.</summary>
    public long Size { get; init; } = 256L << 20;
}

/// <summary>What a full spool does to statements.</summary>
public enum OnFull
{
    Refuse,
    Alarm,
}

public sealed record ArchiveOptions
{
    public PostgresStoreOptions? Postgres { get; init; }
}
