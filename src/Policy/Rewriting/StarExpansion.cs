using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// System columns of a derived table are columns like the others, and a star would stand for them too: where both are used, the
/// star is written out.
/// </summary>
internal static class StarExpansion
{
    /// <summary>False when a star cannot be written out, or the row is used in another way.</summary>
    public static bool TryWrite(SecuringContext context, int index, ImmutableArray<string> hidden)
    {
        var reference = context.Map.Relations[index];
        var stars = reference.Uses.Where(static u => u.Column == "*").ToList();
        if (reference.UsesWholeRow || stars.Exists(static s => s.Usage != ColumnUsage.Star || s.Span.Length == 0)
            || reference.Uses.Any(static u => u.Usage == ColumnUsage.MergedColumn))
        {
            return false;
        }

        var isAlone = context.Map.Relations.Count(r => r.Query == reference.Query) == 1 && context.Map.Queries[reference.Query].Parent < 0;
        if (stars.Count == 0 || stars.Exists(s => s.Qualifier.Length == 0 && !isAlone))
        {
            return false;
        }

        var name = context.Syntax.Quote(reference.Alias ?? reference.Name.Name);
        var columns = reference.Columns
            .Select((column, i) => (Column: column, Name: i < reference.ColumnAliases.Length ? reference.ColumnAliases[i] : column))
            .Where(c => !hidden.Contains(c.Column, StringComparer.Ordinal));
        var list = string.Join(", ", columns.Select(c => name + "." + context.Syntax.Quote(c.Name)));
        stars.ForEach(s => context.Edits.Replace(s.Span, list));
        return true;
    }
}
