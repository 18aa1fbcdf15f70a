using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.BugClasses;

/// <summary>Slow readers, both sides writing at once, TLS records of odd sizes, and memory after big messages.</summary>
public sealed class LoadClassTests : GatewayFixture
{
    [Test]
    public void Class_23_a_pipeline_written_without_reading_is_answered_in_full()
    {
        var client = Login(PoolOfTwo);
        client.Timeout = TimeSpan.FromSeconds(120);
        const int count = 4000;
        var statement = Join(Extended("SELECT repeat($1, 400)", false, new string('z', 8)), Sync);
        // Nobody reads before everything is written: what cannot be buffered has to hold the writer back, not the gateway.
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < count; i++)
                client.SendBytes(statement);
        });
        Thread.Sleep(300);
        AssertServes(PoolOfTwo, "while another client writes without reading");
        var rows = 0;
        for (var i = 0; i < count; i++)
            rows += client.ReadUntilReady().Count(m => m.Kind == 'D' && m.Body.Length == 3206);
        writer.Wait();
        Assert.That(rows, Is.EqualTo(count));
    }

    [Test]
    public void Class_23_a_slow_reader_does_not_hold_up_others_nor_fill_memory()
    {
        var gateway = Shared.Gateway("transaction", 2);
        var slow = Login(gateway.Port);
        slow.Send(Query("SELECT repeat('x', 10000) FROM generate_series(1, 20000)"));
        slow.Read();
        for (var i = 0; i < 50; i++)
        {
            slow.Read();
            AssertServes(gateway.Port, "beside a slow reader");
        }

        if (GatewayUnderTest.Kind != "direct")
            Assert.That(ProcessUsage.Of(gateway.Process.Pid).ResidentBytes, Is.LessThan(400L << 20), "200 MB wait for a slow reader");
        slow.Abort();
        AssertServes(gateway.Port, "after a slow reader left");
    }

    [Test]
    public void Class_22_tls_records_of_one_byte_and_of_many_rows()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port) { ListenerTls = "require", PoolSize = 2 });
        var client = Login(new RawLogin(gateway.Port) { Tls = true });
        foreach (var part in Join(Query("SELECT repeat('t', 20000) FROM generate_series(1, 50)"), Extended("SELECT 'after'"), Sync))
            client.SendBytes([part]);
        Assert.That(client.ReadUntilReady().Count(m => m.Kind == 'D' && m.Body.Length == 20006), Is.EqualTo(50));
        Assert.That(client.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("after"));
        Assert.That(() => RawPostgresClient.Login(new RawLogin(gateway.Port)), Throws.InstanceOf<Exception>(), "a login in clear where TLS is required");
    }

    [Test]
    public void Class_20_after_chaos_every_backend_is_idle_and_accounted_for()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port) { PoolSize = 2 });
        Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 12 }, n =>
        {
            var random = new Random(n);
            for (var i = 0; i < 12; i++)
                Misbehave(gateway.Port, random);
        });
        PoolAccounts.AssertSettled(gateway);
        AssertServes(gateway.Port, "after chaos");
    }

    private static void Misbehave(int port, Random random)
    {
        var client = RawPostgresClient.Login(new RawLogin(port));
        client.SendBytes(random.Next(6) switch
        {
            0 => Query("BEGIN"),
            1 => Query("SELECT pg_sleep(0.02)"),
            2 => Join(Query("BEGIN"), Query("CREATE TEMP TABLE chaos (a int)")),
            3 => Join(Parse("x", "SELECT 1"), Bind("", "x"), Execute(), Flush),
            4 => Query("COPY journal (mark, who) FROM STDIN"),
            _ => Encoding.ASCII.GetBytes("Q\0\0\0\u0050SELECT"),
        });
        if (random.Next(2) == 0)
            Thread.Sleep(random.Next(10));
        if (random.Next(2) == 0)
            client.Abort();
        else
            client.Dispose();
    }
}
