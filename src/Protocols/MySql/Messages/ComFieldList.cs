namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>COM_FIELD_LIST: columns of a table by a pattern of names.</summary>
public readonly ref struct ComFieldList
{
    public ReadOnlySpan<byte> Table { get; init; }

    public ReadOnlySpan<byte> Wildcard { get; init; }

    public static ComFieldList Read(ReadOnlySpan<byte> payload)
    {
        var reader = new PacketReader(payload[1..]);
        var table = reader.ReadCString();
        return new ComFieldList { Table = table, Wildcard = reader.ReadCStringOrRest() };
    }
}
