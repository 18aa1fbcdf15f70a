using System.Buffers.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Dates and times in the ISO text form of the server: <c>0044-03-15 BC</c>, <c>2026-01-31 12:00:00.5+00</c>, <c>infinity</c>.</summary>
internal static class RowRewriterTimes
{
    private const long Second = 1_000_000;
    private const long Day = 86_400 * Second;

    /// <param name="days">Since 2000-01-01.</param>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out long days)
    {
        if (IsInfinite(text, out days))
        {
            return true;
        }

        var isBefore = TakeEnd(ref text, " BC"u8);
        return TryTakeDay(ref text, isBefore, out days) && text.IsEmpty;
    }

    /// <param name="hasZone">The displacement must be there, and none.</param>
    /// <param name="microseconds">Since 2000-01-01.</param>
    public static bool TryParseTimestamp(ReadOnlySpan<byte> text, bool hasZone, out long microseconds)
    {
        if (IsInfinite(text, out microseconds))
        {
            return true;
        }

        var isBefore = TakeEnd(ref text, " BC"u8);
        if ((hasZone && !TakeEnd(ref text, "+00"u8)) || !TryTakeDay(ref text, isBefore, out var days) || !Take(ref text, (byte)' ')
            || !TryTake(ref text, out var hour) || !Take(ref text, (byte)':') || !TryTake(ref text, out var minute) || !Take(ref text, (byte)':')
            || !TryTake(ref text, out var second))
        {
            return false;
        }

        var fraction = 0L;
        if (Take(ref text, (byte)'.'))
        {
            var length = text.Length;
            if (length > 6 || !TryTake(ref text, out fraction))
            {
                return false;
            }

            for (; length < 6; length++)
            {
                fraction *= 10;
            }
        }

        microseconds = (days * Day) + (((((hour * 60) + minute) * 60) + second) * Second) + fraction;
        return text.IsEmpty;
    }

    public static void WriteDate(long days, WireBuffer output)
    {
        if (WriteInfinite(days, output))
        {
            return;
        }

        WriteEnd(WriteDay(days, output), output);
    }

    public static void WriteTimestamp(long microseconds, bool hasZone, WireBuffer output)
    {
        if (WriteInfinite(microseconds, output))
        {
            return;
        }

        var days = Math.DivRem(microseconds, Day, out var rest);
        if (rest < 0)
        {
            (days, rest) = (days - 1, rest + Day);
        }

        var year = WriteDay(days, output);
        output.WriteByte((byte)' ');
        Write(rest / (3600 * Second), 2, output);
        output.WriteByte((byte)':');
        Write(rest / (60 * Second) % 60, 2, output);
        output.WriteByte((byte)':');
        Write(rest / Second % 60, 2, output);
        WriteFraction(rest % Second, output);
        if (hasZone)
        {
            output.WriteBytes("+00"u8);
        }

        WriteEnd(year, output);
    }

    private static void WriteFraction(long fraction, WireBuffer output)
    {
        if (fraction == 0)
        {
            return;
        }

        var width = 6;
        for (; fraction % 10 == 0; fraction /= 10)
        {
            width--;
        }

        output.WriteByte((byte)'.');
        Write(fraction, width, output);
    }

    private static long WriteDay(long days, WireBuffer output)
    {
        var (year, month, day) = CalendarDay.Of(days);
        Write(year > 0 ? year : 1 - year, 4, output);
        output.WriteByte((byte)'-');
        Write(month, 2, output);
        output.WriteByte((byte)'-');
        Write(day, 2, output);
        return year;
    }

    private static void WriteEnd(long year, WireBuffer output)
    {
        if (year <= 0)
        {
            output.WriteBytes(" BC"u8);
        }
    }

    private static void Write(long number, int width, WireBuffer output)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        Utf8Characters.Fill(output, (byte)'0', width - length);
        output.WriteBytes(digits[..length]);
    }

    private static bool TryTakeDay(ref ReadOnlySpan<byte> text, bool isBefore, out long days)
    {
        days = 0;
        var yearLength = text.IndexOf((byte)'-');
        if (yearLength < 4 || !TryTake(ref text, out var year) || !Take(ref text, (byte)'-') || !TryTake(ref text, out var month)
            || !Take(ref text, (byte)'-') || !TryTake(ref text, out var day) || month is < 1 or > 12 || day is < 1 or > 31)
        {
            return false;
        }

        days = CalendarDay.ToDays(isBefore ? 1 - year : year, (int)month, (int)day);
        return true;
    }

    /// <summary>Unsigned digits.</summary>
    private static bool TryTake(ref ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        var length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = length < 0 ? text : text[..length];
        text = text[digits.Length..];
        return digits.Length is > 0 and <= 9 && Utf8Parser.TryParse(digits, out number, out _);
    }

    private static bool Take(ref ReadOnlySpan<byte> text, byte mark)
    {
        if (text.IsEmpty || text[0] != mark)
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    private static bool TakeEnd(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
    {
        if (!text.EndsWith(end))
        {
            return false;
        }

        text = text[..^end.Length];
        return true;
    }

    private static bool IsInfinite(ReadOnlySpan<byte> text, out long value)
    {
        value = text.SequenceEqual("infinity"u8) ? long.MaxValue : text.SequenceEqual("-infinity"u8) ? long.MinValue : 0;
        return value != 0;
    }

    private static bool WriteInfinite(long value, WireBuffer output)
    {
        if (value is not (long.MaxValue or long.MinValue))
        {
            return false;
        }

        output.WriteBytes(value > 0 ? "infinity"u8 : "-infinity"u8);
        return true;
    }
}
