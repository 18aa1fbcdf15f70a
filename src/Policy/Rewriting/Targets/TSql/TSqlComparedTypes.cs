using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rewriting.Targets.TSql;

/// <summary>The types of SQL Server by how their values are told equal.</summary>
internal static class TSqlComparedTypes
{
    /// <summary>
    /// What the column could not hold as it was written, the server rounds or (under ANSI_WARNINGS OFF) cuts: there nothing is known to be
    /// equal.
    /// </summary>
    /// <param name="type">As the catalog prints it; null when it is not known.</param>
    public static ComparedType Of(string? type)
    {
        if (type is null)
        {
            return new ComparedType(ValueForm.Unknown);
        }

        var known = TSqlType.Of(type);
        return known.Code switch
        {
            TSqlTypeCode.Char or TSqlTypeCode.NChar => new ComparedType(ValueForm.PaddedText, known.Length ?? 1),
            TSqlTypeCode.VarChar or TSqlTypeCode.NVarChar => new ComparedType(ValueForm.Text, known.Length ?? int.MaxValue),
            TSqlTypeCode.Decimal => new ComparedType(ValueForm.Number, known.Scale),
            TSqlTypeCode.Money or TSqlTypeCode.SmallMoney => new ComparedType(ValueForm.Number, 4),
            TSqlTypeCode.Bit => new ComparedType(ValueForm.Boolean),
            TSqlTypeCode.Date => new ComparedType(ValueForm.Exact),
            TSqlTypeCode.UniqueIdentifier => new ComparedType(ValueForm.Uuid),
            _ => new ComparedType(known.IsInteger ? ValueForm.Number : ValueForm.Unknown, 0),
        };
    }
}
