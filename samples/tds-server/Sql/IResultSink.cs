namespace ProxyDb.Samples.TdsServer.Sql;

/// <summary>Receives the answer of a request as it is made; everything is sent in this order.</summary>
public interface IResultSink
{
    /// <summary>Begins a result set.</summary>
    void Columns(IReadOnlyList<SqlColumn> columns);

    /// <summary>ORDER BY: 1-based numbers of the columns the rows are sorted by, directly behind <see cref="Columns"/>.</summary>
    void Order(IReadOnlyList<int> columns);

    /// <summary>
    /// A row of the last columns. Values: null; bool; byte, short, int, long; float, double; SqlDecimal for decimal and numeric; decimal for money;
    /// DateTime for date, smalldatetime, datetime, datetime2; TimeSpan for time; DateTimeOffset; Guid; string for all texts and xml; byte[] for
    /// binaries, image, rowversion; <see cref="SqlVariant"/> for sql_variant.
    /// </summary>
    void Row(ReadOnlySpan<object?> values);

    /// <summary>A statement ended. <paramref name="count"/> null: no count (SET, DDL, NOCOUNT). With an error reported since the last end, as failed.</summary>
    void Done(DoneCommand command, long? count);

    /// <summary>PRINT, RAISERROR, warnings and errors: INFO up to class 10, ERROR above.</summary>
    void Message(SqlMessage message);

    /// <summary>EXEC of a procedure in a batch: what follows is in it. Nested.</summary>
    void ProcedureBegins();

    /// <summary>Its end, with the status it returned.</summary>
    void ProcedureEnds(int status);

    /// <summary>@@TRANCOUNT went from 0 to 1, or to 0. Not for nested transactions and savepoints.</summary>
    void TransactionBegan();

    void TransactionCommitted();

    void TransactionRolledBack();

    /// <summary>USE: ENVCHANGE 1 and message 5701, which this sends.</summary>
    void DatabaseChanged(string from, string to);

    /// <summary>SET LANGUAGE: ENVCHANGE 2 and message 5703.</summary>
    void LanguageChanged(string from, string to);
}
