using System.Collections.Concurrent;
using ProxyDb.Host.Audit.Sealing;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit;

/// <summary>
/// The audit of one process: a spool that every event loop appends to, and a sealer thread that turns it into the reviewable,
/// hash-chained log (architecture.md §8, contracts.md §4).
/// </summary>
public sealed class AuditTrail : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly AuditTrailOptions _options;
    private readonly SegmentPool _pool;
    private readonly LogWriter _log;
    private readonly SigningKey _key;
    private readonly Sealer _sealer;
    private readonly TimeProvider _clock;
    private readonly Action<string> _warn;
    private readonly Lock _gate = new();
    private readonly Lock _controlGate = new();
    private readonly SpoolLane _control;
    private readonly ConcurrentDictionary<int, SpoolLane> _lanes = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _stopping;
    private bool _isSealed;
    private long _caughtUpAt;

    private AuditTrail(AuditTrailStart start)
    {
        (_options, _pool, _log, _key) = (start.Options, start.Pool, start.Log, start.Key);
        (_sealer, _clock, _warn) = (start.Sealer, start.Clock, start.Warn);
        _caughtUpAt = _clock.GetTimestamp();
        _control = AddLane(SegmentHeader.ControlLane);
        _thread = new Thread(Run) { Name = "audit sealer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Bytes in the spool that the log does not hold yet (<c>proxydb_audit_spool_bytes</c>).</summary>
    public long SpoolBytes => _lanes.Values.Sum(l => Math.Max(0, l.Writer.Flushed - l.SealedPosition));

    /// <summary>Age of the oldest spooled byte that the log does not hold yet (<c>proxydb_audit_oldest_unsealed_seconds</c>).</summary>
    public double OldestUnsealedSeconds =>
        SpoolBytes == 0 ? 0 : _clock.GetElapsedTime(Volatile.Read(ref _caughtUpAt)).TotalSeconds;

    /// <summary>Records written to the log since the start.</summary>
    public long SealedRecords => _sealer.SealedRecords;

    /// <summary>The disk refuses the log, or <c>audit.local_max</c> is reached: the spool is filling up.</summary>
    public bool IsFailing => _log.Files.IsFailing;

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
        Start(options, writerName, clock, warn, new LogStorage());

    internal static AuditTrail Start(
        AuditTrailOptions options, string writerName, TimeProvider clock, Action<string> warn, LogStorage storage) =>
        new(AuditTrailStart.Run(options, writerName, clock, warn, storage));

    /// <summary>The lane of one loop: to be used on that loop's thread, and added to it with <c>AddTurnHook</c>.</summary>
    public IAuditLane Lane(int loopIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(loopIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(loopIndex, Math.Max(_options.Loops, 1));
        lock (_gate)
        {
            return _lanes.TryGetValue(loopIndex, out var lane) ? lane : AddLane(loopIndex);
        }
    }

    /// <summary>Records an event from any thread; on return it is in the kernel's hands. False when the spool is full or sealed.</summary>
    public bool TryRecord(AuditEvent record)
    {
        // A copy of the session: the original's scratch belongs to its loop.
        var own = record with { Session = record.Session is { } session ? session with { } : null };
        lock (_controlGate)
        {
            var recorded = _control.TryRecord(own);
            _control.BeforeSends();
            return recorded;
        }
    }

    /// <summary>
    /// To be called after the loops have stopped: seals everything, closes what is still open with status <c>unknown</c>, writes
    /// the final signed checkpoint and ends the sealer. When the disk refuses, the spool keeps everything for the next start.
    /// </summary>
    public void Seal()
    {
        lock (_gate)
        {
            if (_isSealed)
            {
                return;
            }

            _isSealed = true;
        }

        lock (_controlGate)
        {
            foreach (var lane in _lanes.Values)
            {
                EndLane(lane);
            }
        }

        StopThread();
        if (_sealer.Drain() && _sealer.Finish())
        {
            _pool.Clear();
        }
        else
        {
            _warn("the audit log could not be completed: the spool keeps the rest, and the next start seals it");
        }

        Release();
    }

    public void Dispose() => Seal();

    /// <summary>Leaves everything as a kill would, for tests.</summary>
    internal void Abandon()
    {
        _isSealed = true;
        StopThread();
        Release();
    }

    private SpoolLane AddLane(int number)
    {
        var lane = new SpoolLane(_pool, number, _options, _clock);
        _lanes[number] = lane;
        _sealer.Readers = [.. _sealer.Readers, new LaneReader(number, lane.Writer.Begun, null)];
        return lane;
    }

    private void EndLane(SpoolLane lane)
    {
        try
        {
            lane.End();
        }
        catch (AuditFault e)
        {
            _warn(e.Message); // nothing that was not written has been sent
        }
    }

    private void StopThread()
    {
        _stopping = true;
        _wake.Set();
        _thread.Join();
    }

    private void Release()
    {
        _log.Files.Dispose();
        _pool.Dispose();
        _key.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                SealOnce();
                _wake.WaitOne(s_pause);
            }
            catch (Exception e)
            {
                // Whatever it is: the spool keeps the records, fills up, and then audit.on_full decides. Nothing is lost silently.
                _warn($"the audit sealer failed and tries again: {e.Message}");
                _wake.WaitOne(TimeSpan.FromSeconds(1));
            }
        }
    }

    private void SealOnce()
    {
        var now = _clock.GetTimestamp();
        if (!_sealer.Drain())
        {
            return;
        }

        foreach (var reader in _sealer.Readers)
        {
            _lanes[reader.Lane].SealedPosition = reader.StreamPosition;
        }

        Volatile.Write(ref _caughtUpAt, now);
        _sealer.Upkeep();
    }
}
