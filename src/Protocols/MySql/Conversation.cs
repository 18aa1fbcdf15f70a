using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// One client's conversation after its login: what it sends goes through <see cref="StatementReader"/>, what the backend answers
/// through <see cref="ResultReader"/>; both meet in <see cref="ConversationState"/>.
/// </summary>
public sealed class Conversation : IConversation
{
    private readonly ConversationState _state;
    private readonly StatementReader _statements;
    private readonly ResultReader _results;
    private readonly ClientRelay _relay;
    private readonly AnswerProgress _progress;

    /// <param name="session">What the client's login has agreed on.</param>
    public Conversation(IGatewaySession gateway, WireLimits limits, SessionState session)
    {
        _state = new ConversationState(gateway, limits, session);
        _relay = new ClientRelay(_state);
        _progress = new AnswerProgress(_state, _relay);
        _results = new ResultReader(_state, _progress, _relay);
        _statements = new StatementReader(_state);
    }

    public bool IsAtRest => _state.Expected.IsEmpty && !_state.InTransaction && _state.HeldCount == 0 && !_statements.IsMidMessage;

    public bool IsBusy => !_state.Expected.IsEmpty;

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

        ref var head = ref _state.Expected.Head;
        judged = head.Judged;
        index = head.Kind == ResponseKind.Query ? head.Index : 0;
        since = _state.Expected.HeadSince;
        return true;
    }

    public void ExpectOwn() => _state.Expected.Push(ResponseKind.Own);

    public void ReadOwn(string text)
    {
        StatementWriter.WriteQuery(_state.Scratch, _state.BackendCapabilities, text);
        _state.Gateway.SendOwn(OwnMessage.Read, _state.Scratch.WrittenMemory);
        ExpectOwn();
    }

    public void OnLeaseEnded(RecordStatus status)
    {
        _results.OnLeaseEnded(status);
        foreach (var statement in _state.Statements.Values)
        {
            AnswerRecord.CloseCursor(_state, statement, status, default, default);
            if (statement.LongData is not null)
            {
                statement.LongDataRefusal = SyntheticAnswers.Native(
                    "1615", "Prepared statement needs to be re-prepared: its long data were lost with the database connection");
            }

            _state.Release(statement);
        }

        _state.HoldsFollowers = false;
        _state.Awaited = null;
        _statements.OnLeaseEnded();
        _state.TakeStatus(_state.Session.Status & ~(ServerStatus.InTransaction | ServerStatus.InTransactionReadOnly));
    }

    public int RefuseWaiting(ReadOnlySpan<byte> bytes, Denial denial)
    {
        _state.Expected.Now = _state.Gateway.Now;
        return _statements.RefuseWaiting(bytes, denial);
    }

    public void WriteFatal(Denial denial)
    {
        // In the midst of an answer it has the next number of that; without a command it stands alone.
        byte sequence = !_state.Expected.IsEmpty ? _progress.NextToClient : _state.IsCommandWaiting ? (byte)1 : (byte)0;
        _state.Scratch.Clear();
        ErrorWriter.Write(_state.Scratch, ref sequence, denial with { IsFatal = true });
        _state.Gateway.ToClient(_state.Scratch.Written);
    }

    /// <summary>Statements of the protocol have ids, which SQL does not know.</summary>
    public bool HasStatement(string name) => false;

    public bool HasSecuredPortal(string name) => false;

    public void ForgetStatements(string? name)
    {
        if (name is null)
        {
            _state.ForgetStatements();
            _state.Backend?.Forget();
        }
    }
}
