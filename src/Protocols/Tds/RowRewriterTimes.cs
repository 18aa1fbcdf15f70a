using System.Buffers.Binary;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Dates and times (MS-TDS §2.2.5.5.1.8): date as days since 0001-01-01; datetime as days since 1900-01-01 and 1/300 seconds; smalldatetime
/// as such days and minutes; datetime2 as time in units of its scale and a date; datetimeoffset as such in UTC, and minutes.
/// </summary>
internal static class RowRewriterTimes
{
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;
    private const int DateLength = 3;
    private const int OffsetLength = 2;
    private const long TicksOfSecond = 300;

    private static readonly long Year1 = CalendarDay.ToDays(1, 1, 1);
    private static readonly long Year1900 = CalendarDay.ToDays(1900, 1, 1);
    private static readonly long Year9999 = CalendarDay.ToDays(9999, 12, 31);

    /// <param name="number">Days of a date, microseconds of all others, since 2000-01-01.</param>
    public static bool TryDecode(in TypeInfo type, ReadOnlySpan<byte> content, out long number)
    {
        number = 0;
        if (content.Length != type.Size)
        {
            return false;
        }

        switch (type.Type)
        {
            case TdsType.Date:
                number = DateOf(content);
                return number <= Year9999;
            case TdsType.DateTime2 or TdsType.DateTimeOffset:
                var time = content[..^(type.Type == TdsType.DateTime2 ? DateLength : DateLength + OffsetLength)];
                var days = DateOf(content[time.Length..]);
                number = (days * Day) + MicrosecondsOf(time, type.Scale);
                return days <= Year9999;
            default:
                return TryDecodeOld(content, out number);
        }
    }

    public static void Encode(in TypeInfo type, long number, WireBuffer output)
    {
        switch (type.Type)
        {
            case TdsType.Date:
                WriteDate(number, output);
                break;
            case TdsType.DateTime2 or TdsType.DateTimeOffset:
                var (days, time) = Split(number);
                WriteTime(time, (int)type.Size - DateLength - (type.Type == TdsType.DateTime2 ? 0 : OffsetLength), type.Scale, output);
                WriteDate(days, output);
                if (type.Type == TdsType.DateTimeOffset)
                {
                    output.WriteUInt16(0);
                }

                break;
            default:
                EncodeOld(type, number, output);
                break;
        }
    }

    /// <summary><c>2000-01-31</c>, <c>2000-01-31 12:00:00</c> with a fraction and <c>+00</c> behind.</summary>
    public static bool TryParse(ValueKind kind, ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-' || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month)
            || !TryDigits(text[8..10], out var day) || month is < 1 or > 12 || day is < 1 or > 31)
        {
            return false;
        }

        var days = CalendarDay.ToDays(year, month, day);
        number = kind == ValueKind.Date ? days : days * Day;
        if (kind == ValueKind.Date || text.Length == 10)
        {
            return text.Length == 10;
        }

        return TryParseTime(text[10..], ref number);
    }

    private static bool TryParseTime(ReadOnlySpan<byte> text, ref long number)
    {
        text = text.EndsWith("+00"u8) ? text[..^3] : text;
        if (text.Length < 9 || text[3] != ':' || text[6] != ':' || !TryDigits(text[1..3], out var hour) || !TryDigits(text[4..6], out var minute)
            || !TryDigits(text[7..9], out var second))
        {
            return false;
        }

        number += ((((hour * 60L) + minute) * 60) + second) * Second;
        var unit = Second;
        for (var i = 10; i < text.Length; i++)
        {
            unit /= 10;
            number += unit * (text[i] - '0');
        }

        return text.Length == 9 || (text[9] == '.' && TryDigits(text[10..], out _));
    }

    private static bool TryDecodeOld(ReadOnlySpan<byte> content, out long number)
    {
        if (content.Length == 8)
        {
            var ticks = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
            number = ((Year1900 + BinaryPrimitives.ReadInt32LittleEndian(content)) * Day) + (ticks * Second / TicksOfSecond);
            return ticks < 86_400 * TicksOfSecond;
        }

        number = 0;
        if (content.Length == 4)
        {
            number = ((Year1900 + BinaryPrimitives.ReadUInt16LittleEndian(content)) * Day)
                + (BinaryPrimitives.ReadUInt16LittleEndian(content[2..]) * 60 * Second);
        }

        return content.Length == 4;
    }

    private static void EncodeOld(in TypeInfo type, long number, WireBuffer output)
    {
        var (days, time) = Split(number);
        if (type.Size == 8)
        {
            output.WriteUInt32((uint)(int)(days - Year1900));
            output.WriteUInt32((uint)Math.Min(((time * TicksOfSecond) + (Second / 2)) / Second, (86_400 * TicksOfSecond) - 1));
            return;
        }

        output.WriteUInt16((int)(days - Year1900));
        output.WriteUInt16((int)(time / (60 * Second)));
    }

    private static (long Days, long Time) Split(long microseconds)
    {
        var days = Math.DivRem(microseconds, Day, out var time);
        return time < 0 ? (days - 1, time + Day) : (days, time);
    }

    private static long DateOf(ReadOnlySpan<byte> bytes) => Year1 + (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16));

    private static void WriteDate(long days, WireBuffer output)
    {
        var number = (int)Math.Clamp(days - Year1, 0, Year9999 - Year1);
        output.WriteUInt16(number & 0xffff);
        output.WriteByte((byte)(number >> 16));
    }

    /// <summary>What a scale of seven has beyond microseconds is cut.</summary>
    private static long MicrosecondsOf(ReadOnlySpan<byte> time, int scale)
    {
        Span<byte> wide = stackalloc byte[sizeof(ulong)];
        wide.Clear();
        time.CopyTo(wide);
        var number = BinaryPrimitives.ReadInt64LittleEndian(wide);
        return scale > 6 ? number / 10 : number * PowerOf10(6 - scale);
    }

    private static void WriteTime(long microseconds, int length, int scale, WireBuffer output)
    {
        var number = scale > 6 ? microseconds * 10 : microseconds / PowerOf10(6 - scale);
        for (var i = 0; i < length; i++)
        {
            output.WriteByte((byte)(number >> (8 * i)));
        }
    }

    private static long PowerOf10(int exponent)
    {
        var power = 1L;
        for (; exponent > 0; exponent--)
        {
            power *= 10;
        }

        return power;
    }

    private static bool TryDigits(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + digit - '0';
        }

        return digits.Length is > 0 and < 10;
    }
}
