using System.Buffers.Binary;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Decimals as digits: of decimal and numeric a sign (1 is not negative) and a magnitude of four to sixteen bytes; of money a whole number
/// of ten-thousandths, whose halves are swapped when it has eight bytes (MS-TDS §2.2.5.5.1.6, §2.2.5.5.1.2).
/// </summary>
internal static class RowRewriterDecimals
{
    private const int MoneyScale = 4;

    /// <summary>38 digits, a point, a zero before it.</summary>
    private const int LongestText = 42;

    /// <summary>Writes the text form; false when the bytes are no decimal.</summary>
    public static bool TryDecode(in RowRewriterType type, ReadOnlySpan<byte> content, WireBuffer text)
    {
        UInt128 magnitude;
        bool isNegative;
        if (type.IsMoney)
        {
            if (content.Length is not (4 or 8))
            {
                return false;
            }

            var money = content.Length == 4 ? BinaryPrimitives.ReadInt32LittleEndian(content) : MoneyOf(content);
            (magnitude, isNegative) = ((UInt128)Int128.Abs(money), money < 0);
        }
        else
        {
            if (content.Length is not (5 or 9 or 13 or 17))
            {
                return false;
            }

            Span<byte> wide = stackalloc byte[16];
            wide.Clear();
            content[1..].CopyTo(wide);
            (magnitude, isNegative) = (BinaryPrimitives.ReadUInt128LittleEndian(wide), content[0] == 0);
        }

        WriteText(magnitude, isNegative, type.IsMoney ? MoneyScale : type.Info.Scale, text);
        return true;
    }

    /// <param name="text">As <see cref="IsText"/> takes it.</param>
    public static void Encode(in RowRewriterType type, ReadOnlySpan<byte> text, WireBuffer output)
    {
        var isNegative = text[0] == '-';
        var magnitude = Scaled(isNegative ? text[1..] : text, type.IsMoney ? MoneyScale : type.Info.Scale);
        if (!type.IsMoney)
        {
            output.WriteByte(isNegative ? (byte)0 : (byte)1);
            Span<byte> wide = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128LittleEndian(wide, magnitude);
            output.WriteBytes(wide[..((int)type.Info.Size - 1)]);
            return;
        }

        var money = (long)magnitude * (isNegative ? -1 : 1);
        if (type.Info.Size == sizeof(int))
        {
            output.WriteUInt32((uint)money);
            return;
        }

        output.WriteUInt32((uint)(money >> 32));
        output.WriteUInt32((uint)money);
    }

    /// <summary>Digits with at most one point among them.</summary>
    public static bool IsText(ReadOnlySpan<byte> text)
    {
        var digits = text is [(byte)'-', ..] ? text[1..] : text;
        var point = digits.IndexOf((byte)'.');
        return point < 0 ? IsDigits(digits) : IsDigits(digits[..point]) && IsDigits(digits[(point + 1)..]);
    }

    private static long MoneyOf(ReadOnlySpan<byte> content) =>
        ((long)BinaryPrimitives.ReadInt32LittleEndian(content) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);

    private static void WriteText(UInt128 magnitude, bool isNegative, int scale, WireBuffer text)
    {
        Span<byte> digits = stackalloc byte[LongestText];
        var at = digits.Length;
        for (var place = 0; magnitude != 0 || place <= scale; place++)
        {
            if (place == scale && scale > 0)
            {
                digits[--at] = (byte)'.';
            }

            if (at == 0)
            {
                break;
            }

            digits[--at] = (byte)('0' + (int)(magnitude % 10));
            magnitude /= 10;
        }

        if (isNegative)
        {
            text.WriteByte((byte)'-');
        }

        text.WriteBytes(digits[at..]);
    }

    /// <summary>The digits as a whole number of the scale's last place; places beyond it are left out.</summary>
    private static UInt128 Scaled(ReadOnlySpan<byte> digits, int scale)
    {
        UInt128 number = 0;
        var places = -1;
        foreach (var digit in digits)
        {
            if (digit == '.')
            {
                places = 0;
            }
            else if (places < scale)
            {
                number = (number * 10) + (UInt128)(digit - '0');
                places += places >= 0 ? 1 : 0;
            }
        }

        for (places = Math.Max(places, 0); places < scale; places++)
        {
            number *= 10;
        }

        return number;
    }

    private static bool IsDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
