using System.Text;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Masks;

/// <summary>Which masks hold together, and which types can bear them. Pure: what <c>policy check</c> asks before any statement does.</summary>
public static class MaskSupport
{
    /// <summary>Longest part that <c>partial</c> keeps.</summary>
    private const int KeptMax = 10_000;

    /// <summary>Most characters that a <c>with</c> of several bytes stands for: four bytes each are less than a value's 1 GiB.</summary>
    internal const int WideFillMax = 100_000_000;

    /// <summary>Null when the terms make sense whatever the type; else what is wrong with them.</summary>
    public static string? Fault(MaskTerms mask) => mask.Kind switch
    {
        MaskKind.Constant when mask.Constant is null => "`constant` needs a value",
        MaskKind.Constant when mask.Constant.Any(char.IsControl) => "the value of `constant` holds control characters",
        MaskKind.Constant when !IsUnicode(mask.Constant) => "the value of `constant` is no Unicode text",
        MaskKind.Partial when mask.KeepFirst is < 0 or > KeptMax || mask.KeepLast is < 0 or > KeptMax =>
            $"`keep_first` and `keep_last` go from 0 to {KeptMax}",
        MaskKind.Partial when !IsOneCharacter(mask.With) => "`with` must be one character",
        MaskKind.Round when mask.Step <= 0 => "the step of `round` must be above 0",
        MaskKind.Hash or MaskKind.Token when mask.Key.Length == 0 => "the name of the key is empty",
        _ => null,
    };

    /// <summary>Null when a column of the type can bear the mask; else one sentence that says why not and what it can bear.</summary>
    public static string? Check(SqlDialect dialect, MaskTerms mask, ColumnType type) =>
        Fault(mask) ?? For(dialect)?.Check(mask, type) ?? (For(dialect) is null ? "masks are not supported for this dialect yet" : null);

    /// <summary>Null for a dialect without masks.</summary>
    public static IMaskDialect? For(SqlDialect dialect) => dialect switch
    {
        SqlDialect.Postgres => PostgresMasks.Instance,
        SqlDialect.MySql or SqlDialect.MariaDb => MySqlMasks.Instance,
        SqlDialect.TSql => TSqlMasks.Instance,
        _ => null,
    };

    private static bool IsOneCharacter(string text) =>
        Rune.TryGetRuneAt(text.Length == 0 ? "\0" : text, 0, out var rune) && rune.Utf16SequenceLength == text.Length && !Rune.IsControl(rune);

    private static bool IsUnicode(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0xFFFD && !text.Contains('\uFFFD', StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
