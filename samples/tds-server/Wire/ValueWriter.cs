using System.Data.SqlTypes;
using System.Globalization;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Wire;

/// <summary>Writes values by their types, without the lengths that columns put before them.</summary>
internal static class ValueWriter
{
    private static readonly DateTime Epoch1900 = new(1900, 1, 1);
    private static readonly long[] TicksOfUnit = [10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1];

    /// <summary>Bytes of a text, padded or cut as its type has it.</summary>
    public static byte[] Bytes(SqlType type, object value)
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

    public static string TextOf(object value) => value switch
    {
        DateTime d when d.TimeOfDay == TimeSpan.Zero => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime d => d.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        DateTimeOffset d => d.ToString("yyyy-MM-dd HH:mm:ss.fffffff zzz", CultureInfo.InvariantCulture),
        TimeSpan t => t.ToString(@"hh\:mm\:ss\.fffffff", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    public static int FixedLength(SqlTypeName name) => name switch
    {
        SqlTypeName.Bit or SqlTypeName.TinyInt => 1,
        SqlTypeName.SmallInt => 2,
        SqlTypeName.Int or SqlTypeName.Real or SqlTypeName.SmallMoney or SqlTypeName.SmallDateTime => 4,
        SqlTypeName.BigInt or SqlTypeName.Float or SqlTypeName.Money or SqlTypeName.DateTime => 8,
        _ => 0,
    };

    public static int PlainLength(SqlType type) => FixedLength(type.Name) is > 0 and var length ? length : type.Name switch
    {
        SqlTypeName.Decimal or SqlTypeName.Numeric => 1 + DecimalLength(type.Precision),
        SqlTypeName.Date => 3,
        SqlTypeName.Time => ValueReader.TimeLength(type.Scale),
        SqlTypeName.DateTime2 => ValueReader.TimeLength(type.Scale) + 3,
        SqlTypeName.DateTimeOffset => ValueReader.TimeLength(type.Scale) + 5,
        SqlTypeName.UniqueIdentifier => 16,
        _ => throw new InvalidOperationException($"a {type.Name} has no plain form"),
    };

    public static int DecimalLength(byte precision) => precision switch { <= 9 => 4, <= 19 => 8, <= 28 => 12, _ => 16 };

    public static void WritePlain(PacketWriter w, SqlType type, object value)
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

    public static SqlVariant Variant(object value) => value switch
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

    public static void WriteVariant(PacketWriter w, SqlVariant variant)
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
                ColumnWriter.WriteCollation(w, type.EffectiveCollation);
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
