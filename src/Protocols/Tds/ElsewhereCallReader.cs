using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.Tds;

/// <summary>
/// sp_executesql of another database (<c>master..sp_executesql</c>): the names of its text are of that one. It is decided as the EXEC it
/// stands for, with the text and the definition of its parameters as literals, and sent as it came.
/// </summary>
internal sealed class ElsewhereCallReader(TextCallReader texts, NamedCallReader named)
{
    public JudgeOutcome Plan(ReadOnlySpan<byte> body, RpcCall call, in ProcedureName name, AnswerPart part, out Denial? denial)
    {
        // The text and its definition are looked at as they are of the database at hand.
        call.Resolve(name.Known);
        denial = texts.Refuse(body, call, part);
        var ends = part.ForgetsHandles;
        call.Resolve(SystemProcedure.None);
        if (denial is not null)
        {
            return JudgeOutcome.Denied;
        }

        var outcome = named.Plan(body, call, name, part, out denial, literals: SystemProcedure.ExecuteSql.ValuesAt());
        part.ForgetsHandles |= ends;
        if (outcome == JudgeOutcome.Allowed && part.Judged!.ChangesReading)
        {
            denial = new Denial(DenialCase.FeatureNotSupported, TextCallReader.OnlyInBatches);
            return JudgeOutcome.Denied;
        }

        return outcome;
    }
}
