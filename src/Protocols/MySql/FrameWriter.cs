using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Puts payloads into packets; sequence ids are counted on by the writer and wrap at 256.</summary>
public static class FrameWriter
{
    /// <summary>Good-bye of a client: COM_QUIT.</summary>
    public static ReadOnlySpan<byte> Quit => "\u0001\0\0\0\u0001"u8;

    public static void WriteHeader(WireBuffer buffer, int length, byte sequence)
    {
        buffer.WriteUInt24(length);
        buffer.WriteByte(sequence);
    }

    /// <summary>Writes a payload that is there whole, in as many packets as it needs.</summary>
    /// <param name="sequence">Id of the first packet; afterwards that of the next one.</param>
    public static void Write(WireBuffer buffer, ref byte sequence, ReadOnlySpan<byte> payload)
    {
        while (payload.Length >= FrameReader.LongestPacket)
        {
            WriteHeader(buffer, FrameReader.LongestPacket, sequence++);
            buffer.WriteBytes(payload[..FrameReader.LongestPacket]);
            payload = payload[FrameReader.LongestPacket..];
        }

        WriteHeader(buffer, payload.Length, sequence++);
        buffer.WriteBytes(payload);
    }

    /// <summary>Begins a packet whose payload the caller writes next; returns the mark for <see cref="End"/>.</summary>
    public static int Begin(WireBuffer buffer)
    {
        var mark = buffer.Length;
        buffer.WriteUInt32(0);
        return mark;
    }

    /// <summary>Ends a packet; a payload too long for one is put into several.</summary>
    /// <param name="sequence">Id of the first packet; afterwards that of the next one.</param>
    public static void End(WireBuffer buffer, int mark, ref byte sequence)
    {
        var length = buffer.Length - mark - FrameReader.HeaderLength;
        if (length >= FrameReader.LongestPacket)
        {
            var payload = buffer.Written[(mark + FrameReader.HeaderLength)..].ToArray();
            buffer.Truncate(mark);
            Write(buffer, ref sequence, payload);
            return;
        }

        var header = buffer.WrittenSpan.Slice(mark, FrameReader.HeaderLength);
        header[0] = (byte)length;
        header[1] = (byte)(length >> 8);
        header[2] = (byte)(length >> 16);
        header[3] = sequence++;
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
