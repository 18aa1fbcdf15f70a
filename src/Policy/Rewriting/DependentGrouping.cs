using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// GROUP BY on a primary key lets the statement name the table's other columns. A derived table has no key, so those it names are
/// grouped too: they are the same within a group.
/// </summary>
internal static class DependentGrouping
{
    public static void Complete(SecuringContext context, int index, ReferencePlan plan)
    {
        var reference = context.Map.Relations[index];
        var grouped = reference.Uses.Where(static u => u.Usage == ColumnUsage.Group && u.Span.Length > 0).ToList();
        if (grouped.Count == 0 || KeyOf(context, plan.Relation) is not { } key || !key.All(k => grouped.Any(g => g.Column == k)))
        {
            return;
        }

        var dependent = Dependent(reference, grouped);
        if (dependent.Count == 0)
        {
            return;
        }

        var level = context.Map.Queries[reference.Query];
        var last = grouped.MaxBy(static g => g.Span.Start);
        if (key.Any(k => plan.MaskOf(k) is not null) || context.Syntax.HasGroupingSets(context.TextOf(level.Span).ToString()))
        {
            context.Refuse(
                $"GROUP BY on the key of `{plan.Relation}` stands for its other columns, which cannot be kept here; name them in GROUP BY", plan.Rule);
            return;
        }

        if (last.Span.Start < level.Span.Start + (level.Where?.Span.End - level.Span.Start ?? 0))
        {
            context.Refuse($"GROUP BY names the key of `{plan.Relation}` by position; name the columns in GROUP BY", plan.Rule);
            return;
        }

        var qualifier = last.Qualifier.Length > 0 || context.Map.Relations.Count(r => r.Query == reference.Query) > 1
            ? context.Syntax.Quote(reference.Alias ?? reference.Name.Name) + "."
            : "";
        context.Edits.Insert(last.Span.End, string.Concat(dependent.Select(c => ", " + qualifier + context.Syntax.Quote(Outer(reference, c)))));
    }

    /// <summary>Columns named after grouping that are not grouped themselves.</summary>
    private static List<string> Dependent(RelationReference reference, List<ColumnUse> grouped)
    {
        var used = reference.Uses
            .Where(static u => u.Usage is ColumnUsage.PlainOutput or ColumnUsage.Output or ColumnUsage.Having or ColumnUsage.Order
                or ColumnUsage.Window or ColumnUsage.Star)
            .SelectMany(u => u.Column == "*" ? reference.Columns : [u.Column]);
        return [.. used.Distinct(StringComparer.Ordinal).Where(c => grouped.All(g => g.Column != c))];
    }

    private static string Outer(RelationReference reference, string column)
    {
        var at = reference.Columns.IndexOf(column);
        return at >= 0 && at < reference.ColumnAliases.Length ? reference.ColumnAliases[at] : column;
    }

    private static ImmutableArray<string>? KeyOf(SecuringContext context, ObjectName table) =>
        table.Schema is { } schema && context.Catalog.FindRelation(schema, table.Name) is { Keys: [{ IsPrimary: true } key, ..] } ? key.Columns : null;
}
