namespace ProxyDb.Protocols.Statements;

/// <summary>Connection upkeep that needs no verdict: a closed set, since each goes to the backend without a permit.</summary>
public enum ControlMessage
{
    Sync,
    Flush,
    ClosePortal,
    CopyData,
    CopyDone,
    CopyFail,

    /// <summary>MySQL: COM_STMT_RESET of a statement that this client has prepared.</summary>
    ResetStatement,

    /// <summary>MySQL: COM_STMT_SEND_LONG_DATA for one.</summary>
    LongData,

    /// <summary>MySQL: COM_STMT_FETCH from a cursor that was opened under a permit.</summary>
    Fetch,

    /// <summary>TDS: stops what runs; the server acknowledges it by a message of its own.</summary>
    Attention,

    /// <summary>TDS: sp_cursorclose, sp_unprepare and their like of a handle that this client was given.</summary>
    CloseHandle,

    /// <summary>The rest of a message whose beginning was sent under a permit or a live copy.</summary>
    Continuation,
}

/// <summary>ProxyDb's own statements that a conversation may ask for: constants of the protocol, no client text.</summary>
public enum OwnMessage
{
    /// <summary>Extended protocol: a Parse that always fails, so that the server's state is as after a real error.</summary>
    FailingPrepare,

    /// <summary>Simple protocol: a statement that always fails.</summary>
    FailingStatement,

    /// <summary>Closes an evicted prepared statement of ours.</summary>
    CloseStatement,

    /// <summary>A read of the gateway's own, asked for by <see cref="IConversation.ReadOwn"/>.</summary>
    Read,

    /// <summary>MySQL: COM_PING behind an error, whose answer alone tells whether a transaction is open.</summary>
    Ping,

    /// <summary>MySQL: a statement that does nothing, so that SHOW WARNINGS has nothing to tell of a secured one.</summary>
    ForgetDiagnostics,
}

/// <summary>What a conversation may ask of the gateway. Implemented once, in the host, for every protocol.</summary>
public interface IGatewaySession
{
    /// <summary>Identity of the namespace and role in force; part of the keys of server-side prepared statements.</summary>
    object Namespace { get; }

    /// <summary>The leased backend's state; null while there is no lease.</summary>
    IBackendState? Backend { get; }

    void ToClient(ReadOnlySpan<byte> bytes);

    /// <summary>Analyses (or remembers) and decides. A denial has been recorded when this returns.</summary>
    JudgeOutcome Judge(
        StatementUse use, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes, out JudgedText? judged, out Denial? denial);

    /// <summary>Decides a kept statement again when policy, catalog, namespace or time ask for it; may replace the verdict.</summary>
    JudgeOutcome Rejudge(
        StatementUse use, ref JudgedText judged, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes, out Denial? denial);

    /// <summary>The session has a statement of this name from SQL's own PREPARE.</summary>
    bool HasSqlStatement(ReadOnlySpan<byte> name);

    /// <summary>False: no backend yet, the session was paused and the message will be shown again.</summary>
    bool EnsureLease();

    /// <summary>
    /// Opens the audit record of one statement of a text that is about to be sent. Ticket 0 stands for none.
    /// False: the spool is full and <paramref name="denial"/> says so; nothing may be sent.
    /// </summary>
    bool TryOpenRecord(JudgedText judged, int index, ReadOnlySpan<byte> text, out long ticket, out Denial? denial);

    /// <summary>Value of a slot of <see cref="SentText"/> for this session, in the client's encoding.</summary>
    /// <param name="isLiteral">As a quoted literal to stand in a text; else as the value of a text parameter.</param>
    ReadOnlySpan<byte> SlotValue(JudgedText judged, int slot, bool isLiteral);

    /// <summary>Changes its identity when values of slots may have changed.</summary>
    object SlotVersion { get; }

    /// <summary>
    /// Whether a value may be written: the one of <see cref="SentText.CheckedParameters"/> at an index. A denial has been recorded when
    /// this returns.
    /// </summary>
    /// <param name="value">In the text form of its type; empty for what could not be read.</param>
    /// <param name="isKnown">False: NULL, or of a type that cannot be read.</param>
    bool MayWrite(JudgedText judged, int check, ReadOnlySpan<byte> value, bool isKnown, ReadOnlySpan<byte> text, out Denial? denial);

    /// <summary>
    /// Whether what was begun a moment ago under a verdict may end under it, though masks and filters have changed meanwhile.
    /// </summary>
    /// <param name="since">When it was sent (<see cref="Now"/>).</param>
    bool MayFinish(JudgedText judged, long since);

    /// <summary>
    /// The text runs something secured that was prepared or opened before (EXECUTE, FETCH), or changes rows of which errors could quote
    /// what is hidden.
    /// </summary>
    bool RunsSecured(JudgedText judged);

    void Progress(long ticket, long rows, long bytes);

    void CloseRecord(long ticket, RecordStatus status, ReadOnlySpan<byte> code, in ResultCounts counts);

    /// <summary>How many rows of one statement of a text the client may be shown, as things stand.</summary>
    RowLimit RowLimitOn(JudgedText judged, int index);

    /// <summary>Asks the server to stop what it runs; a failing or completed statement answers as usual.</summary>
    void CancelRunning();

    /// <summary>
    /// What was cancelled last had run for too long: the server's own code for a cancelled statement stands for a time-out then.
    /// </summary>
    bool IsTimedOut => false;

    /// <summary>A cancel request of the gateway's own is under way: nothing that it should not hit may be sent.</summary>
    bool IsCancelling { get; }

    /// <summary>The message at hand waits, and is shown again after <see cref="Resume"/> or the end of a cancel request.</summary>
    void Hold();

    void Resume();

    /// <summary>Stopwatch ticks, read once per turn: only differences mean anything.</summary>
    long Now { get; }

    /// <summary>Sends what the verdict permits; the payload is the protocol's own bytes of it.</summary>
    void SendPermitted(JudgedText judged, ReadOnlyMemory<byte> payload);

    void SendControl(ControlMessage kind, ReadOnlySpan<byte> bytes);

    void SendOwn(OwnMessage kind, ReadOnlyMemory<byte> bytes);

    /// <summary>An executing message of a text with effects was sent; exactly one of the two below follows per statement.</summary>
    void EffectsSent(JudgedText judged);

    /// <summary>A statement completed; <paramref name="tag"/> is the server's command tag.</summary>
    void StatementCompleted(JudgedText judged, int index, ReadOnlySpan<byte> tag);

    /// <summary>Statements from <paramref name="index"/> on did not run: an error, or skipped after one.</summary>
    void StatementDropped(JudgedText judged, int index);

    /// <summary>A text or procedure that ran in a call of the protocol has ended: options that it has set end with it (T-SQL).</summary>
    /// <param name="isDropped">It failed, or did not run.</param>
    void CallEnded(JudgedText judged, bool isDropped)
    {
        if (isDropped)
        {
            StatementDropped(judged, 0);
        }
        else
        {
            StatementCompleted(judged, 0, default);
        }
    }

    /// <summary>The server is ready: 0 outside, 1 inside, 2 in an aborted transaction.</summary>
    void ServerReady(int transaction);

    /// <summary>
    /// The server itself says that a session variable, or the current database (<c>database</c>), has this value now, whatever changed
    /// it (MySQL session tracking).
    /// </summary>
    void SettingReported(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => throw new NotSupportedException();

    /// <summary>The server says that its session holds something beyond settings and database (user variables, temporary tables …).</summary>
    void StateReported() => throw new NotSupportedException();

    /// <summary>What the last completed statement left for functions that ask for it; the conversation tells after each completion.</summary>
    void ResultReported(JudgedText? judged, in LastResult result) => throw new NotSupportedException();

    /// <summary>COM_RESET_CONNECTION: the session is as after its login. False: something is under way and the message will be shown again.</summary>
    bool ResetSession() => throw new NotSupportedException();

    /// <summary>
    /// COM_CHANGE_USER: the session ends and the connection logs in anew; the conversation is not called again after it returns.
    /// </summary>
    /// <param name="packet">The whole packet with its header.</param>
    void ChangeUser(ReadOnlySpan<byte> packet) => throw new NotSupportedException();

    /// <summary>KILL of a connection id as clients know it, for a session of the same user. False: there is none.</summary>
    bool Kill(long connectionId, bool queryOnly) => throw new NotSupportedException();

    /// <summary>An own statement of <see cref="IConversation.ExpectOwn"/> ended.</summary>
    void OwnCompleted(ReadOnlySpan<byte> errorCode);

    /// <summary>A row of an own statement, as the protocol's row payload.</summary>
    void OwnRow(ReadOnlySpan<byte> row);

    /// <summary>The server reports a parameter. True when the client has to be told.</summary>
    bool ParameterChanged(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool hidden);

    /// <summary>An error of the server was seen, whoever caused it (catalog drift, demoted primary).</summary>
    /// <param name="isShownFatal">The server ends the connection with it, and the client was told so.</param>
    void ServerError(ReadOnlySpan<byte> code, bool isShownFatal);

    /// <summary>The client said good-bye.</summary>
    void ClientDone();
}
