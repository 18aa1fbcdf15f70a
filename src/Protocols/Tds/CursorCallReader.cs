using System.Globalization;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// Calls about cursors that were opened or prepared before. Cursors keep their backend, and their handles are the server's; what stands
/// behind one is decided again before each fetch.
/// </summary>
internal sealed class CursorCallReader(ConversationState state)
{
    /// <summary>sp_cursor: reads again, locks, sets a position; all other kinds write.</summary>
    private const int Refresh = 0x08;
    private const int Lock = 0x10;
    private const int SetPosition = 0x20;

    /// <summary>sp_cursoroption: gives the cursor a name that T-SQL can use.</summary>
    private const int NameCode = 2;

    /// <summary>In the place of a cursor: all of them.</summary>
    private const int AllCursors = -1;

    private readonly IGatewaySession _gateway = state.Gateway;

    public JudgeOutcome Plan(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part, out Denial? denial)
    {
        if (call.Count == 0 || !call.Parameters[0].TryReadInteger(body, out var handle))
        {
            return Refuse(Unknown(call.Procedure, 0), out denial);
        }

        switch (call.Procedure)
        {
            case SystemProcedure.CursorExecute:
                return PlanExecute(call, handle, part, out denial);
            case SystemProcedure.CursorUnprepare:
                (part.Kind, part.IsControl, part.Handle) = (PartKind.UnprepareCursor, true, (int)handle);
                return state.Cursors.TryGetPrepared(handle, out _) ? Allow(out denial) : Refuse(HandleCallReader.Unknown(handle), out denial);
            case SystemProcedure.CursorClose when handle == AllCursors:
                (part.Kind, part.IsControl) = (PartKind.CloseCursor, true);
                return Allow(out denial);
        }

        if (!state.Cursors.TryGetOpen(handle, out var cursor))
        {
            return Refuse(Unknown(call.Procedure, handle), out denial);
        }

        (part.Cursor, part.IsControl) = (cursor, true);
        switch (call.Procedure)
        {
            case SystemProcedure.CursorClose:
                part.Kind = PartKind.CloseCursor;
                return Allow(out denial);
            case SystemProcedure.CursorOption:
                part.Kind = PartKind.CursorOption;
                return IsNumber(body, call, 1, NameCode)
                    ? Refuse(NotSupported("names of cursors of the protocol are not supported by the gateway; declare the cursor in T-SQL"), out denial)
                    : Allow(out denial);
            case SystemProcedure.Cursor when !IsNumber(body, call, 1, Refresh, Lock, SetPosition):
                return Refuse(
                    NotSupported("changes through a cursor of the protocol are not supported by the gateway; use UPDATE or DELETE with a key"), out denial);
            default:
                return PlanFetch(cursor, part, out denial);
        }
    }

    /// <summary>Goes on under the verdict that the cursor was opened under, if that still holds.</summary>
    private JudgeOutcome PlanFetch(ClientCursor cursor, AnswerPart part, out Denial? denial)
    {
        var judged = cursor.Judged;
        var outcome = _gateway.Rejudge(StatementUse.Execute, ref judged, cursor.Text, cursor.Definition, out denial);
        if (outcome != JudgeOutcome.Allowed)
        {
            return outcome;
        }

        if (judged.IsSecuredAs(cursor.Judged))
        {
            cursor.Judged = judged;
        }
        else if (!_gateway.MayFinish(cursor.Judged, cursor.OpenedAt))
        {
            denial = new Denial(
                DenialCase.Policy, "the masks and filters in force are not those that the cursor was opened under; open it again");
            return JudgeOutcome.Denied;
        }

        (part.Kind, part.Judged, part.Sent) = (PartKind.Fetch, cursor.Judged, cursor.Sent);
        return JudgeOutcome.Allowed;
    }

    /// <summary>The text that lies at the server was made under one set of masks and filters; under others it has to be prepared again.</summary>
    private JudgeOutcome PlanExecute(RpcCall call, long handle, AnswerPart part, out Denial? denial)
    {
        if (!state.Cursors.TryGetPrepared(handle, out var prepared))
        {
            return Refuse(HandleCallReader.Unknown(handle), out denial);
        }

        var judged = prepared.Judged;
        var outcome = _gateway.Rejudge(StatementUse.Execute, ref judged, prepared.Text, prepared.Definition, out denial);
        if (outcome != JudgeOutcome.Allowed)
        {
            return outcome;
        }

        if (!ReferenceEquals(judged.Sent, prepared.Sent) || (judged.Sent is not null && !ReferenceEquals(prepared.SlotVersion, _gateway.SlotVersion)))
        {
            return Refuse(HandleCallReader.Unknown(handle), out denial);
        }

        prepared.Judged = judged;
        (part.Kind, part.Judged, part.Sent) = (PartKind.OpenCursor, judged, judged.Sent);
        part.CursorRank = call.OutputRankOf(1);
        part.Cursor = new ClientCursor(judged, prepared.Text, prepared.Definition)
        {
            Sent = judged.Sent, OpenedAt = state.Expected.Now, SlotVersion = prepared.SlotVersion,
        };
        var start = state.Texts.Length;
        state.Texts.WriteBytes(prepared.Text);
        part.Text = start..state.Texts.Length;
        return JudgeOutcome.Allowed;
    }

    private static bool IsNumber(ReadOnlySpan<byte> body, RpcCall call, int parameter, params ReadOnlySpan<int> numbers) =>
        call.Count > parameter && call.Parameters[parameter].TryReadInteger(body, out var number) && numbers.Contains((int)number);

    private static Denial Unknown(SystemProcedure procedure, long handle) => SyntheticAnswers.Native(
        "16909",
        string.Create(CultureInfo.InvariantCulture, $"{procedure.NameOf()}: The cursor identifier value provided ({handle:x}) is not valid."));

    private static Denial NotSupported(string words) => new(DenialCase.FeatureNotSupported, words);

    private static JudgeOutcome Allow(out Denial? denial)
    {
        denial = null;
        return JudgeOutcome.Allowed;
    }

    private static JudgeOutcome Refuse(Denial refusal, out Denial? denial)
    {
        denial = refusal;
        return JudgeOutcome.Denied;
    }
}
