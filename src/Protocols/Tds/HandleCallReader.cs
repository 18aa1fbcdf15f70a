using System.Globalization;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>sp_execute and sp_unprepare: what stands behind the gateway's handle is decided again, or given up.</summary>
internal sealed class HandleCallReader(ConversationState state)
{
    private readonly IGatewaySession _gateway = state.Gateway;

    public JudgeOutcome PlanExecute(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part, out Denial? denial)
    {
        if (!TryFind(body, call, out var handle, out var statement))
        {
            denial = Unknown(handle);
            return JudgeOutcome.Denied;
        }

        // It runs at once and commits by itself, as a batch does.
        var outcome = _gateway.Rejudge(StatementUse.Simple, ref statement.Judged, statement.Text, statement.Definition, out denial);
        if (outcome != JudgeOutcome.Allowed)
        {
            return outcome;
        }

        if (statement is { IsCall: true, Judged.Sent: not null })
        {
            denial = new Denial(DenialCase.FeatureNotSupported, TextCallReader.SecuredCall);
            return JudgeOutcome.Denied;
        }

        if (statement.Database != state.Database)
        {
            // Its names are of the database it was prepared in, for the server as well; the verdict is about those of the current one.
            denial = SyntheticAnswers.Native("8179", "the current database is not the one that the statement was prepared in; prepare it again");
            return JudgeOutcome.Denied;
        }

        statement.Render(_gateway);
        (part.Statement, part.Judged, part.Sent) = (statement, statement.Judged, statement.Judged.Sent);
        part.IsExecuted = true;
        return JudgeOutcome.Allowed;
    }

    /// <summary>The statement stays at the server for the next that prepares the same.</summary>
    public JudgeOutcome PlanUnprepare(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part, out Denial? denial)
    {
        part.IsOwn = true;
        denial = TryFind(body, call, out var handle, out _) ? null : Unknown(handle);
        return denial is null ? JudgeOutcome.Allowed : JudgeOutcome.Denied;
    }

    public static Denial Unknown(long handle) => SyntheticAnswers.Native(
        "8179", string.Create(CultureInfo.InvariantCulture, $"Could not find prepared statement with handle {handle}."));

    private bool TryFind(
        ReadOnlySpan<byte> body, RpcCall call, out long handle, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ClientStatement? statement)
    {
        (handle, statement) = (0, null);
        return call.Count > 0 && call.Parameters[0].TryReadInteger(body, out handle) && state.Statements.TryGet(handle, out statement);
    }
}
