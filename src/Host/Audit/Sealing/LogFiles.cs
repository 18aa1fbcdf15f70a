using Microsoft.Win32.SafeHandles;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>The log files of one writer: appends to the current one, begins the next, compresses and deletes old ones.</summary>
internal sealed class LogFiles : IDisposable
{
    private readonly AuditTrailOptions _options;
    private readonly LogStorage _storage;
    private readonly Action<string> _warn;
    private readonly TimeProvider _clock;
    private readonly LogCompressor _compressor;
    private SafeFileHandle? _file;
    private long _warnedAt = long.MinValue;
    private long _localBytes;

    public LogFiles(AuditTrailOptions options, string writer, TimeProvider clock, LogStorage storage, Action<string> warn)
    {
        (_options, _clock, _storage, _warn) = (options, clock, storage, warn);
        Writer = LogFileName.WriterOf(writer);
        _compressor = new LogCompressor(warn);
        NativeFile.MakeDirectory(options.Directory);
        foreach (var partial in Directory.GetFiles(options.Directory, Writer + "-*.jsonl.gz.part"))
        {
            File.Delete(partial); // a kill came while it was compressed; the plain file is still there
        }
    }

    public string Writer { get; }

    public LogFileName? Current { get; private set; }

    /// <summary>Bytes of the current file.</summary>
    public long Length { get; private set; }

    /// <summary>The last append or sync was refused by the disk, or the cap is reached.</summary>
    public bool IsFailing { get; private set; }

    public List<LogFileName> List() => LogFileName.List(_options.Directory, Writer);

    /// <summary>Makes the next file and leaves the old one to the compressor. Nothing changes when the disk refuses.</summary>
    public bool TryBegin(LogFileName? previous, long firstSeq)
    {
        var stamp = LogFileName.StampOf(_clock.GetUtcNow().UtcTicks);
        if (previous is not null && string.CompareOrdinal(stamp, previous.Stamp) < 0)
        {
            stamp = previous.Stamp; // the clock went back: the order of names must not
        }

        var next = new LogFileName(_options.Directory, Writer, stamp, firstSeq, false);
        try
        {
            var file = _storage.Create(next.Path);
            if (_options.Fsync is not null)
            {
                NativeFile.SyncDirectory(_options.Directory);
            }

            _file?.Dispose();
            (_file, Current, Length) = (file, next, 0);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail($"the audit log `{next.Path}` cannot be made: {e.Message}");
            return false;
        }
    }

    /// <summary>Appends whole lines. A line written in part is taken back.</summary>
    public bool TryAppend(ReadOnlySpan<byte> lines)
    {
        if (_options.LocalMax > 0 && _localBytes + Length + lines.Length > _options.LocalMax)
        {
            Fail($"the audit log in `{_options.Directory}` has reached `audit.local_max`: move old files to the archive");
            MeasureLocal();
            return false;
        }

        try
        {
            _storage.Write(_file!, lines, Length);
            Length += lines.Length;
            IsFailing = false;
            return true;
        }
        catch (IOException e)
        {
            Fail($"the audit log `{Current!.Path}` cannot be written: {e.Message}; free some space");
            TakeBack();
            return false;
        }
    }

    public bool TrySync()
    {
        try
        {
            if (_options.Fsync is not null)
            {
                _storage.Sync(_file!);
            }

            return true;
        }
        catch (IOException e)
        {
            Fail($"the audit log `{Current!.Path}` cannot be forced to disk: {e.Message}");
            return false;
        }
    }

    /// <summary>Compresses every plain file but the current one, deletes what is older than the retention, and adds up the rest.</summary>
    public void Tidy()
    {
        var oldest = LogFileName.StampOf((_clock.GetUtcNow() - _options.Retention).UtcTicks);
        foreach (var name in List())
        {
            if (name.Name == Current?.Name)
            {
                continue;
            }

            if (string.CompareOrdinal(LogFileName.StampOf(File.GetLastWriteTimeUtc(name.Path).Ticks), oldest) < 0)
            {
                File.Delete(name.Path);
            }
            else if (!name.IsCompressed)
            {
                _compressor.Add(name);
            }
        }

        MeasureLocal();
    }

    public void Dispose()
    {
        _file?.Dispose();
        _compressor.Dispose();
    }

    private void MeasureLocal() =>
        _localBytes = List().Where(n => n.Name != Current?.Name).Sum(n => File.Exists(n.Path) ? new FileInfo(n.Path).Length : 0);

    private void TakeBack()
    {
        try
        {
            RandomAccess.SetLength(_file!, Length);
        }
        catch (IOException)
        {
            // The next attempt writes over the torn bytes at the same offset.
        }
    }

    private void Fail(string why)
    {
        IsFailing = true;
        if (_warnedAt == long.MinValue || _clock.GetElapsedTime(_warnedAt) > TimeSpan.FromMinutes(1))
        {
            _warnedAt = _clock.GetTimestamp();
            _warn(why);
        }
    }
}
