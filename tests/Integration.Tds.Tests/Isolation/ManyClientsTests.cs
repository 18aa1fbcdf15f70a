using System.Collections.Concurrent;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Isolation;

/// <summary>64 clients share two backend connections; every row carries the mark of the client that asked for it.</summary>
public sealed class ManyClientsTests : GatewayFixture
{
    private const int Clients = 64;

    [Test]
    public void No_row_reaches_another_client_whatever_the_clients_do()
    {
        using var gateway = GatewayUnderTest.Start(GatewayOptions.Tds(Shared.Database.Port) with { PoolSize = 2 });
        var failures = new ConcurrentQueue<string>();
        var rows = 0;
        var threads = Enumerable.Range(0, Clients).Select(n => new Thread(
            () =>
            {
                try
                {
                    Interlocked.Add(ref rows, new RestlessClient(gateway.Port, n).Run(GatewayUnderTest.IsLong ? 200 : 15));
                }
                catch (Exception e)
                {
                    failures.Enqueue($"client {n}: {e.Message}");
                }
            },
            256 << 10)).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());

        Assert.That(failures, Is.Empty, string.Join('\n', failures.Take(5)));
        Assert.That(rows, Is.GreaterThan(Clients));
        if (gateway is ProxyDbProcess proxydb)
            PoolAccounts.AssertSettled(proxydb);
        AssertServes(gateway.Port, "after 64 restless clients");
    }

    [Test]
    public void Waiting_clients_are_served_in_their_order()
    {
        using var gateway = GatewayUnderTest.Start(GatewayOptions.Tds(Shared.Database.Port) with { PoolSize = 1 });
        var holder = Login(gateway.Port);
        holder.Run("BEGIN TRANSACTION");
        holder.Run("SELECT 1");
        var waiting = new List<RawTdsClient>();
        for (var i = 0; i < 8; i++)
        {
            waiting.Add(Login(gateway.Port));
            waiting[i].SendBatch("SELECT CONVERT(varchar(30), SYSDATETIME(), 121)");
            Thread.Sleep(15);
        }

        holder.Run("COMMIT");
        Assert.That(waiting.Select(c => c.Read().Scalar), Is.Ordered);
    }
}
