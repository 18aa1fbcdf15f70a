using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>What the end of an answer brings with it: the next of ours, and what the server has to be asked or told now.</summary>
internal sealed class AnswerEnd(ConversationState state, AnswerProgress progress, ClientRelay relay)
{
    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly SyntheticAnswers _answers = new(state);
    private readonly OwnCommands _own = new(state);

    /// <summary>The answer at the head has ended and its status is known, unless it was an error.</summary>
    public void Finish(ReadOnlySpan<byte> bytes)
    {
        ref var head = ref state.Expected.Head;
        var isTold = head.IsReduced && progress.HasTold;
        var tells = head.Kind is not (ResponseKind.Own or ResponseKind.HiddenPrepare or ResponseKind.Prepare);
        state.File.Discard();
        state.Expected.Pop();
        progress.End();
        progress.Record.Reset();
        if (isTold)
        {
            _own.ForgetDiagnostics();
        }
        else
        {
            _own.AskStatus();
        }

        if (tells && !state.IsStatusUnknown)
        {
            _gateway.ServerReady(state.InTransaction ? 1 : 0);
        }

        if (!state.Expected.IsEmpty && ExpectedResponses.IsSynthetic(state.Expected.Head.Kind))
        {
            relay.Flush(bytes);
            _answers.Emit();
        }
    }
}
