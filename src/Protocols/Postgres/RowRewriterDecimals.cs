using System.Buffers.Binary;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// numeric on the wire: Int16 count of digits of base 10000, Int16 weight of the first, UInt16 sign, UInt16 decimals shown, digits
/// without zeros at either end (numeric_send).
/// </summary>
internal static class RowRewriterDecimals
{
    private const int HeaderLength = 8;
    private const ushort Negative = 0x4000;
    private const ushort NaN = 0xc000;
    private const ushort Infinity = 0xd000;
    private const ushort NegativeInfinity = 0xf000;

    /// <summary>Digits with at most one point between them, or one of the three that are no number.</summary>
    public static bool IsText(ReadOnlySpan<byte> text)
    {
        if (IsSpecial(text))
        {
            return true;
        }

        var digits = text is [(byte)'-', ..] ? text[1..] : text;
        var point = digits.IndexOf((byte)'.');
        return point < 0
            ? IsDigits(digits)
            : IsDigits(digits[..point]) && IsDigits(digits[(point + 1)..]);
    }

    /// <summary>Writes the text form; false when the bytes are no numeric.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, WireBuffer text)
    {
        if (bytes.Length < HeaderLength)
        {
            return false;
        }

        var count = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        var weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        var scale = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        var digits = bytes[HeaderLength..];
        if (digits.Length != count * 2)
        {
            return false;
        }

        switch (sign)
        {
            case NaN:
                text.WriteBytes("NaN"u8);
                return true;
            case Infinity:
                text.WriteBytes("Infinity"u8);
                return true;
            case NegativeInfinity:
                text.WriteBytes("-Infinity"u8);
                return true;
            case Negative:
                text.WriteByte((byte)'-');
                break;
            case not 0:
                return false;
        }

        return TryWrite(digits, weight, scale, text);
    }

    /// <param name="text">As <see cref="IsText"/> takes it.</param>
    public static void Encode(ReadOnlySpan<byte> text, WireBuffer output)
    {
        if (IsSpecial(text))
        {
            // The server's own header of an infinity reads as 32 decimals, and is sent so.
            WriteHeader(output, 0, 0, text[0] == 'N' ? NaN : text[0] == 'I' ? Infinity : NegativeInfinity, text[0] == 'N' ? 0 : 32);
            return;
        }

        var isNegative = text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        var point = digits.IndexOf((byte)'.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        var weight = ((whole.Length + 3) / 4) - 1;
        var last = -((fraction.Length + 3) / 4);
        while (weight >= last && GroupAt(whole, fraction, weight) == 0)
        {
            weight--;
        }

        while (last <= weight && GroupAt(whole, fraction, last) == 0)
        {
            last++;
        }

        var count = Math.Max(weight - last + 1, 0);
        WriteHeader(output, count, count == 0 ? 0 : weight, isNegative && count > 0 ? Negative : (ushort)0, fraction.Length);
        for (var group = weight; group >= last; group--)
        {
            output.WriteInt16((short)GroupAt(whole, fraction, group));
        }
    }

    private static bool TryWrite(ReadOnlySpan<byte> digits, int weight, int scale, WireBuffer text)
    {
        Span<byte> group = stackalloc byte[4];
        if (weight < 0)
        {
            text.WriteByte((byte)'0');
        }

        for (var position = weight; position >= 0; position--)
        {
            if (!TryFormat(digits, weight - position, group))
            {
                return false;
            }

            var zeros = position == weight ? Math.Max(group.IndexOfAnyExcept((byte)'0'), 0) : 0;
            text.WriteBytes(group[zeros..]);
        }

        if (scale > 0)
        {
            text.WriteByte((byte)'.');
        }

        for (var position = -1; scale > 0; position--, scale -= 4)
        {
            if (!TryFormat(digits, weight - position, group))
            {
                return false;
            }

            text.WriteBytes(group[..Math.Min(scale, 4)]);
        }

        return true;
    }

    /// <summary>Digits of base 10000 that are not sent are zeros.</summary>
    private static bool TryFormat(ReadOnlySpan<byte> digits, int index, Span<byte> group)
    {
        var value = index >= 0 && index * 2 < digits.Length ? BinaryPrimitives.ReadUInt16BigEndian(digits[(index * 2)..]) : 0;
        for (var i = 3; i >= 0; i--)
        {
            group[i] = (byte)('0' + (value % 10));
            value /= 10;
        }

        return value == 0;
    }

    /// <summary>The digit of base 10000 at a weight: 0 stands for the last four digits before the point.</summary>
    private static int GroupAt(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int weight)
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            value = (value * 10) + (weight >= 0 ? DigitAt(whole, whole.Length - (4 * (weight + 1)) + i) : DigitAt(fraction, (4 * (-weight - 1)) + i));
        }

        return value;
    }

    private static int DigitAt(ReadOnlySpan<byte> digits, int index) => index >= 0 && index < digits.Length ? digits[index] - '0' : 0;

    private static void WriteHeader(WireBuffer output, int count, int weight, ushort sign, int scale)
    {
        output.WriteInt16(unchecked((short)count));
        output.WriteInt16((short)weight);
        output.WriteInt16(unchecked((short)sign));
        output.WriteInt16(unchecked((short)scale));
    }

    private static bool IsSpecial(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("NaN"u8) || text.SequenceEqual("Infinity"u8) || text.SequenceEqual("-Infinity"u8);

    private static bool IsDigits(ReadOnlySpan<byte> text) => text.Length > 0 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
