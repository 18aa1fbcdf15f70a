using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>The table of docs/masks.md for SQL Server: which type bears which mask, and within what bounds.</summary>
internal static class TSqlMaskFit
{
    /// <summary>The difference of two decimals has one digit more, and the server would round it at this many.</summary>
    private const int PrecisionMax = 38;

    public static bool Bears(TSqlType type, MaskKind kind) => kind switch
    {
        MaskKind.Null => true,
        MaskKind.Constant => type.Code != TSqlTypeCode.Other,
        MaskKind.Partial or MaskKind.Email => type.IsText,
        MaskKind.Date => type.IsDate,
        MaskKind.Round => type.IsInteger || type.IsFloat || type.IsMoney || type.Code == TSqlTypeCode.Decimal,
        MaskKind.Hash or MaskKind.Token => type.IsText || type.Code is TSqlTypeCode.Int or TSqlTypeCode.BigInt or TSqlTypeCode.UniqueIdentifier,
        _ => false,
    };

    /// <summary>Null when the terms fit a type that bears the mask.</summary>
    public static string? Misfit(MaskTerms mask, TSqlType type) => mask.Kind switch
    {
        MaskKind.Constant when TSqlConstant.Canonical(mask.Constant!, type) is null => TSqlConstant.Expected(type),
        MaskKind.Round => MisfitOfStep(mask.Step, type),
        _ => MaskBounds.MisfitOfLength(mask.Kind, type.Length),
    };

    private static string? MisfitOfStep(decimal step, TSqlType type)
    {
        if (type.IsInteger)
        {
            return MaskBounds.MisfitOfWholeStep(step);
        }

        if (type.IsFloat)
        {
            return null;
        }

        return MaskBounds.Normal(step).Scale > (type.IsMoney ? 4 : type.Scale) ? MaskBounds.TooFine
            : type.Precision >= PrecisionMax ? "a column of 38 digits cannot be rounded"
            : null;
    }
}
