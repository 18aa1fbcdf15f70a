using System.Buffers.Binary;
using System.Text;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Reads a whole message; past its end there is a <see cref="ProtocolError"/>.</summary>
internal sealed class ByteReader(byte[] bytes, int start, int end)
{
    public int Position { get; private set; } = start;

    public int Remaining => end - Position;

    public bool AtEnd => Position >= end;

    public byte Peek() => Position < end ? bytes[Position] : throw ProtocolError.EndedEarly();

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > Remaining)
            throw ProtocolError.EndedEarly();
        Position += count;
        return bytes.AsSpan(Position - count, count);
    }

    public byte Byte() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public string Unicode(int characters) => Encoding.Unicode.GetString(Bytes(characters * 2));

    /// <summary>B_VARCHAR.</summary>
    public string ShortText() => Unicode(Byte());

    /// <summary>US_VARCHAR.</summary>
    public string Text() => Unicode(UInt16());

    /// <summary>PLP chunks; null for NULL.</summary>
    public byte[]? Plp()
    {
        var total = UInt64();
        if (total == ulong.MaxValue)
            return null;
        var all = new MemoryStream();
        for (uint length; (length = UInt32()) != 0;)
        {
            if (length > int.MaxValue)
                throw ProtocolError.EndedEarly();
            all.Write(Bytes((int)length));
        }

        // The total is a hint, as clients use it.
        return all.ToArray();
    }
}
