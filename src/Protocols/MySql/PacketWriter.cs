using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>Little-endian integers and length-encoded fields, appended to a buffer.</summary>
public static class PacketWriter
{
    public static void WriteUInt16(this WireBuffer buffer, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(2), (ushort)value);
        buffer.Advance(2);
    }

    public static void WriteUInt24(this WireBuffer buffer, int value)
    {
        buffer.WriteByte((byte)value);
        buffer.WriteByte((byte)(value >> 8));
        buffer.WriteByte((byte)(value >> 16));
    }

    public static void WriteUInt32(this WireBuffer buffer, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }

    public static void WriteUInt64(this WireBuffer buffer, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    /// <summary>A length-encoded integer.</summary>
    public static void WriteLength(this WireBuffer buffer, ulong value)
    {
        switch (value)
        {
            case < 0xfb:
                buffer.WriteByte((byte)value);
                break;
            case <= 0xffff:
                buffer.WriteByte(0xfc);
                buffer.WriteUInt16((int)value);
                break;
            case <= 0xff_ffff:
                buffer.WriteByte(0xfd);
                buffer.WriteUInt24((int)value);
                break;
            default:
                buffer.WriteByte(0xfe);
                buffer.WriteUInt64(value);
                break;
        }
    }

    /// <summary>A length-encoded string.</summary>
    public static void WriteString(this WireBuffer buffer, ReadOnlySpan<byte> value)
    {
        buffer.WriteLength((ulong)value.Length);
        buffer.WriteBytes(value);
    }

    /// <summary>Bytes that a length-encoded integer takes.</summary>
    public static int SizeOfLength(ulong value) => value switch
    {
        < 0xfb => 1,
        <= 0xffff => 3,
        <= 0xff_ffff => 4,
        _ => 9,
    };

    /// <summary>Bytes that a length-encoded string of this length takes.</summary>
    public static int SizeOfString(int length) => SizeOfLength((ulong)length) + length;
}
