using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>OUTPUT and OUTPUT INTO of a change: expressions over the row before and after it, and over the tables beside.</summary>
internal sealed class OutputClausePlan
{
    private readonly List<(Plan Plan, TableObject? Into, List<int> Columns)> _clauses = [];
    private readonly List<(Plan Plan, TableObject? Into, List<int> Columns, List<object?[]> Rows)> _rows = [];

    /// <summary>Texts of columns of tables beside, in the order of q1, q2, ….</summary>
    public List<string> Beside { get; } = [];

    public bool IsEmpty => _clauses.Count == 0;

    /// <summary>OUTPUT to the client: the statement answers with rows.</summary>
    public bool ReturnsRows => _clauses.Exists(c => c.Into is null);

    public static OutputClausePlan Make(SqlSession session, Translator translator, DataModificationSpecification d, TableObject table, bool hasOld, bool hasNew, IEnumerable<Source> beside)
    {
        var plan = new OutputClausePlan();
        foreach (var (elements, into, names) in Clauses(d))
        {
            var t = new Translator(session.Context);
            var scope = new Scope(null);
            if (hasNew)
                scope.Sources.Add(t.SourceFor(table, "inserted", c => t.RowValue('i', c.Id)));
            if (hasOld)
                scope.Sources.Add(t.SourceFor(table, "deleted", c => t.RowValue('d', c.Id)));
            foreach (var source in beside)
                scope.Sources.Add(source with { Columns = [.. source.Columns.Select(c => c with { Text = t.RowValue('q', plan.Number(c.Text)), IsNullable = true })] });
            var query = t.Output(elements, scope);
            var target = into is null ? null : Target(session, translator, into);
            var columns = target is null ? [] : Positions(target, names, query.Columns.Count);
            if (target is not null)
                query = query with { Sql = $"SELECT {string.Join(',', columns.Select((p, i) => AssignmentRules.Convert(new Expr($"o{i + 1}", query.Columns[i].Type), AssignmentRules.Reading(target.Columns[p].Type)).Text))} FROM ({query.Sql})" };
            plan._clauses.Add((new Plan(query.Sql, t.Parameters, query.Columns, t), target, columns));
        }
        return plan;
    }

    private static IEnumerable<(IList<SelectElement>, TableReference?, IList<ColumnReferenceExpression>)> Clauses(DataModificationSpecification d)
    {
        if (d.OutputIntoClause is { } into)
            yield return (into.SelectColumns, into.IntoTable, into.IntoTableColumns);
        if (d.OutputClause is { } output)
            yield return (output.SelectColumns, null, []);
    }

    private static TableObject Target(SqlSession session, Translator translator, TableReference into) => into switch
    {
        VariableTableReference v => session.Frame.Tables.GetValueOrDefault(v.Variable.Name) ?? throw new SqlError(1087, 15, $"Must declare the table variable \"{v.Variable.Name}\".", 2),
        NamedTableReference n => NameResolution.Find(session.Context, [.. n.SchemaObject.Identifiers.Select(i => i.Value)]).Object as TableObject ?? throw Errors.InvalidObject(Names.Text(n.SchemaObject)),
        _ => throw Errors.NotSupported("OUTPUT INTO this"),
    };

    private static List<int> Positions(TableObject target, IList<ColumnReferenceExpression> names, int count)
    {
        var columns = target.Columns.ToList();
        List<int> positions = names.Count == 0
            ? [.. Enumerable.Range(0, columns.Count).Where(i => columns[i].Computed is null && columns[i].Identity is null && columns[i].Type.Name != SqlTypeName.RowVersion)]
            : [.. names.Select(n => columns.FindIndex(c => Names.Equal(c.Name, n.MultiPartIdentifier.Identifiers[^1].Value)) is >= 0 and var i ? i : throw Errors.InvalidColumn(n.MultiPartIdentifier.Identifiers[^1].Value))];
        return positions.Count == count ? positions : throw new SqlError(213, 16, "Column name or number of supplied values does not match table definition.");
    }

    private int Number(string text)
    {
        var at = Beside.IndexOf(text);
        if (at < 0)
        {
            Beside.Add(text);
            at = Beside.Count - 1;
        }
        return at + 1;
    }

    public void Begin() => _rows.Clear();

    /// <summary>Takes a changed row, whose values are in <see cref="SqlSession.RowValues"/>.</summary>
    public void Add(SqlSession session, ReadOnlySpan<object?> beside)
    {
        if (_clauses.Count == 0)
            return;
        for (var i = 0; i < beside.Length; i++)
            session.RowValues![string.Create(CultureInfo.InvariantCulture, $"q{i + 1}")] = beside[i];
        if (_rows.Count == 0)
            _rows.AddRange(_clauses.Select(c => (c.Plan, c.Into, c.Columns, new List<object?[]>())));
        foreach (var (plan, _, _, rows) in _rows)
            rows.AddRange(session.Rows(plan));
    }

    /// <summary>Writes OUTPUT INTO, in the statement.</summary>
    public void WriteInto(SqlSession session)
    {
        foreach (var (_, into, columns, rows) in _rows.Where(r => r.Into is not null))
        {
            var writer = new RowWriter(session, into!);
            foreach (var row in rows)
            {
                var cells = new object?[into!.Columns.Count];
                for (var i = 0; i < columns.Count; i++)
                    cells[columns[i]] = row[i];
                writer.Insert(cells);
            }
        }
    }

    public void Send(SqlSession session)
    {
        foreach (var (plan, _, _) in _clauses.Where(c => c.Into is null))
        {
            session.Sink.Columns(plan.ClientColumns);
            foreach (var row in _rows.Where(r => r.Plan == plan).SelectMany(r => r.Rows))
                session.Sink.Row([.. row.Select((cell, i) => Cells.ToClient(cell, plan.ClientColumns[i].Type))]);
        }
        _rows.Clear();
    }
}
