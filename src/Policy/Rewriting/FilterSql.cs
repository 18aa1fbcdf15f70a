using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Writes a filter's condition at a place of the statement.</summary>
internal static class FilterSql
{
    /// <summary>The condition with its slots, without parentheses around it; null after a refusal.</summary>
    /// <param name="qualifier">Put before the table's unqualified columns, already quoted; null where they are bare.</param>
    public static SecuredText? Write(SecuringContext context, ObjectName table, RowFilter filter, string? qualifier)
    {
        context.Refuse($"the row filter of `{table}` cannot be applied to this statement yet", filter.Rule);
        return null;
    }
}
