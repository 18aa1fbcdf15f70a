using System.Globalization;

namespace ProxyDb.Policy.Rules;

/// <summary>
/// Days and hours of a week: <c>Mon-Fri 09:00-19:00</c>, <c>Sat,Sun</c>, <c>22:00-06:00</c>. A window past midnight belongs to
/// the day on which it begins. The end is not part of it.
/// </summary>
/// <param name="Days">One bit per <see cref="DayOfWeek"/>.</param>
/// <param name="From">Minutes since midnight.</param>
/// <param name="To">Minutes since midnight; 1440 is the end of the day.</param>
public readonly record struct TimeWindow(byte Days, int From, int To)
{
    private const byte EveryDay = 0x7f;

    private static readonly string[] DayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    public static bool TryParse(string text, out TimeWindow window)
    {
        window = default;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2)
        {
            return false;
        }

        var days = EveryDay;
        var hasDays = !char.IsAsciiDigit(words[0][0]);
        if (hasDays && !TryDays(words[0], out days))
        {
            return false;
        }

        if (hasDays == (words.Length == 1))
        {
            window = new TimeWindow(days, 0, 1440);
            return hasDays;
        }

        var ends = words[^1].Split('-');
        if (ends.Length != 2 || !TryTime(ends[0], out var from) || !TryTime(ends[1], out var to) || from == to || from == 1440)
        {
            return false;
        }

        window = new TimeWindow(days, from, to);
        return true;
    }

    /// <param name="day">Local day of the week.</param>
    /// <param name="minute">Local minutes since midnight.</param>
    public bool Contains(DayOfWeek day, int minute)
    {
        if (From < To)
        {
            return Has(day) && minute >= From && minute < To;
        }

        var before = (DayOfWeek)(((int)day + 6) % 7);
        return (Has(day) && minute >= From) || (Has(before) && minute < To);
    }

    private bool Has(DayOfWeek day) => (Days >> (int)day & 1) != 0;

    private static bool TryDays(string text, out byte days)
    {
        days = 0;
        foreach (var range in text.Split(','))
        {
            var ends = range.Split('-');
            var first = Day(ends[0]);
            var last = Day(ends[^1]);
            if (ends.Length > 2 || first < 0 || last < 0)
            {
                return false;
            }

            for (var day = first; ; day = (day + 1) % 7)
            {
                days |= (byte)(1 << day);
                if (day == last)
                {
                    break;
                }
            }
        }

        return true;
    }

    private static int Day(string name) => Array.FindIndex(DayNames, d => string.Equals(d, name, StringComparison.OrdinalIgnoreCase));

    private static bool TryTime(string text, out int minutes)
    {
        minutes = 0;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is < 1 or > 2 || text.Length != colon + 3
            || !int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var minute))
        {
            return false;
        }

        minutes = (hour * 60) + minute;
        return minute < 60 && minutes <= 1440;
    }
}
