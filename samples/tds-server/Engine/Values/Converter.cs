using System.Globalization;
using System.Numerics;
using System.Text;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>CAST, CONVERT and the conversions the server makes by itself.</summary>
internal static class Converter
{
    public static object? Convert(object? value, SqlType from, SqlType to, Settings settings, int style = -1)
    {
        if (value is null)
            return null;
        if (value is SqlVariant variant && to.Name != SqlTypeName.Variant)
            (value, from) = (variant.Value, variant.Type);
        if (from == to || ReferenceEquals(to, TypeRules.Untyped))
            return value;
        return to.Name switch
        {
            SqlTypeName.Variant => value is SqlVariant ? value : TypeRules.IsLob(from) ? throw Errors.Clash(from, to) : new SqlVariant(from, value),
            SqlTypeName.Bit or SqlTypeName.TinyInt or SqlTypeName.SmallInt or SqlTypeName.Int or SqlTypeName.BigInt => ToInteger(value, from, to),
            SqlTypeName.Decimal or SqlTypeName.Numeric => ToDecimal(value, from, to).Fit(to.Precision, to.Scale, "numeric"),
            SqlTypeName.Money or SqlTypeName.SmallMoney => ToMoney(value, from, to),
            SqlTypeName.Float or SqlTypeName.Real => ToFloat(value, from, to),
            SqlTypeName.Binary or SqlTypeName.VarBinary or SqlTypeName.Image or SqlTypeName.RowVersion => ToBinary(value, from, to, style),
            SqlTypeName.UniqueIdentifier => ToGuid(value, from, to),
            _ when to.IsText || to.Name == SqlTypeName.Xml => FitText(TextForm.Of(value, from, to, style), from, to),
            _ when TypeRules.IsDate(to) => DateConversion.To(value, from, to, settings, style),
            _ => throw Errors.NoConversion(from, to),
        };
    }

    private static object ToInteger(object value, SqlType from, SqlType to)
    {
        var whole = value switch
        {
            long l => l,
            Dec d => TypeRules.IsMoney(from) ? d.ToScale(0).Unscaled : d.Whole,
            double d => double.IsNaN(d) || Math.Abs(d) > 1e19 ? throw Errors.Overflow(Errors.Name(from), Errors.Name(to)) : new BigInteger(Math.Truncate(d)),
            string s => ParseInteger(s, from, to),
            byte[] b => b.Aggregate(BigInteger.Zero, (n, x) => (n << 8) | x) is var n && to.Name == SqlTypeName.Int ? unchecked((int)(uint)(n & uint.MaxValue)) : unchecked((long)(ulong)(n & ulong.MaxValue)),
            DateTime d when from.Name is SqlTypeName.DateTime or SqlTypeName.SmallDateTime => (long)Math.Round((d - new DateTime(1900, 1, 1)).TotalDays, MidpointRounding.AwayFromZero),
            _ => throw Errors.NoConversion(from, to),
        };
        var (low, high) = to.Name switch
        {
            SqlTypeName.Bit => (long.MinValue, long.MaxValue),
            SqlTypeName.TinyInt => (0L, 255L),
            SqlTypeName.SmallInt => (short.MinValue, short.MaxValue),
            SqlTypeName.Int => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        if (whole < low || whole > high)
        {
            throw from.IsText ? IntegerTextOverflow(from, to, (string)value) : to.Name is SqlTypeName.TinyInt or SqlTypeName.SmallInt && TypeRules.IsInteger(from)
                ? Errors.OverflowOf((long)whole, Errors.Name(to)) : TypeRules.IsInteger(from) ? Errors.OverflowExpression(Errors.Name(to)) : Errors.Overflow(Errors.Name(from), Errors.Name(to));
        }
        return to.Name == SqlTypeName.Bit ? whole.IsZero ? 0L : 1L : (long)whole;
    }

    private static SqlError IntegerTextOverflow(SqlType from, SqlType to, string value) => to.Name switch
    {
        SqlTypeName.Int => new SqlError(248, 16, $"The conversion of the {Errors.Name(from)} value '{value}' overflowed an int column."),
        SqlTypeName.BigInt => Errors.ConversionOf(Errors.Name(from), "bigint"),
        SqlTypeName.SmallInt => new SqlError(244, 16, $"The conversion of the {Errors.Name(from)} value '{value}' overflowed an INT2 column. Use a larger integer column."),
        _ => new SqlError(244, 16, $"The conversion of the {Errors.Name(from)} value '{value}' overflowed an INT1 column. Use a larger integer column."),
    };

    private static BigInteger ParseInteger(string text, SqlType from, SqlType to)
    {
        var s = text.AsSpan().Trim(' ');
        if (s.IsEmpty)
            return 0;
        if (to.Name == SqlTypeName.Bit && s.Equals("true", StringComparison.OrdinalIgnoreCase))
            return 1;
        if (to.Name == SqlTypeName.Bit && s.Equals("false", StringComparison.OrdinalIgnoreCase))
            return 0;
        if (s.Length < 60 && BigInteger.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        throw to.Name == SqlTypeName.BigInt ? Errors.ConversionOf(Errors.Name(from), "bigint") : Errors.Conversion(Errors.Name(from), text, Errors.Name(to));
    }

    private static Dec ToDecimal(object value, SqlType from, SqlType to) => value switch
    {
        long l => Dec.Of(l),
        Dec d => d,
        double d => Dec.Of(d, to.Scale),
        string s when Dec.TryParse(s, out var parsed) && !s.Contains('e', StringComparison.OrdinalIgnoreCase) => parsed,
        DateTime d when from.Name is SqlTypeName.DateTime or SqlTypeName.SmallDateTime => Dec.Of((d - new DateTime(1900, 1, 1)).TotalDays, to.Scale),
        string or byte[] => throw Errors.ConversionOf(Errors.Name(from), "numeric"),
        _ => throw Errors.NoConversion(from, to),
    };

    private static Dec ToMoney(object value, SqlType from, SqlType to)
    {
        var amount = value is string s
            ? Dec.TryParse(s.Replace(",", "", StringComparison.Ordinal).Replace("$", "", StringComparison.Ordinal), out var parsed) ? parsed
                : s.AsSpan().Trim().IsEmpty ? new Dec(0, 4) : throw new SqlError(235, 16, "Cannot convert a char value to money. The char value has incorrect syntax.")
            : ToDecimal(value, from, to with { Scale = 4 });
        amount = amount.ToScale(4);
        var limit = to.Name == SqlTypeName.Money ? (BigInteger)long.MaxValue : int.MaxValue;
        return BigInteger.Abs(amount.Unscaled) > limit ? throw Errors.Overflow(Errors.Name(from), Errors.Name(to)) : amount;
    }

    private static double ToFloat(object value, SqlType from, SqlType to)
    {
        var number = value switch
        {
            long l => l,
            Dec d => d.ToDouble(),
            double d => d,
            string s when s.AsSpan().Trim().IsEmpty => 0,
            string s when double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed) => parsed,
            DateTime d when from.Name is SqlTypeName.DateTime or SqlTypeName.SmallDateTime => (d - new DateTime(1900, 1, 1)).TotalDays,
            string => throw Errors.ConversionOf(Errors.Name(from), Errors.Name(to)),
            _ => throw Errors.NoConversion(from, to),
        };
        if (to.Name == SqlTypeName.Real && Math.Abs(number) > float.MaxValue)
            throw Errors.Overflow(Errors.Name(from), "real");
        return to.Name == SqlTypeName.Real ? (double)(float)number : number;
    }

    private static byte[] ToBinary(object value, SqlType from, SqlType to, int style)
    {
        var length = to.Name == SqlTypeName.RowVersion ? 8 : to.IsMax || to.Name == SqlTypeName.Image ? int.MaxValue : to.Length;
        switch (value)
        {
            case byte[] b:
                return Sized(b, length, to);
            case string s when style is 1 or 2:
                try
                {
                    return Sized(System.Convert.FromHexString(style == 1 && s.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? s[2..] : s), length, to);
                }
                catch (FormatException)
                {
                    throw Errors.ConversionOf(Errors.Name(from), Errors.Name(to));
                }
            case string s:
                return Sized((from.IsUnicode ? Encoding.Unicode : from.EffectiveCollation.Encoding).GetBytes(s), length, to);
            case Guid g:
                return Sized(g.ToByteArray(), length, to);
            case long l:
                var size = from.Name switch { SqlTypeName.Bit or SqlTypeName.TinyInt => 1, SqlTypeName.SmallInt => 2, SqlTypeName.BigInt => 8, _ => 4 };
                var bytes = BitConverter.GetBytes(l)[..size];
                Array.Reverse(bytes);
                return Right(bytes, length, to);
            case Dec d when TypeRules.IsMoney(from):
                var money = BitConverter.GetBytes((long)d.Unscaled)[..(from.Name == SqlTypeName.Money ? 8 : 4)];
                Array.Reverse(money);
                return Right(money, length, to);
            case double f:
                var real = from.Name == SqlTypeName.Real ? BitConverter.GetBytes((float)f) : BitConverter.GetBytes(f);
                Array.Reverse(real);
                return Right(real, length, to);
            case DateTime d when from.Name == SqlTypeName.DateTime:
                var days = BitConverter.GetBytes((int)(d.Date - new DateTime(1900, 1, 1)).TotalDays);
                var parts = BitConverter.GetBytes((int)Math.Round(d.TimeOfDay.TotalSeconds * 300));
                Array.Reverse(days);
                Array.Reverse(parts);
                return Right([.. days, .. parts], length, to);
            default:
                throw Errors.NotSupported($"the conversion of {Errors.Name(from)} to {Errors.Name(to)}");
        }
    }

    private static byte[] Sized(byte[] bytes, int length, SqlType to)
    {
        if (bytes.Length > length)
            return bytes[..length];
        if (to.Name is SqlTypeName.Binary or SqlTypeName.RowVersion)
            Array.Resize(ref bytes, length);
        return bytes;
    }

    // Numbers keep their low bytes and are padded in front.
    private static byte[] Right(byte[] bytes, int length, SqlType to)
    {
        if (bytes.Length > length)
            return bytes[^length..];
        return to.Name == SqlTypeName.Binary && bytes.Length < length ? [.. new byte[length - bytes.Length], .. bytes] : bytes;
    }

    private static Guid ToGuid(object value, SqlType from, SqlType to) => value switch
    {
        Guid g => g,
        string s when s.Length >= 36 && Guid.TryParse(s.StartsWith('{') ? s.Trim() : s[..36], out var parsed) => parsed,
        string => throw new SqlError(8169, 16, "Conversion failed when converting from a character string to uniqueidentifier.", 2),
        byte[] b => new Guid(Sized(b, 16, new SqlType(SqlTypeName.Binary, 16))),
        _ => throw Errors.NoConversion(from, to),
    };

    /// <summary>Cut or padded to the type; what its code page does not have becomes a question mark.</summary>
    public static string FitText(string text, SqlType from, SqlType to)
    {
        if (to.Name is SqlTypeName.Xml or SqlTypeName.NText)
            return text;
        if (!to.IsUnicode && !IsAscii(text))
        {
            var encoding = to.EffectiveCollation.Encoding;
            var bytes = encoding.GetBytes(text);
            if (to.Length > 0 && bytes.Length > to.Length)
                bytes = bytes[..to.Length];
            text = encoding.GetString(bytes);
            return to.Name == SqlTypeName.Char ? text + new string(' ', Math.Max(0, to.Length - bytes.Length)) : text;
        }
        if (to.Name == SqlTypeName.Text || to.IsMax)
            return text;
        if (text.Length > to.Length)
        {
            if (from.Name == SqlTypeName.UniqueIdentifier)
                throw new SqlError(8170, 16, "Insufficient result space to convert uniqueidentifier value to char.", 2);
            if (TypeRules.IsInteger(from))
                return from.Name == SqlTypeName.BigInt || to.IsUnicode ? throw Errors.OverflowExpression(Errors.Name(to)) : Pad("*", to);
            if (TypeRules.IsNumber(from))
                throw Errors.Overflow(TypeRules.IsDecimal(from) ? "numeric" : Errors.Name(from), Errors.Name(to));
            text = text[..to.Length];
        }
        return Pad(text, to);
    }

    private static string Pad(string text, SqlType to) => TypeRules.IsFixedText(to) ? text.PadRight(to.Length) : text;

    private static bool IsAscii(string text) => Ascii.IsValid(text);
}
