using System.Diagnostics;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// Stops what a session's backend works on for too long: <c>pool.statement_timeout</c> for anything, <c>limit: {timeout}</c> of the
/// rules for a statement. Looked at about twice a second; the server's own words (57014) tell the client.
/// </summary>
internal sealed class StatementTimeout(TimeSpan pool)
{
    /// <summary>A cancel request that had no effect is sent again after this time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long _cancelled;
    private long _cancelledAt;

    /// <summary>Whether what runs now has to be cancelled.</summary>
    /// <param name="now">Stopwatch ticks.</param>
    public bool IsOver(IConversation conversation, SessionVerdicts verdicts, long now)
    {
        if (!conversation.TryGetRunning(out var judged, out var index, out var since))
        {
            return false;
        }

        var limit = pool;
        if (judged is JudgedStatement statement && verdicts.TimeoutOn(statement, index) is { } own && (limit <= TimeSpan.Zero || own < limit))
        {
            limit = own;
        }

        if (limit <= TimeSpan.Zero || Stopwatch.GetElapsedTime(since, now) < limit
            || (_cancelled == since && Stopwatch.GetElapsedTime(_cancelledAt, now) < Patience))
        {
            return false;
        }

        (_cancelled, _cancelledAt) = (since, now);
        return true;
    }
}
