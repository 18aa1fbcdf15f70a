using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// What <c>limit: {rows}</c> means for one statement of a text. EXECUTE and FETCH are limited with the statement behind the name, and
/// all fetches from a cursor count as one answer.
/// </summary>
internal static class RowLimits
{
    public static RowLimit Of(JudgedStatement judged, int index, SessionNames names, DateTimeOffset now)
    {
        if (judged.PlanOf(index) is not { } plan)
        {
            return RowLimit.None;
        }

        var limit = RowLimit.None;
        foreach (var facts in judged.EndingWith(index))
        {
            if (HasRows(facts))
            {
                limit = limit.Rows == RowLimit.None.Rows ? Of(plan.Decide(new DecisionContext(now)).Limits, fetched: 0) : limit;
                limit = (judged.Traits & EffectTraits.NeedsBody) != 0 ? Lowest(limit, judged, facts, names, now) : limit;
            }
        }

        return limit;
    }

    /// <summary>
    /// A simple Query outside of a transaction block commits by itself, perhaps before its rows are counted; and what follows in a
    /// text has run by then. So such a text is refused where it could leave something behind that the client sees fail.
    /// </summary>
    public static Denial? RefuseLasting(JudgedStatement judged, StatementLimits limits, bool isInTransaction)
    {
        if (limits.Rows is null || limits.TruncateRows || !HasRows(judged))
        {
            return null;
        }

        var mayLast = isInTransaction
            ? judged.Statements.Length > 1 && (judged.Traits & (EffectTraits.EndsTransaction | EffectTraits.CopiesIn)) != 0
            : !ReadsOnly(judged);
        return mayLast
            ? new Denial(
                DenialCase.LimitReached,
                $"a write whose rows are limited by rule `{limits.RowsRule}` could not be undone here; run it in a transaction block, on its own")
            : null;
    }

    private static RowLimit Lowest(
        RowLimit limit, JudgedStatement judged, StatementFacts facts, SessionNames names, DateTimeOffset now)
    {
        foreach (var effect in facts.Effects)
        {
            if (effect is SessionEffect.Execute or SessionEffect.Fetch && names.PlanFor(effect, judged.Context) is { } plan)
            {
                var behind = Of(plan.Decide(new DecisionContext(now)).Limits, names.FetchedBy(effect));
                limit = behind.Rows < limit.Rows ? behind : limit;
            }
        }

        return limit;
    }

    private static RowLimit Of(StatementLimits limits, long fetched) =>
        limits.Rows is { } rows ? new RowLimit(Math.Max(0, rows - fetched), limits.TruncateRows, limits.RowsRule) : RowLimit.None;

    /// <summary>The plan of a query is none of the rows it reads.</summary>
    private static bool HasRows(StatementFacts facts) =>
        (facts.ReturnsRows && facts.Kind != "EXPLAIN")
        || (facts.Kind == "COPY" && !facts.Accesses.Any(static a => a.Action == SqlAction.Insert));

    private static bool HasRows(JudgedStatement judged) => judged.Statements.Any(HasRows);

    private static bool ReadsOnly(JudgedStatement judged) =>
        judged.Statements.All(
            f => (f.Action is SqlAction.Select or SqlAction.Copy or SqlAction.Metadata || (judged.IsOne && f.Action is SqlAction.Session or SqlAction.None))
                && !f.Accesses.Any(static a => IsWrite(a.Action)) && !f.Effects.Any(e => IsLasting(e) && !(judged.IsOne && e is SessionEffect.Set)));

    private static bool IsWrite(SqlAction action) =>
        action is SqlAction.Insert or SqlAction.Update or SqlAction.Delete or SqlAction.Truncate or SqlAction.Ddl;

    private static bool IsLasting(SessionEffect effect) => effect is not (SessionEffect.SequenceValueRead or SessionEffect.RunsUserCode);
}
