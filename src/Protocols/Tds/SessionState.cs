namespace ProxyDb.Protocols.Tds;

/// <summary>
/// What one connection, to a client or to a backend, has agreed on. Made by the logins; the conversation of a client and the
/// <see cref="BackendState"/> of a backend each hold one. A client's is whole with the end of its login: what its backend has agreed on
/// bounds it.
/// </summary>
public sealed class SessionState
{
    public required TdsVersion Version { get; set; }

    /// <summary>Longest packet of both directions, header included.</summary>
    public required int PacketSize { get; set; }

    /// <summary>The database that is current after the login; empty when it was not told.</summary>
    public string Database { get; set; } = "";

    /// <summary>Collation of the database, by which narrow texts without one of their own are read.</summary>
    public Collation Collation { get; set; } = Collation.SqlLatin1;

    /// <summary>Session number in the packets of a server; of a client: the one it was shown.</summary>
    public ushort Spid { get; set; }

    /// <summary>What the server calls itself in its errors.</summary>
    public string ServerName { get; set; } = "";
}
