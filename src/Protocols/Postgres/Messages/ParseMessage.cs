using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres.Messages;

/// <summary>Parse ('P'): String name (empty: unnamed), String text, Int16 count, then Int32 type oid each (0: not given).</summary>
public readonly ref struct ParseMessage(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>Type oids as they stand on the wire, four bytes each.</summary>
    public ReadOnlySpan<byte> ParameterTypes { get; } = parameterTypes;

    public static ParseMessage Read(ReadOnlySpan<byte> payload, WireLimits? limits = null)
    {
        var reader = new WireReader(payload);
        var name = MessageName.Read(ref reader, limits ?? WireLimits.Default);
        var text = reader.ReadCString();
        var types = reader.ReadBytes(reader.ReadUInt16() * sizeof(int));
        reader.ExpectEnd("Parse");
        return new ParseMessage(name, text, types);
    }

    /// <param name="parameterTypes">Type oids as they stand on the wire.</param>
    public static void Write(WireBuffer buffer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes)
    {
        var count = parameterTypes.Length / sizeof(int);
        if (parameterTypes.Length % sizeof(int) != 0 || count > ushort.MaxValue)
        {
            throw new ArgumentException("parameter types that are not a list of oids", nameof(parameterTypes));
        }

        var mark = buffer.Begin((byte)ClientMessageKind.Parse);
        FrameWriter.WriteField(buffer, name);
        FrameWriter.WriteField(buffer, text);
        buffer.WriteInt16((short)count);
        buffer.WriteBytes(parameterTypes);
        buffer.End(mark);
    }
}
