using System.Data.SqlTypes;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Reads values of clients into the forms <see cref="IResultSink.Row"/> lists.</summary>
internal static class ValueReader
{
    private static readonly DateTime Epoch1900 = new(1900, 1, 1);
    private static readonly long[] TicksOfUnit = [10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1];

    /// <param name="isRow">Text, ntext and image with their pointer, as in rows.</param>
    public static object? Read(ByteReader reader, ReceivedType type, bool isRow)
    {
        switch (type.Token)
        {
            case WireType.Null:
                return null;
            case WireType.Int1 or WireType.Bit or WireType.Int2 or WireType.Int4 or WireType.Int8 or WireType.DateTime4 or WireType.DateTime or WireType.Float4
                or WireType.Float8 or WireType.Money4 or WireType.Money:
                return Plain(type.Type, reader.Bytes(type.Size));
            case WireType.Text or WireType.NText or WireType.Image:
                return Long(reader, type, isRow);
            case WireType.Xml:
                return reader.Plp() is { } xml ? XmlText(xml) : null;
            case WireType.Udt:
                return reader.Plp();
            case WireType.Variant:
                return Variant(reader);
            case WireType.VarBinary or WireType.Binary or WireType.VarChar or WireType.Char or WireType.NVarChar or WireType.NChar:
                return Counted(reader, type);
        }

        var length = reader.Byte();
        if (length == 0 && type.Token is not (WireType.LegacyChar or WireType.LegacyVarChar or WireType.LegacyBinary or WireType.LegacyVarBinary))
            return null;
        if (length == 0xFF && type.Token is WireType.LegacyChar or WireType.LegacyVarChar)
            return null;
        var data = reader.Bytes(length);
        return Plain(type.Type, data);
    }

    private static object? Counted(ByteReader reader, ReceivedType type)
    {
        if (type.Size < 0)
            return reader.Plp() is { } all ? Plain(type.Type, all) : null;
        var length = reader.UInt16();
        if (length == 0xFFFF)
            return null;
        if (length > type.Size)
            throw ProtocolError.Length("A parameter");
        return Plain(type.Type, reader.Bytes(length));
    }

    private static object? Long(ByteReader reader, ReceivedType type, bool isRow)
    {
        if (isRow)
        {
            var pointer = reader.Byte();
            if (pointer == 0)
                return null;
            reader.Bytes(pointer + 8);
        }

        var length = reader.Int32();
        return length == -1 ? null : Plain(type.Type, reader.Bytes(length));
    }

    /// <summary>A value by its type and bytes, as in sql_variant.</summary>
    private static object Plain(SqlType type, ReadOnlySpan<byte> data)
    {
        switch (type.Name)
        {
            case SqlTypeName.Bit: return Fixed(data, 1)[0] != 0;
            case SqlTypeName.TinyInt: return Fixed(data, 1)[0];
            case SqlTypeName.SmallInt: return BitConverter.ToInt16(Fixed(data, 2));
            case SqlTypeName.Int: return BitConverter.ToInt32(Fixed(data, 4));
            case SqlTypeName.BigInt: return BitConverter.ToInt64(Fixed(data, 8));
            case SqlTypeName.Real: return BitConverter.ToSingle(Fixed(data, 4));
            case SqlTypeName.Float: return BitConverter.ToDouble(Fixed(data, 8));
            case SqlTypeName.SmallMoney: return BitConverter.ToInt32(Fixed(data, 4)) / 10000m;
            case SqlTypeName.Money: return (((long)BitConverter.ToInt32(Fixed(data, 8)) << 32) | BitConverter.ToUInt32(data[4..])) / 10000m;
            case SqlTypeName.Decimal or SqlTypeName.Numeric: return Decimal(type, data);
            case SqlTypeName.Date: return Date(Fixed(data, 3));
            case SqlTypeName.Time: return new TimeSpan(Ticks(data, type.Scale));
            case SqlTypeName.DateTime2: return Date(data[^3..]).AddTicks(Ticks(data[..^3], type.Scale));
            case SqlTypeName.DateTimeOffset: return Offset(type, data);
            case SqlTypeName.SmallDateTime:
                return Epoch1900.AddDays(BitConverter.ToUInt16(Fixed(data, 4))).AddMinutes(BitConverter.ToUInt16(data[2..]));
            case SqlTypeName.DateTime:
                return Epoch1900.AddDays(BitConverter.ToInt32(Fixed(data, 8))).AddMilliseconds(((BitConverter.ToUInt32(data[4..]) * 10L) + 1) / 3);
            case SqlTypeName.UniqueIdentifier: return new Guid(Fixed(data, 16));
            case SqlTypeName.Char or SqlTypeName.VarChar or SqlTypeName.Text: return type.EffectiveCollation.Encoding.GetString(data);
            case SqlTypeName.NChar or SqlTypeName.NVarChar or SqlTypeName.NText:
                return data.Length % 2 == 0 ? Encoding.Unicode.GetString(data) : throw ProtocolError.Length("A parameter");
            default: return data.ToArray();
        }
    }

    private static ReadOnlySpan<byte> Fixed(ReadOnlySpan<byte> data, int length) => data.Length == length ? data : throw ProtocolError.Length("A parameter");

    private static SqlDecimal Decimal(SqlType type, ReadOnlySpan<byte> data)
    {
        // jTDS leaves out leading zeros.
        if (data.Length is < 2 or > 17)
            throw ProtocolError.Length("A parameter");
        Span<byte> magnitude = stackalloc byte[16];
        data[1..].CopyTo(magnitude);
        int[] parts = [BitConverter.ToInt32(magnitude), BitConverter.ToInt32(magnitude[4..]), BitConverter.ToInt32(magnitude[8..]), BitConverter.ToInt32(magnitude[12..])];
        return new SqlDecimal(type.Precision, type.Scale, data[0] != 0, parts);
    }

    private static DateTime Date(ReadOnlySpan<byte> data)
    {
        var days = data[0] | (data[1] << 8) | (data[2] << 16);
        return days <= 3_652_058 ? DateTime.MinValue.AddDays(days) : throw ProtocolError.Length("A parameter");
    }

    private static long Ticks(ReadOnlySpan<byte> data, int scale)
    {
        if (data.Length != TimeLength(scale))
            throw ProtocolError.Length("A parameter");
        long units = 0;
        for (var i = data.Length - 1; i >= 0; i--)
            units = (units << 8) | data[i];
        return units * TicksOfUnit[scale];
    }

    public static int TimeLength(int scale) => scale <= 2 ? 3 : scale <= 4 ? 4 : 5;

    private static DateTimeOffset Offset(SqlType type, ReadOnlySpan<byte> data)
    {
        var offset = TimeSpan.FromMinutes(BitConverter.ToInt16(data[^2..]));
        var utc = Date(data[^5..^2]).AddTicks(Ticks(data[..^5], type.Scale));
        return new DateTimeOffset(utc, TimeSpan.Zero).ToOffset(offset);
    }

    private static string XmlText(byte[] xml) => xml.Length >= 2 && xml[0] == 0xFF && xml[1] == 0xFE
        ? Encoding.Unicode.GetString(xml, 2, xml.Length - 2)
        : xml.Length >= 2 && xml[1] == 0 ? Encoding.Unicode.GetString(xml) : Encoding.UTF8.GetString(xml);

    private static SqlVariant? Variant(ByteReader reader)
    {
        var total = reader.Int32();
        if (total == 0)
            return null;
        var token = reader.Byte();
        int properties = reader.Byte();
        var type = VariantType(reader, token, properties);
        return new SqlVariant(type, Plain(type, reader.Bytes(total - 2 - properties)));
    }

    private static SqlType VariantType(ByteReader reader, byte token, int properties)
    {
        switch (token)
        {
            case WireType.Time or WireType.DateTime2 or WireType.DateTimeOffset:
                var scale = reader.Byte();
                return new SqlType(token == WireType.Time ? SqlTypeName.Time : token == WireType.DateTime2 ? SqlTypeName.DateTime2 : SqlTypeName.DateTimeOffset, Scale: scale);
            case WireType.DecimalN or WireType.NumericN or WireType.LegacyDecimal or WireType.LegacyNumeric:
                return new SqlType(token is WireType.NumericN or WireType.LegacyNumeric ? SqlTypeName.Numeric : SqlTypeName.Decimal, 0, reader.Byte(), reader.Byte());
            case WireType.VarBinary or WireType.Binary:
                return SqlType.VarBinary(reader.UInt16());
            case WireType.VarChar or WireType.Char or WireType.NVarChar or WireType.NChar:
                var collation = new Collation(reader.UInt32(), reader.Byte());
                int length = reader.UInt16();
                return token is WireType.VarChar or WireType.Char ? SqlType.VarChar(length, collation) : new SqlType(SqlTypeName.NVarChar, length / 2, Collation: collation);
            case WireType.Guid:
                return SqlType.UniqueIdentifier;
            case WireType.Date:
                return new SqlType(SqlTypeName.Date);
            case WireType.Int1: return SqlType.TinyInt;
            case WireType.Bit: return SqlType.Bit;
            case WireType.Int2: return SqlType.SmallInt;
            case WireType.Int4: return SqlType.Int;
            case WireType.Int8: return SqlType.BigInt;
            case WireType.Float4: return new SqlType(SqlTypeName.Real);
            case WireType.Float8: return SqlType.Float;
            case WireType.Money4: return new SqlType(SqlTypeName.SmallMoney);
            case WireType.Money: return new SqlType(SqlTypeName.Money);
            case WireType.DateTime4: return new SqlType(SqlTypeName.SmallDateTime);
            case WireType.DateTime: return SqlType.DateTime;
            default:
                _ = properties;
                throw ProtocolError.Length("A sql_variant");
        }
    }
}
