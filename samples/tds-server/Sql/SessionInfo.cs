namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>Who logged in and how; what a session of the engine needs of its connection.</summary>
public sealed record SessionInfo(int Spid, string User, string Database)
{
    public string HostName { get; init; } = "";

    public string ProgramName { get; init; } = "";

    public string Language { get; init; } = "us_english";

    /// <summary>fODBC or fOLEDB of LOGIN7: QUOTED_IDENTIFIER and the ANSI settings start ON.</summary>
    public bool AnsiDefaults { get; init; }

    /// <summary>As LOGIN7 asked, in its little-endian form: 0x71000001 and so on. Below 0x72090002 there are no (max) types.</summary>
    public uint TdsVersion { get; init; } = 0x74000004;

    public int PacketSize { get; init; } = 4096;

    /// <summary>Statements by number: what sp_prepare made, also when called from T-SQL.</summary>
    public IPreparedStatements Prepared { get; init; } = new PreparedStatements();

    /// <summary>KILL: ends the connection of another session; false when there is none.</summary>
    public Func<int, bool> Kill { get; init; } = _ => false;
}
