namespace ProxyDb.Protocols.MySql;

/// <summary>One command of a client as it is carried through verdict and lease.</summary>
/// <param name="raw">All its packets with their headers, as they came.</param>
/// <param name="payload">With the command byte; put together where it came in several packets.</param>
/// <param name="sequence">Sequence id of its last packet.</param>
internal readonly ref struct ClientCommand(ClientMessageKind kind, ReadOnlySpan<byte> raw, ReadOnlySpan<byte> payload, byte sequence)
{
    public ClientMessageKind Kind { get; } = kind;

    public ReadOnlySpan<byte> Raw { get; } = raw;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public byte Sequence { get; } = sequence;
}
