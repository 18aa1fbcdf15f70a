using System.Threading.Tasks.Sources;

namespace ProxyDb.Host.Network;

/// <summary>
/// The socket as SslStream sees it: reads take what the loop fed in, or stay pending until it feeds more; writes go to the send
/// queue at once. Continuations run inline, on the loop's thread. One read at a time.
/// </summary>
/// <param name="byRecord">A read never takes bytes of two records: what lies behind one may not be TLS any more.</param>
internal sealed class CiphertextStream(Action<ReadOnlyMemory<byte>> write, bool byRecord = false) : Stream, IValueTaskSource<int>
{
    private RecordEdge _edge;
    private ManualResetValueTaskSourceCore<int> _read;
    private Memory<byte> _target;
    private bool _isReading;
    private bool _ended;

    /// <summary>Lent by the loop for the length of one receive.</summary>
    private ReadOnlyMemory<byte> _fed;

    /// <summary>What was left of it while reading was paused.</summary>
    private KeptBytes _kept;
    private BlockSlab? _slab;

    public bool HasBytes => !_fed.IsEmpty || _kept.Length > 0;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Feed(byte[] buffer, int count) => _fed = buffer.AsMemory(0, count);

    public void KeepRest(BlockSlab slab)
    {
        if (!_fed.IsEmpty)
        {
            _slab = slab;
            _kept.Append(slab, _fed.Span);
        }

        _fed = default;
    }

    public void End() => _ended = true;

    /// <summary>Completes the pending read when there is something to complete it with.</summary>
    public void Continue()
    {
        while (_isReading && (HasBytes || _ended))
        {
            _isReading = false;
            var target = _target;
            _target = default;
            _read.SetResult(Take(target.Span));
        }
    }

    public void Release()
    {
        _fed = default;
        if (_slab is not null)
        {
            _kept.Clear(_slab);
        }
    }

    /// <summary>What nobody has read.</summary>
    public byte[] TakeRest()
    {
        byte[] rest = [.. _kept.Span, .. _fed.Span];
        Release();
        return rest;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (HasBytes || _ended)
        {
            return new ValueTask<int>(Take(buffer.Span));
        }

        _target = buffer;
        _isReading = true;
        _read.Reset();
        return new ValueTask<int>(this, _read.Version);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        write(buffer);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        write(buffer.AsMemory(offset, count));
        return Task.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => write(buffer.AsMemory(offset, count));

    public override void Flush()
    {
        // Nothing is held back here: the loop sends at the end of its turn.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("a loop never blocks: reads are asynchronous");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    private int Take(Span<byte> target)
    {
        if (!byRecord)
        {
            return TakeAny(target);
        }

        var taken = TakeAny(target[..Math.Min(target.Length, _edge.Left)]);
        _edge.Passed(target[..taken]);
        return taken;
    }

    private int TakeAny(Span<byte> target)
    {
        if (_kept.Length > 0)
        {
            var kept = Math.Min(target.Length, _kept.Length);
            _kept.Span[..kept].CopyTo(target);
            _kept.Consume(_slab!, kept);
            return kept;
        }

        var fed = Math.Min(target.Length, _fed.Length);
        _fed.Span[..fed].CopyTo(target);
        _fed = _fed[fed..];
        return fed;
    }
}
