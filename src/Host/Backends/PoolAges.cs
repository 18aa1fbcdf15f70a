using System.Diagnostics;
using ProxyDb.Host.Configuration;

namespace ProxyDb.Host.Backends;

/// <summary>When a connection of a pool is too old and a waiter has waited too long. Times are Stopwatch ticks.</summary>
internal sealed class PoolAges(PoolOptions options)
{
    public bool IsLate(LeaseWaiter waiter, long now) =>
        options.WaitTimeout > TimeSpan.Zero && Stopwatch.GetElapsedTime(waiter.Since, now) >= options.WaitTimeout;

    /// <summary>Long enough for a reserve connection.</summary>
    public static bool IsLong(LeaseWaiter waiter, long now) => Stopwatch.GetElapsedTime(waiter.Since, now) >= PoolOpenings.ReserveAfter;

    /// <param name="total">Connections of the pool: the last ones of its minimum do not age by idleness.</param>
    public bool IsOld(BackendConnection connection, long now, int total) =>
        (options.Lifetime > TimeSpan.Zero && Stopwatch.GetElapsedTime(connection.CreatedAt, now) >= options.Lifetime)
        || (options.IdleTimeout > TimeSpan.Zero && total > options.Min
            && Stopwatch.GetElapsedTime(connection.LastUsedAt, now) >= options.IdleTimeout);
}
