using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>What a request asks for, as far as its answer has to be read for it.</summary>
internal enum AnswerKind
{
    Batch,
    Rpc,
    Transaction,
    BulkLoad,

    /// <summary>A statement of the gateway's own that the host waits for.</summary>
    Own,

    /// <summary>A request of the gateway's own whose answer nobody waits for: handles given up, a transaction asked after.</summary>
    Hidden,
}

/// <summary>What one call of a request, or a request that is no RPC, leaves behind.</summary>
internal enum PartKind
{
    /// <summary>Runs a text or a procedure.</summary>
    Run,

    /// <summary>Makes a handle, and perhaps runs.</summary>
    Prepare,

    /// <summary>Opens a cursor on a text or on a prepared one.</summary>
    OpenCursor,

    /// <summary>Makes a handle for cursors.</summary>
    PrepareCursor,
    Fetch,
    CloseCursor,
    UnprepareCursor,

    /// <summary>Tells or changes something of a cursor.</summary>
    CursorOption,
}

/// <summary>One call of a request. Kept and filled anew, so that steady state allocates nothing.</summary>
internal sealed class AnswerPart
{
    public PartKind Kind { get; set; }

    public JudgedText? Judged { get; set; }

    /// <summary>What was sent in place of the client's text; null: that text.</summary>
    public SentText? Sent { get; set; }

    /// <summary>Open audit record, 0 for none.</summary>
    public long Ticket { get; set; }

    public ClientStatement? Statement { get; set; }

    public ClientCursor? Cursor { get; set; }

    /// <summary>Used at the server.</summary>
    public ServerStatement? Server { get; set; }

    /// <summary>What the server will prepare it as.</summary>
    public StatementKey? Key { get; set; }

    /// <summary>Which of the values that come back is the handle of a prepared statement; -1: none.</summary>
    public int HandleRank { get; set; }

    /// <summary>Likewise the handle of a cursor.</summary>
    public int CursorRank { get; set; }

    /// <summary>The client has not asked for the handle.</summary>
    public bool HidesHandle { get; set; }

    /// <summary>What was sent has so many parameters more before the values than what the client has sent.</summary>
    public int OrdinalShift { get; set; }

    /// <summary>What the server says in words is not passed on: it may tell what masks and filters hide.</summary>
    public bool IsReduced { get; set; }

    /// <summary>A rule limits the rows.</summary>
    public bool IsLimited { get; set; }

    /// <summary>Where its text and the definition of its parameters stand in <see cref="ConversationState.Texts"/>.</summary>
    public Range Text { get; set; }

    public Range Definition { get; set; }

    /// <summary>A prepared statement also runs with it.</summary>
    public bool IsExecuted { get; set; }

    /// <summary>The server's handle that is given up with it.</summary>
    public int Handle { get; set; }

    /// <summary>It is about a handle that the client was given under a permit, and needs none of its own.</summary>
    public bool IsControl { get; set; }

    /// <summary>The gateway does it; where other calls stand beside it, one that does nothing is sent for it.</summary>
    public bool IsOwn { get; set; }

    /// <summary>It may end handles at the server that the gateway knows nothing of: none of them is used again.</summary>
    public bool ForgetsHandles { get; set; }

    /// <summary>Its rows go into the server by a bulk load that the client sends next.</summary>
    public bool BeginsBulkLoad { get; set; }

    /// <summary>Something of the client's runs, and leaves a record and effects.</summary>
    public bool Runs => !IsControl && !IsOwn && Judged is not null && (Kind is PartKind.Run or PartKind.OpenCursor || IsExecuted);

    /// <summary>The client is told a handle in the answer.</summary>
    public bool MakesHandle => Kind is PartKind.Prepare or PartKind.OpenCursor or PartKind.PrepareCursor;

    public void Clear()
    {
        (Kind, Judged, Sent, Ticket) = (PartKind.Run, null, null, 0);
        (Statement, Cursor, Server, Key) = (null, null, null, null);
        (HandleRank, CursorRank, OrdinalShift) = (-1, -1, 0);
        (HidesHandle, IsReduced, IsLimited) = (false, false, false);
        (IsControl, IsOwn, BeginsBulkLoad, IsExecuted, Handle) = (false, false, false, false, 0);
        (Text, Definition, ForgetsHandles) = (default, default, false);
    }
}

/// <summary>The answer to one request. Kept and filled anew.</summary>
internal sealed class ExpectedAnswer
{
    private readonly List<AnswerPart> _parts = [];
    private int _index;

    public AnswerKind Kind { get; private set; }

    public int Count { get; private set; }

    /// <summary>When it was sent (<see cref="IGatewaySession.Now"/>).</summary>
    public long SentAt { get; private set; }

    /// <summary>The client has asked for a reset with it: an acknowledgement of the server is shown.</summary>
    public bool ShowsReset { get; set; }

    /// <summary>The server itself resets its session: the transaction stays.</summary>
    public bool IsResetAtServer { get; set; }

    /// <summary>The gateway has reset the session, and has to acknowledge it where the server does not.</summary>
    public bool OwesReset { get; set; }

    /// <summary>The answer ends in this, whatever the server still says: rows beyond a limit, a result that was not planned.</summary>
    public Denial? Exceeded { get; set; }

    public bool IsHidden => Kind is AnswerKind.Own or AnswerKind.Hidden;

    /// <summary>The call whose answer comes now.</summary>
    public AnswerPart Current => _parts[_index];

    public AnswerPart this[int index] => _parts[index];

    /// <summary>How an answer to it ends.</summary>
    public TokenKind DoneKind => Kind == AnswerKind.Rpc ? TokenKind.DoneProc : TokenKind.Done;

    public void Begin(AnswerKind kind, long now)
    {
        (Kind, Count, _index, SentAt) = (kind, 0, 0, now);
        (ShowsReset, OwesReset, IsResetAtServer, Exceeded) = (false, false, false, null);
    }

    public AnswerPart Add()
    {
        if (Count == _parts.Count)
        {
            _parts.Add(new AnswerPart());
        }

        var part = _parts[Count++];
        part.Clear();
        return part;
    }

    /// <summary>The answer to a call has ended and another one's follows.</summary>
    public bool TryMoveNext()
    {
        if (_index + 1 >= Count)
        {
            return false;
        }

        _index++;
        return true;
    }

    /// <summary>Lets go of what the calls hold.</summary>
    public void Clear()
    {
        for (var i = 0; i < Count; i++)
        {
            _parts[i].Clear();
        }

        (Count, _index, Exceeded) = (0, 0, null);
    }
}
