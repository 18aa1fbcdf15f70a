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
        if (!context.Syntax.CompletesGroups)
        {
            return;
        }

        var reference = context.Map.Relations[index];
        var grouped = reference.Uses
            .Where(u => u.Usage == ColumnUsage.Group && u.Span.Length > 0 && context.Syntax.IsGroupItem(context.Text, u.Span)).ToList();
        if (grouped.Count == 0 || KeyOf(context, plan.Relation) is not { } key || !key.All(k => grouped.Any(g => g.Column == k)))
        {
            return;
        }

        var level = context.Map.Queries[reference.Query];
        var dependent = Dependent(reference, level, grouped);
        if (dependent.Count == 0)
        {
            return;
        }

        var last = grouped.MaxBy(static g => g.Span.Start);
        if (key.Any(k => plan.MaskOf(k) is not null))
        {
            context.Refuse(
                $"GROUP BY on the key of `{plan.Relation}`, which is masked, cannot stand for its other columns; name them in GROUP BY", plan.Rule);
            return;
        }

        var qualifier = last.Qualifier.Length > 0 || context.Map.Relations.Count(r => r.Query == reference.Query) > 1
            ? context.Syntax.Quote(reference.Alias ?? reference.Name.Name) + "."
            : "";
        context.Edits.Insert(last.Span.End, string.Concat(dependent.Select(c => ", " + qualifier + context.Syntax.Quote(Outer(reference, c)))));
    }

    /// <summary>Columns named outside of the level's conditions, which are evaluated before grouping, that are not grouped themselves.</summary>
    private static List<string> Dependent(RelationReference reference, QueryMap level, List<ColumnUse> grouped)
    {
        var before = level.On.Append(level.Where).OfType<ConditionMap>().ToList();
        var used = reference.Uses
            .Where(u => u.Usage is not (ColumnUsage.Group or ColumnUsage.MergedColumn or ColumnUsage.WholeRow))
            .Where(u => !before.Exists(c => u.Span.Start >= c.Span.Start && u.Span.End <= c.Span.End))
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
