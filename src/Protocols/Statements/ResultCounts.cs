namespace ProxyDb.Protocols.Statements;

/// <summary>What an answer amounted to, for its record.</summary>
/// <param name="Rows">Rows shown to the client.</param>
/// <param name="Affected">The number in the server's command tag.</param>
/// <param name="Bytes">Bytes of the rows shown.</param>
/// <param name="Ticks">Stopwatch ticks the statement spent at the server.</param>
public readonly record struct ResultCounts(long Rows, long Affected, long Bytes, long Ticks);
