using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>The table of docs/masks.md: which type bears which mask, and within what bounds.</summary>
internal static class PostgresMaskFit
{
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
        _ => MaskBounds.MisfitOfLength(mask.Kind, type.Length),
    };

    private static string? MisfitOfStep(decimal step, PostgresColumnType type)
    {
        if (type.IsInteger)
        {
            return MaskBounds.MisfitOfWholeStep(step);
        }

        var normal = MaskBounds.Normal(step);
        return type.Scale is { } scale && normal.Scale > Math.Max(scale, 0) ? MaskBounds.TooFine : null;
    }
}
