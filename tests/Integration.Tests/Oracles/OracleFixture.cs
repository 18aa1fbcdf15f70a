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

    /// <summary>What the gateway said of itself goes with a failure.</summary>
    [TearDown]
    public void ShowGatewayOutput()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed && Gateway.Process.Output is { Length: > 0 } output)
            TestContext.Out.WriteLine(output.Length > 3000 ? output[^3000..] : output);
    }

    protected RawLogin AnalystLogin(string database) => new(Gateway.Port, OraclePolicy.Analyst, OraclePolicy.Password, database);

    protected RawLogin TrustedLogin(string database) => new(Gateway.Port, OraclePolicy.Trusted, OraclePolicy.Password, database);
}
