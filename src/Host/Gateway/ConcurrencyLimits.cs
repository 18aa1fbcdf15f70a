using System.Collections.Concurrent;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// How many sessions of a user run a statement under one rule's <c>limit: {concurrency}</c>, over the whole host. The counts of a rule
/// outlive a reload of the policies.
/// </summary>
internal sealed class ConcurrencyLimits
{
    private readonly ConcurrentDictionary<(string Rule, string User), Count> _counts = new();

    public Count For(string rule, string user) => _counts.GetOrAdd((rule, user), static _ => new Count());

    /// <summary>Safe for any thread.</summary>
    internal sealed class Count
    {
        private int _taken;

        public int Taken => Volatile.Read(ref _taken);

        /// <summary>False: there are so many already.</summary>
        public bool TryTake(int most)
        {
            for (var taken = Taken; taken < most; taken = Taken)
            {
                if (Interlocked.CompareExchange(ref _taken, taken + 1, taken) == taken)
                {
                    return true;
                }
            }

            return false;
        }

        public void Free() => Interlocked.Decrement(ref _taken);
    }
}
