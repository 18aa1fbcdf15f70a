using System.Buffers.Binary;
using System.Text;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// A bounded cursor over one payload: little-endian integers and counted texts (MS-TDS §2.2.5.1). A read past the end is a
/// <see cref="WireFault"/>; of a payload that is still coming it sets <see cref="IsShort"/> and yields zeros instead.
/// </summary>
/// <param name="bytes">What is read.</param>
/// <param name="isPartial">More may come behind <paramref name="bytes"/>.</param>
public ref struct FieldReader(ReadOnlySpan<byte> bytes, bool isPartial = false)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    /// <summary>Something was read that is not there yet: nothing read since then counts.</summary>
    public bool IsShort { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    /// <summary>Bytes between two positions.</summary>
    public readonly ReadOnlySpan<byte> Slice(int start, int end) => _bytes[start..end];

    public byte ReadByte() => Take(1, out var taken) ? taken[0] : (byte)0;

    public ushort ReadUInt16() => Take(2, out var taken) ? BinaryPrimitives.ReadUInt16LittleEndian(taken) : (ushort)0;

    public uint ReadUInt32() => Take(4, out var taken) ? BinaryPrimitives.ReadUInt32LittleEndian(taken) : 0;

    public int ReadInt32() => (int)ReadUInt32();

    public ulong ReadUInt64() => Take(8, out var taken) ? BinaryPrimitives.ReadUInt64LittleEndian(taken) : 0;

    /// <summary>Big-endian, as PRELOGIN's offsets.</summary>
    public ushort ReadUInt16BigEndian() => Take(2, out var taken) ? BinaryPrimitives.ReadUInt16BigEndian(taken) : (ushort)0;

    public uint ReadUInt32BigEndian() => Take(4, out var taken) ? BinaryPrimitives.ReadUInt32BigEndian(taken) : 0;

    public ReadOnlySpan<byte> ReadBytes(long count)
    {
        Take(count, out var taken);
        return taken;
    }

    public ReadOnlySpan<byte> ReadRest() => ReadBytes(Remaining);

    /// <summary>B_VARBYTE.</summary>
    public ReadOnlySpan<byte> ReadShortBytes() => ReadBytes(ReadByte());

    /// <summary>US_VARBYTE.</summary>
    public ReadOnlySpan<byte> ReadCountedBytes() => ReadBytes(ReadUInt16());

    /// <summary>B_VARCHAR: UTF-16LE behind a byte that counts units.</summary>
    public ReadOnlySpan<byte> ReadShortText() => ReadBytes(2 * ReadByte());

    /// <summary>US_VARCHAR.</summary>
    public ReadOnlySpan<byte> ReadText() => ReadBytes(2 * ReadUInt16());

    public void Skip(long count) => ReadBytes(count);

    /// <summary>Faults unless everything was read: bytes left over could smuggle a second meaning.</summary>
    public readonly void ExpectEnd(string message)
    {
        if (Remaining != 0)
        {
            WireFault.Throw($"extra bytes at the end of {message}");
        }
    }

    /// <summary>UTF-16LE as a string; halves of surrogate pairs stay as they are.</summary>
    public static string TextOf(ReadOnlySpan<byte> utf16) => Encoding.Unicode.GetString(utf16);

    private bool Take(long count, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (IsShort)
        {
            return false;
        }

        if (count > Remaining)
        {
            if (!isPartial)
            {
                WireFault.Throw("a message shorter than its fields");
            }

            IsShort = true;
            return false;
        }

        taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return true;
    }
}
