using System.Diagnostics;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>What answers a command that was sent, or stands in its place in the order of answers.</summary>
internal enum ResponseKind : byte
{
    /// <summary>COM_QUERY, or another command that runs a text: results of text rows.</summary>
    Query,

    /// <summary>COM_STMT_EXECUTE: results of binary rows, or the announcement of a cursor.</summary>
    Execute,

    /// <summary>COM_STMT_FETCH: binary rows without their announcement.</summary>
    Fetch,

    /// <summary>COM_FIELD_LIST: definitions up to an end of file.</summary>
    FieldList,

    /// <summary>COM_STMT_PREPARE of a client's statement.</summary>
    Prepare,

    /// <summary>The same of a statement that ProxyDb prepares again at this server; swallowed.</summary>
    HiddenPrepare,

    /// <summary>COM_STMT_RESET that the client has asked for.</summary>
    Reset,

    /// <summary>An answer without rows to something of ProxyDb's own; swallowed but for what it says of the session.</summary>
    Hidden,

    /// <summary>An own statement of the gateway, with rows or without; swallowed.</summary>
    Own,

    /// <summary>A denial that needed no sending: ours, when its turn comes.</summary>
    Denied,

    /// <summary>An OK of ours, likewise.</summary>
    SyntheticOk,

    /// <summary>An end of file of ours (COM_SET_OPTION).</summary>
    SyntheticEnd,

    /// <summary>The text of COM_STATISTICS.</summary>
    SyntheticText,
}

/// <summary>One expected response.</summary>
internal struct Expected
{
    public ResponseKind Kind;

    /// <summary>Sequence id of the first packet of the answer: one behind the last packet of the command.</summary>
    public byte Sequence;

    /// <summary>A rule limits the rows; looked up when they come.</summary>
    public bool IsLimited;

    /// <summary>What the server says in words is not passed on: it may tell what masks and filters hide.</summary>
    public bool IsReduced;

    /// <summary>The answer ends in this, whatever the server still says: rows beyond a limit, a result that was not planned.</summary>
    public Denial? Exceeded;

    /// <summary>When it was sent (<see cref="IGatewaySession.Now"/>).</summary>
    public long SentAt;

    /// <summary>Index of the next statement of the text to complete.</summary>
    public int Index;

    public JudgedText? Judged;

    /// <summary>Denied: the <see cref="Denial"/>; commands of prepared statements: the <see cref="ClientStatement"/>.</summary>
    public object? Subject;

    /// <summary>The statement at the server that is made or used.</summary>
    public ServerStatement? Server;

    /// <summary>What was sent in place of the client's text; null: that text.</summary>
    public SentText? Sent;

    /// <summary>Open audit record, 0 for none.</summary>
    public long Ticket;

    /// <summary>Open audit records of a text with several statements.</summary>
    public long[]? Tickets;
}

/// <summary>First in, first out: each forwarded command appends one, the response side only matches the head.</summary>
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

    /// <param name="sequence">Of the last packet of the command.</param>
    public ref Expected Push(ResponseKind kind, byte sequence = 0)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        ref var slot = ref _ring[(_head + Count++) & (_ring.Length - 1)];
        slot = default;
        slot.Kind = kind;
        slot.Sequence = (byte)(sequence + 1);
        slot.SentAt = Now;
        return ref slot;
    }

    /// <summary>Whether ProxyDb gives the answer itself.</summary>
    public static bool IsSynthetic(ResponseKind kind) => kind >= ResponseKind.Denied;

    /// <summary>Whether the client is shown nothing of the answer.</summary>
    public static bool IsHidden(ResponseKind kind) => kind is ResponseKind.HiddenPrepare or ResponseKind.Hidden or ResponseKind.Own;

    /// <summary>Whether the answer is that of a statement with a record.</summary>
    public static bool Runs(ResponseKind kind) => kind <= ResponseKind.FieldList;

    public void Pop()
    {
        AnsweredAt = Now;
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
    }

    private void Grow()
    {
        if (_ring.Length >= limits.PipelineDepth)
        {
            WireFault.Throw("a pipeline with too many commands outstanding; read the answers");
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
