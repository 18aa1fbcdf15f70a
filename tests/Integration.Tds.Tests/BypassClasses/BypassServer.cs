using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.Samples.TdsServer.Engine;
using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>The databases and gateways of all classes; started at first use.</summary>
[SetUpFixture]
public sealed class BypassServer
{
    private static readonly Lock Gate = new();
    private static SqlEngine? _engine;
    private static TdsServer? _database;
    private static ProxyDbProcess? _gateway, _poolOfOne;

    public static TdsServer Database
    {
        get
        {
            lock (Gate)
                return _database ??= StartDatabase();
        }
    }

    public static ProxyDbProcess Gateway
    {
        get
        {
            lock (Gate)
                return _gateway ??= Start(o => o with { ListenerTls = "login-only" });
        }
    }

    /// <summary>One backend, and the catalog is looked at each second.</summary>
    public static ProxyDbProcess PoolOfOne
    {
        get
        {
            lock (Gate)
                return _poolOfOne ??= Start(o => o with { PoolSize = 1, Environment = new Dictionary<string, string> { ["PROXYDB__CLUSTERS__SHOP__CATALOG__POLL"] = "1s" } });
        }
    }

    public static ProxyDbProcess Start(Func<GatewayOptions, GatewayOptions> change) => GatewayUnderTest.StartProxyDb(change(BypassPolicy.Options(Database.Port)));

    [OneTimeTearDown]
    public void StopAll()
    {
        _gateway?.Dispose();
        _poolOfOne?.Dispose();
        _database?.Dispose();
        _engine?.Dispose();
    }

    private static TdsServer StartDatabase()
    {
        _engine = new SqlEngine([BypassSchema.Database, "lab", "hidden"]);
        Script.Run(_engine, BypassSchema.Database, BypassSchema.Structure);
        return new TdsServer(
            new TdsServerOptions { Users = new Dictionary<string, string> { [BypassSchema.Service] = BypassSchema.ServicePassword }, DefaultDatabase = BypassSchema.Database }, _engine);
    }
}
