using System.Diagnostics;

namespace ProxyDb.Host.Telemetry;

/// <summary>Durations in fixed buckets from 50 µs to 60 s.</summary>
public sealed class Histogram
{
    /// <summary>Upper bounds in seconds; the last bucket, without a bound, follows.</summary>
    internal static readonly double[] Bounds =
        [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private static readonly long[] BoundTicks = [.. Bounds.Select(static b => (long)(b * Stopwatch.Frequency))];

    private readonly LoopCells _cells;

    internal Histogram(int loops) => _cells = new LoopCells(loops, Bounds.Length + 2);

    private static int SumColumn => Bounds.Length + 1;

    /// <param name="loop">Index of the calling loop; -1 from any other thread.</param>
    /// <param name="elapsed"><see cref="Stopwatch"/> ticks.</param>
    public void Record(int loop, long elapsed)
    {
        var bucket = 0;
        while (bucket < BoundTicks.Length && elapsed > BoundTicks[bucket])
        {
            bucket++;
        }

        _cells.Add(loop, bucket, 1);
        _cells.Add(loop, SumColumn, elapsed);
    }

    /// <summary>Count of one bucket, not cumulated; index <c>Bounds.Length</c> is the last one.</summary>
    internal long Bucket(int index) => _cells.Sum(index);

    internal double SumSeconds => (double)_cells.Sum(SumColumn) / Stopwatch.Frequency;
}
