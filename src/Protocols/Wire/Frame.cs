namespace ProxyDb.Protocols.Wire;

/// <summary>One message as it stands on the wire.</summary>
/// <param name="kind">The protocol's message code; 0 for messages without one (start-up).</param>
/// <param name="raw">Header and payload.</param>
/// <param name="headerLength">Bytes of <paramref name="raw"/> before the payload.</param>
public readonly ref struct Frame(byte kind, ReadOnlySpan<byte> raw, int headerLength)
{
    public byte Kind { get; } = kind;

    public ReadOnlySpan<byte> Raw { get; } = raw;

    public ReadOnlySpan<byte> Payload { get; } = raw[headerLength..];
}
