namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>
/// One session. Errors of statements are reported with <see cref="IResultSink.Message"/> or thrown as <see cref="SqlError"/>, which ends the
/// request. When the token is cancelled the call ends soon with <see cref="OperationCanceledException"/>; open transactions stay.
/// </summary>
public interface ISqlSession : IDisposable
{
    string Database { get; }

    /// <summary>@@TRANCOUNT.</summary>
    int TransactionCount { get; }

    /// <summary>
    /// Runs a batch, with parameters as sp_executesql would. Values of arguments that the definition and the caller call OUTPUT are set in
    /// <see cref="SqlArgument.Value"/> and <see cref="SqlArgument.Type"/> before this returns.
    /// </summary>
    /// <param name="definition"><c>@a int, @b nvarchar(20) OUTPUT</c>; empty without parameters.</param>
    void Execute(string text, string definition, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel);

    /// <summary>As above for a text that stands in a call (sp_executesql, sp_execute): its SET options and temporary tables end with it.</summary>
    void ExecuteCall(string text, string definition, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel) =>
        Execute(text, definition, arguments, sink, cancel);

    /// <summary>Reports syntax errors of a text that is prepared and not run (sp_prepare).</summary>
    void Check(string text, string definition);

    /// <summary>Calls a procedure by the name of an RPC (<c>dbo.p</c>, <c>[a b].[p]</c>, <c>sp_columns</c>). OUTPUT arguments as with Execute.</summary>
    /// <returns>The return status.</returns>
    int ExecuteProcedure(string name, IReadOnlyList<SqlArgument> arguments, IResultSink sink, CancellationToken cancel);

    /// <summary>Transaction manager requests; isolation 0 keeps the level, else 1 read uncommitted … 5 snapshot.</summary>
    void BeginTransaction(string name, byte isolation, IResultSink sink);

    void CommitTransaction(string name, IResultSink sink);

    /// <summary>Rolls back everything, or to the savepoint of this name.</summary>
    void RollbackTransaction(string name, IResultSink sink);

    void SaveTransaction(string name, IResultSink sink);

    /// <summary>The rows that follow an <c>insert bulk</c> which Execute accepted; without one error 4002 or such. Reports <c>Done(BulkInsert, count)</c>.</summary>
    void BulkInsert(IReadOnlyList<SqlColumn> columns, IEnumerable<object?[]> rows, IResultSink sink, CancellationToken cancel);

    /// <summary>
    /// sp_reset_connection: login database, SET options, language, temporary tables and everything else as after login; the isolation level stays.
    /// An open transaction is rolled back unless <paramref name="keepTransaction"/>.
    /// </summary>
    void Reset(bool keepTransaction, IResultSink sink);
}
