namespace ProxyDb.Protocols.Statements;

/// <summary>
/// Days of the proleptic Gregorian calendar far beyond the range of <see cref="DateTime"/>. Year 0 is 1 BC. The computation counts
/// years from March, so that the leap day is the last of its year, in eras of 400 years.
/// </summary>
internal static class CalendarDay
{
    private const int DaysOfEra = 146_097;

    /// <summary>Days from 0000-03-01 to 2000-01-01.</summary>
    private const int Epoch = 730_425;

    /// <summary>Days since 2000-01-01.</summary>
    public static long ToDays(long year, int month, int day)
    {
        var marchYear = month <= 2 ? year - 1 : year;
        var era = Math.DivRem(marchYear, 400, out var yearOfEra);
        if (yearOfEra < 0)
        {
            (era, yearOfEra) = (era - 1, yearOfEra + 400);
        }

        var dayOfYear = (((153 * ((month + 9) % 12)) + 2) / 5) + day - 1;
        return (era * DaysOfEra) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - Epoch;
    }

    /// <param name="days">Since 2000-01-01.</param>
    public static (long Year, int Month, int Day) Of(long days)
    {
        var era = Math.DivRem(days + Epoch, DaysOfEra, out var dayOfEra);
        if (dayOfEra < 0)
        {
            (era, dayOfEra) = (era - 1, dayOfEra + DaysOfEra);
        }

        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / (DaysOfEra - 1))) / 365;
        var dayOfYear = (int)(dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100)));
        var marchMonth = ((5 * dayOfYear) + 2) / 153;
        var month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        return ((era * 400) + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (((153 * marchMonth) + 2) / 5) + 1);
    }
}
