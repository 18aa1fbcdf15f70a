using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>INSERT, UPDATE, DELETE and MERGE: a query finds the rows and their values, then they are written one by one.</summary>
internal static class Modifications
{
    public static void Run(SqlSession session, DataModificationStatement statement)
    {
        switch (statement)
        {
            case InsertStatement i:
                Inserts.Run(session, i);
                break;
            case UpdateStatement u:
                Change(session, u, u.UpdateSpecification, DoneCommand.Update);
                break;
            case DeleteStatement d:
                Change(session, d, d.DeleteSpecification, DoneCommand.Delete);
                break;
            case MergeStatement m:
                Merges.Run(session, m);
                break;
            default:
                throw Errors.NotSupported(statement.GetType().Name);
        }
    }

    /// <summary>A change that UPDATE or DELETE makes: rows of <see cref="Table"/>, what columns get, what variables get.</summary>
    private sealed record ChangePlan(Plan Plan, TableObject Table, IReadOnlyList<(int Column, int At)> Columns, IReadOnlyList<(string Variable, int At)> Variables, OutputClausePlan Output, int BesideAt);

    private static void Change(SqlSession session, StatementWithCtesAndXmlNamespaces statement, UpdateDeleteSpecificationBase d, DoneCommand command)
    {
        var plan = session.Plans.Get(statement, t => Translate(session, statement, d, t));
        var verb = command.ToString().ToUpperInvariant();
        Permissions.Require(session, plan.Table, verb);
        var count = 0L;
        plan.Output.Begin();
        session.Write(() => count = Apply(session, plan, verb), plan.Table.IsTemporary);
        plan.Output.Send(session);
        session.RowCount = count;
        session.Sink.Done(plan.Output.ReturnsRows ? DoneCommand.Select : command, session.CountOf(count));
    }

    private static ChangePlan Translate(SqlSession session, StatementWithCtesAndXmlNamespaces statement, UpdateDeleteSpecificationBase d, Translator t)
    {
        var scope = new Scope(null);
        t.ReadHints(statement.OptimizerHints);
        var prefix = t.WithText(statement.WithCtesAndXmlNamespaces);
        var (from, target) = t.Target(d.Target, d.FromClause, scope);
        var table = target.Table is { } own && target.RowId.Length > 0 ? own
            : throw new SqlError(4406, 16, $"Update or insert of view or function '{target.Name}' failed because it contains a derived or constant field, or more than one table.");
        var items = new List<string> { target.RowId };
        var (columns, variables) = d is UpdateSpecification u ? SetClauses(session, t, u.SetClauses, target, table, scope, items) : ([], []);
        if (d.WhereClause?.Cursor is not null)
            throw Errors.NotSupported("WHERE CURRENT OF");
        var where = d.WhereClause is null ? "" : " WHERE " + t.Predicate(d.WhereClause.SearchCondition, scope);
        var top = d.TopRowFilter is null ? "" : " LIMIT " + Translator.Convert(t.Scalar(d.TopRowFilter.Expression, null), SqlType.BigInt).Text;
        if (d.TopRowFilter is { Percent: true })
            throw Errors.NotSupported("TOP PERCENT in a change");
        var output = OutputClausePlan.Make(session, t, d, table, true, d is UpdateSpecification, scope.Sources.Where(s => !ReferenceEquals(s, target)));
        var besideAt = items.Count;
        items.AddRange(output.Beside);
        return new ChangePlan(new Plan($"{prefix}SELECT {string.Join(',', items)} FROM {from}{where}{top}", t.Parameters, [], t), table, columns, variables, output, besideAt);
    }

    public static (List<(int Column, int At)> Columns, List<(string Variable, int At)> Variables) SetClauses(SqlSession session, Translator t, IList<SetClause> clauses, Source target, TableObject table, Scope scope, List<string> items,
        Func<string, string>? wrap = null)
    {
        var (columns, variables) = (new List<(int Column, int At)>(), new List<(string Variable, int At)>());
        foreach (var clause in clauses)
        {
            if (clause is not AssignmentSetClause a)
                throw Errors.NotSupported("a method in SET");
            if (a.Column is null)
            {
                var type = session.Frame.Variables.TryGetValue(a.Variable.Name, out var slot) ? slot.Type : throw Errors.UndeclaredVariable(a.Variable.Name);
                variables.Add((a.Variable.Name, items.Count));
                items.Add(AssignmentRules.Convert(Compound.Apply(a.AssignmentKind, t.Scalar(a.Variable, scope), t.Scalar(a.NewValue, scope), session.Settings), type).Text);
                continue;
            }
            var name = a.Column.MultiPartIdentifier.Identifiers[^1].Value;
            var at = ColumnAt(target, table, name);
            var column = table.Columns[at];
            if (columns.Exists(c => c.Column == at))
                throw new SqlError(264, 16, $"The column name '{name}' is specified more than once in the SET clause or column list of an INSERT. A column cannot be assigned more than one value in the same clause. Modify the clause to make sure that a column is updated only once. If this statement updates or inserts columns into a view, column aliasing can conceal the duplication in your code.");
            RefuseFixed(column, table);
            var value = a.NewValue is DefaultLiteral ? column.Default is { } d ? t.Scalar(d, null) : new Expr("NULL", TypeRules.Untyped) : t.Scalar(a.NewValue, scope);
            if (a.AssignmentKind != AssignmentKind.Equals)
            {
                var old = target.Columns.First(c => Names.Equal(c.Name, name));
                value = Compound.Apply(a.AssignmentKind, new Expr(old.Text, old.Type), value, session.Settings);
            }
            columns.Add((at, items.Count));
            var text = AssignmentRules.Convert(value, AssignmentRules.Reading(column.Type)).Text;
            items.Add(wrap is null ? text : wrap(text));
            if (a.Variable is not null)
                variables.Add((a.Variable.Name, items.Count - 1));
        }
        return (columns, variables);
    }

    // A column of a view or CTE over one table is the table's, under a name of its own.
    private static int ColumnAt(Source target, TableObject table, string name)
    {
        var seen = target.Columns.FirstOrDefault(c => Names.Equal(c.Name, name)) ?? throw Errors.InvalidColumn(name);
        var column = seen.Column ?? throw new SqlError(4406, 16, $"Update or insert of view or function '{target.Name}' failed because it contains a derived or constant field.");
        return table.Columns.ToList().FindIndex(c => c.Id == column.Id);
    }

    public static void RefuseFixed(ColumnObject column, TableObject table)
    {
        if (column.Identity is not null)
            throw new SqlError(8102, 16, $"Cannot update identity column '{column.Name}'.");
        if (column.Computed is not null)
            throw new SqlError(271, 16, $"The column \"{column.Name}\" cannot be modified because it is either a computed column or is the result of a UNION operator.");
        if (column.Type.Name == SqlTypeName.RowVersion)
            throw new SqlError(272, 16, "Cannot update a timestamp column.");
    }

    private static long Apply(SqlSession session, ChangePlan plan, string verb)
    {
        var rows = session.Rows(plan.Plan);
        var writer = new RowWriter(session, plan.Table) { Verb = verb };
        var seen = new HashSet<long>();
        var changes = new List<(long Row, object?[] Old, object?[]? Now, object?[] Found)>();
        var limit = session.Settings.RowCount == 0 ? long.MaxValue : session.Settings.RowCount;
        foreach (var found in rows)
        {
            if (found[0] is not long row || changes.Count >= limit || !seen.Add(row) || writer.Get(row) is not { } old)
                continue;
            object?[]? now = null;
            if (verb == "UPDATE")
            {
                now = [.. old];
                foreach (var (column, at) in plan.Columns)
                    now[column] = found[at];
            }
            foreach (var (variable, at) in plan.Variables)
                session.Frame.Variables[variable].Cell = found[at];
            changes.Add((row, old, now, found));
        }
        Write(writer, plan.Table, changes);
        foreach (var (_, old, now, found) in changes)
        {
            if (plan.Output.IsEmpty)
                break;
            session.RowValues = writer.Bound('d', old);
            if (now is not null)
                writer.Bound('i', now, session.RowValues);
            plan.Output.Add(session, found.AsSpan(plan.BesideAt));
        }
        writer.References.Verify(verb);
        plan.Output.WriteInto(session);
        return changes.Count;
    }

    /// <summary>Writes changed rows; where a unique key changes in many rows they are taken out first, so that they do not meet on the way.</summary>
    public static void Write(RowWriter writer, TableObject table, List<(long Row, object?[] Old, object?[]? Now, object?[] Found)> changes)
    {
        var keys = table.Indexes.Where(i => i.IsUnique).SelectMany(i => i.Columns).Select(c => table.Columns.ToList().FindIndex(x => x.Id == c.Column)).Distinct().ToList();
        var moves = changes.Count > 1 && changes.Exists(c => c.Now is not null && keys.Exists(k => !Equals(c.Old[k], c.Now[k])));
        if (moves)
        {
            foreach (var change in changes)
                writer.Delete(change.Row, change.Old);
        }
        foreach (var (row, old, now, _) in changes)
        {
            if (now is null)
                writer.Delete(row, old);
            else if (moves)
                writer.Insert(now, row);
            else
                writer.Update(row, old, now);
        }
    }
}
