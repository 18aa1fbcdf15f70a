#pragma warning disable CA1822 // the surface others build against; the trail itself lands next
namespace ProxyDb.Host.Audit;

/// <summary>
/// The audit of one process: a spool that every event loop appends to, and a sealer thread that turns it into the reviewable,
/// hash-chained log (architecture.md §8, contracts.md §4).
/// </summary>
public sealed class AuditTrail : IDisposable
{
    private AuditTrail()
    {
    }

    /// <summary>
    /// Opens (or makes) spool and log, replays what a killed process left behind and starts the sealer. Returns when the log holds
    /// everything the spool held.
    /// </summary>
    /// <param name="options">Resolved configuration.</param>
    /// <param name="writerName">The node's name; the <c>writer</c> member of every record.</param>
    /// <param name="clock">Wall clock, time stamps and time zone.</param>
    /// <param name="warn">Called from any thread with one lower-case sentence an operator should see.</param>
    /// <exception cref="AuditFault">The spool or the log cannot be used; the text says which, why and what to do.</exception>
    public static AuditTrail Start(AuditTrailOptions options, string writerName, TimeProvider clock, Action<string> warn) =>
        throw new AuditFault("the audit trail is not built yet");

    /// <summary>Bytes in the spool that the log does not durably hold yet (<c>proxydb_audit_spool_bytes</c>).</summary>
    public long SpoolBytes => 0;

    /// <summary>Age of the oldest spooled byte that the log does not hold yet (<c>proxydb_audit_oldest_unsealed_seconds</c>).</summary>
    public double OldestUnsealedSeconds => 0;

    /// <summary>Records written to the log since the start.</summary>
    public long SealedRecords => 0;

    /// <summary>The lane of one loop: to be used on that loop's thread, and added to it with <c>AddTurnHook</c>.</summary>
    public IAuditLane Lane(int loopIndex) => throw new AuditFault("the audit trail is not built yet");

    /// <summary>Records an event from any thread; on return it is in the kernel's hands. False when the spool is full or sealed.</summary>
    public bool TryRecord(AuditEvent record) => false;

    /// <summary>
    /// To be called after the loops have stopped: seals everything, closes what is still open with status <c>unknown</c>, writes
    /// the final signed checkpoint and ends the sealer.
    /// </summary>
    public void Seal()
    {
    }

    public void Dispose() => Seal();
}
