using System.Collections.Immutable;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Rewriting;

/// <summary>
/// Which of the client's conditions a server might evaluate on rows that a filter hides. The planner merges levels, so conditions of
/// every level count that may name the reference's columns. What stands in output lists, GROUP BY and ORDER BY is computed after them.
/// </summary>
internal sealed class Barrier
{
    /// <summary>Conjuncts of the own level's WHERE that may be repeated inside the derived table as they are.</summary>
    public List<ConjunctMap> Movable { get; } = [];

    /// <summary>Conjuncts of the own level's WHERE that name no other reference and can tell of hidden rows.</summary>
    public List<ConjunctMap> Guardable { get; } = [];

    /// <summary>Other conditions that can tell of hidden rows.</summary>
    public bool HasOtherLeaks { get; private set; }

    public bool IsNeeded => HasOtherLeaks || Guardable.Count > 0;

    /// <param name="hidesByOthers">
    /// The rows are hidden by other tables' rows (a filter with a subquery, a view's joins): what is sorted by may be computed before that is
    /// known.
    /// </param>
    public static Barrier Of(SecuringContext context, int index, bool hidesByOthers)
    {
        var barrier = new Barrier();
        var around = Around(context.Map, index);
        for (var level = 0; level < context.Map.Queries.Length; level++)
        {
            var query = context.Map.Queries[level];
            foreach (var condition in query.On.Append(query.Where))
            {
                barrier.Add(context, condition?.Conjuncts ?? [], index, level, around);
            }

            // With an aggregate it can only be evaluated on groups, and those are made of visible rows.
            var beforeGrouping = query.Having?.Conjuncts
                .Where(c => !c.HasAggregate && !context.Syntax.HasAggregate(context.TextOf(c.Span).ToString(), context.Facts));
            barrier.Add(context, [.. beforeGrouping ?? []], index, level, around);
            barrier.AddEvaluated(context, query.Evaluated, index, level, around);
            if (hidesByOthers)
            {
                barrier.Add(context, query.Sorts, index, level, around);
            }
        }

        return barrier;
    }

    private void Add(SecuringContext context, ImmutableArray<ConjunctMap> conjuncts, int index, int level, HashSet<int> around)
    {
        var reference = context.Map.Relations[index];
        var isOwnWhere = level == reference.Query && !reference.IsNullable && context.Map.Queries[level].Where?.Conjuncts == conjuncts;
        foreach (var conjunct in conjuncts)
        {
            var isItsAlone = isOwnWhere && conjunct.IsMovable && conjunct.Relations is [var only] && only == index;
            if (conjunct.IsLeakproof && isItsAlone)
            {
                Movable.Add(conjunct);
            }
            else if (!conjunct.IsLeakproof && isItsAlone)
            {
                Guardable.Add(conjunct);
            }
            else if (!conjunct.IsLeakproof)
            {
                HasOtherLeaks |= MayReach(context, conjunct, index, around.Contains(level));
            }
        }
    }

    /// <summary>What is computed besides conditions: not on the rows of a reference that stands in it, in a subquery.</summary>
    private void AddEvaluated(SecuringContext context, ImmutableArray<ConjunctMap> evaluated, int index, int level, HashSet<int> around)
    {
        var at = context.Map.Relations[index].NameSpan.Start;
        foreach (var expression in evaluated.Where(e => at < e.Span.Start || at >= e.Span.End))
        {
            HasOtherLeaks |= MayReach(context, expression, index, around.Contains(level));
        }
    }

    /// <summary>
    /// Whether a condition may be evaluated on the reference's rows: it names the reference, or a column that may come from it, or
    /// (around it) nothing at all but tells when it is evaluated. EXISTS tests no column of what it holds, and the conditions in it
    /// are met as those of their own level.
    /// </summary>
    private static bool MayReach(SecuringContext context, ConjunctMap conjunct, int index, bool isAround)
    {
        var at = context.Map.Relations[index].NameSpan.Start;
        if (at >= conjunct.Span.Start && at < conjunct.Span.End)
        {
            return !IsExistenceTest(context, conjunct);
        }

        if (conjunct.Relations.Contains(index) && IsQuietExistence(context, conjunct, context.Map.Relations[index]))
        {
            return false;
        }

        return conjunct.Relations.Contains(index) || conjunct.NamesDerived || (isAround && conjunct.Relations.IsEmpty);
    }

    /// <summary>EXISTS of a subquery that names the reference in conditions only, none of which could tell of its rows when evaluated.</summary>
    private static bool IsQuietExistence(SecuringContext context, ConjunctMap conjunct, RelationReference reference)
    {
        if (conjunct.NamesDerived || !IsExistenceTest(context, conjunct))
        {
            return false;
        }

        var inner = context.Map.Queries.Where(q => Holds(conjunct.Span, q.Span)).SelectMany(static q => q.On.Append(q.Where)).OfType<ConditionMap>().ToList();
        return inner.SelectMany(static c => c.Conjuncts).All(static c => c.IsLeakproof || c.IsMovable)
            && reference.Uses.Where(u => Holds(conjunct.Span, u.Span)).All(u => inner.Exists(c => Holds(c.Span, u.Span)));
    }

    private static bool IsExistenceTest(SecuringContext context, ConjunctMap conjunct) =>
        conjunct.IsExistence || context.Syntax.IsExistenceTest(context.TextOf(conjunct.Span));

    private static bool Holds(SourceSpan outer, SourceSpan inner) => inner.Start >= outer.Start && inner.End <= outer.End;

    /// <summary>The reference's level and those it stands in.</summary>
    private static HashSet<int> Around(StatementMap map, int index)
    {
        var levels = new HashSet<int>();
        for (var level = map.Relations[index].Query; level >= 0; level = map.Queries[level].Parent)
        {
            _ = levels.Add(level);
        }

        return levels;
    }
}
