using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Counts the answer of the statement at the head of <see cref="ExpectedResponses"/> and closes its record.</summary>
internal sealed class AnswerRecord(SessionState state)
{
    /// <summary>How many bytes of an answer pass between two progress records.</summary>
    private const long ProgressEvery = 64 << 20;

    private readonly IGatewaySession _gateway = state.Gateway;
    private long _reported;

    /// <summary>Rows shown of the statement at the head.</summary>
    public long Rows { get; set; }

    public long Bytes { get; set; }

    public AnswerLimit Limit { get; } = new(state);

    public void Close(long ticket, RecordStatus status, ReadOnlySpan<byte> code, long affected, Portal? portal)
    {
        var ticks = status == RecordStatus.Skipped ? 0 : state.Expected.Now - state.Expected.HeadSince;
        var counts = new ResultCounts(Rows, affected, Bytes, ticks);
        if (ticket != 0 && (portal is null || IsOpen(ticket, portal, ref counts)))
        {
            _gateway.CloseRecord(ticket, status, code, counts);
        }

        Reset();
    }

    public static long Take(ref Expected head)
    {
        if (head.Tickets is { } tickets)
        {
            return head.Index < tickets.Length ? tickets[head.Index] : 0;
        }

        var ticket = head.Ticket;
        head.Ticket = 0;
        return ticket;
    }

    public void ReportProgress()
    {
        if (Bytes - _reported > ProgressEvery && !state.Expected.IsEmpty)
        {
            _reported = Bytes;
            _gateway.Progress(state.Expected.Head.Ticket, Rows, Bytes);
        }
    }

    public void Reset()
    {
        Limit.Reset();
        Rows = 0;
        Bytes = 0;
        _reported = 0;
    }

    /// <summary>
    /// Takes the open record of a binding. It is not open any more when an Execute before this one has closed it; it hangs loose when
    /// the portal was bound again meanwhile.
    /// </summary>
    private bool IsOpen(long ticket, Portal portal, ref ResultCounts counts)
    {
        if (portal.Ticket != ticket)
        {
            return state.TakeLooseTicket(ticket);
        }

        counts = counts with
        {
            Rows = counts.Rows + portal.Rows, Bytes = counts.Bytes + portal.Bytes, Ticks = counts.Ticks + portal.Ticks,
        };
        portal.Ticket = 0;
        return true;
    }
}
