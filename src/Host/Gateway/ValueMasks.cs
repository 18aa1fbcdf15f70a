using System.Diagnostics.CodeAnalysis;
using System.Text;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Rewriting.Masks;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>Makes what the wire does of what rules say: terms of a mask and the keys in force become a <see cref="ValueMask"/>.</summary>
internal static class ValueMasks
{
    /// <summary>False: <paramref name="refusal"/> says why the column cannot be masked.</summary>
    /// <param name="keys">As they were when the answer began: a later state needs a new mask.</param>
    /// <param name="column">For the refusal.</param>
    public static bool TryMake(
        SqlDialect dialect, MaskTerms mask, ColumnType type, string column, MaskKeys keys,
        [NotNullWhen(true)] out ValueMask? made, [NotNullWhen(false)] out string? refusal)
    {
        made = null;
        refusal = MaskSupport.Check(dialect, mask, type) is { } why ? $"column `{column}` cannot be masked: {why}" : null;
        if (refusal is null && mask.IsKeyed && keys.Find(mask.Key) is null)
        {
            refusal = $"column `{column}` cannot be masked: there is no key `{mask.Key}` under `masks.keys` in the gateway's configuration";
        }

        if (refusal is null)
        {
            made = Make(dialect, mask, type, keys);
        }

        return made is not null;
    }

    private static ValueMask Make(SqlDialect dialect, MaskTerms mask, ColumnType type, MaskKeys keys) => mask.Kind switch
    {
        MaskKind.Null => ValueMask.Null,
        MaskKind.Constant => ValueMask.Constant(MaskSupport.For(dialect)!.Constant(mask, type)),
        MaskKind.Partial => ValueMask.Partial(mask.KeepFirst, mask.KeepLast, Rune.GetRuneAt(mask.With, 0)),
        MaskKind.Email => ValueMask.Email,
        MaskKind.Date => mask.Date == DatePart.Year ? ValueMask.Year : ValueMask.Month,
        MaskKind.Round => ValueMask.Round(mask.Step),
        MaskKind.Hash => ValueMask.Hash(keys.Find(mask.Key)!),
        _ => ValueMask.Token(keys.Find(mask.Key)!),
    };
}
