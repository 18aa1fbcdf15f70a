using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary>
/// <c>date</c>: the first day of the year or month. Infinities stay; before 4713 BC and after 294275 it is the nearest year of a
/// timestamp's range, as in SQL.
/// </summary>
internal sealed class DateValueMask(bool isMonth) : ValueMask
{
    private const long MicrosecondsOfDay = 86_400_000_000;

    /// <summary>4713-01-01 BC.</summary>
    private static readonly long First = CalendarDay.ToDays(-4712, 1, 1);

    /// <summary>294276-01-01.</summary>
    private static readonly long Last = CalendarDay.ToDays(294_276, 1, 1);

    public override bool Bears(ValueKind kind, int size, int maxLength) => kind is ValueKind.Date or ValueKind.Timestamp;

    public override void Apply(ref NeutralValue value, WireBuffer scratch)
    {
        if (value.IsNull || value.Integer is long.MinValue or long.MaxValue)
        {
            return;
        }

        value.Integer = value.Kind == ValueKind.Date
            ? Math.Min(FirstDay(value.Integer), Last)
            : FirstDay(DayOf(value.Integer)) * MicrosecondsOfDay;
    }

    private static long DayOf(long microseconds)
    {
        var days = Math.DivRem(microseconds, MicrosecondsOfDay, out var rest);
        return rest < 0 ? days - 1 : days;
    }

    private long FirstDay(long days)
    {
        if (days < First)
        {
            return First;
        }

        var (year, month, _) = CalendarDay.Of(days);
        return CalendarDay.ToDays(year, isMonth ? month : 1, 1);
    }
}
