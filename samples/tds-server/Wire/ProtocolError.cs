namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>A message of the client that cannot be read. SQL Server reports it and ends the connection.</summary>
internal sealed class ProtocolError(string message, int number = 4002) : Exception(message)
{
    public int Number { get; } = number;

    public static ProtocolError EndedEarly() =>
        new("The incoming tabular data stream (TDS) protocol stream is incorrect. The stream ended unexpectedly.");

    public static ProtocolError Parameter(int ordinal, string name, byte type) =>
        new($"The incoming tabular data stream (TDS) remote procedure call (RPC) protocol stream is incorrect. Parameter {ordinal} (\"{name}\"): Data type 0x{type:X2} is unknown.", 8009);

    public static ProtocolError Length(string what) =>
        new($"The incoming tabular data stream (TDS) remote procedure call (RPC) protocol stream is incorrect. {what} has an invalid data length or metadata length.", 8016);
}
