using System.Collections.Immutable;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// Masks put on what leaves instead of where it is read: keyed ones, computed by the gateway on the wire, and those that a rule wants
/// on results only. Both need outputs whose lineage is a plain column.
/// </summary>
internal static class WayOut
{
    /// <summary>Decides which masks are not put at the references.</summary>
    public static void Choose(SecuringContext context)
    {
        if (context.Depth > 0)
        {
            return;
        }

        foreach (var mask in context.Obligations.All.Masks)
        {
            var isOnTheWayOut = mask.Mask.IsKeyed
                ? context.Facts.Kind == "SELECT" && context.IsOnlyResult && OnlyShown(context, mask)
                : mask.ResultsOnly && Root(context) is not null && !IsShownAsRow(context, mask);
            if (isOnTheWayOut)
            {
                context.OnTheWayOut.Add((mask.Table, mask.Column));
            }
        }
    }

    /// <summary>Adds the wire masks, and wraps the query whose results are masked.</summary>
    public static void Apply(SecuringContext context)
    {
        if (context.Depth > 0)
        {
            return;
        }

        var results = new Dictionary<int, ColumnMask>();
        var outputs = SelfCheck.Visible(context);
        foreach (var mask in context.Obligations.All.Masks.Where(m => !context.AppliesAtReferences(m)))
        {
            for (var i = 0; i < outputs.Length; i++)
            {
                var output = outputs[i];
                if (!Holds(context, output, mask))
                {
                    continue;
                }

                if (!IsPlain(context, output, mask))
                {
                    context.Refuse(
                        $"output `{output.Name}` is computed from `{mask.Table}.{mask.Column}`, which is masked in results only; show the column as it is",
                        mask.Rules.IsEmpty ? null : mask.Rules[0]);
                    return;
                }

                if (mask.Mask.IsKeyed)
                {
                    context.WireMasks.Add(new WireMask(i, mask.Mask, mask.Table, mask.Column));
                    context.Masked.Add($"{mask.Table}.{mask.Column}");
                }
                else
                {
                    results[i] = mask;
                }
            }
        }

        if (results.Count > 0)
        {
            Wrap(context, outputs, results);
        }
    }

    /// <summary>The query becomes a derived table whose output columns are masked by their places.</summary>
    private static void Wrap(SecuringContext context, ImmutableArray<MappedOutput> outputs, Dictionary<int, ColumnMask> results)
    {
        var names = Enumerable.Range(1, outputs.Length).Select(static n => $"c{n}").ToList();
        var items = new List<string>();
        for (var i = 0; i < names.Count; i++)
        {
            var column = $"q.{names[i]}";
            if (results.TryGetValue(i, out var mask))
            {
                if (context.Mask(mask, mask.Table, column) is not { } sql)
                {
                    return;
                }

                column = sql;
            }

            items.Add($"{column} AS {context.Syntax.Quote(outputs[i].Name)}");
        }

        var query = context.Map.Queries[Root(context)!.Value].Span;
        if (context.Syntax.Wrap(context.TextOf(query).ToString(), string.Join(", ", items), string.Join(", ", names)) is not { } around)
        {
            context.Refuse(
                context.Syntax.NoWrap,
                results.First().Value.Rules.FirstOrDefault());
            return;
        }

        context.Edits.Insert(query.Start, around.Before);
        context.Edits.Insert(query.End, around.After);
    }

    /// <summary>The one query whose rows leave; null where rows go into a relation, or nothing is known of them.</summary>
    private static int? Root(SecuringContext context)
    {
        if (context.Facts.Kind is not ("SELECT" or "DECLARE CURSOR" or "PREPARE" or "COPY") || context.Map.Outputs.IsEmpty)
        {
            return null;
        }

        var roots = Enumerable.Range(0, context.Map.Queries.Length).Where(i => context.Map.Queries[i].Parent < 0).ToList();
        return roots is [var only] && context.Map.Queries[only] is { Kind: QueryKind.Select, Span.Length: > 0 } ? only : null;
    }

    private static bool IsShownAsRow(SecuringContext context, ColumnMask mask) =>
        context.Map.Relations.Any(r => r.UsesWholeRow && Carried(context, r, mask) is not { IsEmpty: true });

    /// <summary>Whether a keyed column leaves as it is and is used for nothing else.</summary>
    private static bool OnlyShown(SecuringContext context, ColumnMask mask)
    {
        if (Root(context) is not { } root)
        {
            return false;
        }

        var query = context.TextOf(context.Map.Queries[root].Span).ToString();
        for (var i = 0; i < context.Map.Outputs.Length; i++)
        {
            // ORDER BY names outputs by name or place, and would order by the true value.
            var output = context.Map.Outputs[i];
            if (Holds(context, output, mask) && (!IsPlain(context, output, mask) || context.Syntax.MayOrderBy(query, output.Name, i + 1)))
            {
                return false;
            }
        }

        return context.Map.Relations.All(r => Carried(context, r, mask) is { } columns && (columns.Length == 0 || ShowsOnly(r, root, columns)));
    }

    private static bool ShowsOnly(RelationReference reference, int root, ImmutableArray<string> columns) =>
        reference.Query == root && !reference.UsesWholeRow && reference.Role == ReferenceRole.Read
        && reference.Uses.All(u => u.Column == "*"
            ? u.Usage == ColumnUsage.Star
            : u.Usage == ColumnUsage.PlainOutput || !columns.Contains(u.Column, StringComparer.Ordinal));

    /// <summary>Columns of the reference that are the masked one unchanged; null when it makes something else of it, or nobody knows.</summary>
    private static ImmutableArray<string>? Carried(SecuringContext context, RelationReference reference, ColumnMask mask)
    {
        if (reference.Kind is not (RelationKind.View or RelationKind.MaterializedView))
        {
            return context.Obligations.Of(reference.Name).Masks.Contains(mask) ? [mask.Column] : [];
        }

        if (context.Obligations.BoundBeneath(reference.Name, reference.Kind) is { IsEmpty: true })
        {
            return [];
        }

        if (ViewLineage.Of(reference.Name, context.Catalog) is not { } lineage || lineage.OtherUses.Any(u => IsOf(context, u, mask)))
        {
            return null;
        }

        var carriers = lineage.Columns.Where(c => c.From.Any(f => IsOf(context, f, mask))).ToList();
        return carriers.All(c => c.Plain is { } plain && IsOf(context, plain, mask)) ? [.. carriers.Select(static c => c.Name)] : null;
    }

    /// <summary>Whether an output holds the masked column in any way: itself, through a view, or in a row.</summary>
    private static bool Holds(SecuringContext context, MappedOutput output, ColumnMask mask) =>
        output.From.Any(f => InView(context, f) is { } columns
            ? columns.Any(c => c.From.Any(b => IsOf(context, b, mask)))
            : IsOf(context, f, mask));

    /// <summary>Whether an output is the masked column, unchanged.</summary>
    private static bool IsPlain(SecuringContext context, MappedOutput output, ColumnMask mask) =>
        output.Plain is { Column: not "*" } plain
        && (InView(context, plain) is { } columns
            ? columns is [{ Plain: { Column: not "*" } source }] && IsOf(context, source, mask)
            : IsOf(context, plain, mask));

    /// <summary>The columns of a view that a source names; null for tables, and for views without lineage.</summary>
    private static List<ViewColumn>? InView(SecuringContext context, ColumnSource source) =>
        ViewLineage.Of(source.Table, context.Catalog)?.Columns.Where(c => source.Column == "*" || c.Name == source.Column).ToList();

    /// <summary>Whether a source is the masked column, named by its own table or by a child that has it from there.</summary>
    private static bool IsOf(SecuringContext context, ColumnSource source, ColumnMask mask) =>
        (source.Column == mask.Column || source.Column == "*") && context.Obligations.Of(source.Table).Masks.Contains(mask);
}
