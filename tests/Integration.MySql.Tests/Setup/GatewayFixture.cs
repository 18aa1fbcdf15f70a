using NUnit.Framework;
using NUnit.Framework.Interfaces;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Setup;

/// <summary>Base of the fixtures that share gateways: logins by port, and fresh gateways after a failure.</summary>
[Category("Gateway")]
public abstract class GatewayFixture
{
    private readonly List<RawMySqlClient> _clients = [];

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
    protected RawMySqlClient Login(int port) => Login(new RawMySqlLogin(port));

    protected RawMySqlClient Login(RawMySqlLogin login)
    {
        var client = RawMySqlClient.Login(login);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client of the database itself.</summary>
    protected RawMySqlClient LoginDirectly() => Login(Shared.Database.Port);

    /// <summary>The pool behind the port still serves: a fresh client gets its own answer.</summary>
    protected static void AssertServes(int port, string because)
    {
        var mark = Guid.NewGuid().ToString("N");
        using var client = RawMySqlClient.Login(port);
        Assert.That(client.Scalar($"SELECT '{mark}'"), Is.EqualTo(mark), because);
    }
}
