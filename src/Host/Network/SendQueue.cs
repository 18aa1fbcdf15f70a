namespace ProxyDb.Host.Network;

/// <summary>Bytes that wait to be sent, in blocks of the slab. Holds no memory while empty.</summary>
internal sealed class SendQueue
{
    private byte[]?[] _blocks = new byte[2][];
    private int _first;
    private int _count;
    private int _headOffset;
    private int _tailLength;

    /// <summary>Bytes in the queue.</summary>
    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    public int ChunkCount => _count;

    public void Append(BlockSlab slab, ReadOnlySpan<byte> bytes)
    {
        Length = checked(Length + bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (_count == 0 || _tailLength == BlockSlab.BlockBytes)
            {
                AddBlock(slab);
            }

            var room = At(_count - 1).AsSpan(_tailLength);
            var taken = Math.Min(room.Length, bytes.Length);
            bytes[..taken].CopyTo(room);
            _tailLength += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>The bytes of one block, 0 = next to be sent.</summary>
    public Memory<byte> Chunk(int index)
    {
        var start = index == 0 ? _headOffset : 0;
        var end = index == _count - 1 ? _tailLength : BlockSlab.BlockBytes;
        return new Memory<byte>(At(index), start, end - start);
    }

    /// <summary>Drops what was sent from the front.</summary>
    public void Consume(BlockSlab slab, int count)
    {
        Length -= count;
        while (count > 0)
        {
            var chunk = (_count == 1 ? _tailLength : BlockSlab.BlockBytes) - _headOffset;
            if (count < chunk)
            {
                _headOffset += count;
                return;
            }

            count -= chunk;
            slab.Return(RemoveBlock());
        }
    }

    public void Clear(BlockSlab slab)
    {
        while (_count > 0)
        {
            slab.Return(RemoveBlock());
        }

        Length = 0;
    }

    /// <summary>As <see cref="Clear"/> while an operation of the system may still read the first block.</summary>
    public void Abandon(BlockSlab slab)
    {
        if (_count > 0)
        {
            slab.Abandon();
            RemoveBlock();
        }

        Clear(slab);
    }

    private byte[] At(int index) => _blocks[(_first + index) & (_blocks.Length - 1)]!;

    private void AddBlock(BlockSlab slab)
    {
        if (_count == _blocks.Length)
        {
            var larger = new byte[]?[_count * 2];
            for (var i = 0; i < _count; i++)
            {
                larger[i] = At(i);
            }

            _blocks = larger;
            _first = 0;
        }

        _blocks[(_first + _count++) & (_blocks.Length - 1)] = slab.Rent();
        _tailLength = 0;
    }

    private byte[] RemoveBlock()
    {
        var block = _blocks[_first]!;
        _blocks[_first] = null;
        _first = (_first + 1) & (_blocks.Length - 1);
        _count--;
        _headOffset = 0;
        return block;
    }
}
