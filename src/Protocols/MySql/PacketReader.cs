using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// A bounded cursor over one payload: little-endian integers and length-encoded fields
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_data_types.html"/>). Every read past the end is a
/// <see cref="WireFault"/>, never another exception.
/// </summary>
public ref struct PacketReader(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _position;

    public readonly int Position => _position;

    public readonly int Remaining => _payload.Length - _position;

    public readonly ReadOnlySpan<byte> Rest => _payload[_position..];

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadUInt24()
    {
        var bytes = Take(3);
        return bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
    }

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    public ReadOnlySpan<byte> ReadRest() => Take(Remaining);

    /// <summary>A length-encoded integer; NULL's 0xFB and ERR's 0xFF are faults.</summary>
    public ulong ReadLength()
    {
        if (TryReadLength(out var value))
        {
            return value;
        }

        return WireFault.Throw<ulong>("a NULL in the place of a length");
    }

    /// <summary>A length-encoded integer; false: it is NULL.</summary>
    public bool TryReadLength(out ulong value)
    {
        var first = ReadByte();
        value = first switch
        {
            < 0xfb => first,
            0xfb => 0,
            0xfc => ReadUInt16(),
            0xfd => (uint)ReadUInt24(),
            0xfe => ReadUInt64(),
            _ => WireFault.Throw<ulong>("a length that begins with 0xff"),
        };
        return first != 0xfb;
    }

    /// <summary>A length-encoded integer that counts something, not more than <paramref name="most"/>.</summary>
    public int ReadCount(int most, string what)
    {
        var value = ReadLength();
        if (value > (ulong)most)
        {
            WireFault.Throw($"more {what} than are allowed");
        }

        return (int)value;
    }

    /// <summary>A length-encoded string.</summary>
    public ReadOnlySpan<byte> ReadString() => TakeLong(ReadLength());

    /// <summary>A length-encoded string; false: NULL.</summary>
    public bool TryReadString(out ReadOnlySpan<byte> value)
    {
        if (!TryReadLength(out var length))
        {
            value = default;
            return false;
        }

        value = TakeLong(length);
        return true;
    }

    /// <summary>Bytes up to a NUL, which is consumed and not returned.</summary>
    public ReadOnlySpan<byte> ReadCString()
    {
        var length = Rest.IndexOf((byte)0);
        if (length < 0)
        {
            WireFault.Throw("a string without its terminating zero");
        }

        var text = Take(length);
        _position++;
        return text;
    }

    /// <summary>Bytes up to a NUL or to the end: some clients leave out the last one.</summary>
    public ReadOnlySpan<byte> ReadCStringOrRest() => Rest.Contains((byte)0) ? ReadCString() : ReadRest();

    /// <summary>Faults unless everything was read: bytes left over could smuggle a second meaning.</summary>
    public readonly void ExpectEnd(string message)
    {
        if (Remaining != 0)
        {
            WireFault.Throw($"extra bytes at the end of {message}");
        }
    }

    private ReadOnlySpan<byte> TakeLong(ulong count)
    {
        if (count > (ulong)Remaining)
        {
            WireFault.Throw("a packet shorter than its fields");
        }

        return Take((int)count);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || Remaining < count)
        {
            WireFault.Throw("a packet shorter than its fields");
        }

        var taken = _payload.Slice(_position, count);
        _position += count;
        return taken;
    }
}
