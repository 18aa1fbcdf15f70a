using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Conversions to the date types, with the rounding of each.</summary>
internal static class DateConversion
{
    private static readonly DateTime Zero = new(1900, 1, 1);

    public static object To(object value, SqlType from, SqlType to, Settings settings, int style)
    {
        var (date, offset) = value switch
        {
            DateTime d when to.Name == SqlTypeName.Time && from.Name == SqlTypeName.Date => throw Errors.Clash(from, to),
            DateTime d => (d, TimeSpan.Zero),
            DateTimeOffset o => (o.DateTime, o.Offset),
            TimeSpan t => to.Name == SqlTypeName.Date ? throw Errors.Clash(from, to) : (Zero + t, TimeSpan.Zero),
            string s => Parse(s, from, to, settings, style),
            long or Dec or double when to.Name is SqlTypeName.DateTime or SqlTypeName.SmallDateTime => (OfDays(value, from, to), TimeSpan.Zero),
            byte[] { Length: 8 } b when to.Name == SqlTypeName.DateTime => (Zero.AddDays(Int(b, 0)).AddTicks((long)Math.Round(Int(b, 4) * 100_000_000d / 3000)), TimeSpan.Zero),
            _ => throw (to.Name is SqlTypeName.DateTime or SqlTypeName.SmallDateTime ? Errors.NoConversion(from, to) : Errors.Clash(from, to)),
        };
        return Fit(date, offset, from, to);
    }

    public static object Fit(DateTime date, TimeSpan offset, SqlType from, SqlType to)
    {
        switch (to.Name)
        {
            case SqlTypeName.Date:
                return date.Date;
            case SqlTypeName.DateTime:
                return date.Year < 1753 ? throw Errors.DateRange(Errors.Name(from), "datetime") : ToThreeHundredths(date);
            case SqlTypeName.SmallDateTime:
                var minutes = new DateTime((date.Ticks + (TimeSpan.TicksPerMinute / 2)) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute);
                return minutes.Year < 1900 || minutes > new DateTime(2079, 6, 6, 23, 59, 0) ? throw Errors.DateRange(Errors.Name(from), "smalldatetime") : minutes;
            case SqlTypeName.Time:
                return new TimeSpan(Round(date.TimeOfDay.Ticks, to.Scale) % TimeSpan.TicksPerDay);
            case SqlTypeName.DateTimeOffset:
                return new DateTimeOffset(DateTime.SpecifyKind(new DateTime(Round(date.Ticks, to.Scale)), DateTimeKind.Unspecified), offset);
            default:
                return new DateTime(Round(date.Ticks, to.Scale));
        }
    }

    /// <summary>datetime counts in three hundredths of a second: .000, .003, .007.</summary>
    private static DateTime ToThreeHundredths(DateTime date)
    {
        var units = (long)Math.Round(date.TimeOfDay.Ticks * 3 / 100_000m, MidpointRounding.AwayFromZero);
        var milliseconds = (long)Math.Round(units * 10 / 3m, MidpointRounding.AwayFromZero);
        return date.Date.AddMilliseconds(milliseconds);
    }

    private static long Round(long ticks, int scale)
    {
        var unit = (long)Math.Pow(10, 7 - scale);
        return (ticks + (unit / 2)) / unit * unit;
    }

    private static int Int(byte[] b, int at) => (b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3];

    private static DateTime OfDays(object value, SqlType from, SqlType to)
    {
        var days = value switch { long l => l, Dec d => d.ToDouble(), double d => d, _ => 0 };
        return days is < -53690 or >= 2958464 ? throw Errors.Overflow("expression", Errors.Name(to)) : Zero.AddTicks((long)(days * TimeSpan.TicksPerDay));
    }

    private static (DateTime Date, TimeSpan Offset) Parse(string text, SqlType from, SqlType to, Settings settings, int style)
    {
        var old = to.Name is SqlTypeName.DateTime or SqlTypeName.SmallDateTime;
        var format = style switch { 1 or 101 or 110 or 10 => "mdy", 3 or 103 or 4 or 104 or 5 or 105 => "dmy", 2 or 102 or 11 or 111 or 12 or 112 or 20 or 120 or 21 or 121 or 23 or 126 => "ymd", _ => settings.DateFormat };
        if (DateText.TryParse(text, format, !old || format == "ymd", out var date, out var offset) && (offset is null || !old))
            return (date, offset ?? TimeSpan.Zero);
        // A text of the right shape with a day that does not exist is out of range, anything else no date.
        if (old && System.Text.RegularExpressions.Regex.IsMatch(text.Trim(), @"^(\d{8}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})(\s.*)?$"))
            throw Errors.DateRange(Errors.Name(from), Errors.Name(to));
        throw Errors.DateConversion();
    }
}
