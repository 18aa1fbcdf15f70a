using System.Globalization;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal static partial class Builtins
{
    private static readonly SqlType Date = new(SqlTypeName.Date);

    private static readonly SqlType DateTime2 = new(SqlTypeName.DateTime2, Scale: 7);

    private static void Dates(Dictionary<string, Builtin> all)
    {
        Add(all, "GETDATE", "", SqlType.DateTime, _ => DateConversion.Fit(DateTime.Now, default, DateTime2, SqlType.DateTime), impure: true);
        Add(all, "GETUTCDATE", "", SqlType.DateTime, _ => DateConversion.Fit(DateTime.UtcNow, default, DateTime2, SqlType.DateTime), impure: true);
        Add(all, "SYSDATETIME", "", DateTime2, _ => DateTime.Now, impure: true);
        Add(all, "SYSUTCDATETIME", "", DateTime2, _ => DateTime.UtcNow, impure: true);
        Add(all, "SYSDATETIMEOFFSET", "", new SqlType(SqlTypeName.DateTimeOffset, Scale: 7), _ => DateTimeOffset.Now, impure: true);
        Add(all, "YEAR", "d", SqlType.Int, c => Part("year", c.Values[0]!, 7));
        Add(all, "MONTH", "d", SqlType.Int, c => Part("month", c.Values[0]!, 7));
        Add(all, "DAY", "d", SqlType.Int, c => Part("day", c.Values[0]!, 7));
        Add(all, "EOMONTH", "d?n", Date, c =>
        {
            var date = AsDate(c.Values[0]!).AddMonths(c.Values.Length > 1 ? (int)c.Long(1) : 0);
            return new DateTime(date.Year, date.Month, DateTime.DaysInMonth(date.Year, date.Month));
        });
        Add(all, "DATEFROMPARTS", "nnn", Date, c => Make(() => new DateTime((int)c.Long(0), (int)c.Long(1), (int)c.Long(2)), "date"));
        Add(all, "DATETIMEFROMPARTS", "nnnnnnn", SqlType.DateTime, c => Make(() => (DateTime)DateConversion.Fit(new DateTime((int)c.Long(0), (int)c.Long(1), (int)c.Long(2), (int)c.Long(3), (int)c.Long(4), (int)c.Long(5), (int)c.Long(6)), default, SqlType.DateTime, SqlType.DateTime), "datetime"));
        Add(all, "SWITCHOFFSET", "d*", a => a[0].Type.Name == SqlTypeName.DateTimeOffset ? a[0].Type : new SqlType(SqlTypeName.DateTimeOffset, Scale: 7), c => Switched(c));
        Add(all, "TODATETIMEOFFSET", "d*", new SqlType(SqlTypeName.DateTimeOffset, Scale: 7), c => throw Errors.NotSupported("TODATETIMEOFFSET"));
    }

    private static DateTime Make(Func<DateTime> make, string type)
    {
        try
        {
            return make();
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new SqlError(289, 16, $"Cannot construct data type {type}, some of the arguments have values which are not valid.");
        }
    }

    private static DateTimeOffset Switched(FunctionCallFrame c)
    {
        var moment = c.Values[0] is DateTimeOffset known ? known : new DateTimeOffset(AsDate(c.Values[0]!), TimeSpan.Zero);
        if (c.Values[1] is long minutes)
            return moment.ToOffset(TimeSpan.FromMinutes(minutes));
        return c.Values[1] is string { Length: 6 } text && text[0] is '+' or '-' && TimeSpan.TryParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out var offset)
            ? moment.ToOffset(text[0] == '-' ? -offset : offset)
            : throw new SqlError(9812, 16, "The timezone provided to builtin function switchoffset is invalid.");
    }

    private static DateTime AsDate(object value) => value switch { DateTime d => d, DateTimeOffset o => o.DateTime, TimeSpan t => new DateTime(1900, 1, 1) + t, _ => throw new InvalidOperationException() };

    private static string PartName(string function, string word) => word.ToLowerInvariant() switch
    {
        "year" or "yy" or "yyyy" => "year", "quarter" or "qq" or "q" => "quarter", "month" or "mm" or "m" => "month", "dayofyear" or "dy" or "y" => "dayofyear", "day" or "dd" or "d" => "day",
        "week" or "wk" or "ww" => "week", "iso_week" or "isowk" or "isoww" => "iso_week", "weekday" or "dw" or "w" => "weekday", "hour" or "hh" => "hour", "minute" or "mi" or "n" => "minute", "second" or "ss" or "s" => "second",
        "millisecond" or "ms" => "millisecond", "microsecond" or "mcs" => "microsecond", "nanosecond" or "ns" => "nanosecond", "tzoffset" or "tz" => "tzoffset",
        _ => throw new SqlError(155, 15, $"'{word}' is not a recognized {function.ToLowerInvariant()} option."),
    };

    private static Expr DateCall(string function, string word, List<Expr> args)
    {
        var part = PartName(function, word);
        var expected = function is "DATEADD" or "DATEDIFF" or "DATEDIFF_BIG" ? 2 : 1;
        if (args.Count != expected)
            throw Errors.ArgumentCount(function.ToLowerInvariant(), expected + 1);
        switch (function)
        {
            case "DATEADD":
                var date = TypeRules.IsDate(args[1].Type) ? args[1] : Translator.Convert(args[1], SqlType.DateTime);
                var add = FunctionTable.Add("(dateadd)" + part, c => AddPart(part, c.Long(0), c.Values[1]!, c.ResultType));
                return new Expr(Translator.Call(add, date.Type, Translator.Convert(args[0], SqlType.Int), date), date.Type) { IsNullable = args[0].IsNullable || date.IsNullable };
            case "DATEDIFF" or "DATEDIFF_BIG":
                var type = function == "DATEDIFF" ? SqlType.Int : SqlType.BigInt;
                var difference = FunctionTable.Add("(datediff)" + part, c => Difference(part, AsDate(c.Values[0]!), AsDate(c.Values[1]!), c.ResultType, c.Session.Settings.DateFirst));
                return new Expr(Translator.CallImpure(difference, type, AsDateArgument(args[0]), AsDateArgument(args[1])), type) { IsNullable = args[0].IsNullable || args[1].IsNullable };
            case "DATEPART":
                var of = FunctionTable.Add("(datepart)" + part, c => Part(part, c.Values[0]!, c.Session.Settings.DateFirst));
                return new Expr(Translator.CallImpure(of, SqlType.Int, AsDateArgument(args[0])), SqlType.Int) { IsNullable = args[0].IsNullable };
            case "DATENAME":
                var name = FunctionTable.Add("(datename)" + part, c => part switch
                {
                    "month" => AsDate(c.Values[0]!).ToString("MMMM", CultureInfo.InvariantCulture),
                    "weekday" => AsDate(c.Values[0]!).ToString("dddd", CultureInfo.InvariantCulture),
                    _ => Part(part, c.Values[0]!, c.Session.Settings.DateFirst).ToString(CultureInfo.InvariantCulture),
                });
                return new Expr(Translator.CallImpure(name, SqlType.NVarChar(30), AsDateArgument(args[0])), SqlType.NVarChar(30)) { IsNullable = args[0].IsNullable };
            default:
                throw Errors.NotSupported(function);
        }
    }

    private static Expr AsDateArgument(Expr e) => TypeRules.IsDate(e.Type) ? e : Translator.Convert(e, e.Type.IsText ? new SqlType(SqlTypeName.DateTimeOffset, Scale: 7) : SqlType.DateTime);

    private static object AddPart(string part, long number, object value, SqlType type)
    {
        var date = AsDate(value);
        try
        {
            date = part switch
            {
                "year" => date.AddYears((int)number), "quarter" => date.AddMonths(checked((int)number * 3)), "month" => date.AddMonths((int)number), "week" => date.AddDays(number * 7d),
                "hour" => date.AddHours(number), "minute" => date.AddMinutes(number), "second" => date.AddSeconds(number), "millisecond" => date.AddTicks(number * TimeSpan.TicksPerMillisecond),
                "microsecond" => date.AddTicks(number * 10), "nanosecond" => date.AddTicks(number / 100), _ => date.AddDays(number),
            };
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new SqlError(517, 16, $"Adding a value to a '{Errors.Name(type)}' column caused an overflow.");
        }
        return type.Name == SqlTypeName.Time ? date.TimeOfDay : DateConversion.Fit(date, value is DateTimeOffset o ? o.Offset : default, type, type);
    }

    private static long Difference(string part, DateTime a, DateTime b, SqlType type, int dateFirst)
    {
        var ticks = b.Ticks - a.Ticks;
        long Units(long unit) => (b.Ticks / unit) - (a.Ticks / unit);
        var difference = part switch
        {
            "year" => b.Year - a.Year,
            "quarter" => ((b.Year - a.Year) * 4) + ((b.Month - 1) / 3) - ((a.Month - 1) / 3),
            "month" => ((b.Year - a.Year) * 12) + b.Month - a.Month,
            "week" => (Sunday(b) - Sunday(a)) / 7,
            "hour" => Units(TimeSpan.TicksPerHour),
            "minute" => Units(TimeSpan.TicksPerMinute),
            "second" => Units(TimeSpan.TicksPerSecond),
            "millisecond" => Units(TimeSpan.TicksPerMillisecond),
            "microsecond" => ticks / 10,
            "nanosecond" => ticks * 100,
            _ => Units(TimeSpan.TicksPerDay),
        };
        if (type.Name == SqlTypeName.Int && (difference > int.MaxValue || difference < int.MinValue))
            throw new SqlError(535, 16, "The datediff function resulted in an overflow. The number of dateparts separating two date/time instances is too large. Try to use datediff with a less precise datepart.");
        return difference;
    }

    // Weeks always begin on Sunday for DATEDIFF.
    private static long Sunday(DateTime d) => (d.Ticks / TimeSpan.TicksPerDay) - (int)d.DayOfWeek;

    private static long Part(string part, object value, int dateFirst)
    {
        var d = AsDate(value);
        return part switch
        {
            "year" => d.Year,
            "quarter" => ((d.Month - 1) / 3) + 1,
            "month" => d.Month,
            "dayofyear" => d.DayOfYear,
            "day" => d.Day,
            "week" => Week(d, dateFirst),
            "iso_week" => ISOWeek.GetWeekOfYear(d),
            "weekday" => (((int)d.DayOfWeek + 7 - (dateFirst % 7)) % 7) + 1,
            "hour" => d.Hour,
            "minute" => d.Minute,
            "second" => d.Second,
            "millisecond" => d.Millisecond,
            "microsecond" => d.Ticks % TimeSpan.TicksPerSecond / 10,
            "nanosecond" => d.Ticks % TimeSpan.TicksPerSecond * 100,
            _ => value is DateTimeOffset o ? (long)o.Offset.TotalMinutes : 0,
        };
    }

    private static long Week(DateTime d, int dateFirst)
    {
        var first = new DateTime(d.Year, 1, 1);
        var offset = ((int)first.DayOfWeek + 7 - (dateFirst % 7)) % 7;
        return ((d.DayOfYear - 1 + offset) / 7) + 1;
    }
}
