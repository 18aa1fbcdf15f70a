using System.Globalization;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>The bounds of docs/masks.md that hold whatever the database.</summary>
internal static class MaskBounds
{
    /// <summary>Hexadecimal digits of a whole hash.</summary>
    private const int HashLength = 64;

    /// <summary>Shorter tokens would collide in a table of ordinary size: 48 bits.</summary>
    private const int TokenLengthMin = 12;

    private const decimal WholeStepMax = 1_000_000_000_000_000_000;

    public const string TooFine = "the step has more decimals than the column";

    /// <summary>A number without zeros at its end, which would show as decimals of the result.</summary>
    public static decimal Normal(decimal number) => number / 1.0000000000000000000000000000m;

    /// <summary>Null when the step of whole numbers is one.</summary>
    public static string? MisfitOfWholeStep(decimal step) => step != decimal.Truncate(step) || step is < 2 or > WholeStepMax
        ? "the step of whole numbers is a whole number from 2 to " + WholeStepMax.ToString(CultureInfo.InvariantCulture)
        : null;

    /// <summary>Null when a hash or token has room, and for other masks.</summary>
    /// <param name="length">The column's, in characters; null: any.</param>
    public static string? MisfitOfLength(MaskKind kind, int? length) => kind switch
    {
        MaskKind.Hash when length < HashLength => $"a hash has {HashLength} characters",
        MaskKind.Token when length < TokenLengthMin => $"a token has at least {TokenLengthMin} characters",
        _ => null,
    };
}
