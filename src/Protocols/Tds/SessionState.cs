namespace ProxyDb.Protocols.Tds;

/// <summary>
/// What one connection, to a client or to a backend, has agreed on. Made by the logins; the conversation of a client and the
/// <see cref="BackendState"/> of a backend each hold one.
/// </summary>
public sealed class SessionState
{
    public required TdsVersion Version { get; init; }

    /// <summary>Longest packet of both directions, header included.</summary>
    public required int PacketSize { get; init; }

    /// <summary>The database that is current after the login; empty when it was not told.</summary>
    public string Database { get; init; } = "";

    /// <summary>Collation of the database, by which narrow texts without one of their own are read.</summary>
    public Collation Collation { get; init; } = Collation.SqlLatin1;

    /// <summary>Session number in the packets of a server; of a client: the one it was shown.</summary>
    public ushort Spid { get; init; }

    /// <summary>What the server calls itself in its errors.</summary>
    public string ServerName { get; init; } = "";
}
