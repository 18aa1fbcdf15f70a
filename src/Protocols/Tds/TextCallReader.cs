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

    public const string OnlyInBatches = "`use` and `set quoted_identifier` end with the call they stand in; send them as a batch";

    public const string SecuredCall = "a call of ODBC cannot run under masks or filters; call the procedure by EXEC in a batch";

    private readonly IGatewaySession _gateway = state.Gateway;
    private readonly ParameterText _text = new();

    public JudgeOutcome Plan(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part, out Denial? denial)
    {
        denial = Refuse(body, call, part);
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
            denial = new Denial(DenialCase.FeatureNotSupported, OnlyInBatches)
            {
                Code = call.Procedure is SystemProcedure.ExecuteSql or SystemProcedure.Prepare or SystemProcedure.PrepExec ? null : NoCursor,
            };
            return JudgeOutcome.Denied;
        }

        if (call.Procedure == SystemProcedure.PrepExecRpc && judged.Sent is not null)
        {
            denial = new Denial(DenialCase.FeatureNotSupported, SecuredCall);
            return JudgeOutcome.Denied;
        }

        (part.Judged, part.Sent) = (judged, judged.Sent);
        switch (call.Procedure)
        {
            case SystemProcedure.Prepare or SystemProcedure.PrepExec or SystemProcedure.PrepExecRpc:
                PlanPrepare(call, part);
                break;
            case SystemProcedure.CursorOpen or SystemProcedure.CursorPrepare or SystemProcedure.CursorPrepExec:
                PlanCursor(call, part);
                break;
        }

        return JudgeOutcome.Allowed;
    }

    /// <summary>Reads the text and the definition of its parameters into <see cref="ConversationState.Texts"/>; null: they are what they should be.</summary>
    public Denial? Refuse(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part) =>
        RefuseNames(body, call) ?? ReadText(body, call, part) ?? ReadDefinition(body, call, part);

    private static StatementUse UseOf(SystemProcedure procedure) => procedure switch
    {
        SystemProcedure.Prepare or SystemProcedure.CursorPrepare => StatementUse.Prepare,
        SystemProcedure.ExecuteSql or SystemProcedure.PrepExec or SystemProcedure.PrepExecRpc => StatementUse.Simple,
        _ => StatementUse.Execute,
    };

    private void PlanPrepare(RpcCall call, AnswerPart part)
    {
        var statement = new ClientStatement(
            state.Statements.NextHandle(), state.TextOf(part).ToArray(), state.DefinitionOf(part).ToArray(), state.Database)
        {
            Judged = part.Judged!, IsCall = call.Procedure == SystemProcedure.PrepExecRpc,
        };
        statement.Render(_gateway);
        part.Statement = statement;
        part.Kind = PartKind.Prepare;
        part.IsExecuted = call.Procedure != SystemProcedure.Prepare;
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
            var isWrong = i == text ? !name.IsEmpty && !SystemProcedures.IsText(name, call.Procedure)
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
        if (!_text.TryRead(parameter, body, out var text) || !TryWriteText(call.Procedure, text))
        {
            return new Denial(
                DenialCase.Encoding, $"the text of `{call.Procedure.NameOf()}` is missing, or holds bytes that are no characters of its type");
        }

        part.Text = start..state.Texts.Length;
        part.ForgetsHandles = HandleTexts.MayEndHandles(text);
        return null;
    }

    /// <summary>The call of sp_prepexecrpc may come without the braces of ODBC, by which analysis knows it.</summary>
    private bool TryWriteText(SystemProcedure procedure, ReadOnlySpan<char> text)
    {
        var isBare = procedure == SystemProcedure.PrepExecRpc && text.TrimStart() is not ['{', ..];
        state.Texts.WriteBytes(isBare ? "{"u8 : default);
        var isText = UnicodeText.TryToUtf8(text, state.Texts);
        state.Texts.WriteBytes(isBare ? "}"u8 : default);
        return isText;
    }

    private Denial? ReadDefinition(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part)
    {
        var place = call.Procedure.DefinitionAt();
        var start = state.Texts.Length;
        part.Definition = start..start;
        if (place < 0 || place >= call.Count || call.Parameters[place].IsNull)
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
