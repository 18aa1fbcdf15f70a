using NUnit.Framework;
using NUnit.Framework.Interfaces;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Setup;

/// <summary>Base of the fixtures that share gateways: logins by port, and fresh gateways after a failure.</summary>
[Category("Gateway")]
public abstract class GatewayFixture
{
    private readonly List<RawTdsClient> _clients = [];

    /// <summary>A gateway in transaction mode with one backend connection.</summary>
    protected static int PoolOfOne => Shared.Gateway("transaction", 1).Port;

    protected static int PoolOfTwo => Shared.Gateway("transaction", 2).Port;

    protected static int PoolOfTwenty => Shared.Gateway("transaction").Port;

    [TearDown]
    public void CloseClients()
    {
        foreach (var client in _clients)
            client.Dispose();
        _clients.Clear();
        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
            Shared.DiscardGateways();
    }

    /// <summary>A logged-in client that is closed at the end of the test.</summary>
    protected RawTdsClient Login(int port) => Login(new RawTdsLogin(port));

    protected RawTdsClient Login(RawTdsLogin login)
    {
        var client = RawTdsClient.Login(login);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client of the database itself.</summary>
    protected RawTdsClient LoginDirectly() => Login(Shared.Database.Port);

    /// <summary>The pool behind the port still serves: a fresh client gets its own answer.</summary>
    protected static void AssertServes(int port, string because)
    {
        var mark = Guid.NewGuid().ToString("N");
        using var client = RawTdsClient.Login(port);
        Assert.That(client.Scalar($"SELECT '{mark}'"), Is.EqualTo(mark), because);
    }
}
