namespace ProxyDb.Protocols.Statements;

/// <summary>What a completed statement leaves behind at its backend for <c>LAST_INSERT_ID()</c>, <c>ROW_COUNT()</c>, SHOW WARNINGS.</summary>
/// <param name="InsertId">Of the OK packet; 0 for none.</param>
/// <param name="AffectedRows">-1 after a result set.</param>
public readonly record struct LastResult(ulong InsertId, long AffectedRows, int Warnings);
