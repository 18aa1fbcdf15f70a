using System.Diagnostics;

namespace ProxyDb.Host.Network;

/// <summary>A timer in the <see cref="TimerHeap"/> of its loop.</summary>
internal sealed class LoopTimer(TurnLoop loop, Action fired) : ILoopTimer
{
    /// <summary>When it fires; <see cref="long.MaxValue"/> when stopped.</summary>
    public long DueTicks { get; set; } = long.MaxValue;

    /// <summary>What it is sorted by; never later than <see cref="DueTicks"/>.</summary>
    public long PlaceTicks { get; set; }

    public int Index { get; set; } = -1;

    public void Start(TimeSpan due)
    {
        var ticks = Math.Max(0, due.TotalSeconds) * Stopwatch.Frequency;
        var now = Stopwatch.GetTimestamp();
        loop.Timers.Arm(this, ticks < long.MaxValue - now - 1 ? now + (long)ticks : long.MaxValue - 1);
    }

    public void Stop() => loop.Timers.Disarm(this, loop.TurnTimestamp);

    public void Fire(Action<Exception> failed)
    {
        try
        {
            fired();
        }
        catch (Exception e)
        {
            failed(e);
        }
    }
}
