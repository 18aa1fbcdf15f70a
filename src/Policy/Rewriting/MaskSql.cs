using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Writes a mask's expression over a column of a table, of the column's own type.</summary>
internal static class MaskSql
{
    /// <summary>The expression, safe to stand anywhere; null after a refusal.</summary>
    public static string? Write(SecuringContext context, ColumnMask mask, ObjectName table, string columnSql)
    {
        context.Refuse($"the mask of `{table}.{mask.Column}` cannot be applied to this statement yet", mask.Rules.IsEmpty ? null : mask.Rules[0]);
        return null;
    }
}
