using System.Diagnostics;

namespace ProxyDb.TestKit.Processes;

/// <summary>Waiting for a condition that another process brings about.</summary>
public static class Wait
{
    public static void Until(Func<bool> condition, TimeSpan limit, Func<string> otherwise)
    {
        if (!TryUntil(condition, limit))
            throw new TimeoutException(otherwise());
    }

    public static bool TryUntil(Func<bool> condition, TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        var pause = 2;
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
                return condition();
            Thread.Sleep(pause);
            pause = Math.Min(pause * 2, 50);
        }

        return true;
    }
}
