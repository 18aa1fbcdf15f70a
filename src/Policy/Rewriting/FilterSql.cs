using System.Collections.Immutable;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>Writes a filter's condition at a place of the statement.</summary>
internal static class FilterSql
{
    /// <summary>The condition with its slots, without parentheses around it; null after a refusal.</summary>
    /// <param name="qualifier">Put before the table's unqualified columns, already quoted; null where they are bare.</param>
    public static SecuredText? Write(SecuringContext context, ObjectName table, RowFilter filter, string? qualifier)
    {
        var terms = filter.Where;
        var result = new SecuredText();
        var at = 0;
        for (var i = 0; i < terms.Parts.Length; i++)
        {
            var part = terms.Parts[i];
            if (part.Sql is null)
            {
                result.AppendSlot(context.Slots.Of(terms, i));
                at = terms.Text.IndexOf("}}", at, StringComparison.Ordinal) + 2;
                continue;
            }

            var text = Qualified(part.Sql, at, terms.Columns, qualifier);
            at += part.Sql.Length;
            if (i + 1 < terms.Parts.Length && terms.Parts[i + 1].IsList)
            {
                text = context.Syntax.ListTest(text);
            }

            if (text is null)
            {
                context.Refuse($"the row filter of `{table}` has a list attribute outside of `IN (…)`", filter.Rule);
                return null;
            }

            result.Append(text);
        }

        return result;
    }

    /// <param name="start">Where the text stands in the whole condition.</param>
    private static string Qualified(string text, int start, ImmutableArray<FilterColumn> columns, string? qualifier)
    {
        if (qualifier is null)
        {
            return text;
        }

        foreach (var column in columns.Where(c => c.Start >= start && c.Start < start + text.Length).OrderByDescending(static c => c.Start))
        {
            text = text.Insert(column.Start - start, qualifier + ".");
        }

        return text;
    }
}
