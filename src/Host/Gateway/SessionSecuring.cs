using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// Finds what is sent in place of a text whose allow is bound to masks and filters, and sees to it that the session has a value for
/// each attribute in it. Long texts are rewritten on a worker.
/// </summary>
internal sealed class SessionSecuring(SessionAttributes attributes, SessionText texts, MaskKeyRing keys)
{
    private (JudgedStatement Judged, Obligations Obligations, byte[] Text, ulong Foreign)? _asked;
    private volatile SecuredAnswer? _answer;

    /// <summary>
    /// Null with no work to wait for: refused, and <paramref name="refused"/> is the decision that says so. Null with work: to be asked
    /// again when it is done.
    /// </summary>
    /// <param name="foreign">The client's parameters have types that a column may be converted to.</param>
    /// <param name="parameterTypes">As the protocol sends them.</param>
    public JudgedStatement? Secure(
        JudgedStatement judged, Decision decision, ReadOnlySpan<byte> utf8, ulong foreign, ReadOnlySpan<byte> parameterTypes,
        out Decision? refused, out Task? work)
    {
        (refused, work) = (null, null);
        var secured = Find(judged, decision.Obligations, utf8, foreign, parameterTypes, out var answer, out work);
        if (secured is null)
        {
            refused = answer is null ? null : decision.Unmet(Worded(answer.Refusal, answer.Rule), answer.Rule);
            return null;
        }

        if (Missing(secured.Form!, out var reason) is { } slot)
        {
            var rule = SecuredJudgements.RuleOf(decision.Obligations, slot.Attribute);
            refused = decision.Unmet(Worded(reason + "; have it set in the users file", rule), rule);
            return null;
        }

        if (WriteChecks.FirstFailed(secured.Form!, attributes) is var failed and >= 0)
        {
            refused = WriteChecks.Refusal(secured.Form!, failed, decision, isKnown: true);
            return null;
        }

        return secured;
    }

    /// <summary>Bytes of a slot; the verdict over the statement has seen that there are some.</summary>
    public ReadOnlySpan<byte> ValueOf(JudgedStatement judged, int slot, bool isLiteral)
    {
        if (!attributes.TryFind(judged.Form!.Statement.Slots[slot], texts.Current, out var bytes, out _))
        {
            Protocols.Wire.WireFault.Throw("an attribute of the user was taken away while its statement was sent");
        }

        return isLiteral ? bytes!.Literal : bytes!.Parameter;
    }

    /// <summary>Whether the client may write a value, in the text form of its type, to the column of a check.</summary>
    public bool MayWrite(JudgedStatement judged, int check, ReadOnlySpan<byte> value) =>
        WriteChecks.Holds(judged.Form!.Statement.WriteChecks[check], value, attributes, texts.Current);

    /// <summary>The first attribute that has no value to stand in the statement.</summary>
    public AttributeSlot? Missing(SecuredForm form, out string reason)
    {
        reason = "";
        foreach (var slot in form.Statement.Slots)
        {
            if (!attributes.TryFind(slot, texts.Current, out _, out reason))
            {
                return slot;
            }
        }

        return null;
    }

    private JudgedStatement? Find(
        JudgedStatement judged, Obligations obligations, ReadOnlySpan<byte> utf8, ulong foreign, ReadOnlySpan<byte> parameterTypes,
        out SecuredAnswer? answer, out Task? work)
    {
        (answer, work) = (null, null);
        if (ReferenceEquals(judged.Form?.Obligations, obligations) && ReferenceEquals(judged.Encoding, texts.Current)
            && judged.Form.ForeignParameters == foreign)
        {
            return judged;
        }

        var plain = judged.Plain;
        var encoding = texts.Current;
        if (plain.Context.Secured.Find(plain, utf8, obligations, encoding, foreign) is { } known)
        {
            return known;
        }

        if (utf8.Length <= GatewayRuntime.AnalysedInline)
        {
            answer = SecuredJudgements.Make(plain, utf8, obligations, encoding, foreign, parameterTypes, keys);
        }
        else if ((answer = TakeAnswer(plain, obligations, utf8, foreign)) is null)
        {
            work = MakeOnWorker(plain, obligations, utf8.ToArray(), encoding, foreign, parameterTypes.ToArray());
            return null;
        }

        if (answer.Judged is { } made)
        {
            plain.Context.Secured.Add(utf8, made);
        }

        return answer.Judged;
    }

    private SecuredAnswer? TakeAnswer(JudgedStatement judged, Obligations obligations, ReadOnlySpan<byte> utf8, ulong foreign)
    {
        if (_asked is not { } asked || !ReferenceEquals(asked.Judged.Context, judged.Context) || !asked.Obligations.HoldAs(obligations)
            || asked.Foreign != foreign || !utf8.SequenceEqual(asked.Text) || _answer is not { } answer)
        {
            return null;
        }

        (_asked, _answer) = (null, null);
        return answer;
    }

    private Task MakeOnWorker(JudgedStatement judged, Obligations obligations, byte[] utf8, TextEncoding encoding, ulong foreign, byte[] parameterTypes)
    {
        (_answer, _asked) = (null, (judged, obligations, utf8, foreign));
        return AnalysisWorkers.Run(() => _answer = SecuredJudgements.Make(judged, utf8, obligations, encoding, foreign, parameterTypes, keys));
    }

    private static string Worded(string reason, string? rule) => rule is null ? reason : $"{reason} (rule `{rule}`)";
}
