using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Rewriting.Masks;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>Makes what the wire does of what rules say: terms of a mask and a key become a <see cref="ValueMask"/>.</summary>
internal static class ValueMasks
{
    /// <summary>The masks of an answer; null with a <paramref name="refusal"/> when a column cannot be masked.</summary>
    public static ImmutableArray<OutputMask>? Make(
        SqlDialect dialect, ImmutableArray<WireMask> masks, ICatalogView? catalog, MaskKeyRing keys, out string? refusal)
    {
        refusal = null;
        var made = ImmutableArray.CreateBuilder<OutputMask>(masks.Length);
        foreach (var mask in masks)
        {
            var column = $"{mask.Table}.{mask.Column}";
            if (catalog is null || ColumnType.Find(catalog, mask.Table, mask.Column) is not { } type)
            {
                refusal = $"the type of `{column}` is not known, so its mask cannot be put on";
                return null;
            }

            if (!TryMake(dialect, mask.Mask, type, column, keys, out var value, out refusal))
            {
                return null;
            }

            made.Add(new OutputMask(mask.Ordinal, value));
        }

        return made.MoveToImmutable();
    }

    /// <summary>False: <paramref name="refusal"/> says why the column cannot be masked. What is made stays true when the key changes.</summary>
    /// <param name="column">For the refusal.</param>
    public static bool TryMake(
        SqlDialect dialect, MaskTerms mask, ColumnType type, string column, MaskKeyRing keys,
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

    private static ValueMask Make(SqlDialect dialect, MaskTerms mask, ColumnType type, MaskKeyRing keys) => mask.Kind switch
    {
        MaskKind.Null => ValueMask.Null,
        MaskKind.Constant => ValueMask.Constant(MaskSupport.For(dialect)!.Constant(mask, type)),
        MaskKind.Partial => ValueMask.Partial(mask.KeepFirst, mask.KeepLast, Rune.GetRuneAt(mask.With, 0)),
        MaskKind.Email => ValueMask.Email,
        MaskKind.Date => mask.Date == DatePart.Year ? ValueMask.Year : ValueMask.Month,
        MaskKind.Round => ValueMask.Round(mask.Step),
        MaskKind.Hash => keys.Find(mask.Key)!.Hash,
        _ => keys.Find(mask.Key)!.Token,
    };
}
