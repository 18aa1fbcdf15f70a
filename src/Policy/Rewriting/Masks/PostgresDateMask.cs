using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>
/// <c>date</c>: the first day of the year or month, in UTC for <c>timestamptz</c>, so that it does not depend on the session's zone.
/// Infinities stay. What lies before 4713 BC or after 294275, where no timestamp begins a year, becomes the nearest year that does.
/// </summary>
internal static class PostgresDateMask
{
    private const string First = "4713-01-01 BC";
    private const string Last = "294276-01-01";

    public static string Write(DatePart part, PostgresTypeCode code, string column)
    {
        var unit = $"'{(part == DatePart.Year ? "year" : "month")}'::pg_catalog.text";
        return code switch
        {
            PostgresTypeCode.Date => Bounded(
                column, "date", $"WHEN ({column}) OPERATOR(pg_catalog.>=) '{Last}'::pg_catalog.date THEN '{Last}'::pg_catalog.date ",
                $"pg_catalog.date_trunc({unit}, ({column})::pg_catalog.timestamp)::pg_catalog.date"),
            PostgresTypeCode.Timestamp => Bounded(column, "timestamp", "", $"pg_catalog.date_trunc({unit}, {column})"),
            _ => Bounded(
                column, "timestamptz", "",
                $"pg_catalog.timezone({Utc}, pg_catalog.date_trunc({unit}, pg_catalog.timezone({Utc}, {column})))"),
        };
    }

    /// <summary>A displacement of none, because a zone's name is looked up in what the client may set.</summary>
    private const string Utc = "'00:00'::pg_catalog.interval";

    private static string Bounded(string column, string type, string above, string inside)
    {
        var first = $"'{(type == "timestamptz" ? "4713-01-01 00:00:00+00 BC" : First)}'::pg_catalog.{type}";
        return $"CASE WHEN NOT pg_catalog.isfinite({column}) THEN {column} "
            + $"WHEN ({column}) OPERATOR(pg_catalog.<) {first} THEN {first} {above}ELSE {inside} END";
    }
}
