using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>The twins, and a gateway under whose policy an analyst sees one branch with masks.</summary>
public abstract class OracleFixture : GatewayFixture
{
    private ProxyDbProcess? _gateway;

    protected ProxyDbProcess Gateway => _gateway ?? throw new InvalidOperationException("the fixture has not started");

    [OneTimeSetUp]
    public void StartGateway()
    {
        Twins.Make();
        _gateway = GatewayUnderTest.StartProxyDb(OraclePolicy.Options(Shared.Database.Port));
    }

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    protected RawLogin AnalystLogin(string database) => new(Gateway.Port, OraclePolicy.Analyst, OraclePolicy.Password, database);

    protected RawLogin TrustedLogin(string database) => new(Gateway.Port, OraclePolicy.Trusted, OraclePolicy.Password, database);
}
