using System.Globalization;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Integration.Tds.Tests.Kit;

/// <summary>See <see cref="CannedEngine"/>.</summary>
internal sealed class CannedSession(SessionInfo info) : ISqlSession
{
    public string Database { get; private set; } = info.Database;

    public int TransactionCount { get; private set; }

    public int BulkRows { get; private set; }

    public void Execute(string text, string definition, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel)
    {
        foreach (var word in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            One(word, arguments, sink, cancel);
    }

    private void One(string text, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel)
    {
        var words = text.Split(' ');
        switch (words[0])
        {
            case "types": Types(sink, isNullable: true); break;
            case "fixed": Types(sink, isNullable: false); break;
            case "echo": Echo(arguments, sink); break;
            case "rows": Rows(int.Parse(words[1], CultureInfo.InvariantCulture), sink); break;
            case "wait": Task.Delay(TimeSpan.FromMinutes(1), cancel).GetAwaiter().GetResult(); break;
            case "begin": BeginTransaction("", 0, sink); break;
            case "commit": CommitTransaction("", sink); break;
            case "use":
                sink.DatabaseChanged(Database, words[1]);
                Database = words[1];
                sink.Done(DoneCommand.None, null);
                break;
            case "print":
                sink.Message(new SqlMessage(0, 0, text[6..]));
                sink.Done(DoneCommand.None, null);
                break;
            case "insert":
                sink.Done(DoneCommand.None, null);
                break;
            case "spid":
                sink.Columns([new SqlColumn("spid", SqlType.SmallInt)]);
                sink.Row([(short)info.Spid]);
                sink.Done(DoneCommand.Select, 1);
                break;
            default: throw new SqlError(50000, 16, text, 3);
        }
    }

    private static void Types(IResultSink sink, bool isNullable)
    {
        sink.Columns(CannedEngine.Columns(isNullable));
        sink.Row([.. CannedEngine.Values.Select(v => v.Value)]);
        if (isNullable)
        {
            sink.Row(new object?[CannedEngine.Values.Length]);
            sink.Row([1, .. new object?[CannedEngine.Values.Length - 1]]);
        }

        sink.Done(DoneCommand.Select, isNullable ? 3 : 1);
    }

    private static void Echo(IReadOnlyList<SqlArgument> arguments, IResultSink sink)
    {
        var shown = arguments.Where(a => a.Type.Name != SqlTypeName.Table).ToList();
        sink.Columns([.. shown.Select(a => new SqlColumn(a.Name, a.Type))]);
        sink.Row([.. shown.Select(a => a.Value)]);
        sink.Done(DoneCommand.Select, 1);
        foreach (var table in arguments.Select(a => a.Value).OfType<SqlTable>())
        {
            sink.Columns(table.Columns);
            foreach (var row in table.Rows)
                sink.Row(row);
            sink.Done(DoneCommand.Select, table.Rows.Count);
        }
    }

    private static void Rows(int count, IResultSink sink)
    {
        sink.Columns([new SqlColumn("id", SqlType.Int) { IsNullable = false }, new SqlColumn("v", SqlType.NVarChar(40))]);
        var row = new object?[2];
        for (var i = 1; i <= count; i++)
        {
            (row[0], row[1]) = (i, $"row {i}");
            sink.Row(row);
        }

        sink.Done(DoneCommand.Select, count);
    }

    public void Check(string text, string definition)
    {
        if (text.StartsWith("bad", StringComparison.Ordinal))
            throw new SqlError(102, 15, $"Incorrect syntax near '{text}'.");
    }

    public int ExecuteProcedure(string name, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel)
    {
        if (name != "p")
            throw new SqlError(2812, 16, $"Could not find stored procedure '{name}'.", 62);
        Echo(arguments, sink);
        foreach (var output in arguments.Where(a => a.IsOutput && a.Value is null))
            output.Value = output.Type.IsText ? "\ucd9c\ub825" : 42;
        return 7;
    }

    public void BeginTransaction(string name, byte isolation, IResultSink sink)
    {
        if (++TransactionCount == 1)
            sink.TransactionBegan();
        sink.Done(DoneCommand.BeginTransaction, null);
    }

    public void CommitTransaction(string name, IResultSink sink)
    {
        if (TransactionCount == 0)
            throw new SqlError(3902, 16, "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.");
        if (--TransactionCount == 0)
            sink.TransactionCommitted();
        sink.Done(DoneCommand.Commit, null);
    }

    public void RollbackTransaction(string name, IResultSink sink)
    {
        TransactionCount = 0;
        sink.TransactionRolledBack();
        sink.Done(DoneCommand.Rollback, null);
    }

    public void SaveTransaction(string name, IResultSink sink) => sink.Done(DoneCommand.SaveTransaction, null);

    public void BulkInsert(IReadOnlyList<SqlColumn> columns, IEnumerable<object?[]> rows, IResultSink sink, CancellationToken cancel)
    {
        BulkRows = rows.Count();
        sink.Done(DoneCommand.BulkInsert, BulkRows);
    }

    public void Reset(bool keepTransaction, IResultSink sink)
    {
        Database = info.Database;
        if (keepTransaction || TransactionCount == 0)
            return;
        TransactionCount = 0;
        sink.TransactionRolledBack();
    }

    public void Dispose()
    {
    }
}
