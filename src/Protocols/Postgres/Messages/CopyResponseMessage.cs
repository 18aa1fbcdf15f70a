using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>CopyInResponse ('G'), CopyOutResponse ('H'), CopyBothResponse ('W'): Int8 format, Int16 count, Int16 format each.</summary>
public readonly ref struct CopyResponseMessage(bool isBinary, ReadOnlySpan<byte> columnFormats)
{
    public bool IsBinary { get; } = isBinary;

    /// <summary>Formats as they stand on the wire, two bytes each.</summary>
    public ReadOnlySpan<byte> ColumnFormats { get; } = columnFormats;

    public static CopyResponseMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var format = reader.ReadByte();
        if (format > 1)
        {
            WireFault.Throw("a copy response of neither text nor binary format");
        }

        var formats = reader.ReadBytes(reader.ReadUInt16() * sizeof(short));
        reader.ExpectEnd("a copy response");
        return new CopyResponseMessage(format == 1, formats);
    }

    public static void Write(WireBuffer buffer, ServerMessageKind kind, bool isBinary, ReadOnlySpan<byte> columnFormats)
    {
        var mark = buffer.Begin((byte)kind);
        buffer.WriteByte(isBinary ? (byte)1 : (byte)0);
        buffer.WriteInt16(unchecked((short)checked((ushort)(columnFormats.Length / sizeof(short)))));
        buffer.WriteBytes(columnFormats);
        buffer.End(mark);
    }
}
