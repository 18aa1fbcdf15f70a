using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>
/// How values stand in SQLite, so that its own comparisons, its order and its indexes are those of SQL Server. A cell is null, long, double,
/// string or byte[]; a value is long (bit to bigint), <see cref="Dec"/> (decimal, money), double, string, byte[], DateTime, TimeSpan,
/// DateTimeOffset, Guid or <see cref="SqlVariant"/>.
/// </summary>
internal static class Cells
{
    private static readonly BigInteger Complement = BigInteger.Pow(10, 38) - 1;

    // The order in which SQL Server compares the bytes of a uniqueidentifier.
    private static readonly int[] GuidOrder = [10, 11, 12, 13, 14, 15, 8, 9, 6, 7, 4, 5, 0, 1, 2, 3];

    public static bool IsWide(SqlType type) => type.Name is SqlTypeName.Decimal or SqlTypeName.Numeric && type.Precision > 18;

    public static object? Encode(object? value, SqlType type) => value switch
    {
        null => null,
        Dec d => IsWide(type) ? Wide(d.ToScale(type.Scale)) : (long)d.ToScale(TypeRules.ScaleOf(type)).Unscaled,
        DateTime d => d.Ticks,
        TimeSpan t => t.Ticks,
        DateTimeOffset o => string.Create(CultureInfo.InvariantCulture, $"{o.UtcTicks:D19}{(int)o.Offset.TotalMinutes:+000;-000}"),
        Guid g => OfGuid(g),
        SqlVariant v => Variant(v),
        int i => (long)i,
        short s => (long)s,
        bool b => b ? 1L : 0L,
        _ => value,
    };

    public static object? Decode(object? cell, SqlType type) => cell is null ? null : type.Name switch
    {
        SqlTypeName.Decimal or SqlTypeName.Numeric => cell is string s ? new Dec(Wide(s), type.Scale) : new Dec((long)cell, type.Scale),
        SqlTypeName.Money or SqlTypeName.SmallMoney => new Dec((long)cell, 4),
        SqlTypeName.Date or SqlTypeName.DateTime or SqlTypeName.DateTime2 or SqlTypeName.SmallDateTime => new DateTime((long)cell),
        SqlTypeName.Time => new TimeSpan((long)cell),
        SqlTypeName.DateTimeOffset => Offset((string)cell),
        SqlTypeName.UniqueIdentifier => ToGuid((byte[])cell),
        SqlTypeName.Float or SqlTypeName.Real => cell is long l ? (double)l : cell,
        SqlTypeName.Variant => Variant((string)cell),
        _ => cell,
    };

    /// <summary>A value as a result sink takes it.</summary>
    public static object? ToClient(object? cell, SqlType type)
    {
        var value = Decode(cell, type);
        return value switch
        {
            null => null,
            SqlVariant v => new SqlVariant(v.Type, ToClient(Encode(v.Value, v.Type), v.Type)!),
            _ => type.Name switch
            {
                SqlTypeName.Bit => (long)value != 0,
                SqlTypeName.TinyInt => (byte)(long)value,
                SqlTypeName.SmallInt => (short)(long)value,
                SqlTypeName.Int => (int)(long)value,
                SqlTypeName.Decimal or SqlTypeName.Numeric => ((Dec)value).ToSqlDecimal(type.Precision, type.Scale),
                SqlTypeName.Money or SqlTypeName.SmallMoney => ((Dec)value).ToDecimal(),
                SqlTypeName.Real => (float)(double)value,
                _ => value,
            },
        };
    }

    /// <summary>The value of an argument or of a loaded row.</summary>
    public static object? OfClient(object? value) => value switch
    {
        null => null,
        bool b => b ? 1L : 0L,
        byte b => (long)b,
        short s => (long)s,
        int i => (long)i,
        float f => (double)f,
        SqlDecimal d => d.IsNull ? null : Dec.Of(d),
        decimal d => Dec.Of(d),
        DateOnly d => d.ToDateTime(default),
        SqlVariant v => new SqlVariant(v.Type, OfClient(v.Value)!),
        _ => value,
    };

    public static string Wide(Dec value) => value.Unscaled.Sign < 0
        ? "N" + (Complement + value.Unscaled).ToString("D38", CultureInfo.InvariantCulture)
        : "P" + value.Unscaled.ToString("D38", CultureInfo.InvariantCulture);

    private static BigInteger Wide(string cell)
    {
        var digits = BigInteger.Parse(cell.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
        return cell[0] == 'N' ? digits - Complement : digits;
    }

    private static DateTimeOffset Offset(string cell)
    {
        var offset = TimeSpan.FromMinutes(int.Parse(cell.AsSpan(19), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        return new DateTimeOffset(new DateTime(long.Parse(cell.AsSpan(0, 19), CultureInfo.InvariantCulture)), default).ToOffset(offset);
    }

    private static byte[] OfGuid(Guid guid)
    {
        var bytes = guid.ToByteArray();
        return [.. GuidOrder.Select(i => bytes[i])];
    }

    private static Guid ToGuid(byte[] cell)
    {
        var bytes = new byte[16];
        for (var i = 0; i < 16; i++)
            bytes[GuidOrder[i]] = cell[i];
        return new Guid(bytes);
    }

    private static string Variant(SqlVariant value)
    {
        var cell = Encode(value.Value, value.Type);
        var text = cell switch { byte[] b => "b" + Convert.ToHexString(b), double d => "d" + d.ToString("R", CultureInfo.InvariantCulture), long l => "i" + l.ToString(CultureInfo.InvariantCulture), _ => "s" + cell };
        return TypeTable.Id(value.Type).ToString(CultureInfo.InvariantCulture) + "|" + text;
    }

    private static SqlVariant Variant(string cell)
    {
        var bar = cell.IndexOf('|', StringComparison.Ordinal);
        var type = TypeTable.Get(long.Parse(cell.AsSpan(0, bar), CultureInfo.InvariantCulture));
        var text = cell[(bar + 2)..];
        object inner = cell[bar + 1] switch
        {
            'b' => Convert.FromHexString(text),
            'd' => double.Parse(text, CultureInfo.InvariantCulture),
            'i' => long.Parse(text, CultureInfo.InvariantCulture),
            _ => text,
        };
        return new SqlVariant(type, Decode(inner, type)!);
    }
}
