using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>
/// Turns the spool into the log: takes the lanes' records in order of closing, writes them, signs checkpoints, begins new files
/// and gives segments back once the log holds durably what was in them. Not thread-safe: the sealer's thread, or the start.
/// </summary>
internal sealed class Sealer
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMinutes(1);

    private readonly AuditTrailOptions _options;
    private readonly SegmentPool _pool;
    private readonly LogWriter _log;
    private readonly TimeProvider _clock;
    private readonly string _chainId;
    private readonly long _from;
    private long _syncedAt;
    private long _checkpointAt;
    private long _rotateNotBefore;
    private long _sealed;
    private long _damaged;
    private bool _isDirty;

    public Sealer(AuditTrailOptions options, SegmentPool pool, LogWriter log, TimeProvider clock, string chainId, long from)
    {
        (_options, _pool, _log, _clock, _chainId, _from) = (options, pool, log, clock, chainId, from);
        _syncedAt = _checkpointAt = clock.GetTimestamp();
    }

    /// <summary>Lanes that are followed; replaced as a whole when one is added.</summary>
    public LaneReader[] Readers { get; set; } = [];

    /// <summary>Records written to the log by this sealer.</summary>
    public long SealedRecords => Volatile.Read(ref _sealed);

    /// <summary>
    /// Seals what the lanes have committed; false when the disk refused and the rest has to wait. Afterwards every consumed
    /// record is in the file.
    /// </summary>
    public bool Drain()
    {
        while (true)
        {
            while (!_log.IsFull && Earliest() is { } lane)
            {
                lane.Take(_log);
                _sealed++;
                if (_log.SinceCheckpoint >= _options.CheckpointRecords)
                {
                    Checkpoint(_from, Readers);
                }
            }

            RecordDamage();
            if (_log.Buffered == 0)
            {
                return true;
            }

            _isDirty = true;
            if (!_log.TryFlush())
            {
                return false;
            }
        }
    }

    /// <summary>After <see cref="Drain"/>: whatever the time demands.</summary>
    public void Upkeep()
    {
        if (_log.SinceCheckpoint > 0 && _clock.GetElapsedTime(_checkpointAt) >= _options.CheckpointInterval)
        {
            Checkpoint(_from, Readers);
            _isDirty = true;
            if (!_log.TryFlush())
            {
                return;
            }
        }

        if (NeedsNewFile() && !TryRotate())
        {
            return;
        }

        var interval = _options.Fsync is { } f && f > TimeSpan.Zero ? f : TimeSpan.FromSeconds(1);
        if (_options.Fsync is null || _pool.FreeCount < _pool.Count / 4 || _clock.GetElapsedTime(_syncedAt) >= interval)
        {
            Settle();
        }
    }

    /// <summary>Closes what is still open as <c>unknown</c> and says in a signed record that the spool is done with.</summary>
    public bool Finish()
    {
        // No checkpoint within: the numbers of these records must all stand behind the last marks until the new ones are there.
        foreach (var reader in Readers)
        {
            reader.TakeUnanswered(_log);
        }

        Checkpoint(_pool.NextSequence, []);
        return _log.TryFlush() && _log.Files.TrySync();
    }

    private void Settle()
    {
        _syncedAt = _clock.GetTimestamp();
        if (_isDirty)
        {
            SyncSpool();
            if (!_log.Files.TrySync())
            {
                return;
            }

            _isDirty = false;
        }

        foreach (var reader in Readers)
        {
            while (reader.TryTakeFinished(out var segment))
            {
                _pool.Recycle(segment);
            }
        }
    }

    private LaneReader? Earliest()
    {
        LaneReader? earliest = null;
        foreach (var reader in Readers)
        {
            if (reader.Seek() && (earliest is null || reader.RecordTicks < earliest.RecordTicks))
            {
                earliest = reader;
            }
        }

        return earliest;
    }

    private void Checkpoint(long from, LaneReader[] lanes)
    {
        SyncSpool(); // marks must not run ahead of the spool that is on disk
        _log.Checkpoint(_pool.NextOpened(), _clock.GetUtcNow().UtcTicks, from, lanes);
        _checkpointAt = _clock.GetTimestamp();
    }

    private void SyncSpool()
    {
        if (_options.Fsync is not null)
        {
            foreach (var reader in Readers)
            {
                if (reader.Segment is { } segment)
                {
                    NativeFile.Sync(segment.File);
                }
            }
        }
    }

    private bool NeedsNewFile()
    {
        var current = _log.Files.Current!;
        var isLarge = _log.Files.Length >= _options.RotateSize;
        var isOld = _log.Seq > current.FirstSeq + 1 &&
            string.CompareOrdinal(current.Stamp, 0, LogFileName.StampOf(_clock.GetUtcNow().UtcTicks), 0, 8) < 0;
        return (isLarge || isOld) && _clock.GetTimestamp() >= _rotateNotBefore;
    }

    private bool TryRotate()
    {
        var previous = _log.Files.Current!;
        Checkpoint(_from, Readers);
        if (!_log.TryFlush() || !_log.Files.TrySync() || !_log.Files.TryBegin(previous, _log.Seq + 1))
        {
            _rotateNotBefore = _clock.GetTimestamp() + (long)(s_retry.TotalSeconds * _clock.TimestampFrequency);
            return true;
        }

        var chain = new LogChain(_chainId, false, previous.Name);
        _log.FileHead(chain, "rotate", _pool.NextOpened(), _clock.GetUtcNow().UtcTicks, _from, Readers);
        _isDirty = true;
        if (!_log.TryFlush() || !_log.Files.TrySync())
        {
            return false;
        }

        _log.Files.Tidy();
        return true;
    }

    private void RecordDamage()
    {
        var damaged = Readers.Sum(r => r.DamagedBytes);
        if (damaged > _damaged)
        {
            EventJson.WriteDamage(_log, _pool.NextOpened(), _clock.GetUtcNow().UtcTicks, damaged - _damaged);
            _damaged = damaged;
        }
    }
}
