namespace ProxyDb.Integration.Tds.Tests.Masking.Matrix;

/// <summary>How statements are sent and results asked for.</summary>
public enum MatrixMode
{
    /// <summary>SQLBatch.</summary>
    Batch,

    /// <summary>SQLBatch of a client of TDS 7.1.</summary>
    OldBatch,

    /// <summary>sp_executesql, with parameters where the statement has some.</summary>
    ExecuteSql,

    /// <summary>sp_prepare, sp_execute twice where nothing is written, sp_unprepare.</summary>
    Prepared,

    /// <summary>The same with TDS 7.1.</summary>
    OldPrepared,

    /// <summary>sp_prepexec, and sp_execute by its name where nothing is written.</summary>
    PrepExec,

    /// <summary>sp_cursoropen, sp_cursorfetch by five rows, sp_cursorclose.</summary>
    Cursor,

    /// <summary>The same, opened by sp_cursorprepexec.</summary>
    PreparedCursor,

    /// <summary>SQLBatch of a text with other statements before and behind.</summary>
    LongBatch,
}
