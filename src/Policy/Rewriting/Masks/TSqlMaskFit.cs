using System.Globalization;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>The table of docs/masks.md for SQL Server: which type bears which mask, and within what bounds.</summary>
internal static class TSqlMaskFit
{
    /// <summary>Hexadecimal digits of a whole hash.</summary>
    private const int HashLength = 64;

    /// <summary>Shorter tokens would collide in a table of ordinary size: 48 bits.</summary>
    private const int TokenLengthMin = 12;

    /// <summary>The difference of two decimals has one digit more, and the server would round it at this many.</summary>
    private const int PrecisionMax = 38;

    private const decimal IntegerStepMax = 1_000_000_000_000_000_000;

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
        MaskKind.Hash when type.Length < HashLength => $"a hash has {HashLength} characters",
        MaskKind.Token when type.Length < TokenLengthMin => $"a token has at least {TokenLengthMin} characters",
        _ => null,
    };

    private static string? MisfitOfStep(decimal step, TSqlType type)
    {
        if (type.IsInteger)
        {
            return step != decimal.Truncate(step) || step is < 2 or > IntegerStepMax
                ? "the step of whole numbers is a whole number from 2 to " + IntegerStepMax.ToString(CultureInfo.InvariantCulture)
                : null;
        }

        if (type.IsFloat)
        {
            return null;
        }

        return PostgresRoundMask.Normal(step).Scale > (type.IsMoney ? 4 : type.Scale) ? "the step has more decimals than the column"
            : type.Precision >= PrecisionMax ? "a column of 38 digits cannot be rounded"
            : null;
    }
}
