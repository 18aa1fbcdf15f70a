using System.Runtime.InteropServices;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Calls that bring a text: sp_executesql, sp_prepare, sp_prepexec and those that open or prepare cursors. Servers go by the place of the
/// text and do not ask what a parameter is called there, so a name that says otherwise is refused.
/// </summary>
internal sealed class TextCallReader(ConversationState state)
{
    /// <summary>A server cursor is not allowed on such a text: clients then send it as a batch (jTDS with <c>useCursors</c>).</summary>
    private const string NoCursor = "16937";

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly ParameterText _text = new();

    public JudgeOutcome Plan(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part, out Denial? denial)
    {
        denial = RefuseNames(body, call) ?? ReadText(body, call, part) ?? ReadDefinition(body, call, part);
        if (denial is not null)
        {
            return JudgeOutcome.Denied;
        }

        var outcome = _gateway.Judge(UseOf(call.Procedure), state.TextOf(part), state.DefinitionOf(part), out var judged, out denial);
        if (outcome != JudgeOutcome.Allowed)
        {
            return outcome;
        }

        if (judged!.CopiesIn)
        {
            denial = new Denial(DenialCase.FeatureNotSupported, "`insert bulk` can only be sent as a batch");
            return JudgeOutcome.Denied;
        }

        if (judged.ChangesReading)
        {
            denial = new Denial(
                DenialCase.FeatureNotSupported, "`use` and `set quoted_identifier` end with the call they stand in; send them as a batch")
            {
                Code = call.Procedure is SystemProcedure.ExecuteSql or SystemProcedure.Prepare or SystemProcedure.PrepExec ? null : NoCursor,
            };
            return JudgeOutcome.Denied;
        }

        (part.Judged, part.Sent) = (judged, judged.Sent);
        switch (call.Procedure)
        {
            case SystemProcedure.Prepare or SystemProcedure.PrepExec:
                PlanPrepare(call, part);
                break;
            case SystemProcedure.CursorOpen or SystemProcedure.CursorPrepare or SystemProcedure.CursorPrepExec:
                PlanCursor(call, part);
                break;
        }

        return JudgeOutcome.Allowed;
    }

    private static StatementUse UseOf(SystemProcedure procedure) => procedure switch
    {
        SystemProcedure.Prepare or SystemProcedure.CursorPrepare => StatementUse.Prepare,
        SystemProcedure.ExecuteSql or SystemProcedure.PrepExec => StatementUse.Simple,
        _ => StatementUse.Execute,
    };

    private void PlanPrepare(RpcCall call, AnswerPart part)
    {
        var statement = new ClientStatement(
            state.Statements.NextHandle(), state.TextOf(part).ToArray(), state.DefinitionOf(part).ToArray(), state.Database) { Judged = part.Judged! };
        statement.Render(_gateway);
        part.Statement = statement;
        part.Kind = PartKind.Prepare;
        part.IsExecuted = call.Procedure == SystemProcedure.PrepExec;
        part.HandleRank = call.OutputRankOf(0);
        part.Key = statement.KeyIn(_gateway.Namespace);
    }

    private void PlanCursor(RpcCall call, AnswerPart part)
    {
        part.Cursor = new ClientCursor(part.Judged!, state.TextOf(part).ToArray(), state.DefinitionOf(part).ToArray())
        {
            Sent = part.Sent, OpenedAt = state.Expected.Now, SlotVersion = _gateway.SlotVersion,
        };
        part.Kind = call.Procedure == SystemProcedure.CursorPrepare ? PartKind.PrepareCursor : PartKind.OpenCursor;
        part.HandleRank = call.Procedure == SystemProcedure.CursorOpen ? -1 : call.OutputRankOf(0);
        part.CursorRank = call.Procedure switch
        {
            SystemProcedure.CursorOpen => call.OutputRankOf(0),
            SystemProcedure.CursorPrepExec => call.OutputRankOf(1),
            _ => -1,
        };
    }

    private static Denial? RefuseNames(ReadOnlySpan<byte> body, RpcCall call)
    {
        var (text, definition) = (call.Procedure.TextAt(), call.Procedure.DefinitionAt());
        if (call.Count <= text || (call.Procedure != SystemProcedure.ExecuteSql && call.Procedure != SystemProcedure.CursorOpen && call.Count <= definition))
        {
            return SyntheticAnswers.Native("201", $"Procedure or function '{call.Procedure.NameOf()}' expects a parameter, which was not supplied.");
        }

        for (var i = 0; i < call.Count; i++)
        {
            var name = call.Parameters[i].TextNameIn(body);
            var isWrong = i == text ? !name.IsEmpty && !SystemProcedures.IsText(name)
                : i == definition ? !name.IsEmpty && !SystemProcedures.IsDefinition(name)
                : SystemProcedures.IsText(name) || SystemProcedures.IsDefinition(name);
            if (isWrong)
            {
                return new Denial(
                    DenialCase.FeatureNotSupported,
                    $"the text of `{call.Procedure.NameOf()}` and the definition of its parameters have to stand in their places, and no other "
                    + "parameter may have their names");
            }
        }

        return null;
    }

    private Denial? ReadText(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part)
    {
        ref readonly var parameter = ref call.Parameters[call.Procedure.TextAt()];
        var start = state.Texts.Length;
        if (!_text.TryRead(parameter, body, out var text) || !UnicodeText.TryToUtf8(text, state.Texts))
        {
            return new Denial(
                DenialCase.Encoding, $"the text of `{call.Procedure.NameOf()}` is missing, or holds bytes that are no characters of its type");
        }

        part.Text = start..state.Texts.Length;
        part.ForgetsHandles = HandleTexts.MayEndHandles(text);
        return null;
    }

    private Denial? ReadDefinition(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part)
    {
        var place = call.Procedure.DefinitionAt();
        var start = state.Texts.Length;
        part.Definition = start..start;
        if (place >= call.Count || call.Parameters[place].IsNull)
        {
            return null;
        }

        if (!_text.TryRead(call.Parameters[place], body, out var definition) || !ParameterDefinition.IsWellFormed(definition, out _)
            || !UnicodeText.TryToUtf8(definition, state.Texts))
        {
            return new Denial(
                DenialCase.NotUnderstood,
                $"the definition of parameters of `{call.Procedure.NameOf()}` is not understood; write `@name type` with commas between them");
        }

        part.Definition = start..state.Texts.Length;
        return null;
    }
}
