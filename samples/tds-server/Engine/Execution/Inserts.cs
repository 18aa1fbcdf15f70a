using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>INSERT: VALUES, SELECT, EXEC and DEFAULT VALUES.</summary>
internal static class Inserts
{
    private sealed record InsertPlan(Plan? Plan, TableObject Table, IReadOnlyList<int> Columns, OutputClausePlan Output);

    public static void Run(SqlSession session, InsertStatement statement)
    {
        var i = statement.InsertSpecification;
        var plan = session.Plans.Get(statement, t => Translate(session, statement, t));
        Permissions.Require(session, plan.Table, "INSERT");
        var keeps = plan.Table.Identity is not null && session.IdentityInsert == plan.Table.Id;
        CheckIdentity(plan, keeps);
        var rows = i.InsertSource is ExecuteInsertSource e ? Executed(session, e, plan) : null;
        var count = 0L;
        plan.Output.Begin();
        session.Write(() =>
        {
            rows ??= session.Rows(plan.Plan!);
            var writer = new RowWriter(session, plan.Table) { KeepsIdentity = keeps };
            foreach (var row in session.Settings.RowCount > 0 && i.InsertSource is SelectInsertSource ? rows.Take((int)session.Settings.RowCount) : rows)
            {
                var cells = new object?[plan.Table.Columns.Count];
                for (var c = 0; c < plan.Columns.Count; c++)
                    cells[plan.Columns[c]] = row[c];
                writer.Insert(cells);
                count++;
                if (plan.Output.IsEmpty)
                    continue;
                session.RowValues = writer.Bound('i', cells);
                plan.Output.Add(session, default);
            }
            writer.References.Verify("INSERT");
            plan.Output.WriteInto(session);
        }, plan.Table.IsTemporary);
        plan.Output.Send(session);
        session.RowCount = count;
        session.Sink.Done(plan.Output.ReturnsRows ? DoneCommand.Select : DoneCommand.Insert, session.CountOf(count));
    }

    private static void CheckIdentity(InsertPlan plan, bool keeps)
    {
        if (plan.Table.Identity is not { } identity)
            return;
        var given = plan.Columns.Any(c => ReferenceEquals(plan.Table.Columns[c], identity));
        if (given && !keeps)
            throw new SqlError(544, 16, $"Cannot insert explicit value for identity column in table '{plan.Table.Name}' when IDENTITY_INSERT is set to OFF.");
        if (!given && keeps)
            throw new SqlError(545, 16, $"Explicit value must be specified for identity column in table '{plan.Table.Name}' either when IDENTITY_INSERT is set to ON or when a replication user is inserting into a NOT FOR REPLICATION identity column.");
    }

    private static InsertPlan Translate(SqlSession session, InsertStatement statement, Translator t)
    {
        var i = statement.InsertSpecification;
        if (i.TopRowFilter is not null)
            throw Errors.NotSupported("INSERT TOP");
        t.ReadHints(statement.OptimizerHints);
        var prefix = t.WithText(statement.WithCtesAndXmlNamespaces);
        var scope = new Scope(null);
        t.Target(i.Target, null, scope);
        var target = scope.Sources[0];
        var table = target.Table ?? throw new SqlError(4406, 16, $"Update or insert of view or function '{target.Name}' failed because it contains a derived or constant field.");
        var given = Columns(session, table, target, i.Columns);
        var output = OutputClausePlan.Make(session, t, i, table, false, true, []);
        if (i.InsertSource is ExecuteInsertSource)
            return new InsertPlan(null, table, given, output);
        var types = given.ConvertAll(c => AssignmentRules.Reading(table.Columns[c].Type));
        var (query, columns) = i.InsertSource switch
        {
            ValuesInsertSource { IsDefaultValues: true } => (new QueryText("SELECT 1", []), []),
            ValuesInsertSource v => (Values(t, v, table, given, types), given),
            SelectInsertSource s => (Selected(t.Query(s.Select, null), types), given),
            _ => throw Errors.NotSupported("this INSERT"),
        };
        var all = new List<int>(columns);
        var items = columns.Select((_, n) => $"o{n + 1}").ToList();
        for (var c = 0; c < table.Columns.Count; c++)
        {
            if (all.Contains(c) || table.Columns[c].Default is not { } value)
                continue;
            all.Add(c);
            items.Add(AssignmentRules.Convert(t.Scalar(value, null), AssignmentRules.Reading(table.Columns[c].Type)).Text);
        }
        var sql = items.Count == 0 ? "SELECT 1" : $"{prefix}SELECT {string.Join(',', items)} FROM ({query.Sql})";
        return new InsertPlan(new Plan(sql, t.Parameters, [], t), table, all, output);
    }

    private static List<int> Columns(SqlSession session, TableObject table, Source target, IList<ColumnReferenceExpression> names)
    {
        var columns = table.Columns.ToList();
        if (names.Count == 0)
        {
            return [.. Enumerable.Range(0, columns.Count).Where(c => columns[c].Computed is null && columns[c].Type.Name != SqlTypeName.RowVersion
                && (columns[c].Identity is null || session.IdentityInsert == table.Id))];
        }
        var found = new List<int>();
        foreach (var name in names)
        {
            var seen = target.Columns.FirstOrDefault(c => Names.Equal(c.Name, name.MultiPartIdentifier.Identifiers[^1].Value)) ?? throw Errors.InvalidColumn(name.MultiPartIdentifier.Identifiers[^1].Value);
            var at = columns.FindIndex(c => c.Id == seen.Column?.Id);
            if (at < 0 || columns[at].Computed is not null)
                throw new SqlError(271, 16, $"The column \"{seen.Name}\" cannot be modified because it is either a computed column or is the result of a UNION operator.");
            if (columns[at].Type.Name == SqlTypeName.RowVersion)
                throw new SqlError(273, 16, "Cannot insert an explicit value into a timestamp column. Use INSERT with a column list to exclude the timestamp column, or insert a DEFAULT into the timestamp column.");
            if (found.Contains(at))
                throw new SqlError(264, 16, $"The column name '{seen.Name}' is specified more than once in the SET clause or column list of an INSERT. A column cannot be assigned more than one value in the same clause. Modify the clause to make sure that a column is updated only once. If this statement updates or inserts columns into a view, column aliasing can conceal the duplication in your code.");
            found.Add(at);
        }
        return found;
    }

    private static QueryText Values(Translator t, ValuesInsertSource v, TableObject table, List<int> columns, List<SqlType> types)
    {
        var rows = new List<List<Expr>>();
        foreach (var row in v.RowValues)
        {
            if (row.ColumnValues.Count > columns.Count)
                throw columns.Count == table.Columns.Count ? new SqlError(213, 16, "Column name or number of supplied values does not match table definition.")
                    : new SqlError(110, 15, "There are fewer columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement.");
            if (row.ColumnValues.Count < columns.Count)
                throw new SqlError(columns.Count == table.Columns.Count ? 213 : 109, columns.Count == table.Columns.Count ? (byte)16 : (byte)15, columns.Count == table.Columns.Count ? "Column name or number of supplied values does not match table definition."
                    : "There are more columns in the INSERT statement than values specified in the VALUES clause. The number of values in the VALUES clause must match the number of columns specified in the INSERT statement.");
            rows.Add([.. row.ColumnValues.Select((e, n) => AssignmentRules.Convert(e is DefaultLiteral ? table.Columns[columns[n]].Default is { } d ? t.Scalar(d, null) : new Expr("NULL", TypeRules.Untyped) : t.Scalar(e, null), types[n]))]);
        }
        return Translator.Values(rows, types);
    }

    private static QueryText Selected(QueryText query, List<SqlType> types)
    {
        if (query.Columns.Count != types.Count)
        {
            throw query.Columns.Count < types.Count
                ? new SqlError(120, 15, "The select list for the INSERT statement contains fewer items than the insert list. The number of SELECT values must match the number of INSERT columns.")
                : new SqlError(121, 15, "The select list for the INSERT statement contains more items than the insert list. The number of SELECT values must match the number of INSERT columns.");
        }
        var items = query.Columns.Select((c, i) => AssignmentRules.Convert(new Expr($"o{i + 1}", c.Type), types[i]).Text + $" AS o{i + 1}");
        return query with { Sql = $"SELECT {string.Join(',', items)} FROM ({query.Sql})" };
    }

    private static List<object?[]> Executed(SqlSession session, ExecuteInsertSource e, InsertPlan plan)
    {
        var capture = new CapturingSink(session.Sink);
        var sink = session.Sink;
        session.Sink = capture;
        try
        {
            Procedures.Execute(session, e.Execute);
        }
        finally
        {
            session.Sink = sink;
        }
        var rows = new List<object?[]>();
        foreach (var (columns, values) in capture.Rows)
        {
            if (columns.Count != plan.Columns.Count)
                throw new SqlError(213, 16, "Column name or number of supplied values does not match table definition.", 7);
            rows.Add([.. values.Select((value, i) =>
            {
                var to = AssignmentRules.Reading(plan.Table.Columns[plan.Columns[i]].Type);
                return Cells.Encode(Converter.Convert(Cells.OfClient(value), columns[i].Type, to, session.Settings), to);
            })]);
        }
        return rows;
    }
}
