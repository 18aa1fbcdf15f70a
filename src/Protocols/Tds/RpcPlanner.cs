using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>Decides one call of an RPC request: finds what it means whatever its spelling, and asks for the verdict over it.</summary>
internal sealed class RpcPlanner
{
    private readonly ConversationState _state;
    private readonly TextCallReader _texts;
    private readonly HandleCallReader _handles;
    private readonly CursorCallReader _cursors;
    private readonly NamedCallReader _named;
    private readonly ElsewhereCallReader _elsewhere;

    public RpcPlanner(ConversationState state)
    {
        _state = state;
        _texts = new TextCallReader(state);
        _handles = new HandleCallReader(state);
        _cursors = new CursorCallReader(state);
        _named = new NamedCallReader(state);
        _elsewhere = new ElsewhereCallReader(_texts, _named);
    }

    public JudgeOutcome Plan(ReadOnlySpan<byte> body, RpcCall call, AnswerPart part, out Denial? denial)
    {
        denial = null;
        var name = default(ProcedureName);
        if (call.Procedure == SystemProcedure.None)
        {
            if (!ProcedureName.TryRead(call.NameIn(body), out name))
            {
                return Refuse("a procedure whose name cannot be looked at; write each part in brackets", out denial);
            }

            if (name.Known != SystemProcedure.None && !name.Database.IsEmpty && !ProcedureName.Means(name.Database, _state.Database))
            {
                if (name.Known == SystemProcedure.ExecuteSql)
                {
                    return _elsewhere.Plan(body, call, name, part, out denial);
                }

                return Refuse($"`{name.Known.NameOf()}` of another database works there; change the database first", out denial);
            }

            call.Resolve(name.Known);
        }

        switch (call.Procedure)
        {
            case SystemProcedure.None:
                return _named.Plan(body, call, name, part, out denial);
            case SystemProcedure.ExecuteSql or SystemProcedure.Prepare or SystemProcedure.PrepExec or SystemProcedure.PrepExecRpc or
                SystemProcedure.CursorOpen or SystemProcedure.CursorPrepare or SystemProcedure.CursorPrepExec:
                return _texts.Plan(body, call, part, out denial);
            case SystemProcedure.Execute:
                return _handles.PlanExecute(body, call, part, out denial);
            case SystemProcedure.Unprepare:
                return _handles.PlanUnprepare(body, call, part, out denial);
            default:
                return _cursors.Plan(body, call, part, out denial);
        }
    }

    private static JudgeOutcome Refuse(string words, out Denial? denial)
    {
        denial = new Denial(DenialCase.FeatureNotSupported, words);
        return JudgeOutcome.Denied;
    }
}
