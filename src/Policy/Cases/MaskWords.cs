using System.Globalization;
using ProxyDb.Policy.Rules;

namespace ProxyDb.Policy.Cases;

/// <summary>A mask as its rule writes it.</summary>
internal static class MaskWords
{
    public static string Of(MaskTerms mask) => mask.Kind switch
    {
        MaskKind.Constant => $"constant: \"{mask.Constant}\"",
        MaskKind.Partial => $"partial: {{keep_first: {mask.KeepFirst}, keep_last: {mask.KeepLast}, with: \"{mask.With}\"}}",
        MaskKind.Date => $"date: {mask.Date.ToString().ToLowerInvariant()}",
        MaskKind.Round => string.Create(CultureInfo.InvariantCulture, $"round: {mask.Step}"),
        MaskKind.Hash or MaskKind.Token => $"{mask.Kind.ToString().ToLowerInvariant()}: {{key: {mask.Key}}}",
        _ => mask.Kind.ToString().ToLowerInvariant(),
    };
}
