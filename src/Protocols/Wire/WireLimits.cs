namespace ProxyDb.Protocols.Wire;

/// <summary>Every bound of the decoders in one place; each is checked before anything is allocated for it.</summary>
public sealed record WireLimits
{
    public static WireLimits Default { get; } = new();

    /// <summary>Longest message that holds statement text, in bytes (<c>limits.statement</c>).</summary>
    public int StatementLength { get; init; } = 16 << 20;

    /// <summary>Longest message before the login is complete: PostgreSQL's own MAX_STARTUP_PACKET_LENGTH.</summary>
    public int StartupLength { get; init; } = 10_000;

    /// <summary>Longest authentication answer (SASL, password).</summary>
    public int AuthenticationLength { get; init; } = 65_535;

    /// <summary>Longest message of the server that is read whole (errors, parameters, descriptions of columns).</summary>
    public int ServerControlLength { get; init; } = 1 << 20;

    /// <summary>Longest row or copy data message that is relayed; PostgreSQL's own bound is 1 GiB − 1.</summary>
    public int RelayedLength { get; init; } = 0x3fff_ffff;

    /// <summary>Longest row whose values are masked as it passes: it has to be there whole (<c>limits.rewritten_row</c>).</summary>
    public int RewrittenRowLength { get; init; } = 64 << 20;

    /// <summary>Longest prepared statement, portal or parameter name, in bytes.</summary>
    public int NameLength { get; init; } = 1024;

    /// <summary>Most parameters of one statement: the Int16 of the wire, read unsigned.</summary>
    public int Parameters { get; init; } = 65_535;

    /// <summary>Most prepared statements one client may hold open.</summary>
    public int PreparedStatements { get; init; } = 10_000;

    /// <summary>Most portals one client may hold open.</summary>
    public int Portals { get; init; } = 1_000;

    /// <summary>Most responses that may be outstanding on one lease: bounds the memory of a pipeline.</summary>
    public int PipelineDepth { get; init; } = 65_536;
}
