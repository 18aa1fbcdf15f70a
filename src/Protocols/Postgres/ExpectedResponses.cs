using System.Diagnostics;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>What answers a message that was sent, or stands in its place in the order of answers.</summary>
internal enum ResponseKind : byte
{
    /// <summary>ParseComplete of a client's statement.</summary>
    Parse,

    /// <summary>ParseComplete of a statement that ProxyDb prepared again at this server; swallowed.</summary>
    HiddenParse,

    /// <summary>A Parse that needed no sending: ParseComplete is ours, when its turn comes.</summary>
    SyntheticParse,
    Bind,

    /// <summary>ParameterDescription, then RowDescription or NoData; or the latter alone for a portal.</summary>
    Describe,

    /// <summary>The same for the gateway itself, which must know what a secured statement's rows are; swallowed.</summary>
    HiddenDescribe,
    Execute,
    Close,

    /// <summary>CloseComplete of an evicted statement; swallowed.</summary>
    HiddenClose,
    SyntheticClose,
    Sync,
    Simple,

    /// <summary>End of a client's copy data: separates Syncs that the server ignored from those it answers.</summary>
    CopyEnd,

    /// <summary>A failing statement in a denied one's place, extended protocol.</summary>
    DeniedPrepare,

    /// <summary>The same for a simple Query.</summary>
    DeniedStatement,

    /// <summary>An own simple statement of the gateway, up to its ReadyForQuery; swallowed.</summary>
    Own,

    /// <summary>BindComplete of an own read; swallowed.</summary>
    OwnBind,

    /// <summary>Rows and CommandComplete of an own read; swallowed.</summary>
    OwnRead,

    /// <summary>ReadyForQuery behind an own read that stood alone; swallowed.</summary>
    OwnSync,
}

/// <summary>One expected response.</summary>
internal struct Expected
{
    public ResponseKind Kind;

    /// <summary>Execute and Simple: an error was seen; the rest up to ReadyForQuery follows.</summary>
    public bool Failed;

    /// <summary>HiddenParse: of an own read, which is nobody's statement.</summary>
    public bool IsOwn;

    /// <summary>Execute and Simple: CopyInResponse was seen and the copy has not ended.</summary>
    public bool Copies;

    /// <summary>Execute and Simple: a rule limits the rows; looked up when they come.</summary>
    public bool IsLimited;

    /// <summary>Rows beyond the limit have come: this is the answer, whatever the server still says.</summary>
    public Denial? Exceeded;

    /// <summary>When it was sent (<see cref="IGatewaySession.Now"/>).</summary>
    public long SentAt;

    /// <summary>Index of the next statement of a simple Query to complete.</summary>
    public int Index;

    /// <summary>Messages that end in a ReadyForQuery: the epoch they close (<see cref="SessionState.Epoch"/>).</summary>
    public int Epoch;

    public JudgedText? Judged;

    /// <summary>Parse: <see cref="ClientStatement"/>; HiddenParse: the unnamed <see cref="ClientStatement"/>, if it is that; SyntheticClose: the statement that was closed; Bind, Execute: <see cref="Portal"/>; denied: <see cref="Denial"/>.</summary>
    public object? Subject;

    /// <summary>The statement at the server that is made, used or closed; null for the unnamed one.</summary>
    public ServerStatement? Server;

    /// <summary>What was sent in place of the client's text; null: that text.</summary>
    public SentText? Sent;

    /// <summary>What the server says in words is not passed on: it may tell what masks and filters hide.</summary>
    public bool IsReduced;

    /// <summary>Describe, Execute: where the announcement of a secured result is kept; <see cref="Index"/> of a Describe is its generation.</summary>
    public AnnouncedResult? Announced;

    /// <summary>Open audit record, 0 for none.</summary>
    public long Ticket;

    /// <summary>Open audit records of a simple Query with several statements.</summary>
    public long[]? Tickets;
}

/// <summary>First in, first out: each forwarded message appends one, the response side only matches the head.</summary>
internal sealed class ExpectedResponses(WireLimits limits)
{
    private Expected[] _ring = new Expected[4];
    private int _head;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>The time of what is being handled (<see cref="IGatewaySession.Now"/>).</summary>
    public long Now { get; set; }

    /// <summary>When the server last answered: what stood behind that answer has been worked on since then.</summary>
    public long AnsweredAt { get; set; }

    /// <summary>Since when the server has worked on the head.</summary>
    public long HeadSince => Math.Max(Head.SentAt, AnsweredAt);

    public ref Expected Head => ref _ring[_head];

    public ref Expected this[int index]
    {
        get
        {
            Debug.Assert(index < Count, "index beyond the queue");
            return ref _ring[(_head + index) & (_ring.Length - 1)];
        }
    }

    public ref Expected Push(ResponseKind kind)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        ref var slot = ref _ring[(_head + Count++) & (_ring.Length - 1)];
        slot = default;
        slot.Kind = kind;
        slot.SentAt = Now;
        return ref slot;
    }

    /// <summary>Whether the answer of the kind runs up to a ReadyForQuery of its own.</summary>
    public static bool IsSimple(ResponseKind kind) => kind is ResponseKind.Simple or ResponseKind.DeniedStatement or ResponseKind.Own;

    public static bool IsOwn(ResponseKind kind) =>
        kind is ResponseKind.Own or ResponseKind.OwnBind or ResponseKind.OwnRead or ResponseKind.OwnSync;

    public void Pop()
    {
        AnsweredAt = Now;
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
    }

    /// <summary>Takes out the entry at an index; the order of the others stays.</summary>
    public void RemoveAt(int index)
    {
        for (var i = index; i > 0; i--)
        {
            this[i] = this[i - 1];
        }

        Pop();
    }

    private void Grow()
    {
        if (_ring.Length >= limits.PipelineDepth)
        {
            WireFault.Throw("a pipeline with too many messages outstanding; read the answers or send Sync more often");
        }

        var larger = new Expected[_ring.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        _ring = larger;
        _head = 0;
    }
}
