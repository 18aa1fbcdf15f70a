using System.Buffers;

namespace ProxyDb.Host.Network;

/// <summary>
/// Received bytes that nobody consumed yet: one block of the slab, or a larger pooled array once a message needs it. Holds no
/// memory while empty.
/// </summary>
internal struct KeptBytes
{
    private byte[]? _buffer;
    private int _start;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, Length);

    public readonly byte[] Buffer => _buffer ?? [];

    public readonly int Start => _start;

    /// <summary>Replaces what is kept; <paramref name="bytes"/> must not lie in this buffer.</summary>
    public void Set(BlockSlab slab, ReadOnlySpan<byte> bytes)
    {
        Clear(slab);
        Append(slab, bytes);
    }

    public void Append(BlockSlab slab, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            bytes.CopyTo(Room(slab, bytes.Length));
            Length += bytes.Length;
        }
    }

    /// <summary>Free space after the kept bytes, at least <paramref name="least"/> long; follow with <see cref="Added"/>.</summary>
    public Span<byte> Room(BlockSlab slab, int least)
    {
        if (_buffer is null)
        {
            _buffer = least <= BlockSlab.BlockBytes ? slab.Rent() : ArrayPool<byte>.Shared.Rent(least);
            _start = 0;
        }
        else if (_buffer.Length - _start - Length < least)
        {
            MakeRoom(slab, least);
        }

        return _buffer.AsSpan(_start + Length);
    }

    public void Added(int count) => Length += count;

    public void Consume(BlockSlab slab, int count)
    {
        _start += count;
        Length -= count;
        if (Length == 0)
        {
            Clear(slab);
        }
    }

    public void Clear(BlockSlab slab)
    {
        if (_buffer is not null)
        {
            Release(slab, _buffer);
        }

        this = default;
    }

    private static void Release(BlockSlab slab, byte[] buffer)
    {
        if (buffer.Length == BlockSlab.BlockBytes)
        {
            slab.Return(buffer);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void MakeRoom(BlockSlab slab, int least)
    {
        var kept = _buffer.AsSpan(_start, Length);
        if (_buffer!.Length - Length >= least && _start >= Length)
        {
            kept.CopyTo(_buffer);
        }
        else
        {
            // Doubling, so that a message that arrives in n pieces is copied at most log n times. A pooled array is never as
            // short as a block, which is how Release tells them apart.
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + least), 2 * Math.Max(_buffer.Length, BlockSlab.BlockBytes)));
            kept.CopyTo(larger);
            Release(slab, _buffer);
            _buffer = larger;
        }

        _start = 0;
    }
}
