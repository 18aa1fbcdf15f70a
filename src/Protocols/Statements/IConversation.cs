namespace ProxyDb.Protocols.Statements;

/// <summary>What a protocol remembers of one backend connection over its leases (prepared statements); opaque to the gateway.</summary>
public interface IBackendState
{
    /// <summary>Prepared statements held at the server, for the console.</summary>
    int StatementCount { get; }

    /// <summary>The backend was reset (DISCARD ALL): nothing is prepared any more.</summary>
    void Forget();
}

/// <summary>
/// One client's conversation after its login, without I/O: reads what the client and its leased backend send, asks the gateway for
/// verdicts and leases, and keeps the order of answers. Never called concurrently.
/// </summary>
public interface IConversation
{
    /// <summary>
    /// Handles the client's bytes; returns how many were consumed. What is left is an incomplete message, or a message that has to
    /// wait (the gateway has paused the session) and will be shown again. Throws <see cref="Wire.WireFault"/> for malformed bytes.
    /// </summary>
    int OnClient(ReadOnlySpan<byte> bytes);

    /// <summary>Handles the backend's bytes, likewise. A <see cref="Wire.WireFault"/> here ends the lease and the session.</summary>
    int OnServer(ReadOnlySpan<byte> bytes);

    /// <summary>Nothing is outstanding at the backend and the client has begun nothing: the lease may be returned.</summary>
    bool IsAtRest { get; }

    /// <summary>
    /// A client that leaves now has left nothing at its backend but what a reset of the connection takes: a transaction and cursors too,
    /// where the protocol's reset ends them.
    /// </summary>
    bool IsResettable => IsAtRest;

    /// <summary>A statement was sent and its end has not been seen.</summary>
    bool IsBusy { get; }

    /// <summary>What is outstanding ends without another message of the client: who waits for it does not wait for ever.</summary>
    bool EndsByItself { get; }

    /// <summary>Part of a message was forwarded and its rest has not come: the backend cannot be used by anybody else.</summary>
    bool IsMidMessage { get; }

    /// <summary>The transaction is open or aborted, as of the last report of the server.</summary>
    bool InTransaction { get; }

    /// <summary>
    /// What the server works on, and since when (<see cref="IGatewaySession.Now"/>): a statement of a text, or null for what belongs
    /// to none (parsing, the end of a transaction). False: nothing is outstanding.
    /// </summary>
    bool TryGetRunning(out JudgedText? judged, out int index, out long since);

    /// <summary>
    /// Protocols that cancel in band: asks the server to stop what it runs, for the gateway's own reasons; the acknowledgement is not
    /// shown. Nothing happens when nothing runs or a cancel is under way.
    /// </summary>
    void CancelRunning() => throw new NotSupportedException();

    /// <summary>
    /// Protocols that cancel in band: whether the client, of whom a message waits, has taken it back by what it has sent since. Nothing
    /// is consumed; the cancel itself is read and answered after <see cref="RefuseWaiting"/>.
    /// </summary>
    /// <param name="waiting">What <see cref="OnClient"/> has left, and what came since.</param>
    bool SeesCancel(ReadOnlySpan<byte> waiting) => false;

    /// <summary>Registers the answers of an own statement that the gateway sends on the lease; they are not shown to the client.</summary>
    void ExpectOwn();

    /// <summary>
    /// Runs a read of the gateway's own on the lease, in the midst of a pipeline if need be; its rows come by
    /// <see cref="IGatewaySession.OwnRow"/>. The text is one of the gateway's closed set.
    /// </summary>
    void ReadOwn(string text);

    /// <summary>The session has no backend any more; open records are closed with the given status.</summary>
    void OnLeaseEnded(RecordStatus status);

    /// <summary>
    /// The statement that waits for a backend is given up with the denial (cancelled, no backend in time): answers the client as the
    /// server would and consumes the message. Returns the bytes consumed.
    /// </summary>
    int RefuseWaiting(ReadOnlySpan<byte> bytes, Denial denial);

    /// <summary>Writes a fatal error for the client; the gateway closes afterwards.</summary>
    void WriteFatal(Denial denial);

    /// <summary>The client has prepared a statement of this name by the protocol's own message.</summary>
    bool HasStatement(string name);

    /// <summary>The client has opened a portal of this name whose statement stands under masks or filters.</summary>
    bool HasSecuredPortal(string name);

    /// <summary>The server forgot its prepared statements by a statement of this client.</summary>
    void ForgetStatements(string? name);
}

/// <summary>How a record ended (contracts.md §4, result.status).</summary>
public enum RecordStatus
{
    Ok,
    Error,
    Denied,
    Cancelled,
    Lost,
    Skipped,
    Unknown,
}
