using NUnit.Framework;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql;

namespace ProxyDb.Integration.MySql.Tests;

/// <summary>The database and the gateways most tests share; started at first use, stopped at the end of the run.</summary>
[SetUpFixture]
public sealed class Shared
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, IGateway> Gateways = [];
    private static MariaDbServer? _database;

    public static MariaDbServer Database
    {
        get
        {
            lock (Gate)
                return _database ??= MariaDbServer.Start(new MariaDbOptions { Tls = true });
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
            // In session mode each client holds a connection of its own.
            // Texts of more than one packet of 16 MiB are longer than the default allows.
            return Gateways[key] = Setup.GatewayUnderTest.Start(GatewayOptions.MySql(Database.Port) with
            {
                PoolMode = poolMode, PoolSize = poolSize, Limits = new Dictionary<string, string> { ["statement"] = "64MiB" },
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
