namespace ProxyDb.Protocols.Statements;

/// <summary>
/// Why a client does not get what it asked for, in neutral words; each protocol's ErrorWriter says it natively
/// (contracts.md §6). Ends the statement, not the session, unless <see cref="IsFatal"/>.
/// </summary>
/// <param name="Case">Which row of the table of native errors.</param>
/// <param name="Message">One sentence: what was refused, by which rule, what to do. Never a value from the data.</param>
/// <param name="Hint">Optional further help (approval link, the least change).</param>
/// <param name="Position">1-based character position in the statement text, 0 for none.</param>
public sealed record Denial(DenialCase Case, string Message, string? Hint = null, int Position = 0)
{
    /// <summary>The server's own code where the case alone does not decide it (syntax errors of a parser).</summary>
    public string? Code { get; init; }

    public bool IsFatal { get; init; }
}

/// <summary>Rows of contracts.md §6.</summary>
public enum DenialCase
{
    Syntax,

    /// <summary>Bytes that are no text in the client's encoding.</summary>
    Encoding,
    Policy,
    ApprovalNeeded,
    NotUnderstood,
    TooLargeOrDeep,
    LoginRefused,
    NoBackend,
    NoBackendAtLogin,

    /// <summary>The database that the client has named is not there.</summary>
    UnknownDatabase,

    /// <summary>The service login has no rights on the database that the client has named.</summary>
    DatabaseRefused,
    LimitReached,
    Timeout,

    /// <summary>Stopped because somebody asked for it.</summary>
    Cancelled,
    OutcomeUnknown,
    Shutdown,
    ProtocolViolation,
    FeatureNotSupported,

    /// <summary>The name belongs to the gateway.</summary>
    ReservedName,
    TransactionAborted,
    TransactionIdle,
    Internal,
}
