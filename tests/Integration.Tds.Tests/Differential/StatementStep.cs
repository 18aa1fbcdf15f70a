namespace ProxyDb.Integration.Tds.Tests.Differential;

/// <summary>How a statement is sent.</summary>
public enum Protocol
{
    /// <summary>SQLBatch.</summary>
    Batch,

    /// <summary>sp_executesql by its number.</summary>
    ExecuteSql,

    /// <summary>sp_prepexec, sp_execute twice where it only reads, sp_unprepare.</summary>
    Prepared,

    /// <summary>sp_cursoropen, sp_cursorfetch by two rows, sp_cursorclose; for queries.</summary>
    Cursor,
}

/// <summary>One statement of a list.</summary>
/// <param name="Line">Where it ends in its file, 1-based.</param>
/// <param name="Definition">Definitions of parameters; empty without.</param>
/// <param name="Values">Their values, sent as nvarchar.</param>
public sealed record StatementStep(int Line, string Sql, string Definition, string?[] Values, bool BatchOnly, bool Reconnect)
{
    /// <summary>Number of the error that the gateway answers with, as its documentation says; null: as the server.</summary>
    public string? RefusedWith { get; init; }

    /// <summary>Likewise, where another session has used the backend in between.</summary>
    public string? RefusedWhenMoved { get; init; }

    /// <summary>Number of the error the statement is there for; null: none.</summary>
    public string? Error { get; init; }

    public bool IsQuery => Sql.StartsWith("SELECT", StringComparison.Ordinal) || Sql.StartsWith("WITH", StringComparison.Ordinal);

    public bool AppliesTo(Protocol protocol) => protocol switch
    {
        Protocol.Batch => Values.Length == 0,
        Protocol.Cursor => !BatchOnly && IsQuery,
        _ => !BatchOnly,
    };
}
