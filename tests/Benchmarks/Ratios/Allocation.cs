using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>What a running gateway allocates for a statement.</summary>
internal static class Allocation
{
    private const string Allocated = "dotnet_gc_allocated_bytes_total";

    /// <summary>Bytes for one statement in steady state.</summary>
    /// <param name="gateway">Warmed here.</param>
    /// <param name="run">Statements of each of its clients to the number of all of them.</param>
    public static Series ForOneStatement(ProxyDbProcess gateway, Func<int, long> run)
    {
        run(500);
        // Logins, the scrape and the sealer allocate, statements must not: two lengths of the same run tell them apart.
        var shorter = Measure(gateway, () => run(200));
        var longer = Measure(gateway, () => run(2200));
        return new Series([(longer.Bytes - shorter.Bytes) / (longer.Count - shorter.Count)]);
    }

    private static (double Bytes, double Count) Measure(ProxyDbProcess gateway, Func<long> run)
    {
        var before = gateway.Metrics().Sum(Allocated);
        var count = run();
        return (gateway.Metrics().Sum(Allocated) - before, count);
    }
}
