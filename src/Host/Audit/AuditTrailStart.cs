using ProxyDb.Host.Audit.Sealing;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit;

/// <summary>
/// The start of a trail: joins the chain where it ended, writes the head of a new file, replays the spool, and only when the
/// log holds that durably frees the segments. Killed at any point it can be run again and nothing is sealed twice.
/// </summary>
internal sealed class AuditTrailStart
{
    private AuditTrailStart(
        AuditTrailOptions options, TimeProvider clock, Action<string> warn, SegmentPool pool, SigningKey key, LogWriter log, Sealer sealer)
    {
        (Options, Clock, Warn, Pool, Key, Log, Sealer) = (options, clock, warn, pool, key, log, sealer);
    }

    public AuditTrailOptions Options { get; }

    public TimeProvider Clock { get; }

    public Action<string> Warn { get; }

    public SegmentPool Pool { get; }

    public SigningKey Key { get; }

    public LogWriter Log { get; }

    public Sealer Sealer { get; }

    public static AuditTrailStart Run(
        AuditTrailOptions options, string writerName, TimeProvider clock, Action<string> warn, LogStorage storage)
    {
        SegmentPool? pool = null;
        SigningKey? key = null;
        LogFiles? files = null;
        try
        {
            key = SigningKey.Load(options, warn);
            pool = SegmentPool.Open(options);
            files = new LogFiles(options, writerName, clock, storage, warn);
            return Replay(options, clock, warn, pool, key, new LogWriter(writerName, key, files, clock.LocalTimeZone));
        }
        catch (Exception e)
        {
            files?.Dispose();
            pool?.Dispose();
            key?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new AuditFault($"the audit cannot start: {e.Message}", e);
            }

            throw;
        }
    }

    private static AuditTrailStart Replay(
        AuditTrailOptions options, TimeProvider clock, Action<string> warn, SegmentPool pool, SigningKey key, LogWriter log)
    {
        var tail = LogTail.Read(log.Files.List());
        if (tail.Damage is { } damage)
        {
            warn(damage);
        }

        var readers = SpoolReplay.Readers(pool.Leftovers, tail.Marks, tail.Opened, out var highest);
        pool.ContinueFrom(tail.Marks.LastSegment, Math.Max(Math.Max(highest, tail.HighestOpened), UnixMicroseconds(clock)));

        var chain = new LogChain(tail.ChainId ?? Guid.NewGuid().ToString("n"), tail.ChainId is null, tail.Last?.Name);
        log.Continue(tail.Seq, tail.Hash);
        if (!log.Files.TryBegin(tail.Last, tail.Seq + 1))
        {
            throw new AuditFault($"no file can be made in the audit directory `{options.Directory}`");
        }

        log.FileHead(chain, "start", pool.NextOpened(), clock.GetUtcNow().UtcTicks, 0, null);
        var replay = new Sealer(options, pool, log, clock, chain.Id, tail.Marks.From) { Readers = [.. readers] };
        if (!log.TryFlush() || !replay.Drain() || !replay.Finish())
        {
            throw new AuditFault($"the audit log in `{options.Directory}` cannot take the {pool.Leftovers.Count} segments of the spool: free some space");
        }

        var from = pool.NextSequence;
        pool.Fill();
        log.Files.Tidy();
        return new AuditTrailStart(options, clock, warn, pool, key, log, new Sealer(options, pool, log, clock, chain.Id, from));
    }

    private static long UnixMicroseconds(TimeProvider clock) =>
        (clock.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
