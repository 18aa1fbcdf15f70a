using System.Collections.Immutable;
using System.Diagnostics;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Gateway;

/// <content>Statements whose allow is bound to masks and filters.</content>
internal sealed partial class GatewaySession
{
    /// <summary>Well within the second in which a change of policy takes effect.</summary>
    private static readonly TimeSpan FinishTime = TimeSpan.FromMilliseconds(500);

    private readonly SessionAttributes _attributes;
    private readonly SessionSecuring _securing;

    public void EffectsSent(JudgedText judged) => Effects.Sent((JudgedStatement)judged, _attributes);

    public void SendPermitted(JudgedText judged, ReadOnlyMemory<byte> payload)
    {
        var statement = (JudgedStatement)judged;
        var decision = _verdicts.DecisionOn(statement);
        var isPermitted = statement.Form is { } form
            ? form.TryPermit(decision, _permit, payload, out var permit)
            : decision.TryPermit(_permit, payload, out permit);
        if (!isPermitted)
        {
            // A live condition turned between verdict and send: nothing is sent, and the pipeline would be out of step.
            WireFault.Throw("the statement is not allowed any more");
        }

        IsTimedOut &= IsCancelling;
        _lease.Send(permit!);
    }

    public ReadOnlySpan<byte> SlotValue(JudgedText judged, int slot, bool isLiteral) => _securing.ValueOf((JudgedStatement)judged, slot, isLiteral);

    public object SlotVersion => _attributes.Version;

    public bool MayWrite(
        JudgedText judged, int check, ReadOnlySpan<byte> value, bool isKnown, ReadOnlySpan<byte> text, out Denial? denial)
    {
        denial = null;
        var statement = (JudgedStatement)judged;
        if (isKnown && _securing.MayWrite(statement, check, value))
        {
            return true;
        }

        denial = _verdicts.Refuse(statement, WriteChecks.Refusal(statement.Form!, check, _verdicts.DecisionOn(statement), isKnown), text);
        return false;
    }

    public bool MayFinish(JudgedText judged, long since) =>
        Stopwatch.GetElapsedTime(since, Now) < FinishTime && _verdicts.IsStillBoundTo((JudgedStatement)judged);

    public bool RunsSecured(JudgedText judged)
    {
        var statement = (JudgedStatement)judged;
        return _verdicts.Hides(statement.Told)
            || ((statement.Traits & EffectTraits.NeedsBody) != 0 && RunsSecured(statement));
    }

    private bool RunsSecured(JudgedStatement judged) =>
        judged.Statements.Any(f => f.Effects.Any(e => _names.IsSecured(e)));

    /// <summary>The users file has changed what the user's attributes are: the next statement is bound to the new ones.</summary>
    public void UseAttributes(ImmutableDictionary<string, ImmutableArray<string>> values) =>
        _attributes.Use(values);

    /// <summary>What the strings say must not matter, and the text must be sent as it came.</summary>
    private static string? RefuseBinary(JudgedStatement judged, Decision decision)
    {
        if (!decision.Obligations.IsEmpty)
        {
            return "the text holds bytes that are no characters, under masks or filters; send them as values of a prepared statement, or in hexadecimal";
        }

        foreach (var facts in judged.Statements)
        {
            if (!MySqlBinaryStrings.MayStandIn(facts))
            {
                return "bytes that are no characters are understood in string literals of queries, INSERT, UPDATE, DELETE and CALL only";
            }
        }

        return null;
    }

    private void TakeBackFor(JudgedStatement judged, StatementUse use)
    {
        if ((judged.Traits & EffectTraits.ReadsLastResult) != 0 && use != StatementUse.Prepare)
        {
            _lease.TakeBack();
        }
    }

    /// <summary>Decides a text; the verdict becomes the one that is bound to what the decision is bound to.</summary>
    private JudgeOutcome Decide(
        StatementUse use, ref JudgedText judged, ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> parameterTypes, out Denial? denial)
    {
        var statement = (JudgedStatement)judged;
        TakeBackFor(statement, use);
        if (!_verdicts.TryDecide(statement, use, utf8, Conversation, out denial))
        {
            return JudgeOutcome.Denied;
        }

        var decision = _verdicts.DecisionOn(statement);
        if (_text.HoldsBinary && RefuseBinary(statement, decision) is { } reason)
        {
            denial = _verdicts.RefuseText("encoding", reason, utf8);
            return JudgeOutcome.Denied;
        }

        if (decision.Obligations.IsEmpty)
        {
            judged = statement.Plain;
            return JudgeOutcome.Allowed;
        }

        var secured = _securing.Secure(
            statement, decision, utf8, Protocol.ForeignParameters(parameterTypes), parameterTypes, out var refused, out var work);
        if (secured is not null)
        {
            judged = secured;
            return JudgeOutcome.Allowed;
        }

        if (work is not null)
        {
            Client.PauseFor(work);
            return JudgeOutcome.Wait;
        }

        denial = _verdicts.Refuse(statement, refused!, utf8);
        return JudgeOutcome.Denied;
    }
}
