using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

internal sealed partial class SqlSession
{
    private PlanCache? _plans;

    public PlanCache Plans => _plans ??= new PlanCache(this);

    /// <summary>Values of a row beside the variables, by the names of <see cref="Translator.RowValue"/>.</summary>
    public Dictionary<string, object?>? RowValues { get; set; }

    /// <summary>Runs a translated query and gives each row's cells, in one array that is used again.</summary>
    public void Read(Plan plan, Action<object?[]> row)
    {
        Prepare(plan.Translator);
        using var statement = Link.Prepare(plan.Sql);
        for (var i = 0; i < plan.Parameters.Count; i++)
            statement.Bind(i + 1, ValueOf(plan.Parameters[i]));
        var cells = new object?[statement.ColumnCount];
        while (statement.Step())
        {
            for (var i = 0; i < cells.Length; i++)
                cells[i] = statement.Cell(i);
            row(cells);
            _cancel.ThrowIfCancellationRequested();
        }
    }

    public List<object?[]> Rows(Plan plan)
    {
        var rows = new List<object?[]>();
        Read(plan, cells => rows.Add([.. cells]));
        return rows;
    }

    /// <summary>The first cell of the first row.</summary>
    public object? Single(Plan plan)
    {
        object? found = null;
        var any = false;
        Read(plan, cells =>
        {
            found = any ? found : cells[0];
            any = true;
        });
        return found;
    }

    private object? ValueOf(string name)
    {
        if (name[0] == '@')
            return Frame.Variables.TryGetValue(name, out var slot) ? slot.Cell : throw Errors.UndeclaredVariable(name);
        return RowValues is not null && RowValues.TryGetValue(name, out var cell) ? cell : null;
    }

    /// <summary>An expression's value, converted.</summary>
    public object? Evaluate(ScalarExpression e, SqlType? to = null)
    {
        switch (e)
        {
            case IntegerLiteral i when to is null or { Name: SqlTypeName.Int } && int.TryParse(i.Value, CultureInfo.InvariantCulture, out var number):
                return (long)number;
            case NullLiteral:
                return null;
            case VariableReference v when Frame.Variables.TryGetValue(v.Name, out var slot) && (to is null || slot.Type == to):
                return slot.Cell;
        }
        var plan = Plans.Get(e, t =>
        {
            var made = t.Scalar(e, null);
            var text = to is null ? made : AssignmentRules.Convert(made, to);
            return new Plan($"SELECT {text.Text}", t.Parameters, [new OutputColumn("", to ?? made.Type)], t);
        });
        return Single(plan);
    }

    public SqlType TypeOf(ScalarExpression e) => new Translator(Context).Scalar(e, null).Type;

    public bool IsTrue(BooleanExpression e) => Single(Plans.Get(e, t => new Plan($"SELECT {t.Predicate(e, null)}", t.Parameters, [], t))) is long and not 0;

    /// <summary>A value as text, for PRINT and messages.</summary>
    public string Text(ScalarExpression e) => Evaluate(e, SqlType.NVarChar(4000)) as string ?? "";

    private void Prepare(Translator translator)
    {
        foreach (var item in translator.Objects)
            Permissions.Require(this, item, item is FunctionObject ? "EXECUTE" : "SELECT");
        if (TransactionCount > 0 && !IsLocked && (translator.WantsLock || Settings.Isolation is "repeatable read" or "serializable" or "snapshot") && translator.Objects.Any(o => o is TableObject { IsTemporary: false }))
            EnterWriting();
        foreach (var (view, database) in translator.SystemViews)
            SystemViewTables.Fill(this, view, database);
    }

    public long? CountOf(long count) => Settings.NoCount ? null : count;

    /// <summary>A scalar function, called from a query.</summary>
    public object? CallFunction(int id, ReadOnlySpan<object?> values, ReadOnlySpan<SqlType> types)
    {
        var function = (FunctionObject)(Catalog.ById(id) ?? throw Errors.InvalidObject("function"));
        var frame = new Frame(function) { Returns = function.Returns, Propagates = true };
        for (var i = 0; i < function.Parameters.Count; i++)
            frame.Variables[function.Parameters[i].Name] = new VariableSlot(function.Parameters[i].Type) { Cell = Cells.Encode(values[i], types[i]) };
        var sink = Sink;
        var (row, count, error) = (RowValues, RowCount, LastError);
        Sink = NoSink.Instance;
        Enter(frame);
        try
        {
            new Interpreter(this).Run(function.Body!);
            return Cells.Decode(frame.ReturnValue, function.Returns!);
        }
        finally
        {
            Leave();
            Sink = sink;
            (RowValues, RowCount, LastError) = (row, count, error);
        }
    }
}
