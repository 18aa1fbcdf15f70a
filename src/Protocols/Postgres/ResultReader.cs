using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Matches what the backend sends with the head of <see cref="ExpectedResponses"/> and passes it on: verbatim, by header; a row body
/// is not looked at. Everything that is not to be relayed cuts the run of bytes that is.
/// </summary>
internal sealed class ResultReader(SessionState state, AnswerRecord record, CopyIn copy, FailureReader failures)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly StatementConfirmation _statements = new(state);
    private readonly Refusals _refusals = new(state);
    private readonly SecuredResults _secured = new(state);
    private readonly ReadyReader _ready = new(state, failures);

    /// <summary>Bytes of a relayed message that are still to come; whether they are shown.</summary>
    private int _messageRest;
    private bool _showRest;

    /// <summary>An answer of our own follows the message at hand.</summary>
    private bool _emitAfter;

    public int Read(ReadOnlySpan<byte> bytes)
    {
        var position = ContinueMessage(bytes);
        var run = position;
        while (ServerMessageReader.TryReadHeader(bytes[position..], state.Limits, out var kind, out var totalLength))
        {
            var available = bytes.Length - position;
            var isRow = kind is ServerMessageKind.DataRow or ServerMessageKind.CopyData;
            var isMasked = _secured.Masks(kind, totalLength);
            if (available < totalLength && (!isRow || state.IsHidden || isMasked || available < FrameReader.HeaderLength + sizeof(ushort)))
            {
                break;
            }

            if (isMasked)
            {
                // What was collected goes first: the row is replaced.
                Show(bytes[run..position]);
                run = position;
            }

            var isShown = isRow ? OnRow(kind, bytes[position..], totalLength) : OnMessage(kind, bytes, ref run, position, totalLength);
            if (!isShown)
            {
                Show(bytes[run..position]);
                run = Math.Min(position + totalLength, bytes.Length);
            }

            if (available < totalLength)
            {
                _messageRest = totalLength - available;
                _showRest = isShown;
                position = bytes.Length;
                break;
            }

            position += totalLength;
            if (_emitAfter)
            {
                _emitAfter = false;
                Show(bytes[run..position]);
                run = position;
                EmitSynthetic();
            }
        }

        Show(bytes[run..position]);
        record.ReportProgress();
        return position;
    }

    /// <summary>The lease has ended: nothing of an answer counts any more.</summary>
    public void Reset()
    {
        _messageRest = 0;
        record.Reset();
    }

    /// <summary>Answers of our own whose turn has come.</summary>
    public void EmitSynthetic()
    {
        while (!state.Expected.IsEmpty)
        {
            switch (state.Expected.Head.Kind)
            {
                case ResponseKind.SyntheticParse:
                    _gateway.ToClient(FrameWriter.ParseComplete);
                    break;
                case ResponseKind.SyntheticClose:
                    _statements.Confirm(ref state.Expected.Head, null);
                    _gateway.ToClient(FrameWriter.CloseComplete);
                    break;
                case ResponseKind.CopyEnd:
                    break;
                default:
                    return;
            }

            state.Expected.Pop();
        }
    }

    /// <summary>Handles a whole message; true: it is shown to the client as it came.</summary>
    private bool OnMessage(ServerMessageKind kind, ReadOnlySpan<byte> bytes, ref int run, int position, int totalLength)
    {
        var payload = bytes.Slice(position + FrameReader.HeaderLength, totalLength - FrameReader.HeaderLength);
        switch (kind)
        {
            case ServerMessageKind.ParameterStatus:
                var parameter = ParameterStatusMessage.Read(payload);
                return _gateway.ParameterChanged(parameter.Name, parameter.Value, state.IsHidden);
            case ServerMessageKind.NoticeResponse:
                ErrorFields.Read(payload);
                return failures.IsReduced() ? ShowReduced(payload, bytes[run..position], ref run, position) : !state.IsHidden;
            case ServerMessageKind.NotificationResponse:
                NotificationResponseMessage.Read(payload);
                return true;
            case ServerMessageKind.ErrorResponse:
                // What was collected goes first: the error may be replaced.
                Show(bytes[run..position]);
                run = position;
                return failures.OnError(payload);
        }

        if (state.Expected.IsEmpty)
        {
            WireFault.Throw($"the backend sent {kind} that answers nothing");
        }

        var isExceeded = state.Expected.Head.Exceeded is not null;
        var isHiding = kind == ServerMessageKind.ParameterDescription && state.Expected.Head.Sent is { HiddenCount: > 0 };
        if (isExceeded || record.Limit.IsCut || isHiding)
        {
            // What was collected goes first: the end of the answer is replaced.
            Show(bytes[run..position]);
            run = position;
        }

        if (isHiding)
        {
            Expect(state.Expected.Head.Kind == ResponseKind.Describe, kind);
            _secured.ShowParameters(ref state.Expected.Head, payload);
            return false;
        }

        return OnAnswer(kind, payload) && (!isExceeded || kind == ServerMessageKind.ReadyForQuery);
    }

    private bool OnAnswer(ServerMessageKind kind, ReadOnlySpan<byte> payload)
    {
        ref var head = ref state.Expected.Head;
        switch (kind)
        {
            case ServerMessageKind.ReadyForQuery:
                var isShown = _ready.OnReady(ReadyForQueryMessage.Read(payload).Status);
                EmitAfterMessage();
                return isShown;
            case ServerMessageKind.CommandComplete:
                return OnCompleted(CommandCompleteMessage.Read(payload));
            case ServerMessageKind.EmptyQueryResponse:
                return OnEmpty();
            case ServerMessageKind.ParseComplete:
                _statements.ConfirmParse(ref head);
                return Answered(head.Kind is ResponseKind.Parse or ResponseKind.HiddenParse, kind, head.Kind == ResponseKind.Parse);
            case ServerMessageKind.BindComplete:
                StatementConfirmation.ConfirmBind(ref head);
                return Answered(head.Kind is ResponseKind.Bind or ResponseKind.OwnBind, kind, head.Kind == ResponseKind.Bind);
            case ServerMessageKind.CloseComplete:
                return Answered(head.Kind is ResponseKind.Close or ResponseKind.HiddenClose, kind, head.Kind == ResponseKind.Close);
            case ServerMessageKind.ParameterDescription:
                Expect(head.Kind == ResponseKind.Describe, kind);
                return true;
            case ServerMessageKind.NoData:
                return OnDescribed(ref head, kind, payload);
            case ServerMessageKind.RowDescription:
                return ExpectedResponses.IsSimple(head.Kind)
                    ? !state.IsHidden && _secured.Accepts(ref head, payload)
                    : OnDescribed(ref head, kind, payload);
            case ServerMessageKind.PortalSuspended:
                return OnSuspended();
            case ServerMessageKind.CopyInResponse:
                CopyResponseMessage.Read(payload);
                Expect(Runs(head.Kind), kind);
                copy.Begin();
                return true;
            case ServerMessageKind.CopyOutResponse:
                CopyResponseMessage.Read(payload);
                return Expect(Runs(head.Kind), kind);
            case ServerMessageKind.CopyDone:
                return Expect(Runs(head.Kind), kind);
            default:
                return WireFault.Throw<bool>($"the backend sent {kind}, which ProxyDb never asks for");
        }
    }

    private bool OnRow(ServerMessageKind kind, ReadOnlySpan<byte> message, int totalLength)
    {
        if (state.Expected.IsEmpty || !(Runs(state.Expected.Head.Kind) || ExpectedResponses.IsOwn(state.Expected.Head.Kind)))
        {
            WireFault.Throw($"the backend sent {kind} that answers nothing");
        }

        if (ExpectedResponses.IsOwn(state.Expected.Head.Kind))
        {
            _gateway.OwnRow(message[FrameReader.HeaderLength..totalLength]);
            return false;
        }

        SecuredResults.CheckRow(ref state.Expected.Head, message);
        if (!record.Limit.Takes(ref state.Expected.Head, kind, message, record.Rows))
        {
            return false;
        }

        var isMasked = _secured.Masks(kind, totalLength);
        if (isMasked)
        {
            _secured.ShowMasked(ref state.Expected.Head, message[..totalLength], isFirst: record.Rows == 0);
        }

        record.Rows += AnswerLimit.IsCopyTrailer(kind, message) ? 0 : 1;
        record.Bytes += totalLength;
        return !isMasked;
    }

    private bool OnCompleted(in CommandCompleteMessage message)
    {
        ref var head = ref state.Expected.Head;
        if (head.Kind == ResponseKind.Own)
        {
            return false;
        }

        if (head.Kind == ResponseKind.OwnRead)
        {
            _gateway.OwnCompleted(default);
            return Answered(true, ServerMessageKind.CommandComplete, false);
        }

        Expect(Runs(head.Kind), ServerMessageKind.CommandComplete);
        message.TryGetRows(out var affected);
        var judged = head.Judged!;
        if (head.Copies || head.Kind == ResponseKind.Execute || head.Index + 1 >= judged.StatementCount)
        {
            // Not at a statement in front of the COPY of its text, whose data may be on its way already.
            head.Copies = false;
            copy.End(judged);
        }

        if (judged.HasEffects)
        {
            // An Execute counts generations of its portal there; its text has one statement.
            _gateway.StatementCompleted(judged, head.Kind == ResponseKind.Execute ? 0 : head.Index, message.Tag);
        }

        var isShown = !record.Limit.IsCut || !record.Limit.WriteEnd(message.Tag, record.Rows);
        affected = isShown ? affected : record.Rows;
        var denial = head.Exceeded;
        var status = denial is null ? RecordStatus.Ok : RecordStatus.Error;
        var code = denial is null ? default : Refusals.CodeOf(denial);
        if (head.Kind == ResponseKind.Execute)
        {
            record.Close(head.Ticket, status, code, affected, (Portal)head.Subject!);
            EndExecute(denial);
        }
        else
        {
            record.Close(AnswerRecord.Take(ref head), status, code, affected, null);
            head.Index++;
            state.Expected.AnsweredAt = state.Expected.Now;
        }

        return isShown;
    }

    /// <summary>The answer of an Execute has ended; with a denial it is not what the client is shown, and must not have happened.</summary>
    private void EndExecute(Denial? denial)
    {
        state.Expected.Pop();
        EmitAfterMessage();
        if (denial is not null)
        {
            state.HoldsFollowers = false;
            _refusals.SendFailingPrepare(denial);
        }
    }

    private bool OnEmpty()
    {
        ref var head = ref state.Expected.Head;
        if (head.Kind == ResponseKind.Own)
        {
            return false;
        }

        Expect(Runs(head.Kind), ServerMessageKind.EmptyQueryResponse);
        if (head.Kind == ResponseKind.Execute)
        {
            record.Close(head.Ticket, RecordStatus.Ok, default, 0, (Portal)head.Subject!);
            state.Expected.Pop();
            EmitAfterMessage();
        }

        return true;
    }

    private bool OnSuspended()
    {
        ref var head = ref state.Expected.Head;
        Expect(head.Kind == ResponseKind.Execute, ServerMessageKind.PortalSuspended);
        var portal = (Portal)head.Subject!;
        if (record.Limit.IsCut)
        {
            record.Limit.WriteEnd(default, record.Rows);
        }

        if (portal.Generation == head.Index)
        {
            portal.Rows += record.Rows;
            portal.Bytes += record.Bytes;
            portal.Ticks += state.Expected.Now - state.Expected.HeadSince;
            _gateway.Progress(head.Ticket, portal.Rows, portal.Bytes);
        }

        if (head.Judged!.HasEffects)
        {
            _gateway.StatementDropped(head.Judged, 0);
        }

        record.Reset();
        EndExecute(head.Exceeded);
        return true;
    }

    private bool OnDescribed(ref Expected head, ServerMessageKind kind, ReadOnlySpan<byte> payload)
    {
        SecuredResults.Announce(ref head, kind, payload);
        return Answered(head.Kind is ResponseKind.Describe or ResponseKind.HiddenDescribe, kind, head.Kind == ResponseKind.Describe);
    }

    private bool ShowReduced(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> collected, ref int run, int position)
    {
        Show(collected);
        run = position;
        ReducedDiagnostics.Write(state.Scratch, ServerMessageKind.NoticeResponse, payload, default);
        Show(state.Scratch.Written);
        return false;
    }

    private bool Answered(bool isExpected, ServerMessageKind kind, bool isShown)
    {
        Expect(isExpected, kind);
        state.Expected.Pop();
        EmitAfterMessage();
        return isShown;
    }

    private static bool Expect(bool isExpected, ServerMessageKind kind) =>
        isExpected || WireFault.Throw<bool>($"the backend sent {kind} out of turn");

    private int ContinueMessage(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(_messageRest, bytes.Length);
        if (count > 0)
        {
            _messageRest -= count;
            if (_showRest)
            {
                Show(bytes[..count]);
            }
        }

        return count;
    }

    private void Show(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            _gateway.ToClient(bytes);
        }
    }

    private void EmitAfterMessage()
    {
        if (!state.Expected.IsEmpty
            && state.Expected.Head.Kind is ResponseKind.SyntheticParse or ResponseKind.SyntheticClose or ResponseKind.CopyEnd)
        {
            _emitAfter = true;
        }
    }

    private static bool Runs(ResponseKind kind) => kind is ResponseKind.Execute or ResponseKind.Simple;
}
