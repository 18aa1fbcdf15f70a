using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.MySql.Tests.BypassClasses;

/// <summary>The databases and gateways of all classes; started at first use.</summary>
[SetUpFixture]
public sealed class BypassServer
{
    private static readonly Lock Gate = new();
    private static bool _hasSchema;
    private static ProxyDbProcess? _gateway;
    private static ProxyDbProcess? _poolOfOne;

    public static ProxyDbProcess Gateway
    {
        get
        {
            lock (Gate)
                return _gateway ??= Start(o => o with { ListenerTls = "prefer" });
        }
    }

    public static ProxyDbProcess PoolOfOneGateway
    {
        get
        {
            lock (Gate)
                return _poolOfOne ??= Start(o => o with { PoolSize = 1, Environment = new Dictionary<string, string> { ["PROXYDB__CLUSTERS__SHOP__CATALOG__POLL"] = "1s" } });
        }
    }

    /// <summary>As at the beginning, whatever a test has changed.</summary>
    public static void MakeTables() => Shared.Database.Sql(BypassSchema.Structure);

    [OneTimeTearDown]
    public void StopGateways()
    {
        _gateway?.Dispose();
        _poolOfOne?.Dispose();
    }

    private static ProxyDbProcess Start(Func<GatewayOptions, GatewayOptions> change)
    {
        if (!_hasSchema)
            MakeTables();
        _hasSchema = true;
        return GatewayUnderTest.StartProxyDb(change(BypassPolicy.Options(Shared.Database.Port)));
    }
}
