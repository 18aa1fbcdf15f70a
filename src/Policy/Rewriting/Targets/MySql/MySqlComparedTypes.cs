using ProxyDb.Policy.Rewriting.Masks;

namespace ProxyDb.Policy.Rewriting.Targets.MySql;

/// <summary>The types of MySQL and MariaDB by how their values are told equal.</summary>
internal static class MySqlComparedTypes
{
    /// <summary>
    /// Without strict mode the server cuts, rounds and clips what does not fit, an ENUM takes numbers for places in its list, and a YEAR
    /// two digits for four: where the column could hold something else than was written, nothing is known to be equal.
    /// </summary>
    /// <param name="type">COLUMN_TYPE; null when it is not known.</param>
    public static ComparedType Of(string? type)
    {
        if (type is null)
        {
            return new ComparedType(ValueForm.Unknown);
        }

        var known = MySqlColumnType.Of(new ColumnType(type));
        return known.Code switch
        {
            MySqlTypeCode.Char => new ComparedType(ValueForm.PaddedText, known.Length ?? 1),
            MySqlTypeCode.VarChar => new ComparedType(ValueForm.Text, known.Length ?? 1),

            // A bound of bytes, four of which are one character at most.
            MySqlTypeCode.Text => new ComparedType(ValueForm.Text, type.Equals("tinytext", StringComparison.OrdinalIgnoreCase) ? 63 : 16_383),
            MySqlTypeCode.Decimal => new ComparedType(ValueForm.Number, known.Scale),
            MySqlTypeCode.Date => new ComparedType(ValueForm.Exact),
            _ when known.IsInteger => new ComparedType(ValueForm.Number, 0),
            _ => new ComparedType(type.Equals("uuid", StringComparison.OrdinalIgnoreCase) ? ValueForm.Uuid : ValueForm.Unknown),
        };
    }
}
