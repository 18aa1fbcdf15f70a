using System.Globalization;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary><c>round</c>: down to a multiple of the step, towards zero, so that no result lies outside the type.</summary>
internal static class MySqlRoundMask
{
    /// <summary>2⁵³: from this many steps on, neighbouring double values lie further apart than a step.</summary>
    private const double Coarse = 9007199254740992;

    public static string Write(decimal step, MySqlColumnType type, string column)
    {
        var text = MaskBounds.Normal(step).ToString(CultureInfo.InvariantCulture);
        if (type.IsInteger)
        {
            // TRUNCATE keeps the column's type; DIV makes it as wide as the product could be.
            return PowerOfTen(text) is { } zeros
                ? $"TRUNCATE({column}, -{zeros.ToString(CultureInfo.InvariantCulture)})"
                : $"(({column} DIV {text}) * {text})";
        }

        return type.IsFloat
            ? WriteFloat(text, type, column)
            : string.Create(CultureInfo.InvariantCulture, $"CAST({column} - {column} % {text} AS DECIMAL({type.Precision}, {type.Scale}))");
    }

    private static int? PowerOfTen(string step) => step[0] == '1' && step.AsSpan(1).IndexOfAnyExcept('0') < 0 ? step.Length - 1 : null;

    private static string WriteFloat(string text, MySqlColumnType type, string column)
    {
        var coarse = (double.Parse(text, CultureInfo.InvariantCulture) * Coarse).ToString("E16", CultureInfo.InvariantCulture);
        var rounded = $"IF(ABS({column}) < {text}e0, 0e0, IF(ABS({column}) >= {coarse}, {column}, TRUNCATE({column} / {text}e0, 0) * {text}e0))";
        return $"CAST({rounded} AS {(type.Code == MySqlTypeCode.Float ? "FLOAT" : "DOUBLE")})";
    }
}
