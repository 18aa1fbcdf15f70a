using System.Globalization;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>The table of docs/masks.md: which type bears which mask, and within what bounds.</summary>
internal static class PostgresMaskFit
{
    /// <summary>Hexadecimal digits of a whole hash and of a whole token.</summary>
    private const int HashLength = 64;

    /// <summary>Shorter tokens would collide in a table of ordinary size: 48 bits.</summary>
    private const int TokenLengthMin = 12;

    private const decimal IntegerStepMax = 1_000_000_000_000_000_000;

    public static bool Bears(PostgresColumnType type, MaskKind kind) => kind switch
    {
        MaskKind.Null => true,
        MaskKind.Constant => type.Code != PostgresTypeCode.Other,
        MaskKind.Partial or MaskKind.Email => type.IsText,
        MaskKind.Date => type.IsDate,
        MaskKind.Round => type.IsInteger || type.IsFloat || type.Code == PostgresTypeCode.Numeric,
        MaskKind.Hash or MaskKind.Token => type.IsText || type.Code is PostgresTypeCode.Int4 or PostgresTypeCode.Int8 or PostgresTypeCode.Uuid,
        _ => false,
    };

    /// <summary>Null when the terms fit a type that bears the mask.</summary>
    public static string? Misfit(MaskTerms mask, PostgresColumnType type) => mask.Kind switch
    {
        MaskKind.Constant when PostgresConstant.Canonical(mask.Constant!, type) is null => PostgresConstant.Expected(type),
        MaskKind.Round => MisfitOfStep(mask.Step, type),
        MaskKind.Hash when type.Length < HashLength => $"a hash has {HashLength} characters",
        MaskKind.Token when type.Length < TokenLengthMin => $"a token has at least {TokenLengthMin} characters",
        _ => null,
    };

    private static string? MisfitOfStep(decimal step, PostgresColumnType type)
    {
        if (type.IsInteger)
        {
            return step != decimal.Truncate(step) || step is < 2 or > IntegerStepMax
                ? "the step of whole numbers is a whole number from 2 to " + IntegerStepMax.ToString(CultureInfo.InvariantCulture)
                : null;
        }

        var normal = PostgresRoundMask.Normal(step);
        return type.Scale is { } scale && normal.Scale > Math.Max(scale, 0) ? "the step has more decimals than the column" : null;
    }
}
