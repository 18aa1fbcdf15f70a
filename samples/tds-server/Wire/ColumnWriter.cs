using System.Globalization;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Writes TYPE_INFO and values of one column, in the form a client of this version understands.</summary>
internal sealed class ColumnWriter
{
    private readonly SqlType _type;
    private readonly bool _isFixed;
    private readonly byte _scale;

    /// <param name="isNullable">False: the fixed form where the type has one.</param>
    public ColumnWriter(SqlType type, bool isNullable, int rank, bool hasUtf8)
    {
        _type = Known(type, rank, hasUtf8);
        _scale = type.Scale;
        _isFixed = !isNullable;
    }

    public bool IsLong => _type.Name is SqlTypeName.Text or SqlTypeName.NText or SqlTypeName.Image;

    private static SqlType Known(SqlType type, int rank, bool hasUtf8)
    {
        if (!hasUtf8 && type is { IsText: true, IsUnicode: false } && type.EffectiveCollation.IsUtf8)
            type = new SqlType(type.Name == SqlTypeName.Text ? SqlTypeName.NText : SqlTypeName.NVarChar, type.Length > 4000 ? SqlType.Max : type.Length);
        if (rank < TdsVersion.Rank73A)
        {
            type = type.Name switch
            {
                SqlTypeName.Date => SqlType.NVarChar(10),
                SqlTypeName.Time => SqlType.NVarChar(8 + Fraction(type)),
                SqlTypeName.DateTime2 => SqlType.NVarChar(19 + Fraction(type)),
                SqlTypeName.DateTimeOffset => SqlType.NVarChar(26 + Fraction(type)),
                _ => type,
            };
        }

        if (rank >= TdsVersion.Rank72)
            return type;
        return type.Name switch
        {
            SqlTypeName.Xml => new SqlType(SqlTypeName.NText),
            SqlTypeName.NVarChar when type.IsMax => new SqlType(SqlTypeName.NText, Collation: type.Collation),
            SqlTypeName.VarChar when type.IsMax => new SqlType(SqlTypeName.Text, Collation: type.Collation),
            SqlTypeName.VarBinary when type.IsMax => new SqlType(SqlTypeName.Image),
            _ => type,
        };
    }

    private static int Fraction(SqlType type) => type.Scale == 0 ? 0 : type.Scale + 1;

    public void WriteType(PacketWriter w)
    {
        switch (_type.Name)
        {
            case SqlTypeName.Bit: Number(w, WireType.Bit, WireType.BitN, 1); break;
            case SqlTypeName.TinyInt: Number(w, WireType.Int1, WireType.IntN, 1); break;
            case SqlTypeName.SmallInt: Number(w, WireType.Int2, WireType.IntN, 2); break;
            case SqlTypeName.Int: Number(w, WireType.Int4, WireType.IntN, 4); break;
            case SqlTypeName.BigInt: Number(w, WireType.Int8, WireType.IntN, 8); break;
            case SqlTypeName.Real: Number(w, WireType.Float4, WireType.FloatN, 4); break;
            case SqlTypeName.Float: Number(w, WireType.Float8, WireType.FloatN, 8); break;
            case SqlTypeName.SmallMoney: Number(w, WireType.Money4, WireType.MoneyN, 4); break;
            case SqlTypeName.Money: Number(w, WireType.Money, WireType.MoneyN, 8); break;
            case SqlTypeName.SmallDateTime: Number(w, WireType.DateTime4, WireType.DateTimeN, 4); break;
            case SqlTypeName.DateTime: Number(w, WireType.DateTime, WireType.DateTimeN, 8); break;
            case SqlTypeName.Decimal or SqlTypeName.Numeric:
                w.Byte(_type.Name == SqlTypeName.Decimal ? WireType.DecimalN : WireType.NumericN);
                // Always the longest: SqlBulkCopy writes values of this length.
                w.Byte(17);
                w.Byte(_type.Precision);
                w.Byte(_type.Scale);
                break;
            case SqlTypeName.Date: w.Byte(WireType.Date); break;
            case SqlTypeName.Time: Pair(w, WireType.Time, _type.Scale); break;
            case SqlTypeName.DateTime2: Pair(w, WireType.DateTime2, _type.Scale); break;
            case SqlTypeName.DateTimeOffset: Pair(w, WireType.DateTimeOffset, _type.Scale); break;
            case SqlTypeName.UniqueIdentifier: Pair(w, WireType.Guid, 16); break;
            case SqlTypeName.Xml: Pair(w, WireType.Xml, 0); break;
            case SqlTypeName.Variant:
                w.Byte(WireType.Variant);
                w.Int32(8009);
                break;
            default: WriteStringType(w); break;
        }
    }

    private void WriteStringType(PacketWriter w)
    {
        var (token, size) = _type.Name switch
        {
            SqlTypeName.Char => (WireType.Char, _type.Length),
            SqlTypeName.VarChar => (WireType.VarChar, _type.Length),
            SqlTypeName.NChar => (WireType.NChar, _type.Length * 2),
            SqlTypeName.NVarChar => (WireType.NVarChar, _type.Length * 2),
            SqlTypeName.Binary => (WireType.Binary, _type.Length),
            SqlTypeName.RowVersion => (WireType.Binary, 8),
            SqlTypeName.VarBinary => (WireType.VarBinary, _type.Length),
            SqlTypeName.Text => (WireType.Text, int.MaxValue),
            SqlTypeName.NText => (WireType.NText, int.MaxValue - 1),
            SqlTypeName.Image => (WireType.Image, int.MaxValue),
            _ => throw new InvalidOperationException($"a {_type.Name} is not sent to clients"),
        };
        w.Byte(token);
        if (IsLong)
            w.Int32(size);
        else
            w.UInt16(_type.IsMax ? 0xFFFF : size);
        if (_type.IsText)
            WriteCollation(w, _type.EffectiveCollation);
    }

    public static void WriteCollation(PacketWriter w, Collation collation)
    {
        w.UInt32(collation.Info);
        w.Byte(collation.SortId);
    }

    private void Number(PacketWriter w, byte fixedToken, byte nullableToken, byte size)
    {
        if (_isFixed)
            w.Byte(fixedToken);
        else
            Pair(w, nullableToken, size);
    }

    private static void Pair(PacketWriter w, byte token, byte size)
    {
        w.Byte(token);
        w.Byte(size);
    }

    /// <param name="isRow">The form of ROW and NBCROW, else that of RETURNVALUE.</param>
    public void WriteValue(PacketWriter w, object? value, bool isRow)
    {
        if (value is null or DBNull)
            WriteNull(w, isRow);
        else if (_isFixed && ValueWriter.FixedLength(_type.Name) > 0)
            ValueWriter.WritePlain(w, _type, value);
        else if (_type.Name is SqlTypeName.Variant)
            ValueWriter.WriteVariant(w, value as SqlVariant ?? ValueWriter.Variant(value));
        else
            WriteCounted(w, value, isRow);
    }

    private void WriteNull(PacketWriter w, bool isRow)
    {
        if (_type.Name is SqlTypeName.Xml || _type.IsMax)
            w.Int64(-1);
        else if (IsLong && isRow)
            w.Byte(0);
        else if (IsLong)
            w.Int32(-1);
        else if (_type.Name is SqlTypeName.Variant)
            w.Int32(0);
        else if (_type.IsText || _type.Name is SqlTypeName.Binary or SqlTypeName.VarBinary or SqlTypeName.RowVersion)
            w.UInt16(0xFFFF);
        else
            w.Byte(0);
    }

    private void WriteCounted(PacketWriter w, object value, bool isRow)
    {
        if (_type.Name is SqlTypeName.Xml || _type.IsText || value is byte[])
        {
            WriteString(w, ValueWriter.Bytes(_type, value is DateTime or TimeSpan or DateTimeOffset ? DateText(value) : value), isRow);
            return;
        }

        w.Byte((byte)ValueWriter.PlainLength(_type));
        ValueWriter.WritePlain(w, _type, value);
    }

    private void WriteString(PacketWriter w, byte[] bytes, bool isRow)
    {
        if (_type.Name is SqlTypeName.Xml || _type.IsMax)
        {
            WritePlp(w, bytes);
            return;
        }

        if (IsLong)
        {
            if (isRow)
            {
                w.Byte(16);
                w.Bytes("dummy textptr\0\0\0"u8);
                w.Bytes("dummyTS\0"u8);
            }

            w.Int32(bytes.Length);
        }
        else
        {
            w.UInt16(bytes.Length);
        }

        w.Bytes(bytes);
    }

    private static void WritePlp(PacketWriter w, byte[] bytes)
    {
        const int chunk = 1 << 20;
        w.Int64(bytes.Length);
        for (var at = 0; at < bytes.Length; at += chunk)
        {
            var length = Math.Min(chunk, bytes.Length - at);
            w.Int32(length);
            w.Bytes(bytes.AsSpan(at, length));
        }

        w.Int32(0);
    }

    /// <summary>Dates for clients that do not know the type.</summary>
    private string DateText(object value)
    {
        var fraction = _scale == 0 ? "" : "." + new string('f', _scale);
        return value switch
        {
            DateTime d when _type.Length == 10 => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime d => d.ToString("yyyy-MM-dd HH:mm:ss" + fraction, CultureInfo.InvariantCulture),
            TimeSpan t => (DateTime.MinValue + t).ToString("HH:mm:ss" + fraction, CultureInfo.InvariantCulture),
            DateTimeOffset d => d.ToString("yyyy-MM-dd HH:mm:ss" + fraction + " zzz", CultureInfo.InvariantCulture),
            _ => ValueWriter.TextOf(value),
        };
    }
}
