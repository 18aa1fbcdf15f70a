using System.Globalization;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>
/// <c>round</c>: down to a multiple of the step, towards zero, so that no result lies outside the type. NaN and infinities stay.
/// </summary>
internal static class PostgresRoundMask
{
    /// <summary>2⁵³: from this many steps on, neighbouring double values lie further apart than a step.</summary>
    private const double Coarse = 9007199254740992;

    public static string Write(decimal step, PostgresColumnType type, string column)
    {
        var text = MaskBounds.Normal(step).ToString(CultureInfo.InvariantCulture);
        if (type.IsInteger)
        {
            var whole = $"'{text}'::pg_catalog.int8";
            return $"(({column}) OPERATOR(pg_catalog./) {whole}) OPERATOR(pg_catalog.*) {whole}";
        }

        return type.IsFloat ? WriteFloat(text, column) : WriteNumeric(text, column);
    }

    /// <summary>Infinity minus itself is NaN, which equals only NaN: so both are told from numbers without naming either.</summary>
    private static string WriteNumeric(string step, string column) =>
        $"CASE WHEN ({column}) OPERATOR(pg_catalog.-) ({column}) OPERATOR(pg_catalog.=) '0'::pg_catalog.numeric "
        + $"THEN ({column}) OPERATOR(pg_catalog.-) pg_catalog.mod({column}, '{step}'::pg_catalog.numeric) ELSE {column} END";

    private static string WriteFloat(string text, string column)
    {
        var coarse = (double.Parse(text, CultureInfo.InvariantCulture) * Coarse).ToString("R", CultureInfo.InvariantCulture);
        var value = $"({column})::pg_catalog.float8";
        var step = $"'{text}'::pg_catalog.float8";
        return $"CASE WHEN pg_catalog.abs({value}) OPERATOR(pg_catalog.<) {step} THEN '0'::pg_catalog.float8 "
            + $"WHEN pg_catalog.abs({value}) OPERATOR(pg_catalog.>=) '{coarse}'::pg_catalog.float8 THEN {value} "
            + $"ELSE pg_catalog.trunc({value} OPERATOR(pg_catalog./) {step}) OPERATOR(pg_catalog.*) {step} END";
    }
}
