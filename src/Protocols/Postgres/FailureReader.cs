using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>An ErrorResponse, and what it means for the messages behind it: what the server passes over was not done.</summary>
internal sealed class FailureReader(SessionState state, AnswerRecord record, CopyIn copy)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly StatementConfirmation _statements = new(state);
    private readonly Refusals _refusals = new(state);

    /// <summary>SQLSTATE of an own statement's error, until its ReadyForQuery.</summary>
    public byte[] OwnError { get; set; } = [];

    /// <summary>Takes back what the head promised, because the server will not answer it.</summary>
    public void DropHead(RecordStatus status, ReadOnlySpan<byte> code)
    {
        ref var head = ref state.Expected.Head;
        switch (head.Kind)
        {
            case ResponseKind.Parse or ResponseKind.SyntheticParse:
                _statements.Forget((ClientStatement)head.Subject!);
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
                _statements.Restore(closed);
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

    public bool OnError(ReadOnlySpan<byte> payload)
    {
        var error = ErrorFields.Read(payload);
        _gateway.ServerError(error.Code, error.IsFatal && !state.IsHidden);
        var isReduced = IsReduced();
        var client = isReduced ? state.Expected.Head.Sent?.ClientText : null;
        if (error.IsFatal || state.Expected.IsEmpty)
        {
            // The server ends the connection; the host notices and tells the client in its own words if this is not shown.
            return !state.IsHidden && Shows(payload, isReduced, client);
        }

        ref var head = ref state.Expected.Head;
        if (head.Exceeded is { } exceeded)
        {
            return FailExceeded(ref head, exceeded);
        }

        switch (head.Kind)
        {
            case ResponseKind.Own:
                OwnError = error.Code.ToArray();
                return false;
            case ResponseKind.OwnBind or ResponseKind.OwnRead:
                return FailOwnRead(error.Code);
            case ResponseKind.HiddenParse when head.IsOwn:
                return FailOwnRead(error.Code);
            case ResponseKind.DeniedStatement:
                return _refusals.Show((Denial)head.Subject!, error.Code);
            case ResponseKind.Simple:
                copy.End(head.Judged!);
                FailSimple(ref head, error.Code);
                return Shows(payload, isReduced, client);
            case ResponseKind.DeniedPrepare:
                return SkipDenied((Denial)head.Subject!, error.Code);
            default:
                var isRenamed = !isReduced && ServerNames.TryRename(payload, head.Subject, state.Scratch);
                _statements.DiscardStale(ref head, error.Code);
                SkipToSync(error.Code);
                if (isRenamed)
                {
                    _gateway.ToClient(state.Scratch.Written);
                }

                return !isRenamed && Shows(payload, isReduced, client);
        }
    }

    /// <summary>
    /// Whether the server's words are withheld: of a secured statement, and of what checks constraints of one that came before it in the
    /// transaction.
    /// </summary>
    public bool IsReduced()
    {
        if (state.Expected.IsEmpty)
        {
            return false;
        }

        ref var head = ref state.Expected.Head;
        return head.IsReduced
            || (state.SecuredEpoch >= 0 && (head.Kind == ResponseKind.Sync || head.Judged is { ChecksDeferred: true }));
    }

    /// <summary>True: the server's message is shown as it came. False: its reduced form was.</summary>
    private bool Shows(ReadOnlySpan<byte> payload, bool isReduced, byte[]? client)
    {
        if (isReduced)
        {
            ReducedDiagnostics.Write(state.Scratch, ServerMessageKind.ErrorResponse, payload, client);
            _gateway.ToClient(state.Scratch.Written);
        }

        return !isReduced;
    }

    /// <summary>The statement was stopped, as it was asked to: the client is told why. False: as everywhere.</summary>
    private bool FailExceeded(ref Expected head, Denial denial)
    {
        if (head.Kind == ResponseKind.Simple)
        {
            if (!head.Failed)
            {
                copy.End(head.Judged!);
                FailSimple(ref head, Refusals.CodeOf(denial));
                _refusals.Show(denial, default);
            }

            return false;
        }

        SkipToSync(Refusals.CodeOf(denial));
        return _refusals.Show(denial, default);
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
        _statements.Confirm(ref state.Expected.Head, null);
        while (!state.Expected.IsEmpty && state.Expected.Head.Kind is not (ResponseKind.Sync or ResponseKind.OwnSync or ResponseKind.Own))
        {
            if (state.Expected.Head.Judged is { CopiesIn: true } judged && state.Expected.Head.Kind == ResponseKind.Execute)
            {
                copy.End(judged);
            }

            DropHead(status, code);
            status = RecordStatus.Skipped;
            code = default;
        }

        _statements.FallBackUnnamed();
        if (state.Expected.IsEmpty)
        {
            // The client has not sent its Sync yet: the server passes over what comes before it, and so do we.
            state.DiscardingAtServer = true;
            state.GivenSinceSync = true;
        }

        record.Reset();
    }

    private bool SkipDenied(Denial denial, ReadOnlySpan<byte> serverCode)
    {
        SkipToSync(serverCode);
        return _refusals.Show(denial, serverCode);
    }

    private void FailSimple(ref Expected head, ReadOnlySpan<byte> code)
    {
        head.Failed = true;
        var status = code.SequenceEqual("57014"u8) ? RecordStatus.Cancelled : RecordStatus.Error;
        if (head.Judged!.HasEffects)
        {
            _gateway.StatementDropped(head.Judged, head.Index);
        }

        record.Close(AnswerRecord.Take(ref head), status, code, 0, null);
        head.Index++;
    }

    /// <summary>Closes what is still open of a simple Query: statements behind an error, or all when the lease ends.</summary>
    public void CloseSimple(ref Expected head, RecordStatus status, ReadOnlySpan<byte> code)
    {
        var judged = head.Judged!;
        if (!head.Failed && judged.HasEffects && head.Index < judged.StatementCount)
        {
            _gateway.StatementDropped(judged, head.Index);
        }

        for (; head.Index < judged.StatementCount; head.Index++)
        {
            record.Close(AnswerRecord.Take(ref head), status, code, 0, null);
        }

        record.Reset();
    }

    private void DropPortal(ref Expected head, RecordStatus status, ReadOnlySpan<byte> code)
    {
        var portal = (Portal)head.Subject!;
        if (head.Kind == ResponseKind.Execute && head.Judged!.HasEffects)
        {
            _gateway.StatementDropped(head.Judged, 0);
        }

        record.Close(head.Ticket, status, code, 0, portal);
        if (head.Kind == ResponseKind.Bind && portal.Generation == head.Index)
        {
            state.ForgetPortal(portal);
        }
    }
}
