using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// Matches what the backend sends with the head of <see cref="ExpectedResponses"/> and passes it on: verbatim, by header; a row body
/// is not looked at. Everything that is not to be relayed cuts the run of bytes that is.
/// </summary>
internal sealed class ResultReader(SessionState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly AnswerLimit _limit = new(state);

    /// <summary>Bytes of a relayed message that are still to come; whether they are shown.</summary>
    private int _messageRest;
    private bool _showRest;

    /// <summary>Rows and bytes of the statement at the head.</summary>
    private long _rows;
    private long _bytes;
    private long _reported;

    /// <summary>SQLSTATE of an own statement's error, until its ReadyForQuery.</summary>
    private byte[] _ownError = [];

    /// <summary>An answer of our own follows the message at hand.</summary>
    private bool _emitAfter;

    /// <summary>How many bytes of an answer pass between two progress records.</summary>
    private const long ProgressEvery = 64 << 20;

    public int Read(ReadOnlySpan<byte> bytes)
    {
        var position = ContinueMessage(bytes);
        var run = position;
        while (ServerMessageReader.TryReadHeader(bytes[position..], state.Limits, out var kind, out var totalLength))
        {
            var available = bytes.Length - position;
            var isRow = kind is ServerMessageKind.DataRow or ServerMessageKind.CopyData;
            if (available < totalLength && (!isRow || IsHidden))
            {
                break;
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
        ReportProgress();
        return position;
    }

    /// <summary>The lease has ended: nothing of an answer counts any more.</summary>
    public void Reset()
    {
        _messageRest = 0;
        ResetCounts();
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
                    Confirm(ref state.Expected.Head, null);
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

    /// <summary>Takes back what the head promised, because the server will not answer it.</summary>
    public void DropHead(RecordStatus status, ReadOnlySpan<byte> code)
    {
        ref var head = ref state.Expected.Head;
        switch (head.Kind)
        {
            case ResponseKind.Parse or ResponseKind.SyntheticParse:
                ForgetStatement((ClientStatement)head.Subject!);
                goto case ResponseKind.HiddenParse;
            case ResponseKind.HiddenParse:
                if (head.Server is { } prepared)
                {
                    state.Server?.Remove(prepared);
                }
                else if (head.Kind != ResponseKind.SyntheticParse && !head.IsOwn && state.Server is { } server)
                {
                    server.SendUnnamed(null, 0);
                }

                break;
            case ResponseKind.SyntheticClose when head.Subject is ClientStatement closed:
                RestoreStatement(closed);
                break;
            case ResponseKind.HiddenClose when head.Server is { } unclosed:
                state.Server?.CloseAgain(unclosed);
                break;
            case ResponseKind.Bind or ResponseKind.Execute:
                DropPortal(ref head, status, code);
                break;
            case ResponseKind.Simple:
                CloseSimple(ref head, status, code);
                break;
        }

        state.Expected.Pop();
    }

    /// <summary>Handles a whole message; true: it is shown to the client as it came.</summary>
    private bool OnMessage(ServerMessageKind kind, ReadOnlySpan<byte> bytes, ref int run, int position, int totalLength)
    {
        var payload = bytes.Slice(position + FrameReader.HeaderLength, totalLength - FrameReader.HeaderLength);
        switch (kind)
        {
            case ServerMessageKind.ParameterStatus:
                var parameter = ParameterStatusMessage.Read(payload);
                return _gateway.ParameterChanged(parameter.Name, parameter.Value, IsHidden);
            case ServerMessageKind.NoticeResponse:
                ErrorFields.Read(payload);
                return !IsHidden;
            case ServerMessageKind.NotificationResponse:
                NotificationResponseMessage.Read(payload);
                return true;
            case ServerMessageKind.ErrorResponse:
                // What was collected goes first: the error may be replaced.
                Show(bytes[run..position]);
                run = position;
                return OnError(payload);
        }

        if (state.Expected.IsEmpty)
        {
            WireFault.Throw($"the backend sent {kind} that answers nothing");
        }

        var isExceeded = state.Expected.Head.Exceeded is not null;
        if (isExceeded || _limit.IsCut)
        {
            // What was collected goes first: the end of the answer is replaced.
            Show(bytes[run..position]);
            run = position;
        }

        return OnAnswer(kind, payload) && (!isExceeded || kind == ServerMessageKind.ReadyForQuery);
    }

    private bool OnAnswer(ServerMessageKind kind, ReadOnlySpan<byte> payload)
    {
        ref var head = ref state.Expected.Head;
        switch (kind)
        {
            case ServerMessageKind.ReadyForQuery:
                return OnReady(ReadyForQueryMessage.Read(payload).Status);
            case ServerMessageKind.CommandComplete:
                return OnCompleted(CommandCompleteMessage.Read(payload));
            case ServerMessageKind.EmptyQueryResponse:
                return OnEmpty();
            case ServerMessageKind.ParseComplete:
                ConfirmParse(ref head);
                return Answered(head.Kind is ResponseKind.Parse or ResponseKind.HiddenParse, kind, head.Kind == ResponseKind.Parse);
            case ServerMessageKind.BindComplete:
                ConfirmBind(ref head);
                return Answered(head.Kind is ResponseKind.Bind or ResponseKind.OwnBind, kind, head.Kind == ResponseKind.Bind);
            case ServerMessageKind.CloseComplete:
                return Answered(head.Kind is ResponseKind.Close or ResponseKind.HiddenClose, kind, head.Kind == ResponseKind.Close);
            case ServerMessageKind.ParameterDescription:
                Expect(head.Kind == ResponseKind.Describe, kind);
                return true;
            case ServerMessageKind.NoData:
                return Answered(head.Kind == ResponseKind.Describe, kind, true);
            case ServerMessageKind.RowDescription:
                return head.Kind == ResponseKind.Describe ? Answered(true, kind, true) : Expect(IsSimple(head.Kind), kind) && !IsHidden;
            case ServerMessageKind.PortalSuspended:
                return OnSuspended();
            case ServerMessageKind.CopyInResponse:
                CopyResponseMessage.Read(payload);
                return OnCopyIn();
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
        if (state.Expected.IsEmpty || !(Runs(state.Expected.Head.Kind) || IsOwn(state.Expected.Head.Kind)))
        {
            WireFault.Throw($"the backend sent {kind} that answers nothing");
        }

        if (IsOwn(state.Expected.Head.Kind))
        {
            _gateway.OwnRow(message[FrameReader.HeaderLength..totalLength]);
            return false;
        }

        if (!_limit.Takes(ref state.Expected.Head, kind, message, _rows))
        {
            return false;
        }

        _rows += AnswerLimit.IsCopyTrailer(kind, message) ? 0 : 1;
        _bytes += totalLength;
        return true;
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
            EndCopy(judged);
        }

        if (judged.HasEffects)
        {
            // An Execute counts generations of its portal there; its text has one statement.
            _gateway.StatementCompleted(judged, head.Kind == ResponseKind.Execute ? 0 : head.Index, message.Tag);
        }

        var isShown = !_limit.IsCut || !_limit.WriteEnd(message.Tag, _rows);
        affected = isShown ? affected : _rows;
        var denial = head.Exceeded;
        var status = denial is null ? RecordStatus.Ok : RecordStatus.Error;
        var code = denial is null ? default : AnswerLimit.Code;
        if (head.Kind == ResponseKind.Execute)
        {
            CloseRecord(head.Ticket, status, code, affected, (Portal)head.Subject!);
            EndExecute(denial);
        }
        else
        {
            CloseRecord(TakeTicket(ref head), status, code, affected, null);
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
            SendFailingPrepare(denial);
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
            CloseRecord(head.Ticket, RecordStatus.Ok, default, 0, (Portal)head.Subject!);
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
        if (_limit.IsCut)
        {
            _limit.WriteEnd(default, _rows);
        }

        if (portal.Generation == head.Index)
        {
            portal.Rows += _rows;
            portal.Bytes += _bytes;
            portal.Ticks += state.Expected.Now - state.Expected.HeadSince;
            _gateway.Progress(head.Ticket, portal.Rows, portal.Bytes);
        }

        if (head.Judged!.HasEffects)
        {
            _gateway.StatementDropped(head.Judged, 0);
        }

        ResetCounts();
        EndExecute(head.Exceeded);
        return true;
    }

    private bool OnCopyIn()
    {
        ref var head = ref state.Expected.Head;
        Expect(Runs(head.Kind), ServerMessageKind.CopyInResponse);
        var (ended, isIgnored, endsBehind) = (false, false, IsSimple(head.Kind));
        for (var i = 1; i < state.Expected.Count;)
        {
            var kind = state.Expected[i].Kind;
            if (kind == ResponseKind.Sync && !ended)
            {
                // Sent before the client knew of the copy: the server ignores it (protocol-flow, "COPY Operations").
                state.Expected.RemoveAt(i);
                isIgnored = true;
                continue;
            }

            ended |= kind == ResponseKind.CopyEnd;
            endsBehind |= kind == ResponseKind.Sync || IsSimple(kind);
            i++;
        }

        state.GivenSinceSync |= isIgnored && !endsBehind;
        head.Copies = true;
        state.CopyActive = !ended;
        return true;
    }

    private bool OnReady(TransactionStatus status)
    {
        ref var head = ref state.Expected.Head;
        var kind = head.Kind;
        if (kind is not (ResponseKind.Sync or ResponseKind.OwnSync) && !IsSimple(kind))
        {
            WireFault.Throw("the backend sent ReadyForQuery out of turn");
        }

        state.Transaction = status;
        if (kind is ResponseKind.Own or ResponseKind.OwnSync)
        {
            state.Expected.Pop();
            if (kind == ResponseKind.Own || _ownError.Length > 0)
            {
                _gateway.OwnCompleted(_ownError);
                _ownError = [];
            }

            EmitAfterMessage();
            return false;
        }

        if (kind == ResponseKind.Simple)
        {
            CloseSimple(ref head, RecordStatus.Skipped, default);
            if (head.Exceeded is { } denial && !head.Failed && EndExceeded(denial, head.Epoch, status))
            {
                return false;
            }
        }

        if (kind != ResponseKind.Sync)
        {
            state.ConfirmedUnnamed = null;
        }

        var epoch = head.Epoch;
        state.Expected.Pop();
        if (status == TransactionStatus.Idle)
        {
            state.ClosePortals(epoch);
        }

        state.CloseLooseTickets(RecordStatus.Ok, epoch);
        EmitAfterMessage();
        _gateway.ServerReady(ToNumber(status));
        return true;
    }

    /// <summary>
    /// The server completed a simple Query that the client sees fail. In a transaction block a failing statement is sent: true, and its
    /// answer is the end. Outside of one nothing is left to undo.
    /// </summary>
    private bool EndExceeded(Denial denial, int epoch, TransactionStatus status)
    {
        if (status != TransactionStatus.InTransaction)
        {
            ShowDenial(denial, default);
            return false;
        }

        state.Expected.Pop();
        state.Scratch.Clear();
        StatementWriter.WriteFailingQuery(state.Scratch);
        _gateway.SendOwn(OwnMessage.FailingStatement, state.Scratch.WrittenMemory);
        ref var expected = ref state.Expected.Push(ResponseKind.DeniedStatement);
        expected.Subject = denial;
        expected.Epoch = epoch;
        return true;
    }

    private void SendFailingPrepare(Denial denial)
    {
        state.Scratch.Clear();
        StatementWriter.WriteFailingParse(state.Scratch);
        _gateway.SendOwn(OwnMessage.FailingPrepare, state.Scratch.WrittenMemory);
        state.Expected.Push(ResponseKind.DeniedPrepare).Subject = denial;
        state.GivenSinceSync = true;
        state.DiscardingAtServer = true;
        state.HoldsFollowers = false;
    }

    private bool OnError(ReadOnlySpan<byte> payload)
    {
        var error = ErrorFields.Read(payload);
        _gateway.ServerError(error.Code);
        if (error.IsFatal || state.Expected.IsEmpty)
        {
            // The server ends the connection; the host notices and tells the client in its own words if this is not shown.
            return !IsHidden;
        }

        ref var head = ref state.Expected.Head;
        if (head.Exceeded is { } exceeded)
        {
            return FailExceeded(ref head, exceeded);
        }

        switch (head.Kind)
        {
            case ResponseKind.Own:
                _ownError = error.Code.ToArray();
                return false;
            case ResponseKind.OwnBind or ResponseKind.OwnRead:
                return FailOwnRead(error.Code);
            case ResponseKind.HiddenParse when head.IsOwn:
                return FailOwnRead(error.Code);
            case ResponseKind.DeniedStatement:
                return ShowDenial((Denial)head.Subject!, error.Code);
            case ResponseKind.Simple:
                EndCopy(head.Judged!);
                FailSimple(ref head, error.Code);
                return true;
            case ResponseKind.DeniedPrepare:
                return SkipDenied((Denial)head.Subject!, error.Code);
            default:
                DiscardStale(ref head, error.Code);
                SkipToSync(error.Code);
                return true;
        }
    }

    /// <summary>The statement was stopped, as it was asked to: the client is told why. False: as everywhere.</summary>
    private bool FailExceeded(ref Expected head, Denial denial)
    {
        if (head.Kind == ResponseKind.Simple)
        {
            if (!head.Failed)
            {
                EndCopy(head.Judged!);
                FailSimple(ref head, AnswerLimit.Code);
                ShowDenial(denial, default);
            }

            return false;
        }

        SkipToSync(AnswerLimit.Code);
        return ShowDenial(denial, default);
    }

    /// <summary>
    /// A table was changed under a plan (0A000), or the statement is gone (26000): a client that prepares again must not get the same.
    /// </summary>
    private void DiscardStale(ref Expected head, ReadOnlySpan<byte> code)
    {
        if (head.Kind is ResponseKind.Bind or ResponseKind.Execute or ResponseKind.Describe && head.Server is { } prepared
            && (code.SequenceEqual("0A000"u8) || code.SequenceEqual("26000"u8)))
        {
            state.Server?.Discard(prepared);
        }
    }

    /// <summary>The gateway's own read failed: it decides what becomes of the session; the client is not shown our error.</summary>
    private bool FailOwnRead(ReadOnlySpan<byte> code)
    {
        SkipToSync(code);
        _gateway.OwnCompleted(code);
        return false;
    }

    /// <summary>After an error in the extended protocol the server discards everything up to Sync.</summary>
    private void SkipToSync(ReadOnlySpan<byte> code)
    {
        var status = code.SequenceEqual("57014"u8) ? RecordStatus.Cancelled : RecordStatus.Error;
        Confirm(ref state.Expected.Head, null);
        while (!state.Expected.IsEmpty && state.Expected.Head.Kind is not (ResponseKind.Sync or ResponseKind.OwnSync or ResponseKind.Own))
        {
            if (state.Expected.Head.Judged is { CopiesIn: true } judged && state.Expected.Head.Kind == ResponseKind.Execute)
            {
                EndCopy(judged);
            }

            DropHead(status, code);
            status = RecordStatus.Skipped;
            code = default;
        }

        FallBackUnnamed();
        if (state.Expected.IsEmpty)
        {
            // The client has not sent its Sync yet: the server passes over what comes before it, and so do we.
            state.DiscardingAtServer = true;
            state.GivenSinceSync = true;
        }

        ResetCounts();
    }

    private bool SkipDenied(Denial denial, ReadOnlySpan<byte> serverCode)
    {
        SkipToSync(serverCode);
        return ShowDenial(denial, serverCode);
    }

    private bool ShowDenial(Denial denial, ReadOnlySpan<byte> serverCode)
    {
        if (serverCode.SequenceEqual("25P02"u8) && denial.Code is not ("26000" or "34000"))
        {
            // In an aborted transaction the answer is the server's own; what is not there it misses before it looks at that.
            return true;
        }

        state.Scratch.Clear();
        ErrorWriter.Write(state.Scratch, denial);
        _gateway.ToClient(state.Scratch.Written);
        return false;
    }

    private void FailSimple(ref Expected head, ReadOnlySpan<byte> code)
    {
        head.Failed = true;
        var status = code.SequenceEqual("57014"u8) ? RecordStatus.Cancelled : RecordStatus.Error;
        if (head.Judged!.HasEffects)
        {
            _gateway.StatementDropped(head.Judged, head.Index);
        }

        CloseRecord(TakeTicket(ref head), status, code, 0, null);
        head.Index++;
    }

    /// <summary>Closes what is still open of a simple Query: statements behind an error, or all when the lease ends.</summary>
    private void CloseSimple(ref Expected head, RecordStatus status, ReadOnlySpan<byte> code)
    {
        var judged = head.Judged!;
        if (!head.Failed && judged.HasEffects && head.Index < judged.StatementCount)
        {
            _gateway.StatementDropped(judged, head.Index);
        }

        for (; head.Index < judged.StatementCount; head.Index++)
        {
            CloseRecord(TakeTicket(ref head), status, code, 0, null);
        }

        ResetCounts();
    }

    private void DropPortal(ref Expected head, RecordStatus status, ReadOnlySpan<byte> code)
    {
        var portal = (Portal)head.Subject!;
        if (head.Kind == ResponseKind.Execute && head.Judged!.HasEffects)
        {
            _gateway.StatementDropped(head.Judged, 0);
        }

        CloseRecord(head.Ticket, status, code, 0, portal);
        if (head.Kind == ResponseKind.Bind && portal.Generation == head.Index)
        {
            state.ForgetPortal(portal);
        }
    }

    private void CloseRecord(long ticket, RecordStatus status, ReadOnlySpan<byte> code, long affected, Portal? portal)
    {
        var ticks = status == RecordStatus.Skipped ? 0 : state.Expected.Now - state.Expected.HeadSince;
        var counts = new ResultCounts(_rows, affected, _bytes, ticks);
        if (ticket != 0 && (portal is null || IsOpen(ticket, portal, ref counts)))
        {
            _gateway.CloseRecord(ticket, status, code, counts);
        }

        ResetCounts();
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

    /// <summary>The Parse of a named statement failed or was passed over; for the unnamed one see <see cref="FallBackUnnamed"/>.</summary>
    private void ForgetStatement(ClientStatement statement)
    {
        if (statement.Name.Length > 0 && state.Statements.TryGetValue(statement.Name, out var kept)
            && ReferenceEquals(kept, statement))
        {
            state.Statements.Remove(statement.Name);
        }
    }

    /// <summary>A Close that the server would have passed over has not closed anything.</summary>
    private void RestoreStatement(ClientStatement statement)
    {
        if (statement.Name.Length > 0)
        {
            state.Statements.TryAdd(statement.Name, statement);
        }
    }

    private static void ConfirmBind(ref Expected head)
    {
        if (head.Subject is Portal portal && portal.Generation == head.Index)
        {
            portal.IsConfirmed = true;
        }
    }

    private void ConfirmParse(ref Expected head)
    {
        Confirm(ref head, head.Subject as ClientStatement);
        if (head.Server is { } prepared)
        {
            prepared.IsConfirmed = true;
        }
        else if (head.Subject is ClientStatement { Name.Length: 0 } unnamed)
        {
            state.Server?.ConfirmUnnamed(unnamed);
        }
    }

    /// <summary>A message that makes or drops the unnamed statement was answered.</summary>
    private void Confirm(ref Expected answered, ClientStatement? unnamed)
    {
        if (IsOfUnnamed(ref answered))
        {
            state.ConfirmedUnnamed = unnamed;
        }
    }

    /// <summary>What was passed over has not touched the unnamed statement; what still stands in the queue has.</summary>
    private void FallBackUnnamed()
    {
        for (var i = 0; i < state.Expected.Count; i++)
        {
            if (IsOfUnnamed(ref state.Expected[i]) || state.Expected[i].Kind is ResponseKind.Simple)
            {
                return;
            }
        }

        state.Unnamed = state.ConfirmedUnnamed;
    }

    private static bool IsOfUnnamed(ref Expected expected) =>
        expected.Kind is ResponseKind.Parse or ResponseKind.SyntheticClose && expected.Subject is ClientStatement { Name.Length: 0 };

    /// <summary>The server reads no more copy data for this statement.</summary>
    private void EndCopy(JudgedText judged)
    {
        if (!judged.CopiesIn)
        {
            return;
        }

        state.CopyActive = false;
        for (var i = 1; i < state.Expected.Count; i++)
        {
            if (state.Expected[i].Kind == ResponseKind.CopyEnd)
            {
                return;
            }
        }

        state.CopiesPending = Math.Max(0, state.CopiesPending - 1);
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

    private void ReportProgress()
    {
        if (_bytes - _reported > ProgressEvery && !state.Expected.IsEmpty)
        {
            _reported = _bytes;
            _gateway.Progress(state.Expected.Head.Ticket, _rows, _bytes);
        }
    }

    private void ResetCounts()
    {
        _limit.Reset();
        _rows = 0;
        _bytes = 0;
        _reported = 0;
    }


    private void EmitAfterMessage()
    {
        if (!state.Expected.IsEmpty
            && state.Expected.Head.Kind is ResponseKind.SyntheticParse or ResponseKind.SyntheticClose or ResponseKind.CopyEnd)
        {
            _emitAfter = true;
        }
    }

    private static long TakeTicket(ref Expected head)
    {
        if (head.Tickets is { } tickets)
        {
            return head.Index < tickets.Length ? tickets[head.Index] : 0;
        }

        var ticket = head.Ticket;
        head.Ticket = 0;
        return ticket;
    }

    private static bool Runs(ResponseKind kind) => kind is ResponseKind.Execute or ResponseKind.Simple;

    private static bool IsSimple(ResponseKind kind) => kind is ResponseKind.Simple or ResponseKind.DeniedStatement or ResponseKind.Own;

    private static bool IsOwn(ResponseKind kind) =>
        kind is ResponseKind.Own or ResponseKind.OwnBind or ResponseKind.OwnRead or ResponseKind.OwnSync;

    private bool IsHidden => !state.Expected.IsEmpty && IsOwn(state.Expected.Head.Kind);

    private static int ToNumber(TransactionStatus status) => status switch
    {
        TransactionStatus.Idle => 0,
        TransactionStatus.InTransaction => 1,
        _ => 2,
    };
}
