using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting.Masks;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Writes a mask's expression over a column of a table, of the column's own type.</summary>
internal static class MaskSql
{
    /// <summary>The expression, safe to stand anywhere; null after a refusal.</summary>
    public static string? Write(SecuringContext context, ColumnMask mask, ObjectName table, string columnSql)
    {
        var rule = mask.Rules.IsEmpty ? null : mask.Rules[0];
        if (ColumnType.Find(context.Catalog, mask.Table, mask.Column) is not { } type)
        {
            context.Refuse($"the type of `{mask.Table}.{mask.Column}` is not known, so its mask cannot be written", rule);
            return null;
        }

        if (MaskSupport.For(context.Dialect) is not { } masks)
        {
            context.Refuse("masks are not supported for this dialect", rule);
            return null;
        }

        if (mask.Mask.IsKeyed && context.Dialect != SqlDialect.TSql && !HasTokenFunction(context))
        {
            context.Refuse(
                $"`{mask.Table}.{mask.Column}` has a keyed mask and can only be shown as it is; elsewhere it needs the function "
                + "`proxydb.token` in the database",
                rule);
            return null;
        }

        var written = mask.Mask.IsKeyed
            ? masks.TryWriteToken(mask.Mask, type, columnSql, out var sql, out var refusal)
            : masks.TryWrite(mask.Mask, type, columnSql, out sql, out refusal);
        if (!written)
        {
            context.Refuse(refusal!, rule);
        }

        return written ? sql : null;
    }

    private static bool HasTokenFunction(SecuringContext context) => !context.Catalog.FindRoutines("proxydb", "token").IsEmpty;
}
