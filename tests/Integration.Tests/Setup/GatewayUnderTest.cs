using NUnit.Framework;
using ProxyDb.TestKit.Gateways;

namespace ProxyDb.Integration.Tests.Setup;

/// <summary>
/// What stands between client and database. <c>PROXYDB_TEST_THROUGH</c> chooses: <c>proxydb</c> (default), or <c>pgbouncer</c> and
/// <c>direct</c>, which check the tests themselves.
/// </summary>
public static class GatewayUnderTest
{
    public static string Kind => Environment.GetEnvironmentVariable("PROXYDB_TEST_THROUGH") ?? "proxydb";

    public static bool IsProxyDb => Kind == "proxydb";

    /// <summary>Heavier variants run with <c>PROXYDB_LONG=1</c>.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("PROXYDB_LONG") == "1";

    public static IGateway Start(GatewayOptions options)
    {
        switch (Kind)
        {
            case "direct":
                return new DirectGateway(options.BackendPort);
            case "pgbouncer":
                return PgBouncerProcess.Start(options);
            default:
                RequireServe();
                return ProxyDbProcess.Start(options);
        }
    }

    /// <summary>For what only ProxyDb has: policies, audit, admin.</summary>
    public static ProxyDbProcess StartProxyDb(GatewayOptions options)
    {
        if (!IsProxyDb)
            Assert.Ignore($"only ProxyDb does this; the tests run through {Kind}");
        RequireServe();
        return ProxyDbProcess.Start(options);
    }

    /// <summary>For tests in which clients wait for each other's backend.</summary>
    public static void RequirePool()
    {
        if (Kind == "direct")
            Assert.Ignore("there is no pool without a gateway");
    }

    private static void RequireServe()
    {
        if (!ProxyDbExecutable.CanServe)
            Assert.Ignore("this build of proxydb has no `serve` command");
    }
}
