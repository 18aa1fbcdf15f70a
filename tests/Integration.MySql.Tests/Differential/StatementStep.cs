namespace ProxyDb.Integration.MySql.Tests.Differential;

/// <summary>How a statement is sent.</summary>
public enum Protocol
{
    /// <summary>COM_QUERY.</summary>
    Text,

    /// <summary>COM_STMT_PREPARE, two executions of what only reads, COM_STMT_CLOSE.</summary>
    Prepared,

    /// <summary>COM_STMT_EXECUTE with a cursor, and COM_STMT_FETCH by two rows.</summary>
    Cursor,
}

/// <summary>One statement of a list.</summary>
/// <param name="Line">Where it ends in its file, 1-based.</param>
/// <param name="Values">Values of <c>\bind</c>; null when it has none.</param>
public sealed record StatementStep(int Line, string Sql, string?[]? Values, bool TextOnly, string? LocalData, bool Reconnect)
{
    /// <summary>Code of the refusal that the gateway answers with, as its documentation says; null: as the server.</summary>
    public string? RefusedWith { get; init; }

    /// <summary>Likewise, where another session has used the backend in between.</summary>
    public string? RefusedWhenMoved { get; init; }

    public bool AppliesTo(Protocol protocol) => protocol == Protocol.Text ? Values is null : !TextOnly;
}
