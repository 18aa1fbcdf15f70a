using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// One client's conversation after its login: what it sends goes through <see cref="StatementReader"/>, what the backend answers
/// through <see cref="ResultReader"/>; both meet in <see cref="ConversationState"/>.
/// </summary>
public sealed class Conversation : IConversation
{
    private readonly ConversationState _state;
    private readonly StatementReader _statements;
    private readonly ResultReader _results;

    /// <param name="session">What the client's login has agreed on.</param>
    public Conversation(IGatewaySession gateway, WireLimits limits, SessionState session)
    {
        _state = new ConversationState(gateway, limits, session);
        _results = new ResultReader(_state);
        _statements = new StatementReader(_state);
    }

    public bool IsAtRest =>
        !_state.IsHolding && !_state.InTransaction && _state.Cursors.Count == 0 && _state.BulkLoad is null && !IsMidMessage && !_state.OwesSessionReset;

    /// <summary>A reset rolls back and closes cursors.</summary>
    public bool IsResettable => !_state.IsHolding && _state.BulkLoad is null && !IsMidMessage;

    public bool IsBusy => _state.IsHolding;

    public bool EndsByItself => true;

    public bool IsMidMessage => _statements.IsMidMessage;

    public bool InTransaction => _state.InTransaction;

    public int OnClient(ReadOnlySpan<byte> bytes)
    {
        _state.Expected.Now = _state.Gateway.Now;
        return _statements.Read(bytes);
    }

    public int OnServer(ReadOnlySpan<byte> bytes)
    {
        _state.Expected.Now = _state.Gateway.Now;
        var consumed = _results.Read(bytes);
        if (_state is { OwesSessionReset: true, InTransaction: false, IsHolding: false } && _state.Gateway.ResetSession())
        {
            _state.OwesSessionReset = false;
        }

        if (_state.IsHeld && !_state.IsHolding)
        {
            _state.IsHeld = false;
            _state.Gateway.Resume();
        }

        return consumed;
    }

    public bool TryGetRunning(out JudgedText? judged, out int index, out long since)
    {
        (judged, index, since) = (null, 0, 0);
        if (_state.Expected.IsEmpty)
        {
            return false;
        }

        (judged, since) = (_state.Expected.Head.Current.Judged, _state.Expected.HeadSince);
        return true;
    }

    public void CancelRunning()
    {
        if (!_state.Expected.IsEmpty && _state.Attention == AttentionOf.Nobody)
        {
            _state.Attention = AttentionOf.Gateway;
            _state.Gateway.SendControl(ControlMessage.Attention, FrameWriter.Attention);
        }
    }

    public bool SeesCancel(ReadOnlySpan<byte> waiting) => _statements.SeesCancel(waiting);

    public void ExpectOwn() => _state.ExpectOwn(AnswerKind.Own);

    public void ReadOwn(string text)
    {
        _state.Payload.Clear();
        StatementWriter.WriteBatch(_state.Payload, _state.Backend!, text);
        _state.Gateway.SendOwn(OwnMessage.Read, _state.Payload.WrittenMemory);
        ExpectOwn();
    }

    public void OnLeaseEnded(RecordStatus status)
    {
        _results.OnLeaseEnded(status);
        AnswerRecord.CloseCursors(_state, status);
        _state.Cursors.Clear();
        if (_state.BulkLoad is { } load)
        {
            _state.Gateway.CloseRecord(load.Ticket, status, default, default);
        }

        (_state.BulkLoad, _state.Attention) = (null, AttentionOf.Nobody);
        (_state.InTransaction, _state.IsTransactionUnknown, _state.AsksAfterAttention, _state.RepeatedAttentions) = (false, false, false, 0);
        _state.OwesSessionReset = false;
        _statements.OnLeaseEnded();
    }

    public int RefuseWaiting(ReadOnlySpan<byte> bytes, Denial denial)
    {
        _state.Expected.Now = _state.Gateway.Now;
        return _statements.RefuseWaiting(bytes, denial);
    }

    public void WriteFatal(Denial denial)
    {
        _state.Scratch.Clear();
        ErrorWriter.WriteMessage(_state.Scratch, _state.Session, denial with { IsFatal = true });
        _state.Gateway.ToClient(_state.Scratch.Written);
    }

    /// <summary>Statements of the protocol have handles, which SQL does not name.</summary>
    public bool HasStatement(string name) => false;

    public bool HasSecuredPortal(string name) => false;

    public void ForgetStatements(string? name)
    {
        if (name is null)
        {
            _state.ForgetHandles();
            _state.Backend?.Forget();
        }
    }
}
