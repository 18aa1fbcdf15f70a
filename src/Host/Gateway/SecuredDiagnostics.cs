using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// What a server remembers of a statement under masks and filters (SHOW WARNINGS, GET DIAGNOSTICS, <c>@@warning_count</c>) may quote
/// what they hide. The conversation takes it away at the end of each text (<see cref="OwnMessage.ForgetDiagnostics"/>); within one
/// text nothing of the gateway's comes between, so reading it there is refused.
/// </summary>
internal static class SecuredDiagnostics
{
    public static Denial? Refuse(JudgedStatement judged, SessionNames names, DateTimeOffset now)
    {
        var isSecured = false;
        for (var i = 0; i < judged.Statements.Length; i++)
        {
            var facts = judged.Statements[i];
            var isReading = MayRead(facts, names);
            if (isReading && (isSecured || (IsBlock(facts) && IsSecured(judged, i, names, now))))
            {
                return Denials.Of(
                    RefusalReason.NotUnderstood,
                    "diagnostics of a statement under masks or filters are not told within one text; "
                    + $"send {facts.Kind} in a text of its own");
            }

            isSecured = isSecured || IsSecured(judged, i, names, now);
        }

        return null;
    }

    /// <summary>A compound statement: what it reads and what is secured are within it.</summary>
    private static bool IsBlock(StatementFacts facts) => (facts.Flags & StatementFlags.Procedural) != 0;

    private static bool IsSecured(JudgedStatement judged, int index, SessionNames names, DateTimeOffset now) =>
        !judged.Plan.Statements[index].Decide(new DecisionContext(now)).Obligations.IsEmpty
        || judged.Statements[index].Effects.Any(names.IsSecured);

    /// <summary>Code of the database that is run without a table before it finds the diagnostics of the statement before it.</summary>
    private static bool MayRead(StatementFacts facts, SessionNames names)
    {
        foreach (var effect in facts.Effects)
        {
            var reads = effect switch
            {
                SessionEffect.LastResultRead { Kind: LastResultKind.Diagnostics } or SessionEffect.CallsProcedure => true,
                SessionEffect.RunsUserCode => !facts.Accesses.Any(static a => a.Kind == AccessKind.Object && !a.Through),
                SessionEffect.Execute => names.BodyOf(effect) is { } body && MayRead(body, names),
                _ => false,
            };
            if (reads)
            {
                return true;
            }
        }

        return false;
    }
}
