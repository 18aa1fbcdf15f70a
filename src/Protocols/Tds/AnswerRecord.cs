using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>Counts the answer to the call at the head of <see cref="ExpectedResponses"/> and closes its record.</summary>
internal sealed class AnswerRecord(ConversationState state)
{
    /// <summary>How many bytes of an answer pass between two progress records.</summary>
    private const long ProgressEvery = 64 << 20;

    private readonly IGatewaySession _gateway = state.Gateway;
    private long _reported;

    /// <summary>Rows shown of the call.</summary>
    public long Rows { get; set; }

    public long Bytes { get; set; }

    public AnswerLimit Limit { get; } = new(state);

    /// <summary>Closes the record of a call that has run, or that was given up.</summary>
    public void Close(AnswerPart part, RecordStatus status, ReadOnlySpan<byte> code, long affected)
    {
        if (part.Ticket != 0)
        {
            var ticks = status == RecordStatus.Skipped ? 0 : state.Expected.Now - state.Expected.HeadSince;
            _gateway.CloseRecord(part.Ticket, status, code, new ResultCounts(Rows, affected, Bytes, ticks));
            part.Ticket = 0;
        }
    }

    /// <summary>The record of a call that has opened a cursor stays open with it, and counts what is fetched.</summary>
    public void Suspend(AnswerPart part)
    {
        var cursor = part.Cursor!;
        if (part.Ticket != 0)
        {
            (cursor.Ticket, part.Ticket) = (part.Ticket, 0);
        }

        cursor.Rows += Rows;
        cursor.Bytes += Bytes;
        cursor.Ticks += state.Expected.Now - state.Expected.HeadSince;
        if (cursor.Ticket != 0)
        {
            _gateway.Progress(cursor.Ticket, cursor.Rows, cursor.Bytes);
        }
    }

    /// <summary>Closes the record that stands for an open cursor and all that was fetched from it.</summary>
    public static void CloseCursor(ConversationState state, ClientCursor cursor, RecordStatus status, ReadOnlySpan<byte> code = default)
    {
        if (cursor.Ticket != 0)
        {
            state.Gateway.CloseRecord(cursor.Ticket, status, code, new ResultCounts(cursor.Rows, 0, cursor.Bytes, cursor.Ticks));
            cursor.Ticket = 0;
        }
    }

    public static void CloseCursors(ConversationState state, RecordStatus status)
    {
        foreach (var cursor in state.Cursors.Open)
        {
            CloseCursor(state, cursor, status);
        }
    }

    public void ReportProgress()
    {
        if (Bytes - _reported > ProgressEvery && !state.Expected.IsEmpty && state.Expected.Head.Current.Ticket != 0)
        {
            _reported = Bytes;
            _gateway.Progress(state.Expected.Head.Current.Ticket, Rows, Bytes);
        }
    }

    public void Reset()
    {
        Limit.Reset();
        (Rows, Bytes, _reported) = (0, 0, 0);
    }
}
