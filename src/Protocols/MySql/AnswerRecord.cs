using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>Counts the answer of the statement at the head of <see cref="ExpectedResponses"/> and closes its record.</summary>
internal sealed class AnswerRecord(ConversationState state)
{
    /// <summary>How many bytes of an answer pass between two progress records.</summary>
    private const long ProgressEvery = 64 << 20;

    private readonly IGatewaySession _gateway = state.Gateway;
    private long _reported;

    /// <summary>Rows shown of the statement at the head.</summary>
    public long Rows { get; set; }

    public long Bytes { get; set; }

    public AnswerLimit Limit { get; } = new(state);

    /// <summary>Closes the record of the statement whose turn it is.</summary>
    public void Close(ref Expected head, RecordStatus status, ReadOnlySpan<byte> code, long affected)
    {
        var ticks = status == RecordStatus.Skipped ? 0 : state.Expected.Now - state.Expected.HeadSince;
        if (head.Kind == ResponseKind.Fetch)
        {
            CloseCursor(state, (ClientStatement)head.Subject!, status, code, new ResultCounts(Rows, 0, Bytes, ticks));
        }
        else if (Take(ref head) is var ticket and not 0)
        {
            _gateway.CloseRecord(ticket, status, code, new ResultCounts(Rows, affected, Bytes, ticks));
        }

        Reset();
    }

    /// <summary>Closes the record that stands for an open cursor and all that was fetched from it.</summary>
    /// <param name="last">What comes to what was counted before.</param>
    public static void CloseCursor(
        ConversationState state, ClientStatement statement, RecordStatus status, ReadOnlySpan<byte> code, in ResultCounts last)
    {
        if (statement.Cursor is { Ticket: not 0 } cursor)
        {
            var counts = new ResultCounts(cursor.Rows + last.Rows, 0, cursor.Bytes + last.Bytes, cursor.Ticks + last.Ticks);
            state.Gateway.CloseRecord(cursor.Ticket, status, code, counts);
            cursor.Ticket = 0;
        }
    }

    /// <summary>Counts what was fetched to the cursor, whose record stays open.</summary>
    public void Suspend(StatementCursor cursor)
    {
        cursor.Rows += Rows;
        cursor.Bytes += Bytes;
        cursor.Ticks += state.Expected.Now - state.Expected.HeadSince;
        if (cursor.Ticket != 0)
        {
            _gateway.Progress(cursor.Ticket, cursor.Rows, cursor.Bytes);
        }

        Reset();
    }

    /// <summary>The open record of the statement whose turn it is; taken out.</summary>
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
        if (Bytes - _reported > ProgressEvery && !state.Expected.IsEmpty && state.Expected.Head.Ticket != 0)
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
}
