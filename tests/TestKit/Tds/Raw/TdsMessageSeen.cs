namespace ProxyDb.TestKit.Tds.Raw;

/// <summary>A whole message between a gateway and its server.</summary>
/// <param name="Connection">Numbered in the order the gateway opened them.</param>
/// <param name="Type">Of its packets.</param>
/// <param name="Status">Of all its packets, put together.</param>
/// <param name="Rank">Of the version the connection asked for.</param>
public sealed record TdsMessageSeen(int Connection, bool ToBackend, byte Type, byte Status, byte[] Payload, int Rank);
