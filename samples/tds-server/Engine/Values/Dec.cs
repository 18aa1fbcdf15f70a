using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>A decimal of up to 38 digits: a whole number and where its point is.</summary>
internal readonly record struct Dec(BigInteger Unscaled, int Scale)
{
    public static readonly BigInteger[] Powers = [.. Enumerable.Range(0, 80).Select(n => BigInteger.Pow(10, n))];

    public static Dec Of(long value) => new(value, 0);

    public static Dec Of(decimal value)
    {
        var bits = decimal.GetBits(value);
        var unscaled = new BigInteger((uint)bits[0]) | (new BigInteger((uint)bits[1]) << 32) | (new BigInteger((uint)bits[2]) << 64);
        return new Dec(bits[3] < 0 ? -unscaled : unscaled, (bits[3] >> 16) & 0xFF);
    }

    public static Dec Of(SqlDecimal value)
    {
        var data = value.Data;
        var unscaled = BigInteger.Zero;
        for (var i = 3; i >= 0; i--)
            unscaled = (unscaled << 32) | (uint)data[i];
        return new Dec(value.IsPositive ? unscaled : -unscaled, value.Scale);
    }

    /// <summary>A double by its exact value, rounded to the scale asked for.</summary>
    public static Dec Of(double value, int scale)
    {
        if (double.IsNaN(value) || double.IsInfinity(value) || Math.Abs(value) >= 1e38)
            throw Errors.Overflow("float", "numeric");
        return TryParse(value.ToString("E16", CultureInfo.InvariantCulture), out var exact) ? exact.ToScale(scale) : new Dec(0, scale);
    }

    public Dec ToScale(int scale)
    {
        if (scale >= Scale)
            return new Dec(Unscaled * Powers[scale - Scale], scale);
        return new Dec(Round(Unscaled, Powers[Scale - scale]), scale);
    }

    public Dec Truncate(int scale) => scale >= Scale ? ToScale(scale) : new Dec(BigInteger.Divide(Unscaled, Powers[Scale - scale]), scale);

    /// <summary>Digits before the point and behind it.</summary>
    public int Precision => Math.Max(Digits(BigInteger.Abs(Unscaled)), Scale);

    public Dec Fit(int precision, int scale, string to)
    {
        var fitted = ToScale(scale);
        if (Digits(BigInteger.Abs(fitted.Unscaled)) > precision)
            throw Errors.Overflow("numeric", to);
        return fitted;
    }

    public static int Digits(BigInteger value)
    {
        var digits = 0;
        while (digits < Powers.Length && value >= Powers[digits])
            digits++;
        return digits;
    }

    public static BigInteger Round(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        if (BigInteger.Abs(rest) * 2 >= divisor)
            quotient += value.Sign;
        return quotient;
    }

    public double ToDouble() => double.Parse(ToString(), CultureInfo.InvariantCulture);

    /// <summary>The whole part as a long; an overflow is the caller's to check.</summary>
    public BigInteger Whole => BigInteger.Divide(Unscaled, Powers[Scale]);

    public int CompareTo(Dec other)
    {
        var scale = Math.Max(Scale, other.Scale);
        return ToScale(scale).Unscaled.CompareTo(other.ToScale(scale).Unscaled);
    }

    public override string ToString()
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var text = Scale == 0 ? digits : digits[..^Scale] + "." + digits[^Scale..];
        return Unscaled.Sign < 0 ? "-" + text : text;
    }

    public SqlDecimal ToSqlDecimal(byte precision, byte scale)
    {
        var value = BigInteger.Abs(ToScale(scale).Unscaled);
        var mask = (BigInteger)uint.MaxValue;
        return new SqlDecimal(precision, scale, Unscaled.Sign >= 0, (int)(uint)(value & mask), (int)(uint)((value >> 32) & mask),
            (int)(uint)((value >> 64) & mask), (int)(uint)((value >> 96) & mask));
    }

    public decimal ToDecimal() => decimal.Parse(ToString(), CultureInfo.InvariantCulture);

    /// <summary>Digits with an optional sign, point and exponent.</summary>
    public static bool TryParse(string text, out Dec value)
    {
        value = default;
        var s = text.Trim();
        var e = s.IndexOfAny(['e', 'E']);
        var exponent = 0;
        if (e >= 0)
        {
            if (!int.TryParse(s[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
                return false;
            s = s[..e];
        }
        var negative = s.StartsWith('-');
        if (negative || s.StartsWith('+'))
            s = s[1..].TrimStart();
        var point = s.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : s.Length - point - 1;
        if (point >= 0)
            s = s.Remove(point, 1);
        if (s.Length == 0 || !s.All(char.IsAsciiDigit) || s.Length > 400)
            return false;
        var unscaled = BigInteger.Parse(s, CultureInfo.InvariantCulture);
        scale -= exponent;
        if (scale < 0)
        {
            if (-scale > 300)
                return false;
            unscaled *= BigInteger.Pow(10, -scale);
            scale = 0;
        }
        if (scale > 70)
        {
            unscaled = Round(unscaled, BigInteger.Pow(10, scale - 70));
            scale = 70;
        }
        value = new Dec(negative ? -unscaled : unscaled, scale);
        return true;
    }
}
