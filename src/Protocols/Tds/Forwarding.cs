using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tds;

/// <summary>Gives the backend what verdicts permit, and expects its answer.</summary>
internal sealed class Forwarding(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly FollowerHold _hold = new(state);

    /// <summary>A request is about to be filled into <see cref="ConversationState.Plan"/>.</summary>
    public void Begin(AnswerKind kind)
    {
        state.Plan.Begin(kind, state.Expected.Now);
        EndBulkLoad();
    }

    /// <summary>Sends what stands in <see cref="ConversationState.Payload"/> from a mark on, and expects the answers of the plan.</summary>
    /// <param name="starts">Where the calls of an RPC request begin in the payload; empty for all others.</param>
    public void Send(int mark, MessageKind kind, ResetReader resets, ReadOnlySpan<int> starts = default)
    {
        var plan = state.Plan;
        plan.ShowsReset = resets.IsDone;
        plan.IsResetAtServer = resets.Passed != PacketStatus.None;
        plan.OwesReset = resets.IsDone && !plan.IsResetAtServer;
        var packetSize = state.Backend!.Session.PacketSize;
        FrameWriter.End(state.Payload, mark, kind, packetSize, resets.Passed);
        for (var i = 0; i < plan.Count; i++)
        {
            Complete(plan[i]);
        }

        if (starts.Length > 1)
        {
            SendCalls(starts, packetSize);
        }
        else
        {
            SendPart(plan[0], state.Payload.WrittenMemory);
        }

        for (var i = 0; i < plan.Count; i++)
        {
            if (plan[i].Runs && plan[i].Judged!.HasEffects)
            {
                _gateway.EffectsSent(plan[i].Judged!);
            }
        }

        state.ExpectPlan();
    }

    /// <summary>Each call goes under its own permit.</summary>
    private void SendCalls(ReadOnlySpan<int> starts, int packetSize)
    {
        var sent = 0;
        for (var i = 0; i < starts.Length; i++)
        {
            var end = i + 1 < starts.Length ? PlaceOf(starts[i + 1], packetSize) : state.Payload.Length;
            SendPart(state.Plan[i], state.Payload.WrittenMemory[sent..end]);
            sent = end;
        }
    }

    /// <summary>Where a byte of the one packet that was written has come to stand among all.</summary>
    private static int PlaceOf(int written, int packetSize)
    {
        var payload = written - PacketHeader.Size;
        return payload + (PacketHeader.Size * ((payload / (packetSize - PacketHeader.Size)) + 1));
    }

    private void SendPart(AnswerPart part, ReadOnlyMemory<byte> bytes)
    {
        if (part.Judged is { } judged && !part.IsControl)
        {
            _gateway.SendPermitted(judged, bytes);
        }
        else
        {
            _gateway.SendControl(part.Kind == PartKind.Fetch ? ControlMessage.Fetch : ControlMessage.CloseHandle, bytes.Span);
        }
    }

    private void Complete(AnswerPart part)
    {
        if (part.Judged is { } judged)
        {
            part.IsReduced = part.Sent is not null || _gateway.RunsSecured(judged);
            part.IsLimited = _hold.IsLimited(judged);
        }
    }

    /// <summary>What follows an <c>insert bulk</c> are rows, or there are none.</summary>
    public void EndBulkLoad()
    {
        if (state.BulkLoad is { } load)
        {
            _gateway.CloseRecord(load.Ticket, RecordStatus.Ok, default, default);
            state.BulkLoad = null;
        }
    }
}
