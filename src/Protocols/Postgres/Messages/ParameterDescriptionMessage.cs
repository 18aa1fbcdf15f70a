using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>ParameterDescription ('t'): Int16 count, Int32 type oid each.</summary>
public readonly ref struct ParameterDescriptionMessage(ReadOnlySpan<byte> types)
{
    /// <summary>Type oids as they stand on the wire, four bytes each.</summary>
    public ReadOnlySpan<byte> Types { get; } = types;

    public int Count => Types.Length / sizeof(int);

    public static ParameterDescriptionMessage Read(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var types = reader.ReadBytes(reader.ReadUInt16() * sizeof(int));
        reader.ExpectEnd("ParameterDescription");
        return new ParameterDescriptionMessage(types);
    }

    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> types)
    {
        var mark = buffer.Begin((byte)ServerMessageKind.ParameterDescription);
        buffer.WriteInt16(unchecked((short)checked((ushort)(types.Length / sizeof(int)))));
        buffer.WriteBytes(types);
        buffer.End(mark);
    }
}
