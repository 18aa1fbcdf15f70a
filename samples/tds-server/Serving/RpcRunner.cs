using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.Samples.TdsServer.Wire;

namespace ProxyDb.Samples.TdsServer.Serving;

/// <summary>Carries out calls: the well-known procedures by itself, all others through the engine.</summary>
internal sealed class RpcRunner(ISqlSession session, PreparedStatements prepared, ResultWriter results, bool omitsMetadata)
{
    private const string CallDefinition = "\0call";
    private readonly Dictionary<int, ServerCursor> _cursors = [];
    private readonly Dictionary<int, IReadOnlyList<SqlColumn>> _shown = [];
    private int _lastCursor = 180150000;

    public void Clear()
    {
        prepared.Clear();
        _cursors.Clear();
        _shown.Clear();
    }

    /// <summary>Answers one call to its DONEPROC.</summary>
    public void Run(RpcCall call, CancellationToken cancel)
    {
        results.Begin(isInProcedure: true);
        results.Cancel = cancel;
        var status = 0;
        try
        {
            status = Dispatch(call, cancel);
            if (call.Procedure != 0 && results.ErrorNumber != 0)
                status = results.ErrorNumber;
        }
        catch (SqlError error)
        {
            results.Message(error.Details with { Procedure = error.Details.Procedure.Length > 0 || call.Procedure == 0 ? error.Details.Procedure : call.Name });
            if (results.ResultSets == 0)
            {
                results.Response.Done(0xFE, DoneCommand.Execute, null, isError: true);
                return;
            }

            results.EndFailed(isRpc: true);
            status = error.Details.Number;
        }

        results.Response.Token(0x79).Int32(status);
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (call.Arguments[i].IsOutput)
                results.Output(i, call.Arguments[i]);
        }

        results.Response.Done(0xFE, DoneCommand.Execute, null);
    }

    private int Dispatch(RpcCall call, CancellationToken cancel)
    {
        switch (call.Procedure)
        {
            case 1: throw new SqlError(16929, 16, "The cursor is READ ONLY.");
            case 2: return OpenCursor(call, new(call.Arguments, "@cursor", "@stmt", "@scrollopt", "@ccopt", "@rowcount", "@paramdef|@params"), cancel);
            case 3: return Prepare(new(call.Arguments, "@handle|@prepared_handle", "@params|@paramdef", "@stmt", "@options", "@scrollopt", "@ccopt"), cursorAt: 4);
            case 4: return ExecuteCursor(new(call.Arguments, "@handle|@prepared_handle", "@cursor", "@scrollopt", "@ccopt", "@rowcount"), cancel);
            case 5: return PrepareAndOpen(new(call.Arguments, "@handle|@prepared_handle", "@cursor", "@params|@paramdef", "@stmt", "@scrollopt", "@ccopt", "@rowcount"), cancel);
            case 6 or 15: return Unprepare(new(call.Arguments, "@handle|@prepared_handle"));
            case 7: return Fetch(call, new(call.Arguments, "@cursor", "@fetchtype", "@rownum", "@nrows"));
            case 8: return Cursor(new(call.Arguments, "@cursor"), out _);
            case 9: return CloseCursor(new(call.Arguments, "@cursor"));
            case 10: return ExecuteText(new(call.Arguments, "@stmt|@statement", "@params|@parameters"), cancel);
            case 11: return Prepare(new(call.Arguments, "@handle|@prepared_handle", "@params|@paramdef", "@stmt", "@options"), cursorAt: -1);
            case 12: return ExecutePrepared(call, new(call.Arguments, "@handle|@prepared_handle"), cancel);
            case 13: return PrepareAndExecute(new(call.Arguments, "@handle|@prepared_handle", "@params|@paramdef", "@stmt"), cancel);
            case 14: return PrepareCall(new(call.Arguments, "@handle|@prepared_handle", "@rpccall"), cancel);
            case 0: return session.ExecuteProcedure(call.Name, call.Arguments, results, cancel);
            default: throw new SqlError(2812, 16, $"Could not find stored procedure '{call.Name}'.", 62);
        }
    }

    private int ExecuteText(ArgumentList list, CancellationToken cancel)
    {
        session.ExecuteCall(list.Text(0), list.TextOrEmpty(1), list.Rest, results, cancel);
        return 0;
    }

    private int Prepare(ArgumentList list, int cursorAt)
    {
        var (text, definition) = (list.Text(2), list.TextOrEmpty(1));
        session.Check(text, definition);
        list.Set(0, prepared.Add(definition, text));
        if (cursorAt > 0)
        {
            list.Set(cursorAt, list.Number(cursorAt, 8) & 0x1F);
            list.Set(cursorAt + 1, 1);
        }

        return 0;
    }

    private int PrepareAndExecute(ArgumentList list, CancellationToken cancel)
    {
        var (text, definition) = (list.Text(2), list.TextOrEmpty(1));
        prepared.Remove(list.Number(0));
        session.Check(text, definition);
        var handle = prepared.Add(definition, text);
        list.Set(0, handle);
        session.ExecuteCall(text, definition, list.Rest, results, cancel);
        Remember(handle);
        return 0;
    }

    private int ExecutePrepared(RpcCall call, ArgumentList list, CancellationToken cancel)
    {
        var handle = list.Number(0);
        if (!prepared.TryGet(handle, out var statement))
            throw new SqlError(8179, 16, $"Could not find prepared statement with handle {handle}.", 2);
        if (statement.Definition == CallDefinition)
            return session.ExecuteProcedure(statement.Text, list.Rest, results, cancel);
        if (call.HasNoMetadata && omitsMetadata)
            results.KnownColumns = _shown.GetValueOrDefault(handle);
        session.ExecuteCall(statement.Text, statement.Definition, list.Rest, results, cancel);
        Remember(handle);
        return 0;
    }

    /// <summary>Only of statements with one result set.</summary>
    private void Remember(int handle)
    {
        if (results.ResultSets == 1)
            _shown[handle] = results.LastColumns;
        else
            _shown.Remove(handle);
    }

    private int Unprepare(ArgumentList list)
    {
        var handle = list.Number(0);
        if (!prepared.Remove(handle))
            throw new SqlError(8179, 16, $"Could not find prepared statement with handle {handle}.", 1);
        _shown.Remove(handle);
        return 0;
    }

    /// <summary><c>{? = call name (?, ?)}</c>, or the bare name.</summary>
    private int PrepareCall(ArgumentList list, CancellationToken cancel)
    {
        var text = list.Text(1).Trim().TrimStart('{').TrimEnd('}').Trim();
        var at = text.IndexOf("call ", StringComparison.OrdinalIgnoreCase);
        var name = at >= 0 ? text[(at + 5)..] : text;
        name = name.Split('(', ' ')[0].Trim();
        list.Set(0, prepared.Add(CallDefinition, name));
        return session.ExecuteProcedure(name, list.Rest, results, cancel);
    }

    private int OpenCursor(RpcCall call, ArgumentList list, CancellationToken cancel)
    {
        var scroll = list.Number(2, 8);
        return Open(list, 0, 2, list.Text(1), (scroll & 0x1000) != 0 || call.Arguments.Count > 5 ? list.TextOrEmpty(5) : "", list.Rest, cancel);
    }

    private int ExecuteCursor(ArgumentList list, CancellationToken cancel)
    {
        var handle = list.Number(0);
        if (!prepared.TryGet(handle, out var statement))
            throw new SqlError(8179, 16, $"Could not find prepared statement with handle {handle}.", 2);
        return Open(list, 1, 2, statement.Text, statement.Definition, list.Rest, cancel);
    }

    private int PrepareAndOpen(ArgumentList list, CancellationToken cancel)
    {
        var (text, definition) = (list.Text(3), list.TextOrEmpty(2));
        session.Check(text, definition);
        list.Set(0, prepared.Add(definition, text));
        return Open(list, 1, 4, text, definition, list.Rest, cancel);
    }

    /// <summary>Runs the statement to its end and keeps the rows.</summary>
    /// <param name="cursorAt">The parameter that gets the cursor's number.</param>
    /// <param name="scrollAt">The one of scrollopt; ccopt and rowcount follow it.</param>
    private int Open(ArgumentList list, int cursorAt, int scrollAt, string text, string definition, IReadOnlyList<SqlArgument> arguments, CancellationToken cancel)
    {
        const int autoFetch = 0x2000;
        var rows = new RowCollector(results, cancel);
        session.ExecuteCall(text, definition, arguments, rows, cancel);
        if (results.ErrorNumber != 0)
            return results.ErrorNumber;
        if (rows.ResultColumns.Count == 0)
            throw new SqlError(16937, 16, "A server cursor is not allowed on a remote stored procedure or stored procedure with more than one SELECT statement. Use a default result set or client cursor.");
        var cursor = new ServerCursor(rows.ResultColumns, rows.Rows);
        var scroll = list.Number(scrollAt, 8);
        _cursors.Add(++_lastCursor, cursor);
        ShowColumns(cursor);
        var fetched = 0L;
        if ((scroll & autoFetch) != 0)
            fetched = Send(cursor.Fetch(ServerCursor.Next, 0, list.Number(scrollAt + 2, 1)));
        results.Done(DoneCommand.Select, fetched);
        list.Set(cursorAt, _lastCursor);
        list.Set(scrollAt, (scroll & 0x1F) is 16 or 4 ? scroll & 0x1F : 8);
        list.Set(scrollAt + 1, 1);
        list.Set(scrollAt + 2, cursor.Count);
        return 0;
    }

    /// <summary>The columns, and behind them which of them is no column of the statement (COLINFO).</summary>
    private void ShowColumns(ServerCursor cursor)
    {
        results.Columns(cursor.Columns);
        var w = results.Response.Token(0xA5);
        w.UInt16(cursor.Columns.Count * 3);
        for (var i = 1; i <= cursor.Columns.Count; i++)
        {
            w.Byte((byte)i);
            w.Byte(0);
            w.Byte((byte)(i < cursor.Columns.Count ? 4 : 0x14));
        }
    }

    private long Send(IEnumerable<object?[]> rows)
    {
        long count = 0;
        foreach (var row in rows)
        {
            results.Row(row);
            count++;
        }

        return count;
    }

    private int Fetch(RpcCall call, ArgumentList list)
    {
        Cursor(list, out var cursor);
        var type = list.Number(1, ServerCursor.Next);
        if ((type & ServerCursor.Info) != 0)
        {
            list.Set(2, cursor.Position > cursor.Count ? -1 : cursor.Position);
            list.Set(3, cursor.Count);
            return 0;
        }

        var rows = cursor.Fetch(type, list.Number(2), list.Number(3, 1));
        results.KnownColumns = call.HasNoMetadata ? cursor.Columns : null;
        results.Columns(cursor.Columns);
        results.Done(DoneCommand.Select, Send(rows));
        return 0;
    }

    private int Cursor(ArgumentList list, out ServerCursor cursor)
    {
        if (!_cursors.TryGetValue(list.Number(0), out cursor!))
            throw new SqlError(16916, 16, $"sp_cursor: The cursor identifier value provided ({list.Number(0):x}) is not valid.");
        return 0;
    }

    private int CloseCursor(ArgumentList list)
    {
        Cursor(list, out _);
        _cursors.Remove(list.Number(0));
        return 0;
    }
}
