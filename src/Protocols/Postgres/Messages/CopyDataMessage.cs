using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>CopyData ('d'), both directions: Byten, a piece of the copy stream that need not end at a row.</summary>
public static class CopyDataMessage
{
    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> data) => FrameWriter.Write(buffer, (byte)ClientMessageKind.CopyData, data);
}
