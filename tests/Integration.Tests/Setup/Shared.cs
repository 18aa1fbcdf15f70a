using NUnit.Framework;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres;

namespace ProxyDb.Integration.Tests;

/// <summary>The database and the gateways most tests share; started at first use, stopped at the end of the run.</summary>
[SetUpFixture]
public sealed class Shared
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, IGateway> Gateways = [];
    private static PostgresServer? _database;

    public static PostgresServer Database
    {
        get
        {
            lock (Gate)
                return _database ??= PostgresServer.Start();
        }
    }

    /// <summary>An open gateway with a pool of 20 in the given mode.</summary>
    public static IGateway Gateway(string poolMode) => Gateway(poolMode, poolMode == "session" ? 110 : 20);

    public static IGateway Gateway(string poolMode, int poolSize)
    {
        lock (Gate)
        {
            var key = $"{poolMode}-{poolSize}";
            if (Gateways.TryGetValue(key, out var running) && (running is DirectGateway || !running.Process.HasExited))
                return running;
            return Gateways[key] = Setup.GatewayUnderTest.Start(new GatewayOptions(Database.Port)
            {
                // In session mode each client holds a connection of its own.
                PoolMode = poolMode, PoolSize = poolSize,
            });
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
