using System.Globalization;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds.Messages;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// DONE, DONEPROC and DONEINPROC: ends of statements, calls and answers. How many statements a batch runs only the server knows (control
/// flow, NOCOUNT), so they are summed; records are closed before the client is shown the end of the message.
/// </summary>
internal sealed class CompletionReader(ConversationState state, AnswerProgress progress, AnswerRecord record, ClientRelay relay)
{
    private const int Severity = 0;

    /// <summary>No message of the server has it.</summary>
    private const int CutNumber = 50000;

    private const int DigitsMax = 11;

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly OwnRequests _own = new(state);

    /// <summary>Number of the error that the last part has ended with; 0: none.</summary>
    private int _lastError;

    public void OnDone(ExpectedAnswer head, ReadOnlySpan<byte> token, long start)
    {
        var done = DoneToken.Read(token, state.Session.Version);
        progress.IsAcknowledged |= done.IsAttention;
        progress.HasFailed = done.IsError || done.IsAttention;
        progress.Affected += done.HasCount && !progress.IsInResult ? (long)done.Rows : 0;
        var isCut = progress.IsInResult && record.Limit.IsCut;
        progress.IsInResult = false;
        if (IsStoppedByGateway(done))
        {
            head.Exceeded ??= StopWords();
        }

        if (head.Exceeded is not null)
        {
            relay.Leave(start);
        }
        else if (isCut)
        {
            PutCut(done, start);
        }
        else
        {
            relay.Pass(token);
        }

        if (done is { Kind: TokenKind.DoneProc, HasMore: true } && head.Count > 1)
        {
            EndPart(head, head.Current);
            if (head.TryMoveNext())
            {
                progress.BeginPart();
                record.Reset();
            }
        }
    }

    /// <summary>The message that answers the head has ended: closes what is open, and tells the gateway how things stand.</summary>
    /// <param name="at">Place behind its last token.</param>
    public void EndMessage(ExpectedAnswer head, long at)
    {
        do
        {
            EndPart(head, head.Current);
            progress.BeginPart();
            record.Reset();
        }
        while (head.TryMoveNext());
        if (head is { Exceeded: { } denial, IsHidden: false })
        {
            PutError(head, denial, at);
        }

        relay.End();
        Finish(head);
    }

    /// <summary>Takes back what the head promised, because the server will not answer it.</summary>
    public void DropHead(RecordStatus status)
    {
        var head = state.Expected.Head;
        for (var i = 0; i < head.Count; i++)
        {
            var part = head[i];
            if (part.Runs && part.Judged is { HasEffects: true } judged)
            {
                ReportEffects(head, judged, isDropped: true);
            }

            record.Close(part, status, default, 0);
            record.Reset();
        }

        state.Expected.Pop();
    }

    private void Finish(ExpectedAnswer head)
    {
        var (kind, number) = (head.Kind, progress.OwnNumber);
        Span<byte> digits = stackalloc byte[DigitsMax];
        var length = WriteCode(_lastError, digits);

        state.Expected.Pop();
        switch (kind)
        {
            case AnswerKind.Own:
                _gateway.OwnCompleted(digits[..length]);
                break;
            case AnswerKind.Hidden:
                _own.TakeAnswer(number);
                break;
            default:
                AskOrTell(isAwaited: state.Attention != AttentionOf.Nobody && !progress.IsAcknowledged);
                break;
        }
    }

    /// <summary>The acknowledgement of an Attention has come: what had to wait for it is asked now.</summary>
    public void AfterAttention()
    {
        if (state.AsksAfterAttention)
        {
            state.AsksAfterAttention = false;
            AskOrTell(isAwaited: false);
        }
    }

    /// <param name="isAwaited">An acknowledgement is still to come: it would be taken for the answer to whatever is asked before it.</param>
    private void AskOrTell(bool isAwaited)
    {
        if (isAwaited && state.IsTransactionUnknown)
        {
            state.AsksAfterAttention = true;
            return;
        }

        if (_own.AskTransaction())
        {
            return;
        }

        _gateway.ServerReady(state.InTransaction ? 1 : 0);
        if (!isAwaited)
        {
            _own.CloseStale();
        }
    }

    private void EndPart(ExpectedAnswer head, AnswerPart part)
    {
        _lastError = progress.Error;
        if (head.IsHidden)
        {
            return;
        }

        var isFailed = progress.Error != 0 || progress.HasFailed || head.Exceeded is not null;
        NoteTransaction(head, part);
        switch (part.Kind)
        {
            case PartKind.OpenCursor when progress.HasCursor && head.Exceeded is null:
                record.Suspend(part);
                break;
            case PartKind.Fetch:
                record.Suspend(part);
                break;
            case PartKind.CloseCursor:
                // One that cannot be closed is none any more: a commit may have closed it.
                CloseCursors(part);
                break;
            case PartKind.UnprepareCursor:
                state.Cursors.RemovePrepared(part.Handle);
                break;
            default:
                EndRun(head, part, isFailed);
                break;
        }

        Report(head, part, isFailed);
    }

    private void EndRun(ExpectedAnswer head, AnswerPart part, bool isFailed)
    {
        if (part.BeginsBulkLoad && !isFailed)
        {
            // Its record waits for the rows.
            state.BulkLoad = new PendingBulkLoad(part.Judged!, part.Ticket);
            part.Ticket = 0;
            return;
        }

        Span<byte> digits = stackalloc byte[DigitsMax];
        var length = WriteCode(progress.Error, digits);

        var isStopped = progress is { HasFailed: true, Error: 0 } && state.Attention == AttentionOf.Client;
        var status = isStopped ? RecordStatus.Cancelled : isFailed ? RecordStatus.Error : RecordStatus.Ok;
        record.Close(
            part, status, head.Exceeded is { } denial ? SyntheticAnswers.CodeOf(denial) : digits[..length], progress.Affected);
    }

    /// <summary>An error's number as the code of a record; no error, no code.</summary>
    /// <returns>Digits written.</returns>
    private static int WriteCode(int error, Span<byte> digits)
    {
        if (error == 0)
        {
            return 0;
        }

        error.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>Tells the gateway what a call has done and left behind.</summary>
    private void Report(ExpectedAnswer head, AnswerPart part, bool isFailed)
    {
        if (!part.Runs || head.Kind == AnswerKind.BulkLoad)
        {
            return;
        }

        var judged = part.Judged!;
        if (judged.HasEffects)
        {
            ReportEffects(head, judged, isFailed);
        }

        _gateway.ResultReported(
            judged, new LastResult(0, progress.HasResult ? -1 : progress.Affected, 0));
        if (judged.ForgetsStatements || part.ForgetsHandles)
        {
            state.Backend?.Forget();
        }
    }

    /// <summary>Of a batch that failed nobody knows how far it came, nor which settings it has left: the gateway sets them again.</summary>
    private void ReportEffects(ExpectedAnswer head, JudgedText judged, bool isDropped)
    {
        if (head.Kind == AnswerKind.Rpc)
        {
            _gateway.CallEnded(judged, isDropped);
        }
        else if (isDropped)
        {
            _gateway.StatementDropped(judged, 0);
        }
        else
        {
            _gateway.StatementCompleted(judged, 0, default);
        }
    }

    /// <summary>Up to 7.1 servers do not say whether a transaction is open.</summary>
    private void NoteTransaction(ExpectedAnswer head, AnswerPart part)
    {
        if (!state.Session.Version.IsAtLeast72() && part.Judged is { } judged)
        {
            state.IsTransactionUnknown |= judged.HasEffects || state.MayBeginImplicitly || state.InTransaction || head.Kind == AnswerKind.Transaction;
        }
    }

    private void CloseCursors(AnswerPart part)
    {
        if (part.Cursor is { } cursor)
        {
            AnswerRecord.CloseCursor(state, cursor, RecordStatus.Ok);
            state.Cursors.RemoveOpen(cursor.Handle);
            return;
        }

        AnswerRecord.CloseCursors(state, RecordStatus.Ok);
        state.Cursors.ClearOpen();
    }

    /// <summary>The server has stopped what the gateway wanted stopped: that says no error of its own.</summary>
    private bool IsStoppedByGateway(in DoneToken done) =>
        state.Attention == AttentionOf.Gateway && ((done.IsError && progress.Error == 0) || done.IsAttention);

    private Denial StopWords() => _gateway.IsTimedOut
        ? new Denial(DenialCase.Timeout, "the statement was stopped, since it ran for longer than it may")
        : new Denial(DenialCase.Cancelled, "the statement was stopped by the gateway");

    /// <summary>Rows were left out: the client is told so, and counts what it was shown.</summary>
    private void PutCut(in DoneToken done, long start)
    {
        state.Scratch.Clear();
        MessageToken.Write(
            state.Scratch, state.Session.Version, TokenKind.Info, CutNumber, 1, Severity, record.Limit.Words, state.Session.ServerName);
        (done with { Rows = (ulong)record.Rows }).Write(state.Scratch, state.Session.Version);
        relay.Put(start, state.Scratch.Written);
    }

    private void PutError(ExpectedAnswer head, Denial denial, long at)
    {
        state.Scratch.Clear();
        ErrorWriter.Write(state.Scratch, state.Session, denial);
        new DoneToken(head.DoneKind, DoneStatus.Error, 0, 0).Write(state.Scratch, state.Session.Version);
        relay.Put(at, state.Scratch.Written);
    }
}
