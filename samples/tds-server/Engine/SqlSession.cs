using System.Globalization;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Samples.TdsServer.Engine;

/// <summary>Answers SELECT of one whole number.</summary>
internal sealed class SqlSession(SessionInfo info) : ISqlSession
{
    public string Database { get; } = info.Database;

    public int TransactionCount => 0;

    public void Execute(string text, string definition, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel)
    {
        var words = text.Split((char[])[' ', ';', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var select, var number] || !select.Equals("select", StringComparison.OrdinalIgnoreCase)
            || !int.TryParse(number, CultureInfo.InvariantCulture, out var value))
            throw NotSupported(text);
        sink.Columns([new SqlColumn("", SqlType.Int) { IsNullable = false }]);
        sink.Row([value]);
        sink.Done(DoneCommand.Select, 1);
    }

    public void Check(string text, string definition)
    {
    }

    public int ExecuteProcedure(string name, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel) =>
        throw new SqlError(2812, 16, $"Could not find stored procedure '{name}'.", 62);

    public void BeginTransaction(string name, byte isolation, IResultSink sink) => throw NotSupported("BEGIN TRANSACTION");

    public void CommitTransaction(string name, IResultSink sink) => throw NotSupported("COMMIT");

    public void RollbackTransaction(string name, IResultSink sink) => throw NotSupported("ROLLBACK");

    public void SaveTransaction(string name, IResultSink sink) => throw NotSupported("SAVE TRANSACTION");

    public void BulkInsert(IReadOnlyList<SqlColumn> columns, IEnumerable<object?[]> rows, IResultSink sink, CancellationToken cancel) => throw NotSupported("INSERT BULK");

    public void Reset(bool keepTransaction, IResultSink sink)
    {
    }

    public void Dispose()
    {
    }

    private static SqlError NotSupported(string text) => new(40517, 16, $"This sample server does not support: {text}");
}
