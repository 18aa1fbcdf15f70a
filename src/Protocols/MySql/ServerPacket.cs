namespace ProxyDb.Protocols.MySql;

/// <summary>One packet among the bytes that a backend has sent.</summary>
/// <param name="bytes">All that was read at once.</param>
/// <param name="position">Where the packet's header stands in them.</param>
/// <param name="length">Of its payload, which need not be there whole.</param>
internal readonly ref struct ServerPacket(ReadOnlySpan<byte> bytes, int position, int length, byte sequence)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int Position { get; } = position;

    public int Length { get; } = length;

    public byte Sequence { get; } = sequence;

    /// <summary>Bytes of the payload that are there.</summary>
    public int Available => Math.Min(Length, Bytes.Length - Position - FrameReader.HeaderLength);

    /// <summary>What is there of the payload.</summary>
    public ReadOnlySpan<byte> Payload => Bytes.Slice(Position + FrameReader.HeaderLength, Available);
}
