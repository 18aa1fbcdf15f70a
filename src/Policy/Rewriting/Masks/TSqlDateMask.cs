using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>
/// <c>date</c>: the first day of the year or month; of a <c>datetimeoffset</c> in UTC. Every type begins with a whole year, so that no
/// result lies outside of it.
/// </summary>
internal static class TSqlDateMask
{
    public static string Write(DatePart part, TSqlType type, string column)
    {
        var value = type.Code == TSqlTypeCode.DateTimeOffset ? $"SWITCHOFFSET({column}, '+00:00')" : column;
        var first = $"DATEFROMPARTS(YEAR({value}), {(part == DatePart.Year ? "1" : $"MONTH({value})")}, 1)";
        return type.Code == TSqlTypeCode.Date ? first : $"CAST({first} AS {type.Name})";
    }
}
