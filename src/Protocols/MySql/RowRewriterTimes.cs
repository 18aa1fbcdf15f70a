using System.Buffers.Binary;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// Dates and times: <c>2026-01-31</c>, <c>2026-01-31 12:00:00.500000</c>, and their binary forms of 0, 4, 7 or 11 bytes. The zero date,
/// which is none, is kept: masks leave the end of their range alone.
/// </summary>
internal static class RowRewriterTimes
{
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    /// <summary>What the zero date is to masks.</summary>
    private const long Zero = long.MinValue;

    private const int DateLength = 10;
    private const int TimestampLength = 19;

    /// <param name="days">Since 2000-01-01.</param>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out long days)
    {
        days = Zero;
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-'
            || !TryParse(text[..4], out var year) || !TryParse(text[5..7], out var month) || !TryParse(text[8..], out var day))
        {
            return false;
        }

        return TryMakeDay(year, month, day, out days);
    }

    /// <param name="microseconds">Since 2000-01-01.</param>
    public static bool TryParseTimestamp(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < TimestampLength || !TryParseDate(text[..DateLength], out var days) || text[10] != ' ' || text[13] != ':' || text[16] != ':'
            || !TryParse(text[11..13], out var hour) || !TryParse(text[14..16], out var minute) || !TryParse(text[17..19], out var second))
        {
            return false;
        }

        var fraction = 0;
        var digits = text.Length > TimestampLength ? text[(TimestampLength + 1)..] : default;
        if (text.Length > TimestampLength && (text[TimestampLength] != '.' || digits.Length > 6 || !TryParse(digits, out fraction)))
        {
            return false;
        }

        for (var i = digits.Length; i < 6; i++)
        {
            fraction *= 10;
        }

        return TryMakeMoment(days, hour, minute, second, fraction, out microseconds);
    }

    public static bool TryDecodeDate(ReadOnlySpan<byte> bytes, out long days)
    {
        days = Zero;
        return bytes.IsEmpty || TryMakeDay(BinaryPrimitives.ReadUInt16LittleEndian(bytes), bytes[2], bytes[3], out days);
    }

    public static bool TryDecodeTimestamp(ReadOnlySpan<byte> bytes, out long microseconds)
    {
        microseconds = 0;
        var (hour, minute, second) = bytes.Length >= 7 ? (bytes[4], bytes[5], bytes[6]) : default;
        var fraction = bytes.Length >= 11 ? BinaryPrimitives.ReadInt32LittleEndian(bytes[7..]) : 0;
        return TryDecodeDate(bytes, out var days) && TryMakeMoment(days, hour, minute, second, fraction, out microseconds);
    }

    public static void WriteDate(long days, bool isBinary, WireBuffer output)
    {
        var (year, month, day) = days == Zero ? (0L, 0, 0) : CalendarDay.Of(days);
        if (!isBinary)
        {
            WriteDay(year, month, day, output);
        }
        else if (days != Zero)
        {
            EncodeDay(year, month, day, output);
        }
    }

    /// <param name="decimals">Digits of a fraction that the column shows.</param>
    public static void WriteTimestamp(long microseconds, byte decimals, bool isBinary, WireBuffer output)
    {
        var days = microseconds == Zero ? 0 : (long)Math.Floor((decimal)microseconds / Day);
        var rest = microseconds == Zero ? 0 : microseconds - (days * Day);
        var (year, month, day) = microseconds == Zero ? (0L, 0, 0) : CalendarDay.Of(days);
        var (seconds, fraction) = ((int)(rest / Second), (int)(rest % Second));
        if (!isBinary)
        {
            WriteDay(year, month, day, output);
            WriteTime(seconds, fraction, decimals, output);
        }
        else if (microseconds != Zero)
        {
            EncodeDay(year, month, day, output);
            EncodeTime(seconds, fraction, output);
        }
    }

    private static bool TryMakeDay(int year, int month, int day, out long days)
    {
        days = Zero;
        if (year == 0 && month == 0 && day == 0)
        {
            return true;
        }

        var isDay = month is >= 1 and <= 12 && day is >= 1 and <= 31;
        days = isDay ? CalendarDay.ToDays(year, month, day) : Zero;
        return isDay;
    }

    private static bool TryMakeMoment(long days, int hour, int minute, int second, int fraction, out long microseconds)
    {
        var time = ((((hour * 60L) + minute) * 60) + second) * Second + fraction;
        microseconds = days == Zero ? Zero : (days * Day) + time;
        return days != Zero || time == 0;
    }

    private static bool TryParse(ReadOnlySpan<byte> digits, out int number)
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

        return !digits.IsEmpty;
    }

    private static void WriteDay(long year, int month, int day, WireBuffer output)
    {
        WriteDigits((int)year, 4, output);
        output.WriteByte((byte)'-');
        WriteDigits(month, 2, output);
        output.WriteByte((byte)'-');
        WriteDigits(day, 2, output);
    }

    private static void WriteTime(int seconds, int fraction, byte decimals, WireBuffer output)
    {
        output.WriteByte((byte)' ');
        WriteDigits(seconds / 3600, 2, output);
        output.WriteByte((byte)':');
        WriteDigits(seconds / 60 % 60, 2, output);
        output.WriteByte((byte)':');
        WriteDigits(seconds % 60, 2, output);
        if (decimals is > 0 and <= 6)
        {
            output.WriteByte((byte)'.');
            WriteDigits(fraction, 6, output);
            output.Truncate(output.Length - (6 - decimals));
        }
    }

    private static void EncodeDay(long year, int month, int day, WireBuffer output)
    {
        output.WriteUInt16((int)year);
        output.WriteByte((byte)month);
        output.WriteByte((byte)day);
    }

    private static void EncodeTime(int seconds, int fraction, WireBuffer output)
    {
        if (seconds == 0 && fraction == 0)
        {
            return;
        }

        output.WriteByte((byte)(seconds / 3600));
        output.WriteByte((byte)(seconds / 60 % 60));
        output.WriteByte((byte)(seconds % 60));
        if (fraction != 0)
        {
            output.WriteUInt32((uint)fraction);
        }
    }

    private static void WriteDigits(int number, int count, WireBuffer output)
    {
        var span = output.GetSpan(count);
        for (var i = count - 1; i >= 0; i--, number /= 10)
        {
            span[i] = (byte)('0' + (number % 10));
        }

        output.Advance(count);
    }
}
