using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// OK packets and ends of rows: a result has ended, with it perhaps its statement, and the answer if no more results are announced.
/// Records are closed before the client is shown the end.
/// </summary>
internal sealed class CompletionReader(ConversationState state, AnswerProgress progress, ClientRelay relay)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly AnswerRecord _record = progress.Record;
    private readonly SessionReports _reports = new(state);
    private readonly OwnCommands _own = new(state);
    private readonly ShownChanges _changes = new();
    private readonly AnswerEnd _end = new(state, progress, relay);

    /// <summary>The end of a result without rows.</summary>
    public void OnOk(in ServerPacket packet)
    {
        ref var head = ref state.Expected.Head;
        var ok = OkPacket.Read(packet.Payload, state.BackendCapabilities);
        state.TakeStatus(ok.Status);
        switch (head.Kind)
        {
            case ResponseKind.Own:
                EndOwn(ok, packet.Bytes);
                break;
            case ResponseKind.Hidden:
                _end.Finish(packet.Bytes);
                break;
            case ResponseKind.Reset:
                Show(ref head, ok, packet, isRows: false);
                _end.Finish(packet.Bytes);
                break;
            case ResponseKind.Query or ResponseKind.Execute:
                if (head.Index >= head.Judged!.StatementCount && head.Judged.StatementCount > 0 && ok.AffectedRows > 0)
                {
                    WireFault.Throw("the backend answered a statement that was not judged");
                }

                EndResult(ref head, ok, packet, isRows: false);
                break;
            default:
                WireFault.Throw("the backend sent OK out of turn");
                break;
        }
    }

    /// <summary>The end of rows, or of what stands in their place.</summary>
    public void OnEnd(in ServerPacket packet)
    {
        ref var head = ref state.Expected.Head;
        var end = ReadEnd(packet.Payload);
        state.TakeStatus(end.Status);
        switch (head.Kind)
        {
            case ResponseKind.Own:
                EndOwn(end, packet.Bytes);
                break;
            case ResponseKind.Fetch:
                EndFetch(ref head, end, packet);
                break;
            case ResponseKind.Execute when (end.Status & ServerStatus.CursorExists) != 0:
                OpenCursor(ref head, end, packet);
                break;
            case ResponseKind.Query or ResponseKind.Execute or ResponseKind.FieldList:
                EndResult(ref head, end, packet, isRows: true);
                break;
            default:
                WireFault.Throw("the backend sent an end of rows out of turn");
                break;
        }
    }

    private OkPacket ReadEnd(ReadOnlySpan<byte> payload)
    {
        if (progress.DeprecatesEof)
        {
            return OkPacket.Read(payload, state.BackendCapabilities);
        }

        var end = EofPacket.Read(payload);
        return new OkPacket { Status = end.Status, Warnings = end.Warnings };
    }

    private void EndOwn(in OkPacket end, ReadOnlySpan<byte> bytes)
    {
        _reports.Take(end.StateChanges, isOwn: true);
        if ((end.Status & ServerStatus.MoreResultsExist) != 0)
        {
            progress.NextResult();
            return;
        }

        _end.Finish(bytes);
        _gateway.OwnCompleted(default);
    }

    private void EndResult(ref Expected head, in OkPacket end, in ServerPacket packet, bool isRows)
    {
        // A procedure answers with results of its statements; the last, without rows, is its own.
        var isStatementEnd = !isRows || !head.Judged!.HasManyResults(head.Index);
        var hasMore = (end.Status & ServerStatus.MoreResultsExist) != 0;
        if (isStatementEnd)
        {
            EndStatement(ref head, end, isRows);
        }
        else
        {
            _reports.Take(end.StateChanges, isOwn: false);
        }

        if (!hasMore && head.Exceeded is { } denial)
        {
            EndText(ref head);
            progress.PayEnd(packet.Bytes, relay);
            relay.WriteError(packet.Bytes, denial);
            _end.Finish(packet.Bytes);
            return;
        }

        if (!hasMore)
        {
            EndText(ref head);
        }

        Show(ref head, end, packet, isRows);
        if (hasMore)
        {
            progress.NextResult();
            return;
        }

        _end.Finish(packet.Bytes);
    }

    private void EndStatement(ref Expected head, in OkPacket end, bool isRows)
    {
        var judged = head.Judged!;
        Report(ref head, end, isRows);
        if (head.Index < judged.StatementCount)
        {
            var affected = isRows ? _record.Rows : (long)end.AffectedRows;
            var status = head.Exceeded is null ? RecordStatus.Ok : RecordStatus.Error;
            IsCut |= _record.Limit.IsCut;
            Words = _record.Limit.IsCut ? _record.Limit.Words : Words;
            _record.Close(ref head, status, head.Exceeded is { } denial ? SyntheticAnswers.CodeOf(denial) : default, affected);
        }

        head.Index++;
        state.Expected.AnsweredAt = state.Expected.Now;
    }

    /// <summary>Rows of the result that ends were left out; told with its end.</summary>
    private bool IsCut { get; set; }

    private byte[] Words { get; set; } = [];

    /// <summary>Tells the gateway what a statement has done and left behind.</summary>
    private void Report(ref Expected head, in OkPacket end, bool isRows)
    {
        var judged = head.Judged!;
        if (judged.HasEffects && head.Index < judged.StatementCount)
        {
            _gateway.StatementCompleted(judged, head.Index, default);
        }

        _reports.Take(end.StateChanges, isOwn: false);
        var warnings = head.IsReduced ? 0 : end.Warnings;
        _gateway.ResultReported(judged, new LastResult(end.LastInsertId, isRows ? -1 : (long)end.AffectedRows, warnings));
    }

    /// <summary>No more results: what is left of the text did not run.</summary>
    private void EndText(ref Expected head)
    {
        var judged = head.Judged!;
        if (judged.HasEffects && head.Index < judged.StatementCount)
        {
            _gateway.StatementDropped(judged, head.Index);
        }

        for (; head.Index < judged.StatementCount; head.Index++)
        {
            _record.Close(ref head, RecordStatus.Skipped, default, 0);
        }

        if (head.Subject is ClientStatement { Cursor: null, LongData: null } statement)
        {
            state.Release(statement);
        }
    }

    private void OpenCursor(ref Expected head, in OkPacket end, in ServerPacket packet)
    {
        var statement = (ClientStatement)head.Subject!;
        Report(ref head, end, isRows: true);
        statement.Cursor = new StatementCursor(head.Judged!, head.Sent, AnswerRecord.Take(ref head))
        {
            OpenedAt = head.SentAt,
            Announcement = head.Sent is { Masks.IsEmpty: false } ? progress.Secured.Announcement.ToArray() : [],
            ColumnCount = progress.ColumnCount,
        };
        _record.Suspend(statement.Cursor);
        head.Index++;
        progress.OwesEnd = false;
        if (head.Exceeded is { } denial)
        {
            AnswerRecord.CloseCursor(state, statement, RecordStatus.Error, SyntheticAnswers.CodeOf(denial), default);
            relay.WriteError(packet.Bytes, denial);
            _own.CloseCursor(statement);
        }
        else
        {
            Show(ref head, end, packet, isRows: true);
        }

        _end.Finish(packet.Bytes);
    }

    private void EndFetch(ref Expected head, in OkPacket end, in ServerPacket packet)
    {
        var statement = (ClientStatement)head.Subject!;
        var isLast = (end.Status & ServerStatus.LastRowSent) != 0;
        var denial = head.Exceeded;
        var isCut = IsCut = _record.Limit.IsCut;
        Words = isCut ? _record.Limit.Words : Words;
        if (denial is null && !isLast && !isCut)
        {
            _record.Suspend(statement.Cursor!);
            Show(ref head, end, packet, isRows: true);
            _end.Finish(packet.Bytes);
            return;
        }

        var status = denial is null ? RecordStatus.Ok : RecordStatus.Error;
        _record.Close(ref head, status, denial is null ? default : SyntheticAnswers.CodeOf(denial), 0);
        if (denial is not null)
        {
            relay.WriteError(packet.Bytes, denial);
        }
        else
        {
            Show(ref head, end, packet, isRows: true);
        }

        if (isLast)
        {
            state.Release(statement);
        }
        else
        {
            _own.CloseCursor(statement);
        }

        _end.Finish(packet.Bytes);
    }

    /// <summary>Shows the end of a result, as it came where that is the client's own form.</summary>
    private void Show(ref Expected head, in OkPacket end, in ServerPacket packet, bool isRows)
    {
        var isCut = IsCut;
        IsCut = false;
        progress.HasTold |= end.Warnings > 0;
        if (!AnswerProgress.IsShown(ref head))
        {
            return;
        }

        progress.PayEnd(packet.Bytes, relay);
        var isReduced = head.IsReduced && end.Warnings > 0;
        var isTranslated = (isRows && progress.DeprecatesEof != state.Session.DeprecatesEof)
            || !end.StateChanges.IsEmpty;
        if (!isCut && !isReduced && !isTranslated)
        {
            relay.Pass(packet);
            return;
        }

        var shown = new OkPacket
        {
            AffectedRows = end.AffectedRows,
            LastInsertId = end.LastInsertId,
            Status = isCut && head.Kind == ResponseKind.Fetch ? end.Status | ServerStatus.LastRowSent : end.Status,
            Warnings = (ushort)((isReduced ? 0 : end.Warnings) + (isCut ? 1 : 0)),
            Info = isCut ? Words : end.Info,
            StateChanges = state.Session.Has(Capabilities.SessionTrack) ? _changes.Of(end.StateChanges) : default,
        };
        if (isRows)
        {
            relay.WriteEnd(packet.Bytes, shown);
            return;
        }

        var buffer = relay.Begin(packet.Bytes, out var mark);
        shown.Write(buffer, OkPacket.Header, state.Session.Capabilities);
        relay.End(mark);
    }
}
