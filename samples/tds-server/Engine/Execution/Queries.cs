using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>SELECT as a statement.</summary>
internal static class Queries
{
    private sealed record SelectPlan(Plan Plan, IReadOnlyList<(string Variable, int Column)> Assignments);

    public static Flow Select(SqlSession session, SelectStatement s)
    {
        var plan = session.Plans.Get(s, t => Translate(s, t));
        if (s.Into is not null)
        {
            session.BeginImplicitly();
            SelectInto(session, s, plan.Plan);
            return Flow.Next;
        }
        if (plan.Plan.Translator.Objects.Count > 0)
            session.BeginImplicitly();
        if (plan.Assignments.Count > 0)
            Assign(session, plan);
        else
            Send(session, plan.Plan);
        return Flow.Next;
    }

    public static SqlColumn[]? Describe(SqlSession session, SelectStatement s)
    {
        var plan = session.Plans.Get(s, t => Translate(s, t));
        return plan.Assignments.Count > 0 || s.Into is not null ? null : plan.Plan.ClientColumns;
    }

    private static SelectPlan Translate(SelectStatement s, Translator t)
    {
        if (s.ComputeClauses.Count > 0)
            throw Errors.NotSupported("COMPUTE");
        t.ReadHints(s.OptimizerHints);
        var assignments = Assignments(s.QueryExpression);
        if (assignments.Count > 0 && assignments.Any(a => a is null))
            throw new SqlError(141, 15, "A SELECT statement that assigns a value to a variable must not be combined with data-retrieval operations.");
        t.LiveVariables.UnionWith(assignments.OfType<string>());
        var query = t.Statement(s.WithCtesAndXmlNamespaces, s.QueryExpression, null);
        return new SelectPlan(new Plan(query.Sql, t.Parameters, query.Columns, t) { Order = query.Order }, [.. assignments.Select((a, i) => (a!, i))]);
    }

    private static List<string?> Assignments(QueryExpression query)
    {
        var inner = query;
        while (inner is QueryParenthesisExpression p)
            inner = p.QueryExpression;
        if (inner is not QuerySpecification specification || !specification.SelectElements.Any(e => e is SelectSetVariable))
            return [];
        var assigned = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in specification.SelectElements.OfType<SelectSetVariable>())
        {
            if (assigned.Any(name => VariableFinder.Reads(item.Expression, name)) || !assigned.Add(item.Variable.Name))
                throw Errors.NotSupported("SELECT that assigns a variable and reads it in a later item");
        }
        return [.. specification.SelectElements.Select(e => (e as SelectSetVariable)?.Variable.Name)];
    }

    public static void Send(SqlSession session, Plan plan)
    {
        var columns = plan.ClientColumns;
        session.Sink.Columns(columns);
        if (plan.Order.Count > 0)
            session.Sink.Order(plan.Order);
        var values = new object?[columns.Length];
        var limit = session.Settings.RowCount == 0 ? long.MaxValue : session.Settings.RowCount;
        var count = 0L;
        session.Read(plan, cells =>
        {
            if (count >= limit)
                return;
            count++;
            for (var i = 0; i < values.Length; i++)
                values[i] = Sized(Cells.ToClient(cells[i], columns[i].Type), columns[i].Type, session.Settings.TextSize);
            session.Sink.Row(values);
        });
        session.RowCount = count;
        session.Sink.Done(DoneCommand.Select, session.CountOf(count));
    }

    // SET TEXTSIZE cuts (max) types, text, ntext and image.
    private static object? Sized(object? value, SqlType type, int size)
    {
        if (size == int.MaxValue || (!type.IsMax && !TypeRules.IsLob(type)))
            return value;
        return value switch
        {
            string s when s.Length > size / (type.IsUnicode ? 2 : 1) => s[..(size / (type.IsUnicode ? 2 : 1))],
            byte[] b when b.Length > size => b[..size],
            _ => value,
        };
    }

    // Each row assigns in turn, and the next one reads what it left.
    private static void Assign(SqlSession session, SelectPlan plan)
    {
        var slots = plan.Assignments.Select(a => session.Frame.Variables.TryGetValue(a.Variable, out var slot) ? slot : throw Errors.UndeclaredVariable(a.Variable)).ToList();
        var count = 0L;
        session.Read(plan.Plan, cells =>
        {
            count++;
            for (var i = 0; i < slots.Count; i++)
            {
                var (from, to) = (plan.Plan.Columns[i].Type, slots[i].Type);
                slots[i].Cell = from == to || ReferenceEquals(from, TypeRules.Untyped) ? cells[i] : Cells.Encode(Converter.Convert(Cells.Decode(cells[i], from), from, to, session.Settings), to);
            }
        });
        session.RowCount = count;
        session.Sink.Done(DoneCommand.Select, session.CountOf(count));
    }

    private static void SelectInto(SqlSession session, SelectStatement s, Plan plan)
    {
        var name = s.Into.BaseIdentifier.Value;
        var isTemporary = name.StartsWith('#');
        if (!isTemporary)
            Permissions.RequireDefinition(session, "CREATE TABLE");
        var columns = new List<ColumnObject>();
        foreach (var c in plan.Columns)
        {
            if (c.Name.Length == 0)
                throw new SqlError(1038, 15, "An object or column name is missing or empty. For SELECT INTO statements, verify each column has a name. For other statements, look for empty alias names. Aliases defined as \"\" or [] are not allowed. Change the alias to a valid name.", 5);
            columns.Add(new ColumnObject(columns.Count + 1, c.Name, c.IsNullLiteral ? SqlType.Int : c.Type, c.IsNullable) { Identity = c.IsIdentity ? c.Column?.Identity : null });
        }
        session.Write(() =>
        {
            var (database, schema) = isTemporary ? ("tempdb", "dbo") : TableMaker.Place(session, s.Into);
            var table = new TableObject(ServerCatalog.NextId(), database, schema, name, columns) { IsTemporary = isTemporary, NextColumn = columns.Count + 1 };
            TableMaker.Create(session, table);
            var rows = session.Rows(plan);
            var writer = new RowWriter(session, table) { KeepsIdentity = true };
            foreach (var row in rows)
                writer.Insert(row);
            session.RowCount = rows.Count;
        }, isTemporary);
        session.Sink.Done(DoneCommand.SelectInto, session.CountOf(session.RowCount));
    }
}
