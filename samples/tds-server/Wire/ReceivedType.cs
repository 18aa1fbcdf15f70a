using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>TYPE_INFO as a client sent it.</summary>
/// <param name="Token">The type byte.</param>
/// <param name="Size">Its declared length in bytes; -1 for PLP.</param>
internal sealed record ReceivedType(byte Token, int Size, SqlType Type)
{
    /// <param name="ordinal">Names the parameter in errors.</param>
    public static ReceivedType Read(ByteReader reader, int ordinal, string name)
    {
        var token = reader.Byte();
        return token switch
        {
            WireType.Null => new(token, 0, SqlType.NVarChar(1)),
            WireType.Int1 => new(token, 1, SqlType.TinyInt),
            WireType.Bit => new(token, 1, SqlType.Bit),
            WireType.Int2 => new(token, 2, SqlType.SmallInt),
            WireType.Int4 => new(token, 4, SqlType.Int),
            WireType.Int8 => new(token, 8, SqlType.BigInt),
            WireType.DateTime4 => new(token, 4, new SqlType(SqlTypeName.SmallDateTime)),
            WireType.DateTime => new(token, 8, SqlType.DateTime),
            WireType.Float4 => new(token, 4, new SqlType(SqlTypeName.Real)),
            WireType.Float8 => new(token, 8, SqlType.Float),
            WireType.Money4 => new(token, 4, new SqlType(SqlTypeName.SmallMoney)),
            WireType.Money => new(token, 8, new SqlType(SqlTypeName.Money)),
            WireType.Date => new(token, 3, new SqlType(SqlTypeName.Date)),
            WireType.Time => Scaled(reader, token, SqlTypeName.Time),
            WireType.DateTime2 => Scaled(reader, token, SqlTypeName.DateTime2),
            WireType.DateTimeOffset => Scaled(reader, token, SqlTypeName.DateTimeOffset),
            WireType.Variant => new(token, reader.Int32(), new SqlType(SqlTypeName.Variant)),
            WireType.Xml => Xml(reader),
            WireType.Udt => Udt(reader),
            _ => Sized(reader, token, ordinal, name),
        };
    }

    private static ReceivedType Scaled(ByteReader reader, byte token, SqlTypeName name)
    {
        var scale = reader.Byte();
        return scale <= 7 ? new(token, 0, new SqlType(name, Scale: scale)) : throw ProtocolError.Length("A parameter");
    }

    private static ReceivedType Xml(ByteReader reader)
    {
        if (reader.Byte() != 0)
        {
            reader.ShortText();
            reader.ShortText();
            reader.Text();
        }

        return new(WireType.Xml, -1, new SqlType(SqlTypeName.Xml));
    }

    private static ReceivedType Udt(ByteReader reader)
    {
        reader.ShortText();
        reader.ShortText();
        reader.ShortText();
        return new(WireType.Udt, -1, SqlType.VarBinary(SqlType.Max));
    }

    private static ReceivedType Sized(ByteReader reader, byte token, int ordinal, string name)
    {
        switch (token)
        {
            case WireType.IntN:
                var size = reader.Byte();
                return new(token, size, size switch { 1 => SqlType.TinyInt, 2 => SqlType.SmallInt, 4 => SqlType.Int, 8 => SqlType.BigInt, _ => throw Wrong(ordinal) });
            case WireType.BitN:
                return new(token, reader.Byte(), SqlType.Bit);
            case WireType.FloatN:
                size = reader.Byte();
                return new(token, size, new SqlType(size switch { 4 => SqlTypeName.Real, 8 => SqlTypeName.Float, _ => throw Wrong(ordinal) }));
            case WireType.MoneyN:
                size = reader.Byte();
                return new(token, size, new SqlType(size switch { 4 => SqlTypeName.SmallMoney, 8 => SqlTypeName.Money, _ => throw Wrong(ordinal) }));
            case WireType.DateTimeN:
                size = reader.Byte();
                return new(token, size, new SqlType(size switch { 4 => SqlTypeName.SmallDateTime, 8 => SqlTypeName.DateTime, _ => throw Wrong(ordinal) }));
            case WireType.Guid:
                return new(token, reader.Byte(), SqlType.UniqueIdentifier);
            case WireType.DecimalN or WireType.NumericN or WireType.LegacyDecimal or WireType.LegacyNumeric:
                size = reader.Byte();
                var precision = reader.Byte();
                var scale = reader.Byte();
                var isNumeric = token is WireType.NumericN or WireType.LegacyNumeric;
                if (precision is 0 or > 38 || scale > precision)
                    throw Wrong(ordinal);
                return new(token, size, new SqlType(isNumeric ? SqlTypeName.Numeric : SqlTypeName.Decimal, 0, precision, scale));
            default:
                return Stringlike(reader, token, ordinal, name);
        }
    }

    private static ReceivedType Stringlike(ByteReader reader, byte token, int ordinal, string name)
    {
        switch (token)
        {
            case WireType.LegacyChar or WireType.LegacyVarChar:
                var size = (int)reader.Byte();
                return new(token, size, SqlType.VarChar(size));
            case WireType.LegacyBinary or WireType.LegacyVarBinary:
                size = reader.Byte();
                return new(token, size, SqlType.VarBinary(size));
            case WireType.VarBinary or WireType.Binary:
                size = ReadSize(reader);
                return new(token, size, new SqlType(token == WireType.Binary ? SqlTypeName.Binary : SqlTypeName.VarBinary, size));
            case WireType.VarChar or WireType.Char:
                size = ReadSize(reader);
                return new(token, size, new SqlType(token == WireType.Char ? SqlTypeName.Char : SqlTypeName.VarChar, size, Collation: ReadCollation(reader)));
            case WireType.NVarChar or WireType.NChar:
                size = ReadSize(reader);
                var name16 = token == WireType.NChar ? SqlTypeName.NChar : SqlTypeName.NVarChar;
                return new(token, size, new SqlType(name16, size < 0 ? size : size / 2, Collation: ReadCollation(reader)));
            case WireType.Text or WireType.NText:
                size = reader.Int32();
                return new(token, size, new SqlType(token == WireType.Text ? SqlTypeName.Text : SqlTypeName.NText, Collation: ReadCollation(reader)));
            case WireType.Image:
                return new(token, reader.Int32(), new SqlType(SqlTypeName.Image));
            default:
                throw ProtocolError.Parameter(ordinal, name, token);
        }
    }

    private static int ReadSize(ByteReader reader)
    {
        var size = reader.UInt16();
        return size == 0xFFFF ? -1 : size <= 8000 ? size : throw ProtocolError.Length("A parameter");
    }

    private static Collation? ReadCollation(ByteReader reader)
    {
        var info = reader.UInt32();
        var sortId = reader.Byte();
        return info == 0 && sortId == 0 ? null : new Collation(info, sortId);
    }

    private static ProtocolError Wrong(int ordinal) => ProtocolError.Length($"Parameter {ordinal}");
}
