using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Load;

/// <summary>What a statement allocates in the whole process of the gateway: loop, pool, spool and sealer.</summary>
[Category("Gateway")]
public sealed class AllocationTests
{
    private const int Clients = 64;

    private const int Rounds = 100;

    /// <summary>
    /// Far below the smallest object for each statement: scrapes, timers and the sealer's files are the process's own, and an
    /// allocation context is counted in steps of 8 KiB for each thread.
    /// </summary>
    private const double BytesPerStatement = 12;

    [Test]
    public void A_simple_statement_in_steady_state_allocates_nothing_with_64_clients_in_flight() =>
        AssertAllocatesNothing(i => Query($"SELECT count(*) FROM orders WHERE id = {i}"));

    [Test]
    public void An_extended_statement_in_steady_state_allocates_nothing_with_64_clients_in_flight() =>
        AssertAllocatesNothing(i => Join(Extended("SELECT count(*) FROM orders WHERE id = $1", false, $"{i}"), Sync));

    [Test]
    public void A_secured_statement_in_steady_state_allocates_nothing_with_64_clients_in_flight() =>
        AssertAllocatesNothing(
            i => Join(Extended("SELECT name, resident_no FROM customers WHERE customer_id = $1", false, $"{1 + (5 * (i % 20))}"), Sync),
            new GatewayOptions(Shared.Database.Port)
            {
                PoolSize = 20,
                Policies = new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text, ["securing.yaml"] = Securing.SecuringFixture.Policy },
                Attributes = new Dictionary<string, IReadOnlyDictionary<string, string[]>>
                {
                    [SampleSchema.User] = new Dictionary<string, string[]> { ["branches"] = ["S01", "S02"] },
                },
            });

    private static void AssertAllocatesNothing(Func<int, byte[]> statement, GatewayOptions? options = null)
    {
        using var gateway = GatewayUnderTest.StartProxyDb(options ?? new GatewayOptions(Shared.Database.Port) { PoolSize = 20 });
        var clients = Enumerable.Range(0, Clients).Select(_ => RawPostgresClient.Login(gateway.Port)).ToArray();
        try
        {
            Run(clients, statement, Rounds * 2);
            // Two lengths of the same run tell what each statement costs from what the runs and the scrapes cost.
            var shorter = Allocated(gateway, () => Run(clients, statement, Rounds / 10));
            var longer = Allocated(gateway, () => Run(clients, statement, Rounds * 4));
            var each = (longer - shorter) / (Clients * (Rounds * 4 - Rounds / 10));
            Assert.That(each, Is.LessThan(BytesPerStatement), "bytes allocated for one statement");
        }
        finally
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }

    /// <summary>All clients have a statement under way before the first answer is read; more than the pool has connections.</summary>
    private static void Run(RawPostgresClient[] clients, Func<int, byte[]> statement, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < clients.Length; i++)
                clients[i].SendBytes(statement(round * clients.Length + i));
            foreach (var client in clients)
                Assert.That(client.ReadUntilReady().Any(m => m.Kind == 'D'), Is.True, "an answer");
        }
    }

    private static double Allocated(ProxyDbProcess gateway, Action run)
    {
        var before = gateway.Metrics().Sum("dotnet_gc_allocated_bytes_total");
        run();
        return gateway.Metrics().Sum("dotnet_gc_allocated_bytes_total") - before;
    }
}
