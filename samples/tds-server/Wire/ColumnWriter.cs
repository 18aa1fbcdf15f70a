using System.Data.SqlTypes;
using System.Globalization;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Writes TYPE_INFO and values of one column, in the form a client of this version understands.</summary>
internal sealed class ColumnWriter
{
    private static readonly DateTime Epoch1900 = new(1900, 1, 1);
    private static readonly long[] TicksOfUnit = [10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1];
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
                w.Byte((byte)(1 + DecimalLength(_type.Precision)));
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
        else if (_isFixed && FixedLength(_type.Name) > 0)
            WritePlain(w, _type, value);
        else if (_type.Name is SqlTypeName.Variant)
            WriteVariant(w, value as SqlVariant ?? Variant(value));
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
            WriteString(w, Bytes(_type, value is DateTime or TimeSpan or DateTimeOffset ? DateText(value) : value), isRow);
            return;
        }

        w.Byte((byte)PlainLength(_type));
        WritePlain(w, _type, value);
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

    /// <summary>Bytes of a text, padded or cut as its type has it.</summary>
    private static byte[] Bytes(SqlType type, object value)
    {
        var length = type.Name is SqlTypeName.RowVersion ? 8 : type.Length;
        if (value is byte[] bytes)
            return type.Name is SqlTypeName.Binary or SqlTypeName.RowVersion or SqlTypeName.VarBinary ? Fit(bytes, length, type.Name is not SqlTypeName.VarBinary, 0) : bytes;
        var text = value as string ?? TextOf(value);
        if (type.IsUnicode || type.Name is SqlTypeName.Xml)
        {
            if (length > 0)
                text = text.Length > length ? text[..length] : type.Name is SqlTypeName.NChar ? text.PadRight(length) : text;
            return Encoding.Unicode.GetBytes(text);
        }

        return Fit(type.EffectiveCollation.Encoding.GetBytes(text), length, type.Name is SqlTypeName.Char, (byte)' ');
    }

    private static byte[] Fit(byte[] bytes, int length, bool isPadded, byte padding)
    {
        if (length <= 0 || bytes.Length == length || (bytes.Length < length && !isPadded))
            return bytes;
        var fitted = new byte[length];
        fitted.AsSpan().Fill(padding);
        bytes.AsSpan(0, Math.Min(length, bytes.Length)).CopyTo(fitted);
        return fitted;
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
            _ => TextOf(value),
        };
    }

    private static string TextOf(object value) => value switch
    {
        DateTime d when d.TimeOfDay == TimeSpan.Zero => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime d => d.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        DateTimeOffset d => d.ToString("yyyy-MM-dd HH:mm:ss.fffffff zzz", CultureInfo.InvariantCulture),
        TimeSpan t => t.ToString(@"hh\:mm\:ss\.fffffff", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static int FixedLength(SqlTypeName name) => name switch
    {
        SqlTypeName.Bit or SqlTypeName.TinyInt => 1,
        SqlTypeName.SmallInt => 2,
        SqlTypeName.Int or SqlTypeName.Real or SqlTypeName.SmallMoney or SqlTypeName.SmallDateTime => 4,
        SqlTypeName.BigInt or SqlTypeName.Float or SqlTypeName.Money or SqlTypeName.DateTime => 8,
        _ => 0,
    };

    private static int PlainLength(SqlType type) => FixedLength(type.Name) is > 0 and var length ? length : type.Name switch
    {
        SqlTypeName.Decimal or SqlTypeName.Numeric => 1 + DecimalLength(type.Precision),
        SqlTypeName.Date => 3,
        SqlTypeName.Time => ValueReader.TimeLength(type.Scale),
        SqlTypeName.DateTime2 => ValueReader.TimeLength(type.Scale) + 3,
        SqlTypeName.DateTimeOffset => ValueReader.TimeLength(type.Scale) + 5,
        SqlTypeName.UniqueIdentifier => 16,
        _ => throw new InvalidOperationException($"a {type.Name} has no plain form"),
    };

    private static int DecimalLength(byte precision) => precision switch { <= 9 => 4, <= 19 => 8, <= 28 => 12, _ => 16 };

    private static void WritePlain(PacketWriter w, SqlType type, object value)
    {
        switch (type.Name)
        {
            case SqlTypeName.Bit: w.Byte(value is bool b ? (byte)(b ? 1 : 0) : (byte)(Whole(value) != 0 ? 1 : 0)); break;
            case SqlTypeName.TinyInt: w.Byte((byte)Whole(value)); break;
            case SqlTypeName.SmallInt: w.UInt16((short)Whole(value)); break;
            case SqlTypeName.Int: w.Int32((int)Whole(value)); break;
            case SqlTypeName.BigInt: w.Int64(Whole(value)); break;
            case SqlTypeName.Real: w.Int32(BitConverter.SingleToInt32Bits(Convert.ToSingle(value, CultureInfo.InvariantCulture))); break;
            case SqlTypeName.Float: w.Int64(BitConverter.DoubleToInt64Bits(Convert.ToDouble(value, CultureInfo.InvariantCulture))); break;
            case SqlTypeName.SmallMoney: w.Int32((int)decimal.Round(Money(value) * 10000m)); break;
            case SqlTypeName.Money:
                var units = (long)decimal.Round(Money(value) * 10000m);
                w.Int32((int)(units >> 32));
                w.Int32((int)units);
                break;
            case SqlTypeName.Decimal or SqlTypeName.Numeric: WriteDecimal(w, type, value); break;
            case SqlTypeName.SmallDateTime or SqlTypeName.DateTime: WriteOldDate(w, type, (DateTime)value); break;
            case SqlTypeName.UniqueIdentifier: w.Bytes(((Guid)value).ToByteArray()); break;
            default: WriteNewDate(w, type, value); break;
        }
    }

    private static long Whole(object value) => value switch
    {
        int i => i,
        long l => l,
        short s => s,
        byte b => b,
        bool b => b ? 1 : 0,
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };

    private static decimal Money(object value) => value is SqlDecimal d ? d.Value : Convert.ToDecimal(value, CultureInfo.InvariantCulture);

    private static void WriteDecimal(PacketWriter w, SqlType type, object value)
    {
        var number = value is SqlDecimal exact ? exact : new SqlDecimal(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
        if (number.Scale != type.Scale)
            number = SqlDecimal.AdjustScale(number, type.Scale - number.Scale, fRound: true);
        var data = number.Data;
        w.Byte((byte)(number.IsPositive ? 1 : 0));
        for (var i = 0; i < DecimalLength(type.Precision) / 4; i++)
            w.Int32(data[i]);
    }

    private static void WriteOldDate(PacketWriter w, SqlType type, DateTime value)
    {
        if (type.Name is SqlTypeName.SmallDateTime)
        {
            var minutes = (long)Math.Round((value - Epoch1900).TotalMinutes);
            w.UInt16((int)(minutes / 1440));
            w.UInt16((int)(minutes % 1440));
            return;
        }

        var days = (value.Date - Epoch1900).Days;
        var ticks = (int)Math.Round(value.TimeOfDay.TotalMilliseconds * 0.3, MidpointRounding.AwayFromZero);
        if (ticks == 300 * 86400)
            (days, ticks) = (days + 1, 0);
        w.Int32(days);
        w.Int32(ticks);
    }

    private static void WriteNewDate(PacketWriter w, SqlType type, object value)
    {
        switch (type.Name)
        {
            case SqlTypeName.Date:
                WriteDays(w, (DateTime)value);
                break;
            case SqlTypeName.Time:
                WriteTime(w, type.Scale, (TimeSpan)value);
                break;
            case SqlTypeName.DateTime2:
                WriteTime(w, type.Scale, ((DateTime)value).TimeOfDay);
                WriteDays(w, (DateTime)value);
                break;
            case SqlTypeName.DateTimeOffset:
                var moment = (DateTimeOffset)value;
                WriteTime(w, type.Scale, moment.UtcDateTime.TimeOfDay);
                WriteDays(w, moment.UtcDateTime);
                w.UInt16((short)moment.Offset.TotalMinutes);
                break;
            default:
                throw new InvalidOperationException($"a {type.Name} cannot be {value.GetType().Name}");
        }
    }

    private static void WriteDays(PacketWriter w, DateTime value) => WriteLittle(w, (value.Date - DateTime.MinValue).Days, 3);

    private static void WriteTime(PacketWriter w, int scale, TimeSpan time) => WriteLittle(w, time.Ticks / TicksOfUnit[scale], ValueReader.TimeLength(scale));

    private static void WriteLittle(PacketWriter w, long value, int bytes)
    {
        for (var i = 0; i < bytes; i++)
            w.Byte((byte)(value >> (8 * i)));
    }

    private static SqlVariant Variant(object value) => value switch
    {
        bool => new(SqlType.Bit, value),
        byte => new(SqlType.TinyInt, value),
        short => new(SqlType.SmallInt, value),
        int => new(SqlType.Int, value),
        long => new(SqlType.BigInt, value),
        float => new(new SqlType(SqlTypeName.Real), value),
        double => new(SqlType.Float, value),
        SqlDecimal d => new(SqlType.Decimal(d.Precision, d.Scale), value),
        decimal => new(new SqlType(SqlTypeName.Money), value),
        DateTime => new(SqlType.DateTime, value),
        TimeSpan => new(new SqlType(SqlTypeName.Time, Scale: 7), value),
        DateTimeOffset => new(new SqlType(SqlTypeName.DateTimeOffset, Scale: 7), value),
        Guid => new(SqlType.UniqueIdentifier, value),
        byte[] b => new(SqlType.VarBinary(Math.Max(1, b.Length)), value),
        _ => new(SqlType.NVarChar(Math.Max(1, TextOf(value).Length)), TextOf(value)),
    };

    private static void WriteVariant(PacketWriter w, SqlVariant variant)
    {
        var type = variant.Type;
        if (type.IsText || variant.Value is byte[])
        {
            var bytes = Bytes(type, variant.Value);
            var properties = type.IsText ? 7 : 2;
            w.Int32(2 + properties + bytes.Length);
            w.Byte(type.IsUnicode ? WireType.NVarChar : type.IsText ? WireType.VarChar : WireType.VarBinary);
            w.Byte((byte)properties);
            if (type.IsText)
                WriteCollation(w, type.EffectiveCollation);
            w.UInt16(type.IsUnicode ? type.Length * 2 : type.Length);
            w.Bytes(bytes);
            return;
        }

        var (token, extra) = VariantToken(type.Name);
        // Numbers are as long there as the largest of them.
        if (extra == 2)
            type = type with { Precision = 38 };
        w.Int32(2 + extra + PlainLength(type));
        w.Byte(token);
        w.Byte(extra);
        if (extra == 2)
            w.Byte(variant.Type.Precision);
        if (extra > 0)
            w.Byte(type.Scale);
        WritePlain(w, type, variant.Value);
    }

    private static (byte Token, byte Properties) VariantToken(SqlTypeName name) => name switch
    {
        SqlTypeName.Bit => (WireType.Bit, 0),
        SqlTypeName.TinyInt => (WireType.Int1, 0),
        SqlTypeName.SmallInt => (WireType.Int2, 0),
        SqlTypeName.Int => (WireType.Int4, 0),
        SqlTypeName.BigInt => (WireType.Int8, 0),
        SqlTypeName.Real => (WireType.Float4, 0),
        SqlTypeName.Float => (WireType.Float8, 0),
        SqlTypeName.SmallMoney => (WireType.Money4, 0),
        SqlTypeName.Money => (WireType.Money, 0),
        SqlTypeName.SmallDateTime => (WireType.DateTime4, 0),
        SqlTypeName.DateTime => (WireType.DateTime, 0),
        SqlTypeName.UniqueIdentifier => (WireType.Guid, 0),
        SqlTypeName.Date => (WireType.Date, 0),
        SqlTypeName.Time => (WireType.Time, 1),
        SqlTypeName.DateTime2 => (WireType.DateTime2, 1),
        SqlTypeName.DateTimeOffset => (WireType.DateTimeOffset, 1),
        SqlTypeName.Decimal => (WireType.DecimalN, 2),
        SqlTypeName.Numeric => (WireType.NumericN, 2),
        _ => throw new InvalidOperationException($"a {name} does not fit sql_variant"),
    };
}
