using System.Globalization;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>
/// <c>date</c>: the first day of the year or month; of a TIMESTAMP in UTC, so that a session cannot narrow the value by its zone.
/// A zero month counts as January, and the zero date becomes the first day of the year 0, for no other day would be valid.
/// </summary>
internal static class MySqlDateMask
{
    public static string Write(DatePart part, MySqlColumnType type, string column)
    {
        // UNIX_TIMESTAMP of a TIMESTAMP column is the number that is stored.
        var value = type.Code == MySqlTypeCode.Timestamp
            ? $"(TIMESTAMP'1970-01-01 00:00:00' + INTERVAL UNIX_TIMESTAMP({column}) SECOND)"
            : column;
        var target = type.Code == MySqlTypeCode.Date ? "DATE"
            : type.Fraction == 0 ? "DATETIME"
            : $"DATETIME({type.Fraction.ToString(CultureInfo.InvariantCulture)})";
        var year = $"CAST(DATE_FORMAT({value}, '%Y-01-01') AS {target})";
        return part == DatePart.Year ? year : $"IF(MONTH({value}) = 0, {year}, CAST(DATE_FORMAT({value}, '%Y-%m-01') AS {target}))";
    }
}
