using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>SASLInitialResponse ('p'): String mechanism, Int32 length (-1: no data), the mechanism's first message.</summary>
public readonly ref struct SaslInitialResponse(ReadOnlySpan<byte> mechanism, ReadOnlySpan<byte> data)
{
    public ReadOnlySpan<byte> Mechanism { get; } = mechanism;

    public ReadOnlySpan<byte> Data { get; } = data;

    public static SaslInitialResponse Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var mechanism = reader.ReadCString();
        var length = reader.ReadInt32();
        var data = length == -1 ? default : reader.ReadBytes(length);
        reader.ExpectEnd("SASLInitialResponse");
        return new SaslInitialResponse(mechanism, data);
    }

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> mechanism, ReadOnlySpan<byte> data)
    {
        var mark = buffer.Begin((byte)ClientMessageKind.Password);
        FrameWriter.WriteField(buffer, mechanism);
        buffer.WriteInt32(data.Length);
        buffer.WriteBytes(data);
        buffer.End(mark);
    }
}
