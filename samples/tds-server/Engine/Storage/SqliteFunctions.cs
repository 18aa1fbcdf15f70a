using System.Text;
using SQLitePCL;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>
/// How texts of SQLite reach the functions of T-SQL: <c>f(number, result type, type, value, …)</c> for one that depends on its arguments alone, <c>g</c> for
/// one that does not.
/// </summary>
internal sealed class SqliteFunctions(SqlSession session)
{
    private Action<Exception>? _fail;

    public Func<Exception?> Failed { get; set; } = () => null;

    public void Register(sqlite3 db, Action<Exception> fail, List<Delegate> kept)
    {
        _fail = fail;
        delegate_function_scalar call = Call;
        kept.Add(call);
        raw.sqlite3_create_function(db, "f", -1, raw.SQLITE_DETERMINISTIC, null, call);
        raw.sqlite3_create_function(db, "g", -1, 0, null, call);
        Aggregate(db, "dsum", kept, WideSum.Step, WideSum.End);
        Aggregate(db, "davg", kept, WideSum.Step, WideSum.EndAverage);
        Aggregate(db, "dwiden", kept, WideSum.Step, WideSum.End);
        Aggregate(db, "sconcat", kept, StringAggregate.Step, StringAggregate.End);
        Aggregate(db, "stdev", kept, Deviation.Step, Deviation.End);
        Aggregate(db, "scksum", kept, ChecksumAggregate.Step, ChecksumAggregate.End);
        Aggregate(db, "single", kept, SingleRow.Step, SingleRow.End);
    }

    private void Aggregate(sqlite3 db, string name, List<Delegate> kept, Func<object?, object?[], object?> step, Func<object?, object?> end)
    {
        delegate_function_aggregate_step stepper = (context, _, args) => Guard(context, () => context.state = step(context.state, Read(args)));
        delegate_function_aggregate_final final = (context, _) => Guard(context, () => Result(context, end(context.state)));
        kept.Add(stepper);
        kept.Add(final);
        raw.sqlite3_create_function(db, name, -1, 0, null, stepper, final);
    }

    private void Call(sqlite3_context context, object user, sqlite3_value[] args)
    {
        try
        {
            var function = FunctionTable.Get((int)raw.sqlite3_value_int64(args[0]));
            var type = TypeTable.Get(raw.sqlite3_value_int64(args[1]));
            var count = (args.Length - 2) / 2;
            var call = new FunctionCallFrame(session, type, new SqlType[count], new object?[count]);
            for (var i = 0; i < count; i++)
            {
                call.Types[i] = TypeTable.Get(raw.sqlite3_value_int64(args[2 + (i * 2)]));
                call.Values[i] = Cells.Decode(Cell(args[3 + (i * 2)]), call.Types[i]);
                if (call.Values[i] is null && function.NullIfNull)
                {
                    raw.sqlite3_result_null(context);
                    return;
                }
            }
            Result(context, Cells.Encode(function.Body(call), type));
        }
        catch (Exception e)
        {
            Fail(context, e);
        }
    }

    private void Guard(sqlite3_context context, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            Fail(context, e);
        }
    }

    private void Fail(sqlite3_context context, Exception e)
    {
        _fail!(e);
        raw.sqlite3_result_error(context, "T-SQL");
    }

    private static object?[] Read(sqlite3_value[] args) => Array.ConvertAll(args, Cell);

    private static object? Cell(sqlite3_value value) => raw.sqlite3_value_type(value) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_value_int64(value),
        raw.SQLITE_FLOAT => raw.sqlite3_value_double(value),
        raw.SQLITE_TEXT => Encoding.UTF8.GetString(raw.sqlite3_value_blob(value)),
        raw.SQLITE_BLOB => raw.sqlite3_value_blob(value).ToArray(),
        _ => null,
    };

    private static void Result(sqlite3_context context, object? cell)
    {
        switch (cell)
        {
            case null:
                raw.sqlite3_result_null(context);
                break;
            case long l:
                raw.sqlite3_result_int64(context, l);
                break;
            case double d:
                raw.sqlite3_result_double(context, d);
                break;
            case string { Length: 0 }:
                raw.sqlite3_result_text(context, "");
                break;
            case string s:
                raw.sqlite3_result_text(context, Encoding.UTF8.GetBytes(s).AsSpan());
                break;
            case byte[] { Length: 0 }:
                raw.sqlite3_result_zeroblob(context, 0);
                break;
            case byte[] b:
                raw.sqlite3_result_blob(context, b);
                break;
            default:
                throw new InvalidOperationException($"no cell: {cell.GetType()}");
        }
    }
}
