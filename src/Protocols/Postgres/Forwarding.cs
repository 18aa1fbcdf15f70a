using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Postgres;

/// <summary>Gives the backend what a verdict permits.</summary>
internal sealed class Forwarding(SessionState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    public void Send(JudgedText judged, ReadOnlySpan<byte> raw)
    {
        state.Payload.Clear();
        state.Payload.WriteBytes(raw);
        Send(judged, state.Payload.WrittenMemory);
    }

    public void Send(JudgedText judged, ReadOnlyMemory<byte> payload)
    {
        _gateway.SendPermitted(judged, payload);
        state.GivenSinceSync = true;
        state.FlushedForHold = false;
    }

    /// <summary>Whether masks or filters stand behind what is sent; the transaction has seen such a statement then.</summary>
    public bool IsSecured(JudgedText judged)
    {
        var isSecured = judged.Sent is not null || _gateway.RunsSecured(judged);
        if (isSecured)
        {
            state.SecuredEpoch = state.Epoch;
        }

        return isSecured;
    }

    /// <summary>What was sent runs the text: copy data may follow, and effects.</summary>
    public void Executing(JudgedText judged)
    {
        if (state.Expected.Count > 0 && judged.CopiesIn)
        {
            state.CopiesPending++;
        }

        if (judged.HasEffects)
        {
            _gateway.EffectsSent(judged);
        }
    }
}
