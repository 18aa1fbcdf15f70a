using NUnit.Framework;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds;

namespace ProxyDb.Integration.Tds.Tests;

/// <summary>The sample server and the gateways most tests share; started at first use, stopped at the end of the run.</summary>
[SetUpFixture]
public sealed class Shared
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, IGateway> Gateways = [];
    private static SampleTdsServer? _database;

    public static SampleTdsServer Database
    {
        get
        {
            lock (Gate)
                return _database ??= SampleTdsServer.Start();
        }
    }

    /// <summary>An open gateway with a pool of 20 in the given mode.</summary>
    public static IGateway Gateway(string poolMode) => Gateway(poolMode, poolMode == "session" ? 110 : 20);

    public static IGateway Gateway(string poolMode, int poolSize) => Gateway($"{poolMode}-{poolSize}", o => o with { PoolMode = poolMode, PoolSize = poolSize });

    /// <summary>A gateway of another kind, which the key names.</summary>
    public static IGateway Gateway(string key, Func<GatewayOptions, GatewayOptions> options)
    {
        var port = Database.Port;
        lock (Gate)
        {
            if (Gateways.TryGetValue(key, out var running) && (running is DirectGateway || !running.Process.HasExited))
                return running;
            return Gateways[key] = Setup.GatewayUnderTest.Start(options(GatewayOptions.Tds(port)));
        }
    }

    /// <summary>After a failed test: the next one gets fresh gateways, so that one stuck pool is one failure.</summary>
    public static void DiscardGateways()
    {
        lock (Gate)
        {
            foreach (var gateway in Gateways.Values)
                gateway.Dispose();
            Gateways.Clear();
        }
    }

    [OneTimeTearDown]
    public void StopAll()
    {
        foreach (var gateway in Gateways.Values)
            gateway.Dispose();
        _database?.Dispose();
    }
}
