using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>MERGE: each pair of rows of target and source gets the first clause that fits.</summary>
internal static class Merges
{
    private sealed record Clause(MergeAction Action, IReadOnlyList<(int Column, int At)> Columns);

    private sealed record MergePlan(Plan Pairs, Plan? Alone, TableObject Table, IReadOnlyList<Clause> Clauses, OutputClausePlan Output, int BesideAt);

    public static void Run(SqlSession session, MergeStatement statement)
    {
        var plan = session.Plans.Get(statement, t => Translate(session, statement, t));
        foreach (var clause in plan.Clauses)
            Permissions.Require(session, plan.Table, clause.Action is InsertMergeAction ? "INSERT" : clause.Action is DeleteMergeAction ? "DELETE" : "UPDATE");
        var count = 0L;
        plan.Output.Begin();
        session.Write(() => count = Apply(session, plan), plan.Table.IsTemporary);
        plan.Output.Send(session);
        session.RowCount = count;
        session.Sink.Done(plan.Output.ReturnsRows ? DoneCommand.Select : DoneCommand.Merge, session.CountOf(count));
    }

    private static MergePlan Translate(SqlSession session, MergeStatement statement, Translator t)
    {
        var m = statement.MergeSpecification;
        if (m.TopRowFilter is not null)
            throw Errors.NotSupported("MERGE TOP");
        t.ReadHints(statement.OptimizerHints);
        var prefix = t.WithText(statement.WithCtesAndXmlNamespaces);
        var scope = new Scope(null);
        var (targetText, target) = t.Target(m.Target, null, scope);
        if (m.TableAlias is { } alias)
            target = scope.Sources[0] = target with { Name = alias.Value, Schema = null, Database = null };
        var table = target.Table is { } own && target.RowId.Length > 0 ? own : throw Errors.NotSupported("MERGE into this");
        var sourceText = t.TableText(m.TableReference, scope);
        var on = t.Predicate(m.SearchCondition, scope);
        var (pairs, alone) = (new List<string>(), new List<string>());
        var action = Action(t, m, scope, target, MergeCondition.Matched, pairs: true);
        var aloneAction = Action(t, m, scope, target, MergeCondition.NotMatchedBySource, pairs: false);
        var items = new List<string> { target.RowId, action };
        var aloneItems = new List<string> { target.RowId, aloneAction };
        var clauses = new List<Clause>();
        for (var k = 0; k < m.ActionClauses.Count; k++)
        {
            var clause = m.ActionClauses[k];
            var isAlone = clause.Condition == MergeCondition.NotMatchedBySource;
            var number = k;
            string Wrap(string text) => $"CASE WHEN {(isAlone ? aloneAction : action)}={number} THEN {text} END";
            var list = isAlone ? aloneItems : items;
            clauses.Add(new Clause(clause.Action, clause.Action switch
            {
                UpdateMergeAction u => Modifications.SetClauses(session, t, u.SetClauses, target, table, scope, list, Wrap).Columns,
                InsertMergeAction i => InsertColumns(t, i, table, scope, list, Wrap),
                _ => [],
            }));
        }
        var output = OutputClausePlan.Make(session, t, m, table, true, true, scope.Sources.Skip(1));
        var besideAt = items.Count;
        items.AddRange(output.Beside);
        var pairPlan = new Plan($"{prefix}SELECT {string.Join(',', items)} FROM {sourceText} LEFT JOIN {targetText} ON {on}", t.Parameters, [], t);
        var alonePlan = m.ActionClauses.Any(c => c.Condition == MergeCondition.NotMatchedBySource)
            ? new Plan($"{prefix}SELECT {string.Join(',', aloneItems)} FROM {targetText} WHERE NOT EXISTS(SELECT 1 FROM {sourceText} WHERE {on})", t.Parameters, [], t) : null;
        return new MergePlan(pairPlan, alonePlan, table, clauses, output, besideAt);
    }

    private static string Action(Translator t, MergeSpecification m, Scope scope, Source target, MergeCondition condition, bool pairs)
    {
        var whens = "";
        for (var k = 0; k < m.ActionClauses.Count; k++)
        {
            var clause = m.ActionClauses[k];
            if (clause.Condition == MergeCondition.NotMatchedBySource == pairs)
                continue;
            var when = clause.Condition switch { MergeCondition.Matched => $"{target.RowId} IS NOT NULL", MergeCondition.NotMatchedBySource => "1", _ => $"{target.RowId} IS NULL" };
            if (clause.SearchCondition is { } search)
                when += " AND " + t.Predicate(search, scope);
            whens += $" WHEN {when} THEN {k}";
        }
        return whens.Length == 0 ? "NULL" : $"(CASE{whens} END)";
    }

    private static List<(int, int)> InsertColumns(Translator t, InsertMergeAction i, TableObject table, Scope scope, List<string> items, Func<string, string> wrap)
    {
        var columns = table.Columns.ToList();
        var given = i.Columns.Count == 0 ? [.. Enumerable.Range(0, columns.Count).Where(c => columns[c].Computed is null && columns[c].Identity is null && columns[c].Type.Name != SqlTypeName.RowVersion)]
            : i.Columns.Select(c => columns.FindIndex(x => Names.Equal(x.Name, c.MultiPartIdentifier.Identifiers[^1].Value)) is >= 0 and var at ? at : throw Errors.InvalidColumn(c.MultiPartIdentifier.Identifiers[^1].Value)).ToList();
        var values = i.Source.IsDefaultValues ? [] : i.Source.RowValues[0].ColumnValues;
        if (!i.Source.IsDefaultValues && values.Count != given.Count)
            throw new SqlError(values.Count < given.Count ? 109 : 110, 15, "The number of values in the VALUES clause must match the number of columns specified in the INSERT statement.");
        var made = new List<(int, int)>();
        for (var c = 0; c < columns.Count; c++)
        {
            var n = i.Source.IsDefaultValues ? -1 : given.IndexOf(c);
            if (n < 0 && columns[c].Default is null)
                continue;
            var value = n < 0 || values[n] is DefaultLiteral ? columns[c].Default is { } d ? t.Scalar(d, null) : new Expr("NULL", TypeRules.Untyped) : t.Scalar(values[n], scope);
            made.Add((c, items.Count));
            items.Add(wrap(AssignmentRules.Convert(value, AssignmentRules.Reading(columns[c].Type)).Text));
        }
        return made;
    }

    private static long Apply(SqlSession session, MergePlan plan)
    {
        var found = session.Rows(plan.Pairs);
        var alone = plan.Alone is null ? [] : session.Rows(plan.Alone);
        var writer = new RowWriter(session, plan.Table) { Verb = "MERGE" };
        var seen = new HashSet<long>();
        var count = 0L;
        foreach (var (row, isPair) in found.Select(r => (r, true)).Concat(alone.Select(r => (r, false))))
        {
            if (row[1] is not long number)
                continue;
            if (row[0] is long target && !seen.Add(target))
                throw new SqlError(8672, 16, "The MERGE statement attempted to UPDATE or DELETE the same row more than once. This happens when a target row matches more than one source row. A MERGE statement cannot UPDATE/DELETE the same row of the target table multiple times. Refine the ON clause to ensure a target row matches at most one source row, or use the GROUP BY clause to group the source rows.");
            count++;
            One(session, plan, writer, plan.Clauses[(int)number], row, isPair ? row.AsSpan(plan.BesideAt) : default);
        }
        writer.References.Verify("MERGE");
        plan.Output.WriteInto(session);
        return count;
    }

    private static void One(SqlSession session, MergePlan plan, RowWriter writer, Clause clause, object?[] row, ReadOnlySpan<object?> beside)
    {
        object?[]? old = row[0] is long at ? writer.Get(at) : null;
        object?[]? now = clause.Action is DeleteMergeAction ? null : old is null ? new object?[plan.Table.Columns.Count] : [.. old];
        foreach (var (column, place) in clause.Columns)
            now![column] = row[place];
        if (old is null)
            writer.Insert(now!);
        else if (now is null)
            writer.Delete((long)row[0]!, old);
        else
            writer.Update((long)row[0]!, old, now);
        if (plan.Output.IsEmpty)
            return;
        session.RowValues = new Dictionary<string, object?>(StringComparer.Ordinal) { ["$action"] = old is null ? "INSERT" : now is null ? "DELETE" : "UPDATE" };
        if (old is not null)
            writer.Bound('d', old, session.RowValues);
        if (now is not null)
            writer.Bound('i', now, session.RowValues);
        plan.Output.Add(session, beside);
    }
}
