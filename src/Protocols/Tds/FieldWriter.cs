using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Little-endian integers and counted UTF-16LE texts, appended to a buffer.</summary>
public static class FieldWriter
{
    public static void WriteUInt16(this WireBuffer buffer, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(2), (ushort)value);
        buffer.Advance(2);
    }

    public static void WriteUInt16BigEndian(this WireBuffer buffer, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer.GetSpan(2), (ushort)value);
        buffer.Advance(2);
    }

    public static void WriteUInt32(this WireBuffer buffer, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }

    public static void WriteUInt32BigEndian(this WireBuffer buffer, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }

    public static void WriteUInt64(this WireBuffer buffer, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    /// <summary>UTF-16LE without a count.</summary>
    public static void WriteUnicode(this WireBuffer buffer, ReadOnlySpan<char> text)
    {
        if (BitConverter.IsLittleEndian)
        {
            buffer.WriteBytes(MemoryMarshal.AsBytes(text));
            return;
        }

        foreach (var unit in text)
        {
            buffer.WriteUInt16(unit);
        }
    }

    /// <summary>B_VARCHAR; what is longer than its count can say is cut.</summary>
    public static void WriteShortText(this WireBuffer buffer, ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, byte.MaxValue)];
        buffer.WriteByte((byte)text.Length);
        buffer.WriteUnicode(text);
    }

    /// <summary>US_VARCHAR; what is longer than its count can say is cut.</summary>
    public static void WriteText(this WireBuffer buffer, ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, ushort.MaxValue)];
        buffer.WriteUInt16(text.Length);
        buffer.WriteUnicode(text);
    }

    /// <summary>Begins a field with a UInt16 count of its bytes; returns the mark for <see cref="EndCounted"/>.</summary>
    public static int BeginCounted(this WireBuffer buffer)
    {
        var mark = buffer.Length;
        buffer.WriteUInt16(0);
        return mark;
    }

    public static void EndCounted(this WireBuffer buffer, int mark) =>
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.WrittenSpan[mark..], checked((ushort)(buffer.Length - mark - 2)));

    public static void PatchUInt32(this WireBuffer buffer, int mark, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.WrittenSpan[mark..], value);
}
