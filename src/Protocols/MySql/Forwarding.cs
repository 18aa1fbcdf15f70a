using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>Gives the backend what a verdict permits.</summary>
internal sealed class Forwarding(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly FollowerHold _hold = new(state);

    /// <summary>Sends what stands in <see cref="ConversationState.Payload"/>.</summary>
    public void Send(JudgedText judged) => _gateway.SendPermitted(judged, state.Payload.WrittenMemory);

    /// <summary>Expects the answer to a text that was sent, and that runs.</summary>
    /// <param name="sequence">Of the last packet sent.</param>
    public ref Expected Executing(ResponseKind kind, byte sequence, JudgedText judged, SentText? sent)
    {
        ref var expected = ref state.Expected.Push(kind, sequence);
        expected.Judged = judged;
        expected.Sent = sent;
        expected.IsReduced = IsSecured(judged);
        expected.IsLimited = _hold.IsLimited(judged);

        // What the server would tell of a secured statement (SHOW WARNINGS) is taken away before anything follows it; a server that asks
        // for a file takes what follows for its contents.
        state.HoldsFollowers |= expected.IsReduced || ReadsFile(judged);
        if (judged.HasEffects)
        {
            _gateway.EffectsSent(judged);
        }

        return ref expected;
    }

    /// <summary>Whether masks or filters stand behind what is sent.</summary>
    public bool IsSecured(JudgedText judged) => judged.Sent is not null || _gateway.RunsSecured(judged);

    public static bool ReadsFile(JudgedText judged)
    {
        for (var i = 0; i < judged.StatementCount; i++)
        {
            if (judged.LocalFile(i) is not null)
            {
                return true;
            }
        }

        return false;
    }
}
