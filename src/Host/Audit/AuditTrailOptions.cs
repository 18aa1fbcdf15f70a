namespace ProxyDb.Host.Audit;

/// <summary>What happens to a statement when the spool has no room for its record.</summary>
public enum AuditFullAction
{
    /// <summary>The statement is refused.</summary>
    Refuse,

    /// <summary>The statement goes on unrecorded; a <c>gap</c> record counts what was lost.</summary>
    Alarm,
}

/// <summary>The <c>audit</c> block of <c>proxydb.yaml</c> (contracts.md §1), resolved: paths absolute or relative to the working directory.</summary>
public sealed record AuditTrailOptions
{
    /// <summary>Where the reviewable log goes; created with mode 0700.</summary>
    public string Directory { get; init; } = "audit";

    /// <summary>Where the spool segments are; created with mode 0700.</summary>
    public string SpoolDirectory { get; init; } = "spool";

    /// <summary>Bytes of all segments together; at least <see cref="MinimumSpoolSize"/>.</summary>
    public long SpoolSize { get; init; } = 256L << 20;

    /// <summary>Null is <c>off</c>, zero is before each answer, else how often the spool and the log are forced to disk.</summary>
    public TimeSpan? Fsync { get; init; } = TimeSpan.FromSeconds(1);

    public AuditFullAction OnFull { get; init; } = AuditFullAction.Refuse;

    /// <summary>Bytes of a statement's text that are kept; of a longer one head, tail and the SHA-256 of the whole.</summary>
    public int TextLimit { get; init; } = 16 << 10;

    /// <summary>Cap on the bytes of the local log files; 0 is none. At the cap <see cref="OnFull"/> applies once the spool is full too.</summary>
    public long LocalMax { get; init; }

    /// <summary>Sealed files older than this are deleted.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(730);

    /// <summary>ECDSA P-256 private key, PEM; null makes one in <see cref="StateDirectory"/> and warns.</summary>
    public string? SigningKeyFile { get; init; }

    /// <summary>Holds the key made at the first start when no <see cref="SigningKeyFile"/> is given; created with mode 0700.</summary>
    public string StateDirectory { get; init; } = "state";

    /// <summary>How many event loops will ask for a lane.</summary>
    public int Loops { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>A log file is closed and a new one begun at this size.</summary>
    public long RotateSize { get; init; } = 256L << 20;

    /// <summary>A checkpoint is written and signed at least this often while records come in.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A checkpoint is written and signed after this many records.</summary>
    public int CheckpointRecords { get; init; } = 10_000;

    public const long MinimumSpoolSize = 4L << 20;
}
