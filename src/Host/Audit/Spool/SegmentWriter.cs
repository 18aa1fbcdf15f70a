using System.Collections.Concurrent;

namespace ProxyDb.Host.Audit.Spool;

/// <summary>
/// The lane's current segment: records gather in memory and go to the file in one write. Moving on to the next segment ends
/// this one.
/// </summary>
internal sealed class SegmentWriter
{
    private readonly SegmentPool _pool;
    private readonly int _lane;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 << 10, pinned: true);
    private int _used;
    private int _written;
    private long _streamBase;

    public SegmentWriter(SegmentPool pool, int lane)
    {
        (_pool, _lane) = (pool, lane);
        Segment = TryBegin() ? Segment! : throw new AuditFault("the spool has no free segment: raise `audit.spool.size`");
    }

    public SpoolSegment Segment { get; private set; }

    /// <summary>Segments in the order begun, for the sealer.</summary>
    public ConcurrentQueue<SpoolSegment> Begun { get; } = new();

    /// <summary>Names this life of the segment in the marks of sessions and templates.</summary>
    public int Generation { get; private set; }

    /// <summary>How many sessions and templates are registered in the segment.</summary>
    public int Registrations { get; set; }

    /// <summary>Offset of the next record in the segment.</summary>
    public int Position => _written + _used;

    public long StreamPosition => _streamBase + Position;

    /// <summary>Position in the stream up to which records are in the kernel's hands.</summary>
    public long Flushed => Volatile.Read(ref _flushed);

    private long _flushed;

    /// <summary>Room for the next record of at most so many bytes; complete it with <see cref="Commit"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_used + size > _buffer.Length)
        {
            Flush();
            if (size > _buffer.Length)
            {
                _buffer = GC.AllocateUninitializedArray<byte>(size * 2, pinned: true);
            }
        }

        return _buffer.AsSpan(_used, size);
    }

    /// <summary>Makes the reserved record exist.</summary>
    public void Commit(int length)
    {
        SpoolFormat.Stamp(_buffer.AsSpan(_used, length), Segment.Sequence, Position);
        _used += length;
    }

    /// <summary>Writes what has gathered.</summary>
    /// <exception cref="AuditFault">The disk refuses; everything is kept for the next attempt.</exception>
    public void Flush()
    {
        if (_used == 0)
        {
            return;
        }

        try
        {
            NativeFile.Write(Segment.File, _buffer.AsSpan(0, _used), _written);
            if (_pool.SyncsEachTurn)
            {
                NativeFile.Sync(Segment.File);
            }
        }
        catch (IOException e)
        {
            throw new AuditFault($"the spool segment `{Segment.Path}` cannot be written: {e.Message}", e);
        }

        _written += _used;
        _used = 0;
        Segment.Commit(_written);
        Volatile.Write(ref _flushed, _streamBase + _written);
    }

    /// <summary>Goes on in a fresh segment; false when there is none, and then nothing has changed.</summary>
    public bool TryBegin()
    {
        var ended = Segment;
        if (ended is not null)
        {
            Flush();
        }

        var streamBase = ended is null ? 0 : _streamBase + _written;
        if (!_pool.TryTake(_lane, streamBase, out var next))
        {
            return false;
        }

        (Segment, _streamBase, _written, _used) = (next, streamBase, 0, SpoolFormat.HeaderSize);
        (Generation, Registrations) = (SegmentPool.NextGeneration(), 0);
        SpoolFormat.WriteHeader(_buffer, new SegmentHeader(next.Sequence, _lane, next.Size));
        ended?.End();
        Begun.Enqueue(next);
        return true;
    }

    public long Mark(int number) => ((long)Generation << 32) | (uint)number;

    public bool IsCurrent(long mark) => (int)(mark >> 32) == Generation;
}
