namespace ProxyDb.Host.Telemetry;

/// <summary>A series that loops add to: get it once, keep it, add without lock or allocation.</summary>
public sealed class Counter
{
    private readonly LoopCells _cells;

    internal Counter(int loops) => _cells = new LoopCells(loops, 1);

    public long Value => _cells.Sum(0);

    /// <param name="loop">Index of the calling loop; -1 from any other thread.</param>
    public void Increment(int loop) => _cells.Add(loop, 0, 1);

    /// <param name="loop">Index of the calling loop; -1 from any other thread.</param>
    /// <param name="amount">Negative only where the family is a gauge.</param>
    public void Add(int loop, long amount) => _cells.Add(loop, 0, amount);
}
