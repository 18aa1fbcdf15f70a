namespace ProxyDb.Protocols.Statements;

/// <summary>What a client wants done with a text.</summary>
public enum StatementUse
{
    /// <summary>Run at once, all of it (simple Query, COM_QUERY, SQLBatch).</summary>
    Simple,

    /// <summary>Kept for later (Parse, COM_STMT_PREPARE).</summary>
    Prepare,

    /// <summary>A kept statement is about to run with values (Bind, COM_STMT_EXECUTE).</summary>
    Execute,
}

public enum JudgeOutcome
{
    Allowed,
    Denied,

    /// <summary>Not now: the session was paused and the same message will be shown again.</summary>
    Wait,

    /// <summary>As <see cref="Wait"/>, and what was sent must be answered first: the conversation asks the server to flush.</summary>
    Hold,
}

/// <summary>
/// The gateway's verdict over a text, as far as a protocol has to know it. Shared by all executions of the text; the protocol keeps
/// it with its prepared statements and portals and never looks inside.
/// </summary>
public abstract class JudgedText
{
    /// <summary>Statements in the text that the server will answer one by one; an empty text has none.</summary>
    public int StatementCount { get; protected init; }

    /// <summary>A COPY … FROM STDIN is among them: copy messages may follow.</summary>
    public bool CopiesIn { get; protected init; }

    /// <summary>
    /// The text sets what decides how the next ones are read (the current database, QUOTED_IDENTIFIER). Inside of a call it ends with the
    /// call, so that there nobody could tell from outside what is in force.
    /// </summary>
    public bool ChangesReading { get; protected init; }

    /// <summary>Something lasting may change (settings, transaction, prepared names): completions must be reported one by one.</summary>
    public bool HasEffects { get; protected init; }

    /// <summary>
    /// The text is one statement that gives up the prepared statement of this name (DEALLOCATE); null for all other texts.
    /// </summary>
    public string? Deallocates { get; protected init; }

    /// <summary>When it completes, the server forgets every prepared statement (DISCARD ALL, DEALLOCATE ALL).</summary>
    public bool ForgetsStatements { get; protected init; }

    /// <summary>Constraints that were put off are checked by it (COMMIT, SET CONSTRAINTS): its errors can speak of earlier statements.</summary>
    public bool ChecksDeferred { get; protected init; }

    /// <summary>What has to be sent in the text's place; null: the text itself.</summary>
    public SentText? Sent { get; protected init; }

    /// <summary>
    /// The statement answers with any number of results, the last of which is no result set (CALL); all others answer with one.
    /// </summary>
    public virtual bool HasManyResults(int index) => false;

    /// <summary>Where the statement of an index begins in the text in UTF-8; 0 for the only one.</summary>
    public virtual int StartOf(int index) => 0;

    /// <summary>The file that the server may ask the client for while it runs the statement (LOAD DATA LOCAL); null: none.</summary>
    public virtual string? LocalFile(int index) => null;

    /// <summary>The text is one KILL of a connection id: the gateway does it, the server never sees it. Null for all other texts.</summary>
    public KillRequest? Kill { get; protected init; }

    /// <summary>Whether what was opened under this verdict may go on under another: the same masks and filters stand behind both.</summary>
    public virtual bool IsSecuredAs(JudgedText other) => ReferenceEquals(Sent, other.Sent);
}
