using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Puts payloads into packets of the agreed size: all but the last of a message are full (MS-TDS §2.2.3.1.3).</summary>
public static class FrameWriter
{
    /// <summary>Begins a message whose payload the caller writes next; returns the mark for <see cref="End"/>.</summary>
    public static int Begin(WireBuffer buffer)
    {
        var mark = buffer.Length;
        buffer.WriteUInt64(0);
        return mark;
    }

    /// <summary>Ends a message: a payload too long for one packet is spread over several, in place.</summary>
    /// <param name="first">Status of its first packet besides END_OF_MESSAGE (a reset).</param>
    /// <param name="spid">Of a server's messages.</param>
    public static void End(WireBuffer buffer, int mark, MessageKind kind, int packetSize, PacketStatus first = PacketStatus.None, ushort spid = 0)
    {
        var room = packetSize - PacketHeader.Size;
        var length = buffer.Length - mark - PacketHeader.Size;
        var packets = Math.Max(1, (length + room - 1) / room);
        buffer.GetSpan((packets - 1) * PacketHeader.Size);
        buffer.Advance((packets - 1) * PacketHeader.Size);
        var bytes = buffer.WrittenSpan[mark..];
        for (var index = packets - 1; index >= 0; index--)
        {
            var payload = bytes.Slice(PacketHeader.Size + index * room, Math.Min(room, length - index * room));
            var target = index * packetSize;
            payload.CopyTo(bytes[(target + PacketHeader.Size)..]);
            var status = (index == 0 ? first : PacketStatus.None) | (index == packets - 1 ? PacketStatus.EndOfMessage : PacketStatus.None);
            new PacketHeader(kind, status, PacketHeader.Size + payload.Length, spid, (byte)(index + 1)).WriteTo(bytes[target..]);
        }
    }

    /// <summary>Writes a message whose payload is there whole.</summary>
    public static void Write(
        WireBuffer buffer, MessageKind kind, ReadOnlySpan<byte> payload, int packetSize, PacketStatus first = PacketStatus.None, ushort spid = 0)
    {
        var mark = Begin(buffer);
        buffer.WriteBytes(payload);
        End(buffer, mark, kind, packetSize, first, spid);
    }

    /// <summary>Attention has no payload.</summary>
    public static ReadOnlySpan<byte> Attention => [(byte)MessageKind.Attention, (byte)PacketStatus.EndOfMessage, 0, 8, 0, 0, 1, 0];
}
