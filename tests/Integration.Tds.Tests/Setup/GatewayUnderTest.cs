using NUnit.Framework;
using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tds.Tests.Setup;

/// <summary>What stands between client and database. <c>PROXYDB_TEST_THROUGH=direct</c> checks the tests themselves.</summary>
public static class GatewayUnderTest
{
    public static bool IsProxyDb => (Environment.GetEnvironmentVariable("PROXYDB_TEST_THROUGH") ?? "proxydb") == "proxydb";

    /// <summary>Heavier variants run with <c>PROXYDB_LONG=1</c>.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("PROXYDB_LONG") == "1";

    public static IGateway Start(GatewayOptions options) =>
        IsProxyDb ? ProxyDbProcess.Start(options) : new DirectGateway(options.BackendPort);

    /// <summary>For what only ProxyDb has: policies, audit, admin.</summary>
    public static ProxyDbProcess StartProxyDb(GatewayOptions options)
    {
        if (!IsProxyDb)
            Assert.Ignore("only ProxyDb does this");
        return ProxyDbProcess.Start(options);
    }

    /// <summary>For tests in which clients wait for each other's backend.</summary>
    public static void RequirePool()
    {
        if (!IsProxyDb)
            Assert.Ignore("there is no pool without a gateway");
    }
}
