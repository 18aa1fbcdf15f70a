using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Whole messages that never vary, and the writing of messages that are known only by kind and payload.</summary>
public static class FrameWriter
{
    public static ReadOnlySpan<byte> Sync => "S\0\0\0\u0004"u8;

    public static ReadOnlySpan<byte> Flush => "H\0\0\0\u0004"u8;

    public static ReadOnlySpan<byte> Terminate => "X\0\0\0\u0004"u8;

    public static ReadOnlySpan<byte> CopyDone => "c\0\0\0\u0004"u8;

    public static ReadOnlySpan<byte> ParseComplete => "1\0\0\0\u0004"u8;

    public static ReadOnlySpan<byte> BindComplete => "2\0\0\0\u0004"u8;

    public static ReadOnlySpan<byte> CloseComplete => "3\0\0\0\u0004"u8;

    public static ReadOnlySpan<byte> NoData => "n\0\0\0\u0004"u8;

    public static ReadOnlySpan<byte> PortalSuspended => "s\0\0\0\u0004"u8;

    public static ReadOnlySpan<byte> EmptyQueryResponse => "I\0\0\0\u0004"u8;

    /// <summary>Any message of a code and a payload that is already in wire form.</summary>
    public static void Write(WireBuffer buffer, byte kind, ReadOnlySpan<byte> payload)
    {
        var mark = buffer.Begin(kind);
        buffer.WriteBytes(payload);
        buffer.End(mark);
    }

    /// <summary>
    /// A NUL-terminated field. A NUL inside would end the field early and let its rest be read as the fields behind it, so it is
    /// the caller's error and stops here.
    /// </summary>
    internal static void WriteField(WireBuffer buffer, ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0))
        {
            throw new ArgumentException("a zero byte inside a text field", nameof(text));
        }

        buffer.WriteCString(text);
    }
}
