namespace ProxyDb.Protocols.MySql;

/// <summary>
/// What one connection, to a client or to a backend, has agreed on, and the status its server last reported. Made by the logins; the
/// conversation of a client and the <see cref="BackendState"/> of a backend each hold one.
/// </summary>
public sealed class SessionState
{
    /// <summary>What both sides said they can.</summary>
    public required Capabilities Capabilities { get; init; }

    public required bool IsMariaDb { get; init; }

    /// <summary>As in the greeting, MariaDB's <c>5.5.5-</c> in front included.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The connection's id as its client knows it (CONNECTION_ID(), KILL).</summary>
    public required uint ConnectionId { get; init; }

    /// <summary>The database that the login asked for; empty for none.</summary>
    public string Database { get; init; } = "";

    /// <summary>Id of the collation that the client asked for in its login.</summary>
    public byte Collation { get; init; }

    public bool IsTls { get; init; }

    /// <summary>The twenty bytes that proofs are made over, also those of COM_CHANGE_USER.</summary>
    internal byte[] Scramble { get; init; } = [];

    /// <summary>Of the last OK or EOF packet of the connection's server.</summary>
    public ServerStatus Status { get; set; } = ServerStatus.Autocommit;

    public bool DeprecatesEof => Has(Capabilities.DeprecateEof);

    public bool Has(Capabilities capability) => (Capabilities & capability) == capability;

    public static bool IsMariaDbVersion(string version) => version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
}
