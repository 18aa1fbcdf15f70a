using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>CopyFail ('f'): String reason, which the server puts into its error.</summary>
public readonly ref struct CopyFailMessage(ReadOnlySpan<byte> reason)
{
    public ReadOnlySpan<byte> Reason { get; } = reason;

    public static CopyFailMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var message = new CopyFailMessage(reader.ReadCString());
        reader.ExpectEnd("CopyFail");
        return message;
    }

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> reason)
    {
        var mark = buffer.Begin((byte)ClientMessageKind.CopyFail);
        FrameWriter.WriteField(buffer, reason);
        buffer.End(mark);
    }
}
