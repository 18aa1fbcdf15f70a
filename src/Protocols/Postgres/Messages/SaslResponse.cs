using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>SASLResponse ('p'): the mechanism's next message, nothing else.</summary>
public readonly ref struct SaslResponse(ReadOnlySpan<byte> data)
{
    public ReadOnlySpan<byte> Data { get; } = data;

    public static SaslResponse Read(ReadOnlySpan<byte> payload) => new(payload);

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> data) => FrameWriter.Write(buffer, (byte)ClientMessageKind.Password, data);
}
