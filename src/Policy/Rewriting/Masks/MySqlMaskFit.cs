using System.Text;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>The table of docs/masks.md for MySQL and MariaDB: which type bears which mask, and within what bounds.</summary>
internal static class MySqlMaskFit
{
    public static bool Bears(MySqlColumnType type, MaskKind kind) => kind switch
    {
        MaskKind.Null => true,
        MaskKind.Constant => type.Code != MySqlTypeCode.Other,
        MaskKind.Partial or MaskKind.Email => type.IsText,
        MaskKind.Date => type.IsDate,
        MaskKind.Round => type.IsInteger || type.IsFloat || type.Code == MySqlTypeCode.Decimal,
        MaskKind.Hash or MaskKind.Token => type.IsText || type.Code is MySqlTypeCode.Int or MySqlTypeCode.BigInt,
        _ => false,
    };

    /// <summary>Null when the terms fit a type that bears the mask.</summary>
    public static string? Misfit(MaskTerms mask, MySqlColumnType type, string? collation) => mask.Kind switch
    {
        MaskKind.Constant when MySqlConstant.Canonical(mask.Constant!, type) is null => MySqlConstant.Expected(type),
        MaskKind.Constant when type.IsText => MisfitOfText(mask.Constant!, collation),
        MaskKind.Partial => MisfitOfText(mask.With, collation),
        MaskKind.Round => MisfitOfStep(mask.Step, type),
        _ => MaskBounds.MisfitOfLength(mask.Kind, type.Length),
    };

    /// <summary>A character that the column's character set does not have would make the server refuse the statement.</summary>
    private static string? MisfitOfText(string text, string? collation)
    {
        var isEverySetIn = collation is null || Ascii.IsValid(text)
            || collation.StartsWith("utf", StringComparison.OrdinalIgnoreCase) || collation.StartsWith("ucs2", StringComparison.OrdinalIgnoreCase);
        return isEverySetIn ? null : $"the text is not all ASCII, and the column is under the collation `{collation}`";
    }

    private static string? MisfitOfStep(decimal step, MySqlColumnType type)
    {
        if (type.IsInteger)
        {
            return MaskBounds.MisfitOfWholeStep(step);
        }

        return type.Code == MySqlTypeCode.Decimal && MaskBounds.Normal(step).Scale > type.Scale ? MaskBounds.TooFine : null;
    }
}
