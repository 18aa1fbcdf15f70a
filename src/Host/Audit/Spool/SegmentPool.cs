using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ProxyDb.Host.Audit.Spool;

/// <summary>All segments of the spool: those in use, those free, and those a killed process left behind.</summary>
internal sealed class SegmentPool : IDisposable
{
    private const int LargestSegment = 2 << 20;

    private static int _generations;

    private readonly AuditTrailOptions _options;
    private readonly ConcurrentQueue<SpoolSegment> _free = new();
    private readonly List<SpoolSegment> _all = [];
    private readonly FileStream _lock;
    private long _sequence;
    private long _opened;

    private SegmentPool(AuditTrailOptions options, FileStream held, int segmentSize, int count)
    {
        (_options, _lock, SegmentSize, Count) = (options, held, segmentSize, count);
        SessionLimit = options.SpoolSize / 16;
    }

    public int SegmentSize { get; }

    public int Count { get; }

    /// <summary>What one session may hold: 1/16 of the spool.</summary>
    public long SessionLimit { get; }

    public int FreeCount => _free.Count;

    public bool SyncsEachTurn => _options.Fsync == TimeSpan.Zero;

    /// <summary>Segments with a valid header found at the start, in order of their sequence numbers.</summary>
    public List<SpoolSegment> Leftovers { get; } = [];

    /// <summary>Takes possession of the spool directory. No segment can be taken before <see cref="Fill"/>.</summary>
    public static SegmentPool Open(AuditTrailOptions options)
    {
        var (size, count) = Divide(options);
        NativeFile.MakeDirectory(options.SpoolDirectory);
        var pool = new SegmentPool(options, Lock(options.SpoolDirectory), size, count);
        try
        {
            pool.FindLeftovers();
            return pool;
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    /// <summary>Segments of equal size, at least four per lane, each with room for sixteen texts of the largest size.</summary>
    internal static (int Size, int Count) Divide(AuditTrailOptions options)
    {
        if (options.SpoolSize < AuditTrailOptions.MinimumSpoolSize)
        {
            throw new AuditFault($"`audit.spool.size` is {options.SpoolSize} bytes: give it at least 4MiB");
        }

        var lanes = Math.Max(options.Loops, 1) + 1;
        var wanted = Math.Min(LargestSegment, options.SpoolSize / (lanes * 4L));
        var size = (int)(Math.Max(wanted, Math.Max(128 << 10, options.TextLimit * 16L)) & ~4095L);
        var count = (int)(options.SpoolSize / size);
        return count >= lanes * 2
            ? (size, count)
            : throw new AuditFault($"`audit.spool.size` is too small for {options.Loops} loops and `audit.text_limit` {options.TextLimit}: " +
                $"give it at least {(long)size * lanes * 2} bytes");
    }

    /// <summary>Distinguishes lives of segments within this process, for the marks in sessions and templates.</summary>
    public static int NextGeneration() => Interlocked.Increment(ref _generations);

    /// <summary>Number of a record in order of opening; unique in a writer's log.</summary>
    public long NextOpened() => Interlocked.Increment(ref _opened);

    public long NextSequence => Interlocked.Read(ref _sequence) + 1;

    /// <summary>Called once at the start: numbers handed out from now on are above these.</summary>
    public void ContinueFrom(long sequence, long opened)
    {
        _sequence = Math.Max(_sequence, sequence);
        _opened = Math.Max(_opened, opened);
    }

    /// <summary>Frees the replayed leftovers and makes the missing files, with their blocks allocated.</summary>
    public void Fill()
    {
        foreach (var segment in Leftovers)
        {
            Recycle(segment);
        }

        Leftovers.Clear();
        try
        {
            for (var number = 0; _free.Count < Count; number++)
            {
                var path = System.IO.Path.Combine(_options.SpoolDirectory, string.Create(CultureInfo.InvariantCulture, $"segment-{number:D4}.spool"));
                if (_all.TrueForAll(s => s.Path != path))
                {
                    _free.Enqueue(Make(path));
                }
            }
        }
        catch (IOException e)
        {
            throw new AuditFault($"the spool in `{_options.SpoolDirectory}` needs {_options.SpoolSize} bytes: {e.Message}", e);
        }

        NativeFile.SyncDirectory(_options.SpoolDirectory);
    }

    public bool TryTake(int lane, long streamBase, [NotNullWhen(true)] out SpoolSegment? segment)
    {
        if (!_free.TryDequeue(out segment))
        {
            return false;
        }

        segment.Begin(Interlocked.Increment(ref _sequence), lane, streamBase);
        return true;
    }

    /// <summary>Makes a segment's records cease to exist and gives the file back. The log must hold them durably.</summary>
    public void Recycle(SpoolSegment segment)
    {
        NativeFile.Write(segment.File, new byte[SpoolFormat.HeaderSize], 0);
        if (_options.Fsync is not null)
        {
            NativeFile.Sync(segment.File);
        }

        if (segment.Size == SegmentSize && _free.Count < Count)
        {
            _free.Enqueue(segment);
            return;
        }

        segment.Dispose();
        _all.Remove(segment);
        File.Delete(segment.Path);
    }

    /// <summary>At a clean end: no segment has anything left to say.</summary>
    public void Clear()
    {
        var empty = new byte[SpoolFormat.HeaderSize];
        _all.ForEach(s => NativeFile.Write(s.File, empty, 0));
    }

    public void Dispose()
    {
        _all.ForEach(s => s.Dispose());
        _lock.Dispose();
    }

    private static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new AuditFault($"the spool `{directory}` is in use by another process, or cannot be written: {e.Message}", e);
        }
    }

    private void FindLeftovers()
    {
        Span<byte> bytes = stackalloc byte[SpoolFormat.HeaderSize];
        foreach (var path in Directory.GetFiles(_options.SpoolDirectory, "segment-*.spool"))
        {
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            var segment = new SpoolSegment(path, file, (int)RandomAccess.GetLength(file));
            _all.Add(segment);
            var read = RandomAccess.Read(file, bytes, 0);
            if (SpoolFormat.TryReadHeader(bytes[..read], out var header))
            {
                segment.Begin(header.Sequence, header.Lane, 0);
                _sequence = Math.Max(_sequence, header.Sequence);
                Leftovers.Add(segment);
            }
            else if (segment.Size == SegmentSize && _free.Count < Count)
            {
                _free.Enqueue(segment);
            }
            else
            {
                segment.Dispose();
                _all.Remove(segment);
                File.Delete(path);
            }
        }

        Leftovers.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
    }

    private SpoolSegment Make(string path)
    {
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None, SegmentSize);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        RandomAccess.SetLength(file, SegmentSize);
        var segment = new SpoolSegment(path, file, SegmentSize);
        _all.Add(segment);
        return segment;
    }
}
