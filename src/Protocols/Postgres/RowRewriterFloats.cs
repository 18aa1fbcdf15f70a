using System.Globalization;
using System.Numerics;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>real and double precision as the server prints them: the shortest digits that read back as the same value.</summary>
internal static class RowRewriterFloats
{
    public static bool TryParse(ReadOnlySpan<byte> text, int size, out double value)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (size == 8)
        {
            return double.TryParse(text, styles, CultureInfo.InvariantCulture, out value);
        }

        var isFloat = float.TryParse(text, styles, CultureInfo.InvariantCulture, out var single);
        value = single;
        return isFloat;
    }

    /// <summary>With an exponent of at least two digits below 0.0001 and from 10¹⁵ (real: 10⁶) on.</summary>
    public static void Write(double value, int size, WireBuffer output)
    {
        if (!double.IsFinite(value))
        {
            output.WriteBytes(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
            return;
        }

        Span<byte> digits = stackalloc byte[32];
        value = size == 4 ? (float)value : value;
        var count = Format(value, size, "R", digits, out var exponent, out var isNegative);

        // E writes one digit more than its number says.
        for (var longer = count; IsHalfway(digits[..count], exponent, Math.Abs(value), size); longer++)
        {
            count = Format(value, size, "E" + longer.ToString(CultureInfo.InvariantCulture), digits, out exponent, out isNegative);
        }

        if (isNegative)
        {
            output.WriteByte((byte)'-');
        }

        if (exponent < -4 || exponent >= (size == 4 ? 6 : 15))
        {
            WriteScientific(digits[..count], exponent, output);
        }
        else
        {
            WritePlain(digits[..count], exponent, output);
        }
    }

    private static int Format(double value, int size, string format, Span<byte> digits, out int exponent, out bool isNegative)
    {
        Span<byte> text = stackalloc byte[32];
        int length;
        if (size == 4)
        {
            ((float)value).TryFormat(text, out length, format, CultureInfo.InvariantCulture);
        }
        else
        {
            value.TryFormat(text, out length, format, CultureInfo.InvariantCulture);
        }

        return Digits(text[..length], digits, out exponent, out isNegative);
    }

    /// <summary>
    /// Digits exactly between two neighbours read back as the even one, which the server does not rely on: it writes more digits.
    /// Below 2⁵⁴ (real: 2²⁵) such digits are longer than those of the value.
    /// </summary>
    private static bool IsHalfway(ReadOnlySpan<byte> digits, int exponent, double value, int size)
    {
        var zeros = exponent - digits.Length + 1;
        if (value < (size == 4 ? 1L << 25 : 1L << 54) || zeros < 0)
        {
            return false;
        }

        var written = 2 * (BigInteger)ulong.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * BigInteger.Pow(10, zeros);
        var (below, above) = size == 4
            ? (MathF.BitDecrement((float)value), MathF.BitIncrement((float)value))
            : (Math.BitDecrement(value), Math.BitIncrement(value));
        return written == new BigInteger(value) + new BigInteger(below)
            || (double.IsFinite(above) && written == new BigInteger(value) + new BigInteger(above));
    }

    /// <summary>Significant digits without zeros at either end, and the exponent of the first; one zero for 0.</summary>
    private static int Digits(ReadOnlySpan<byte> text, Span<byte> digits, out int exponent, out bool isNegative)
    {
        isNegative = text[0] == '-';
        var mark = text.IndexOf((byte)'E');
        exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var number = text[(isNegative ? 1 : 0)..(mark < 0 ? text.Length : mark)];
        var point = number.IndexOf((byte)'.');
        exponent += (point < 0 ? number.Length : point) - 1;
        var count = 0;
        foreach (var b in number)
        {
            if (b == '0' && count == 0)
            {
                exponent--;
            }
            else if (b != '.')
            {
                digits[count++] = b;
            }
        }

        while (count > 0 && digits[count - 1] == '0')
        {
            count--;
        }

        if (count == 0)
        {
            (digits[0], exponent) = ((byte)'0', 0);
        }

        return Math.Max(count, 1);
    }

    private static void WriteScientific(ReadOnlySpan<byte> digits, int exponent, WireBuffer output)
    {
        output.WriteByte(digits[0]);
        if (digits.Length > 1)
        {
            output.WriteByte((byte)'.');
            output.WriteBytes(digits[1..]);
        }

        output.WriteByte((byte)'e');
        output.WriteByte(exponent < 0 ? (byte)'-' : (byte)'+');
        Math.Abs(exponent).TryFormat(output.GetSpan(4), out var written, "00", CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    private static void WritePlain(ReadOnlySpan<byte> digits, int exponent, WireBuffer output)
    {
        if (exponent < 0)
        {
            output.WriteBytes("0.000"u8[..(1 - exponent)]);
            output.WriteBytes(digits);
            return;
        }

        for (var i = 0; i <= exponent; i++)
        {
            output.WriteByte(i < digits.Length ? digits[i] : (byte)'0');
        }

        if (digits.Length > exponent + 1)
        {
            output.WriteByte((byte)'.');
            output.WriteBytes(digits[(exponent + 1)..]);
        }
    }
}
