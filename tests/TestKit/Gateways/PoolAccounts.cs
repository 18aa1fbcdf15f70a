using NUnit.Framework;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.TestKit.Gateways;

/// <summary>The books of the pools: what is open equals what was opened less what was closed.</summary>
public static class PoolAccounts
{
    /// <summary>Waits until nothing is active or waiting, then compares open connections with the counters.</summary>
    public static void AssertSettled(ProxyDbProcess gateway)
    {
        const string connections = "proxydb_pool_connections";
        Wait.Until(
            () => gateway.Metrics() is var m && m.Sum(connections, "state=\"active\"") == 0 && m.Sum(connections, "state=\"login\"") == 0 && m.Sum("proxydb_pool_waiting") == 0,
            TimeSpan.FromSeconds(15),
            () => $"the pool does not settle: {string.Join(' ', gateway.Metrics().Samples.Where(s => s.Key.StartsWith("proxydb_pool", StringComparison.Ordinal)))}");
        var metrics = gateway.Metrics();
        var open = metrics.Sum(connections);
        Assert.That(metrics.Samples.Keys, Has.Some.StartsWith("proxydb_pool_opened_total"), "the pools count what they open");
        Assert.That(open, Is.EqualTo(metrics.Sum("proxydb_pool_opened_total") - metrics.Sum("proxydb_pool_closed_total")), "idle + active + connecting = created - closed");
    }
}
