namespace ProxyDb.Host.Network;

/// <summary>
/// The buffers of one loop, rented only while bytes are in them. Blocks are pinned: the kernel reads and writes them by address.
/// Last in, first out, so that a busy loop works in memory that is in the cache.
/// </summary>
internal sealed class BlockSlab
{
    /// <summary>Length of every block, in bytes.</summary>
    public const int BlockBytes = 16 << 10;

    /// <summary>Most blocks kept for later (16 MiB); a burst above it goes back to the collector.</summary>
    private const int SpareCountMax = 1024;

    private byte[][] _spare = new byte[16][];
    private int _count;

    /// <summary>Blocks handed out and not returned.</summary>
    public int RentedCount { get; private set; }

    public byte[] Rent()
    {
        RentedCount++;
        return _count > 0 ? _spare[--_count] : GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);
    }

    public void Return(byte[] block)
    {
        RentedCount--;
        if (_count == SpareCountMax)
        {
            return;
        }

        if (_count == _spare.Length)
        {
            Array.Resize(ref _spare, _count * 2);
        }

        _spare[_count++] = block;
    }

    /// <summary>For a block whose bytes may still be read by an operation of the system: it is left to the collector.</summary>
    public void Abandon() => RentedCount--;
}
