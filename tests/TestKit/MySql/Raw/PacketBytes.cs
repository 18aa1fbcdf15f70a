using System.Buffers.Binary;
using System.Text;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>Builds and reads the integers and strings of MySQL packets.</summary>
public sealed class PacketBytes
{
    private readonly List<byte> _bytes = [];

    public static PacketBytes Of(byte first) => new PacketBytes().Int1(first);

    public PacketBytes Int1(int value)
    {
        _bytes.Add((byte)value);
        return this;
    }

    public PacketBytes Int2(int value) => Int1(value).Int1(value >> 8);

    public PacketBytes Int4(long value) => Int2((int)value & 0xffff).Int2((int)(value >> 16) & 0xffff);

    public PacketBytes Int8(ulong value) => Int4((long)(value & 0xffffffff)).Int4((long)(value >> 32));

    public PacketBytes Lenenc(ulong value) => value switch
    {
        < 251 => Int1((int)value),
        < 1 << 16 => Int1(0xfc).Int2((int)value),
        < 1 << 24 => Int1(0xfd).Int2((int)value & 0xffff).Int1((int)(value >> 16)),
        _ => Int1(0xfe).Int8(value),
    };

    public PacketBytes Bytes(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PacketBytes Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    public PacketBytes NulText(string text) => Text(text).Int1(0);

    public PacketBytes LenencBytes(ReadOnlySpan<byte> bytes) => Lenenc((ulong)bytes.Length).Bytes(bytes);

    public PacketBytes LenencText(string text) => LenencBytes(Encoding.UTF8.GetBytes(text));

    public byte[] ToArray() => [.. _bytes];

    /// <summary>Reads a length-encoded integer and moves on; null for 0xFB.</summary>
    public static ulong? ReadLenenc(ReadOnlySpan<byte> bytes, ref int at)
    {
        var first = bytes[at++];
        switch (first)
        {
            case 0xfb:
                return null;
            case 0xfc:
                at += 2;
                return BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at - 2)..]);
            case 0xfd:
                at += 3;
                return (ulong)(bytes[at - 3] | (bytes[at - 2] << 8) | (bytes[at - 1] << 16));
            case 0xfe:
                at += 8;
                return BinaryPrimitives.ReadUInt64LittleEndian(bytes[(at - 8)..]);
            default:
                return first;
        }
    }

    public static byte[]? ReadLenencBytes(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (ReadLenenc(bytes, ref at) is not { } length)
            return null;
        at += (int)length;
        return bytes.Slice(at - (int)length, (int)length).ToArray();
    }

    public static string ReadNulText(ReadOnlySpan<byte> bytes, ref int at)
    {
        var length = bytes[at..].IndexOf((byte)0);
        length = length < 0 ? bytes.Length - at : length;
        var text = Encoding.UTF8.GetString(bytes.Slice(at, length));
        at = Math.Min(bytes.Length, at + length + 1);
        return text;
    }
}
