using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting.Targets;

/// <summary>
/// UPDATE and DELETE: the filter joins the condition. What the client's condition says is behind a guard when it could tell a
/// hidden row's value by an error or a function; what is leakproof is repeated before it, for the sake of indexes.
/// </summary>
internal static class TargetConditions
{
    /// <summary>Of a target whose level has no other, or that is the first of several.</summary>
    /// <param name="filter">Of all targets of the level.</param>
    /// <param name="filtered">Those targets.</param>
    public static void Secure(WriteTarget target, SecuredText filter, IReadOnlyList<WriteTarget> filtered)
    {
        if (target.Query.Where is { IsCurrentOf: true })
        {
            target.Refuse($"WHERE CURRENT OF is not supported under the row filter of `{target.Reference.Name}`; use the key of the row");
            return;
        }

        // First, since a WHERE may be put right behind the last of them.
        foreach (var each in filtered.Where(static t => t.Context.Syntax.GuardsJoins))
        {
            GuardJoins(each);
        }

        Join(target, target.Query.Where, target.Query.WherePlace, filter, repeats: true);
    }

    /// <summary>Conditions by which a target is joined are evaluated before WHERE.</summary>
    private static void GuardJoins(WriteTarget target)
    {
        var index = target.Context.Map.Relations.IndexOf(target.Reference);
        foreach (var conjunct in target.Query.On.SelectMany(static c => c.Conjuncts).Where(c => c.Relations.Contains(index) && !IsHarmless(target, c)))
        {
            if (target.Filter() is { } filter)
            {
                FilterGuard.Wrap(target.Context.Syntax, target.Context.Edits, conjunct.Span, filter);
            }
        }
    }

    /// <summary>Puts the filter before a condition, or where one would stand.</summary>
    /// <param name="repeats">Leakproof conjuncts are repeated before the guard: the rows are looked for by them.</param>
    public static void Join(WriteTarget target, ConditionMap? where, SourceSpan place, SecuredText filter, bool repeats)
    {
        var edits = target.Context.Edits;
        if (where is null)
        {
            edits.Insert(place.Start, new SecuredText(" WHERE ").Append(filter));
            return;
        }

        if (where.Conjuncts.All(c => IsHarmless(target, c)) && !where.Conjuncts.IsEmpty)
        {
            edits.Insert(where.Span.Start, new SecuredText().Append(filter).Append(" AND ("));
            edits.Insert(where.Span.End, ")");
            return;
        }

        if (target.Context.Syntax.GuardsInPlace)
        {
            GuardInPlace(target, where, filter);
            return;
        }

        var before = new SecuredText().Append(filter).Append(" AND ");
        foreach (var conjunct in where.Conjuncts.Where(c => repeats && IsHarmless(target, c) && IsRepeatable(target, c)))
        {
            before.Append("(").Append(target.Context.TextOf(conjunct.Span)).Append(") AND ");
        }

        // In parentheses: RETURNING may stand right behind the condition, without a space.
        edits.Insert(where.Span.Start, before.Append("("));
        FilterGuard.Wrap(target.Context.Syntax, edits, where.Span, filter);
        edits.Insert(where.Span.End, ")");
    }

    /// <summary>Parameters count by their place: what is leakproof stays where it is, before the rest, and nothing is repeated.</summary>
    private static void GuardInPlace(WriteTarget target, ConditionMap where, SecuredText filter)
    {
        var edits = target.Context.Edits;
        edits.Insert(where.Span.Start, new SecuredText().Append(filter).Append(" AND ("));
        if (where.Conjuncts.IsEmpty)
        {
            FilterGuard.Wrap(target.Context.Syntax, edits, where.Span, filter);
        }

        foreach (var conjunct in where.Conjuncts.Where(c => !IsHarmless(target, c)))
        {
            FilterGuard.Wrap(target.Context.Syntax, edits, conjunct.Span, filter);
        }

        edits.Insert(where.Span.End, ")");
    }

    /// <summary>Leakproof as it is written, and still after masks have been put into it.</summary>
    private static bool IsHarmless(WriteTarget target, ConjunctMap conjunct) =>
        conjunct.IsLeakproof && !target.OfLevel().SelectMany(static t => t.MaskedUses()).Any(u => WriteTarget.Contains(conjunct.Span, u.Use.Span));

    /// <summary>No other edit falls into it: names of other relations are qualified by their alias or by nothing.</summary>
    private static bool IsRepeatable(WriteTarget target, ConjunctMap conjunct)
    {
        foreach (var relation in conjunct.Relations)
        {
            var reference = target.Context.Map.Relations[relation];
            foreach (var use in reference.Uses)
            {
                if (reference.Role == ReferenceRole.Read && WriteTarget.Contains(conjunct.Span, use.Span)
                    && target.Context.TextOf(use.Qualifier).Count('.') > 1)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
