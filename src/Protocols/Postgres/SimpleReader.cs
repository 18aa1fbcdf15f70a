using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>The simple protocol: a text is decided whole, sent, and answered up to its own ReadyForQuery.</summary>
internal sealed class SimpleReader(SessionState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly Preparation _preparation = new(state);
    private readonly Refusals _refusals = new(state);
    private readonly FollowerHold _hold = new(state);
    private readonly Forwarding _forwarding = new(state);

    public bool OnQuery(in Frame frame)
    {
        var text = QueryMessage.Read(frame.Payload).Text;
        switch (_gateway.Judge(StatementUse.Simple, text, default, out var judged, out var denial))
        {
            case JudgeOutcome.Denied:
                _refusals.DenySimple(denial!);
                return true;
            case JudgeOutcome.Hold:
                _hold.Flush();
                return false;
            case JudgeOutcome.Wait:
                return false;
        }

        if (!_gateway.EnsureLease())
        {
            return false;
        }

        var tickets = default(long[]);
        var ticket = 0L;
        if (!TryOpenRecords(judged!, text, ref ticket, ref tickets, out denial))
        {
            _refusals.DenySimple(denial!);
            return true;
        }

        state.Unnamed = null;
        if (state.Server is { } server)
        {
            server.SendUnnamed(null, state.Epoch);
        }

        if (_preparation.GivesUp(judged!))
        {
            _preparation.SendGone();
            state.Payload.Clear();
            QueryMessage.Write(state.Payload, StatementWriter.GiveUp);
            _forwarding.Send(judged!, state.Payload.WrittenMemory);
        }
        else if (judged!.Sent is { } sent)
        {
            state.Payload.Clear();
            SecuredText.WriteQuery(state.Payload, _gateway, judged, sent);
            _forwarding.Send(judged, state.Payload.WrittenMemory);
        }
        else
        {
            _forwarding.Send(judged, frame.Raw);
        }

        ref var expected = ref state.Expected.Push(ResponseKind.Simple);
        expected.Judged = judged;
        expected.Ticket = ticket;
        expected.Tickets = tickets;
        expected.Sent = judged!.Sent;
        expected.IsReduced = _forwarding.IsSecured(judged);
        expected.Epoch = state.Epoch++;
        expected.IsLimited = _hold.IsLimited(judged!, isPart: false);

        // A Query ends the implicit transaction of what stands before it, as Sync does.
        state.GivenSinceSync = false;
        _forwarding.Executing(judged!);
        return true;
    }

    public bool OnFunctionCall()
    {
        _refusals.DenySimple(new Denial(
            DenialCase.FeatureNotSupported,
            "the FunctionCall message is not supported by the gateway; call the function in a SELECT statement"));
        return true;
    }

    private bool TryOpenRecords(
        JudgedText judged, ReadOnlySpan<byte> text, ref long ticket, ref long[]? tickets, out Denial? denial)
    {
        denial = null;
        if (judged.StatementCount <= 1)
        {
            return judged.StatementCount == 0 || _gateway.TryOpenRecord(judged, 0, text, out ticket, out denial);
        }

        tickets = new long[judged.StatementCount];
        for (var i = 0; i < tickets.Length; i++)
        {
            if (!_gateway.TryOpenRecord(judged, i, text, out tickets[i], out denial))
            {
                for (var j = 0; j < i; j++)
                {
                    _gateway.CloseRecord(tickets[j], RecordStatus.Skipped, default, default);
                }

                return false;
            }
        }

        return true;
    }
}
