namespace ProxyDb.Protocols.Statements;

/// <summary>KILL [CONNECTION | QUERY] of a connection id as the gateway's clients know it.</summary>
public sealed record KillRequest(long ConnectionId, bool QueryOnly);
