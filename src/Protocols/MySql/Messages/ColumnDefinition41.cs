using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>
/// One column of a result, or one parameter
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_column_definition.html"/>).
/// </summary>
public readonly ref struct ColumnDefinition41
{
    private const int FixedLength = 12;

    public ReadOnlySpan<byte> Catalog { get; init; }

    public ReadOnlySpan<byte> Schema { get; init; }

    public ReadOnlySpan<byte> Table { get; init; }

    public ReadOnlySpan<byte> OriginalTable { get; init; }

    public ReadOnlySpan<byte> Name { get; init; }

    public ReadOnlySpan<byte> OriginalName { get; init; }

    /// <summary>MARIADB_CLIENT_EXTENDED_METADATA: name of a type or format behind its kind; only there when it was agreed on.</summary>
    public ReadOnlySpan<byte> Extended { get; init; }

    public bool HasExtended { get; init; }

    /// <summary>Id of the collation: 63 is binary.</summary>
    public ushort Collation { get; init; }

    public uint Length { get; init; }

    public FieldType Type { get; init; }

    public ushort Flags { get; init; }

    public byte Decimals { get; init; }

    /// <summary>COM_FIELD_LIST only: the default as a length-encoded string, as sent; empty elsewhere.</summary>
    public ReadOnlySpan<byte> Default { get; init; }

    /// <param name="hasExtended">MARIADB_CLIENT_EXTENDED_METADATA was agreed on.</param>
    public static ColumnDefinition41 Read(ReadOnlySpan<byte> payload, bool hasExtended = false)
    {
        var reader = new PacketReader(payload);
        var catalog = reader.ReadString();
        var schema = reader.ReadString();
        var table = reader.ReadString();
        var originalTable = reader.ReadString();
        var name = reader.ReadString();
        var originalName = reader.ReadString();
        var extended = hasExtended ? reader.ReadString() : default;
        if (reader.ReadLength() != FixedLength)
        {
            WireFault.Throw("a column definition with a fixed part of another length");
        }

        var collation = reader.ReadUInt16();
        var length = reader.ReadUInt32();
        var type = (FieldType)reader.ReadByte();
        var flags = reader.ReadUInt16();
        var decimals = reader.ReadByte();
        reader.ReadUInt16();
        return new ColumnDefinition41
        {
            Catalog = catalog, Schema = schema, Table = table, OriginalTable = originalTable, Name = name, OriginalName = originalName,
            Extended = extended, HasExtended = hasExtended,
            Collation = collation, Length = length, Type = type, Flags = flags, Decimals = decimals, Default = reader.ReadRest(),
        };
    }

    /// <summary>The same, with no more said of its type.</summary>
    public ColumnDefinition41 WithoutExtended(bool hasExtended) => new()
    {
        Catalog = Catalog, Schema = Schema, Table = Table, OriginalTable = OriginalTable, Name = Name, OriginalName = OriginalName,
        HasExtended = hasExtended, Collation = Collation, Length = Length, Type = Type, Flags = Flags, Decimals = Decimals, Default = Default,
    };

    public void Write(WireBuffer buffer)
    {
        buffer.WriteString(Catalog);
        buffer.WriteString(Schema);
        buffer.WriteString(Table);
        buffer.WriteString(OriginalTable);
        buffer.WriteString(Name);
        buffer.WriteString(OriginalName);
        if (HasExtended)
        {
            buffer.WriteString(Extended);
        }

        buffer.WriteLength(FixedLength);
        buffer.WriteUInt16(Collation);
        buffer.WriteUInt32(Length);
        buffer.WriteByte((byte)Type);
        buffer.WriteUInt16(Flags);
        buffer.WriteByte(Decimals);
        buffer.WriteUInt16(0);
        buffer.WriteBytes(Default);
    }
}
