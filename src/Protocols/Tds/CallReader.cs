using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// RPC requests: one call or several in one message. Every call is decided before anything is sent; when one is denied, none is done.
/// </summary>
internal sealed class CallReader
{
    private readonly ConversationState _state;
    private readonly IGatewaySession _gateway;
    private readonly SyntheticAnswers _answers;
    private readonly Forwarding _forwarding;
    private readonly RpcPlanner _planner;
    private readonly RpcWriter _writer;
    private readonly CallList _calls;

    public CallReader(ConversationState state)
    {
        (_state, _gateway) = (state, state.Gateway);
        _answers = new SyntheticAnswers(state);
        _forwarding = new Forwarding(state);
        _planner = new RpcPlanner(state);
        _writer = new RpcWriter(state);
        _calls = new CallList(state.Limits);
    }

    public bool OnRequest(in ClientRequest request, ResetReader resets)
    {
        _calls.Read(request.Body, _state.Session.Version);
        if (_calls.Count == 0)
        {
            return Deny(new Denial(DenialCase.ProtocolViolation, "an RPC request without a call"), resets);
        }

        _state.Plan.Begin(AnswerKind.Rpc, _state.Expected.Now);
        switch (Plan(request, out var denial))
        {
            case JudgeOutcome.Denied:
                return Deny(denial!, resets);
            case not JudgeOutcome.Allowed:
                _state.Plan.Clear();
                return false;
        }

        if (IsOwn())
        {
            GiveUp(request);
            _answers.Complete(_state.Plan.Count, resets.IsDone);
            _state.Plan.Clear();
            return true;
        }

        if (!_gateway.EnsureLease())
        {
            _state.Plan.Clear();
            return false;
        }

        if (RefuseValues(request) is { } refusal || !TryOpenRecords(out refusal))
        {
            return Deny(refusal!, resets);
        }

        Send(request, resets);
        return true;
    }

    private JudgeOutcome Plan(in ClientRequest request, out Denial? denial)
    {
        if (_calls.HasUnexecuted)
        {
            denial = new Denial(DenialCase.FeatureNotSupported, "calls that are not to be executed are not supported by the gateway");
            return JudgeOutcome.Denied;
        }

        for (var i = 0; i < _calls.Count; i++)
        {
            var outcome = _planner.Plan(request.Body, _calls[i], _state.Plan.Add(), out denial);
            if (outcome != JudgeOutcome.Allowed)
            {
                return outcome;
            }
        }

        return RefuseTogether(out denial) ? JudgeOutcome.Denied : JudgeOutcome.Allowed;
    }

    /// <summary>Where in an answer to several calls one ends and the next begins is not told by all servers.</summary>
    private bool RefuseTogether(out Denial? denial)
    {
        denial = null;
        for (var i = 0; i < _calls.Count && _calls.Count > 1; i++)
        {
            var part = _state.Plan[i];
            if (part.Sent is { Masks.IsEmpty: false } || (part.MakesHandle && !OnlyPrepares()) || part.Statement is { IsCall: true })
            {
                denial = new Denial(
                    DenialCase.FeatureNotSupported,
                    "a call that makes a handle, or a statement under keyed masks, cannot stand among several calls; send it by itself");
            }
        }

        return denial is not null;
    }

    /// <summary>Each call is answered in one piece, since nothing of the client's runs.</summary>
    private bool OnlyPrepares()
    {
        for (var i = 0; i < _calls.Count; i++)
        {
            if (_state.Plan[i] is not ({ IsOwn: true } or { Kind: PartKind.Prepare, IsExecuted: false }))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>No server has to do with any of the calls.</summary>
    private bool IsOwn()
    {
        for (var i = 0; i < _state.Plan.Count; i++)
        {
            if (!_state.Plan[i].IsOwn)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives up the handles that the calls release or replace.</summary>
    private void GiveUp(in ClientRequest request)
    {
        for (var i = 0; i < _calls.Count; i++)
        {
            var call = _calls[i];
            if (call.Procedure is SystemProcedure.Unprepare or SystemProcedure.PrepExec or SystemProcedure.PrepExecRpc
                && call.Count > 0 && call.Parameters[0].TryReadInteger(request.Body, out var handle))
            {
                _state.Statements.Remove(handle);
            }
        }
    }

    private Denial? RefuseValues(in ClientRequest request)
    {
        for (var i = 0; i < _calls.Count; i++)
        {
            var part = _state.Plan[i];
            // What is only prepared has no values yet; its executions are checked.
            if (part.Runs && part.Sent is { CheckedParameters.IsEmpty: false } && WriteCheckReader.Refuse(_state, part, _calls[i], request.Body) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private bool TryOpenRecords(out Denial? denial)
    {
        denial = null;
        for (var i = 0; i < _state.Plan.Count; i++)
        {
            var part = _state.Plan[i];
            if (!part.Runs || part.Judged!.StatementCount == 0)
            {
                continue;
            }

            if (!_gateway.TryOpenRecord(part.Judged, 0, _state.TextOf(part), out var ticket, out denial))
            {
                SkipRecords(i);
                return false;
            }

            part.Ticket = ticket;
        }

        return true;
    }

    private void SkipRecords(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (_state.Plan[i].Ticket is var ticket and not 0)
            {
                _gateway.CloseRecord(ticket, RecordStatus.Skipped, default, default);
            }
        }
    }

    private void Send(in ClientRequest request, ResetReader resets)
    {
        _forwarding.EndBulkLoad();
        var mark = StatementWriter.Begin(_state);
        var starts = _writer.Write(request.Body, _calls);
        GiveUp(request);
        _forwarding.Send(mark, MessageKind.Rpc, resets, starts);
    }

    /// <summary>True: the request is done with.</summary>
    private bool Deny(Denial denial, ResetReader resets)
    {
        _state.Plan.Clear();
        _answers.Deny(denial, TokenKind.DoneProc, resets.IsDone);
        return true;
    }
}
