namespace ProxyDb.Host.Telemetry;

/// <summary>
/// One row of numbers for each event loop, on cache lines of its own, and one row (index -1) for all other threads. A loop adds
/// to its row without lock or fence; a scrape sums the rows and may miss what is being added right now.
/// </summary>
internal sealed class LoopCells
{
    /// <summary>Longs between rows at least: 128 bytes, as pairs of lines are fetched together.</summary>
    private const int Pad = 16;

    private readonly long[] _cells;
    private readonly int _stride;
    private readonly int _rows;

    public LoopCells(int loops, int width)
    {
        _rows = loops + 1;
        _stride = (width + Pad - 1) / Pad * Pad + Pad;
        _cells = new long[_rows * _stride + Pad];
    }

    /// <param name="loop">The loop that calls, or -1 from any other thread.</param>
    public void Add(int loop, int column, long amount)
    {
        ref var cell = ref _cells[(loop + 1) * _stride + Pad + column];
        if (loop >= 0)
        {
            Volatile.Write(ref cell, cell + amount);
        }
        else
        {
            Interlocked.Add(ref cell, amount);
        }
    }

    public long Sum(int column)
    {
        var sum = 0L;
        for (var row = 0; row < _rows; row++)
        {
            sum += Volatile.Read(ref _cells[row * _stride + Pad + column]);
        }

        return sum;
    }
}
