using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>
/// One client's conversation after its login: what it sends goes through <see cref="StatementReader"/>, what the backend answers
/// through <see cref="ResultReader"/>; both meet in <see cref="SessionState"/>.
/// </summary>
public sealed class Conversation : IConversation
{
    private readonly SessionState _state;
    private readonly StatementReader _statements;
    private readonly ResultReader _results;
    private readonly FailureReader _failures;

    public Conversation(IGatewaySession gateway, WireLimits limits)
    {
        _state = new SessionState(gateway, limits);
        var record = new AnswerRecord(_state);
        var copy = new CopyIn(_state);
        _failures = new FailureReader(_state, record, copy);
        _results = new ResultReader(_state, record, copy, _failures);
        _statements = new StatementReader(_state, _results);
    }

    public bool IsAtRest =>
        _state.Expected.IsEmpty && !_state.GivenSinceSync && _state.Transaction == TransactionStatus.Idle && _state.StreamedRest == 0;

    public bool IsBusy => !_state.Expected.IsEmpty;

    /// <summary>A pipeline ends with its Sync.</summary>
    public bool EndsByItself => false;

    public bool IsMidMessage => _state.StreamedRest > 0;

    public bool InTransaction => _state.Transaction != TransactionStatus.Idle || _state.GivenSinceSync;

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
        index = head.Kind == ResponseKind.Simple ? head.Index : 0;
        since = _state.Expected.HeadSince;
        return true;
    }

    public void ExpectOwn() => _state.Expected.Push(ResponseKind.Own);

    public void ReadOwn(string text)
    {
        var isAlone = !_state.GivenSinceSync;
        _state.Scratch.Clear();
        StatementWriter.WriteRead(_state.Scratch, text, isAlone);
        _state.Gateway.SendOwn(OwnMessage.Read, _state.Scratch.WrittenMemory);
        _state.Expected.Push(ResponseKind.HiddenParse).IsOwn = true;
        _state.Expected.Push(ResponseKind.OwnBind);
        _state.Expected.Push(ResponseKind.OwnRead);
        _state.Expected.Push(ResponseKind.HiddenClose);
        _state.Expected.Push(ResponseKind.HiddenClose);
        if (isAlone)
        {
            _state.Expected.Push(ResponseKind.OwnSync);
        }
    }

    public void OnLeaseEnded(RecordStatus status)
    {
        while (!_state.Expected.IsEmpty)
        {
            _failures.DropHead(status, default);
        }

        _state.ClosePortals(int.MaxValue);
        _state.CloseLooseTickets(status, int.MaxValue);
        _state.GivenSinceSync = false;
        _state.DiscardingAtServer = false;
        _state.CopyActive = false;
        _state.CopiesPending = 0;
        _state.StreamedRest = 0;
        _state.Tail.Reset();
        _state.SecuredEpoch = -1;
        _state.HoldsFollowers = false;
        _results.Reset();
        _state.Transaction = TransactionStatus.Idle;
    }

    public int RefuseWaiting(ReadOnlySpan<byte> bytes, Denial denial) => _statements.RefuseWaiting(bytes, denial);

    public void WriteFatal(Denial denial)
    {
        _state.Scratch.Clear();
        ErrorWriter.Write(_state.Scratch, denial with { IsFatal = true });
        _state.Gateway.ToClient(_state.Scratch.Written);
    }

    public bool HasStatement(string name) =>
        _state.Statements.Count > 0 && _state.Statements.ContainsKey(System.Text.Encoding.UTF8.GetBytes(name));

    public bool HasSecuredPortal(string name) =>
        _state.Portals.Count > 0 && _state.Portals.TryGetValue(System.Text.Encoding.UTF8.GetBytes(name), out var portal) && portal.Sent is not null;

    public void ForgetStatements(string? name)
    {
        if (name is null)
        {
            _state.Statements.Clear();
            _state.Unnamed = null;
            _state.Server?.Forget();
        }
        else
        {
            _state.Statements.Remove(System.Text.Encoding.UTF8.GetBytes(name));
        }
    }
}
