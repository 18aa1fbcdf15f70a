using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql.Messages;

/// <summary>
/// Values of the binary protocol
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html#sect_protocol_binary_resultset_row_value"/>).
/// </summary>
public static class BinaryValue
{
    /// <summary>Bytes of the value; for types with a length of their own without that.</summary>
    public static ReadOnlySpan<byte> Read(scoped ref PacketReader reader, FieldType type) => type switch
    {
        FieldType.Null => default,
        FieldType.Tiny => reader.ReadBytes(1),
        FieldType.Short or FieldType.Year => reader.ReadBytes(2),
        FieldType.Long or FieldType.Int24 or FieldType.Float => reader.ReadBytes(4),
        FieldType.LongLong or FieldType.Double => reader.ReadBytes(8),
        FieldType.Date or FieldType.DateTime or FieldType.Timestamp or FieldType.NewDate or FieldType.DateTime2 or FieldType.Timestamp2 =>
            ReadTemporal(ref reader, isTime: false),
        FieldType.Time or FieldType.Time2 => ReadTemporal(ref reader, isTime: true),
        FieldType.Decimal or FieldType.VarChar or FieldType.Bit or FieldType.Vector or FieldType.Json or FieldType.NewDecimal or
            FieldType.Enum or FieldType.Set or FieldType.TinyBlob or FieldType.MediumBlob or FieldType.LongBlob or FieldType.Blob or
            FieldType.VarString or FieldType.String or FieldType.Geometry => reader.ReadString(),
        _ => throw new WireFault("a value of an unknown type"),
    };

    private static ReadOnlySpan<byte> ReadTemporal(scoped ref PacketReader reader, bool isTime)
    {
        var length = reader.ReadByte();
        var isKnown = isTime ? length is 0 or 8 or 12 : length is 0 or 4 or 7 or 11;
        if (!isKnown)
        {
            WireFault.Throw("a date or time of an impossible length");
        }

        return reader.ReadBytes(length);
    }
}
