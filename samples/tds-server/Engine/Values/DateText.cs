using System.Globalization;
using System.Text.RegularExpressions;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Dates read from texts by DATEFORMAT, and written by the styles of CONVERT.</summary>
internal static partial class DateText
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    [GeneratedRegex(@"^\s*(?:(?<d>[^:]*?)[\sT]*)?(?:(?<=^|[\sT])(?<h>\d{1,2}):(?<m>\d{1,2})(?::(?<s>\d{1,2})(?:[.:](?<f>\d{1,9}))?)?\s*(?<ap>[AaPp][Mm])?)?\s*(?<z>Z|[+-]\d{2}:?\d{2})?\s*$")]
    private static partial Regex Parts();

    [GeneratedRegex(@"^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})$")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^(?:(?<m>[A-Za-z]{3,9})\.?\s+(?<d>\d{1,2}),?\s+(?<y>\d{4}|\d{2})|(?<d>\d{1,2})[\s-]+(?<m>[A-Za-z]{3,9})[\s-,]+(?<y>\d{4}|\d{2}))$")]
    private static partial Regex Named();

    /// <param name="format">mdy, dmy, ymd …; texts of eight or six digits and yyyy-mm-ddT are the same everywhere.</param>
    /// <param name="iso">yyyy-mm-dd is year, month, day whatever the format says: date and datetime2, not datetime.</param>
    public static bool TryParse(string text, string format, bool iso, out DateTime date, out TimeSpan? offset)
    {
        date = new DateTime(1900, 1, 1);
        offset = null;
        if (text.AsSpan().Trim().IsEmpty)
            return true;
        var match = Parts().Match(text);
        if (!match.Success)
            return false;
        var day = match.Groups["d"].Value.Trim();
        if (day.Length > 0 && !TryDay(day, text.Contains('T', StringComparison.Ordinal) ? "ymd" : format, iso, out date))
            return false;
        if (day.Length == 0 && !match.Groups["h"].Success)
            return false;
        if (match.Groups["h"].Success && !TryTime(match, ref date))
            return false;
        if (match.Groups["z"].Success)
            offset = ReadOffset(match.Groups["z"].Value);
        return true;
    }

    private static bool TryTime(Match match, ref DateTime date)
    {
        var hour = int.Parse(match.Groups["h"].Value, CultureInfo.InvariantCulture);
        var minute = int.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture);
        var second = match.Groups["s"].Success ? int.Parse(match.Groups["s"].Value, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["ap"].Success)
        {
            if (hour is 0 or > 12)
                return false;
            hour = (hour % 12) + (match.Groups["ap"].Value.StartsWith('p') || match.Groups["ap"].Value.StartsWith('P') ? 12 : 0);
        }
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        var ticks = match.Groups["f"].Success ? (long)Math.Round(long.Parse(match.Groups["f"].Value.PadRight(9, '0'), CultureInfo.InvariantCulture) / 100m, MidpointRounding.AwayFromZero) : 0;
        date = date.Date.AddHours(hour).AddMinutes(minute).AddSeconds(second).AddTicks(ticks);
        return true;
    }

    private static TimeSpan ReadOffset(string text)
    {
        if (text == "Z")
            return default;
        var digits = text[1..].Replace(":", "", StringComparison.Ordinal);
        var span = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..], CultureInfo.InvariantCulture), 0);
        return text[0] == '-' ? -span : span;
    }

    private static bool TryDay(string day, string format, bool iso, out DateTime date)
    {
        date = default;
        if (day.Length is 8 or 6 && day.All(char.IsAsciiDigit))
            return Make(day.Length == 8 ? int.Parse(day[..4], CultureInfo.InvariantCulture) : Year(day[..2]), int.Parse(day[^4..^2], CultureInfo.InvariantCulture), int.Parse(day[^2..], CultureInfo.InvariantCulture), out date);
        if (day.Length == 4 && day.All(char.IsAsciiDigit))
            return Make(int.Parse(day, CultureInfo.InvariantCulture), 1, 1, out date);
        if (Named().Match(day) is { Success: true } named)
        {
            var month = Array.IndexOf(Months, named.Groups["m"].Value[..3].ToLowerInvariant()) + 1;
            return month > 0 && Make(Year(named.Groups["y"].Value), month, int.Parse(named.Groups["d"].Value, CultureInfo.InvariantCulture), out date);
        }
        if (Numbers().Match(day) is not { Success: true } numbers)
            return false;
        var parts = new[] { numbers.Groups[1].Value, numbers.Groups[2].Value, numbers.Groups[3].Value };
        var order = parts[0].Length == 4 ? iso || !format.StartsWith('d') ? "ymd" : "ydm" : format;
        var (y, m, d) = (order.IndexOf('y', StringComparison.Ordinal), order.IndexOf('m', StringComparison.Ordinal), order.IndexOf('d', StringComparison.Ordinal));
        if (parts[2].Length == 4 && y != 2)
            (y, m, d) = m < d ? (2, 0, 1) : (2, 1, 0);
        return Make(Year(parts[y]), int.Parse(parts[m], CultureInfo.InvariantCulture), int.Parse(parts[d], CultureInfo.InvariantCulture), out date);
    }

    // Two digits: 1950 to 2049, the server's default.
    private static int Year(string digits)
    {
        var year = int.Parse(digits, CultureInfo.InvariantCulture);
        return digits.Length > 2 ? year : year < 50 ? 2000 + year : 1900 + year;
    }

    private static bool Make(int year, int month, int day, out DateTime date)
    {
        date = default;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateTime(year, month, day);
        return true;
    }

    /// <summary>A datetime by the style of CONVERT; null for a style that does not exist.</summary>
    public static string? Format(DateTime d, int style, int fraction, bool hasDate, bool hasTime)
    {
        var f = fraction == 0 ? "" : "." + new string('f', fraction);
        var format = style switch
        {
            0 or 100 => null,
            1 => "MM/dd/yy", 101 => "MM/dd/yyyy",
            2 => "yy.MM.dd", 102 => "yyyy.MM.dd",
            3 => "dd/MM/yy", 103 => "dd/MM/yyyy",
            4 => "dd.MM.yy", 104 => "dd.MM.yyyy",
            5 => "dd-MM-yy", 105 => "dd-MM-yyyy",
            6 => "dd MMM yy", 106 => "dd MMM yyyy",
            7 => "MMM dd, yy", 107 => "MMM dd, yyyy",
            8 or 108 => "HH:mm:ss",
            10 => "MM-dd-yy", 110 => "MM-dd-yyyy",
            11 => "yy/MM/dd", 111 => "yyyy/MM/dd",
            12 => "yyMMdd", 112 => "yyyyMMdd",
            14 or 114 => "HH:mm:ss:fff",
            20 or 120 => hasTime ? hasDate ? "yyyy-MM-dd HH:mm:ss" : "HH:mm:ss" : "yyyy-MM-dd",
            21 or 121 or 25 => hasTime ? (hasDate ? "yyyy-MM-dd HH:mm:ss" : "HH:mm:ss") + f : "yyyy-MM-dd",
            23 => "yyyy-MM-dd",
            24 => "HH:mm:ss",
            126 or 127 => (hasDate ? "yyyy-MM-dd" : "") + (hasDate && hasTime ? "'T'" : "") + (hasTime ? "HH:mm:ss" + (d.Ticks % TimeSpan.TicksPerSecond == 0 && fraction == 3 ? "" : f) : ""),
            _ => "?",
        };
        if (format == "?")
            return null;
        if (format is not null)
            return d.ToString(format, CultureInfo.InvariantCulture);
        var hour = d.Hour % 12 == 0 ? 12 : d.Hour % 12;
        var time = string.Create(CultureInfo.InvariantCulture, $"{hour,2}:{d.Minute:00}{(d.Hour < 12 ? "AM" : "PM")}");
        var date = string.Create(CultureInfo.InvariantCulture, $"{d:MMM} {d.Day,2} {d:yyyy}");
        return hasDate && hasTime ? date + " " + time : hasDate ? date : time.TrimStart();
    }
}
