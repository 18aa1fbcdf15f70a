using System.Globalization;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary><c>round</c>: down to a multiple of the step, towards zero, so that no result lies outside the type.</summary>
internal static class TSqlRoundMask
{
    /// <summary>2⁵³: from this many steps on, neighbouring double values lie further apart than a step.</summary>
    private const double Coarse = 9007199254740992;

    public static string Write(decimal step, TSqlType type, string column)
    {
        var text = MaskBounds.Normal(step).ToString(CultureInfo.InvariantCulture);
        if (type.IsInteger)
        {
            // Beyond an int a literal is a decimal, and so would the quotient be.
            var whole = step > int.MaxValue ? $"CAST({text} AS bigint)" : text;
            return $"CAST({column} / {whole} * {whole} AS {type.Name})";
        }

        if (type.IsFloat)
        {
            return WriteFloat(text, type, column);
        }

        var exact = type.IsMoney ? $"CAST({column} AS decimal(19, 4))" : column;
        return $"CAST({exact} - {exact} % {text} AS {type.Name})";
    }

    private static string WriteFloat(string text, TSqlType type, string column)
    {
        var coarse = (double.Parse(text, CultureInfo.InvariantCulture) * Coarse).ToString("E16", CultureInfo.InvariantCulture);
        return $"CAST(CASE WHEN ABS({column}) < {text}e0 THEN 0e0 WHEN ABS({column}) >= {coarse} THEN {column} "
            + $"ELSE ROUND({column} / {text}e0, 0, 1) * {text}e0 END AS {type.Name})";
    }
}
