using System.Buffers.Text;
using System.Globalization;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// FLOAT and DOUBLE in text: the fewest digits that give the same number, in plain form for the same exponents as in the server's
/// my_gcvt; or a fixed number of decimals.
/// </summary>
internal static class RowRewriterFloats
{
    /// <summary>MAX_DECPT_FOR_F_FORMAT: where the point may stand in plain form.</summary>
    private const int PlainMost = 15;

    /// <summary>FLT_DIG: digits that the server shows of a FLOAT.</summary>
    private const int FloatDigits = 6;

    private const int TextMost = 400;

    public static bool TryParse(ReadOnlySpan<byte> text, out double value) =>
        Utf8Parser.TryParse(text, out value, out var read) && read == text.Length && double.IsFinite(value);

    public static void Write(double value, int size, byte decimals, WireBuffer output)
    {
        Span<byte> text = stackalloc byte[TextMost];
        if (decimals < RowRewriterType.NotFixed)
        {
            value.TryFormat(text, out var fixedLength, FixedFormats[decimals], CultureInfo.InvariantCulture);
            output.WriteBytes(text[..fixedLength]);
            return;
        }

        // d.ddddE+xxx, from which digits and exponent are taken.
        var length = 0;
        _ = size == sizeof(float)
            ? value.TryFormat(text, out length, "E5", CultureInfo.InvariantCulture)
            : value.TryFormat(text, out length, ShortestFormat(value), CultureInfo.InvariantCulture);
        WriteShort(text[..length], output);
    }

    private static readonly string[] FixedFormats = Formats("F", RowRewriterType.NotFixed);

    private static readonly string[] Exponents = Formats("E", 17);

    private static string[] Formats(string letter, int count) =>
        [.. Enumerable.Range(0, count).Select(d => letter + d.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The exponent form with as few digits as give the number back.</summary>
    private static string ShortestFormat(double value)
    {
        Span<byte> text = stackalloc byte[TextMost];
        foreach (var format in Exponents)
        {
            if (value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture)
                && Utf8Parser.TryParse(text[..length], out double back, out _) && back.Equals(value))
            {
                return format;
            }
        }

        return Exponents[^1];
    }

    private static void WriteShort(ReadOnlySpan<byte> scientific, WireBuffer output)
    {
        var mark = scientific.IndexOf((byte)'E');
        var exponent = int.Parse(scientific[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[FloatDigits * 4];
        var count = 0;
        foreach (var character in scientific[..mark])
        {
            if (char.IsAsciiDigit((char)character))
            {
                digits[count++] = character;
            }
        }

        for (; count > 1 && digits[count - 1] == '0'; count--)
        {
        }

        if (scientific[0] == '-')
        {
            output.WriteByte((byte)'-');
        }

        var point = digits[0] == '0' ? 1 : exponent + 1;
        if (point is < -PlainMost + 1 or > PlainMost)
        {
            WriteExponent(digits[..count], exponent, output);
        }
        else
        {
            WritePlain(digits[..count], point, output);
        }
    }

    private static void WriteExponent(ReadOnlySpan<byte> digits, int exponent, WireBuffer output)
    {
        output.WriteByte(digits[0]);
        if (digits.Length > 1)
        {
            output.WriteByte((byte)'.');
            output.WriteBytes(digits[1..]);
        }

        output.WriteByte((byte)'e');
        Utf8Formatter.TryFormat(exponent, output.GetSpan(8), out var length);
        output.Advance(length);
    }

    /// <param name="point">How many digits stand before the point.</param>
    private static void WritePlain(ReadOnlySpan<byte> digits, int point, WireBuffer output)
    {
        if (point <= 0)
        {
            output.WriteBytes("0."u8);
            Statements.Utf8Characters.Fill(output, (byte)'0', -point);
            output.WriteBytes(digits);
        }
        else if (digits.Length <= point)
        {
            output.WriteBytes(digits);
            Statements.Utf8Characters.Fill(output, (byte)'0', point - digits.Length);
        }
        else
        {
            output.WriteBytes(digits[..point]);
            output.WriteByte((byte)'.');
            output.WriteBytes(digits[point..]);
        }
    }
}
