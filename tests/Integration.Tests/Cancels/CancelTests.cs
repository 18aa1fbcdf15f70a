using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Cancels;

/// <summary>Class 13: cancel requests reach the statement they are meant for and no other.</summary>
public sealed class CancelTests : GatewayFixture
{
    [Test]
    public void A_thousand_cancels_on_a_pool_of_one_never_hit_a_foreign_statement()
    {
        var port = PoolOfOne;
        using var stop = new CancellationTokenSource();
        var bystanders = Enumerable.Range(0, 2).Select(n => Task.Factory.StartNew(() => QueryUntil(port, n, stop.Token), TaskCreationOptions.LongRunning)).ToArray();
        var client = Login(port);
        client.Timeout = TimeSpan.FromSeconds(60);
        for (var i = 0; i < 1000; i++)
        {
            client.Send(Query("SELECT 'short'"));
            RawPostgresClient.Cancel(port, client.ProcessId, client.Secret);
            var answer = client.ReadUntilReady();
            Assert.That(answer.Where(m => m.IsError).Select(m => m.SqlState), Is.All.EqualTo("57014"));
        }

        stop.Cancel();
        Assert.That(() => Task.WaitAll(bystanders), Throws.Nothing);
        Assert.That(bystanders.Sum(t => t.Result), Is.GreaterThan(50));
    }

    [Test]
    public void Two_hundred_cancels_work_through_the_right_key_only()
    {
        var port = PoolOfTwo;
        var client = Login(port);
        for (var i = 0; i < 200; i++)
        {
            client.Send(Query("SELECT pg_sleep(20)"));
            RawPostgresClient.Cancel(port, client.ProcessId, client.Secret ^ (1 << (i % 32)));
            RawPostgresClient.Cancel(port, client.ProcessId ^ (1 << (i % 31)), client.Secret);
            Assert.That(() => TryReadWithin(client, 5), Is.Null, "a wrong key cancelled");
            ServerMessage? first = null;
            for (var attempt = 0; first is null && attempt < 100; attempt++)
            {
                RawPostgresClient.Cancel(port, client.ProcessId, client.Secret);
                first = TryReadWithin(client, 100);
            }

            Assert.That(first, Is.Not.Null, $"cancel {i} through the right key was lost");
            Assert.That(client.ReadUntilReady().Prepend(first!).Any(m => m.SqlState == "57014"), Is.True, $"cancel {i}");
        }
    }

    [Test]
    public void A_cancel_of_a_statement_that_waits_for_a_backend_removes_it()
    {
        GatewayUnderTest.RequirePool();
        var port = PoolOfOne;
        var holder = Login(port);
        var waiting = Login(port);
        holder.Query("BEGIN");
        waiting.Send(Query("SELECT 'waits'"));
        Thread.Sleep(50);
        RawPostgresClient.Cancel(port, waiting.ProcessId, waiting.Secret);
        Assert.That(waiting.ReadUntilReady().Single(m => m.IsError).SqlState, Is.EqualTo("57014"));
        holder.Query("COMMIT");
        Assert.That(waiting.Scalar("SELECT 'later'"), Is.EqualTo("later"));
        Assert.That(holder.Scalar("SELECT 'holder'"), Is.EqualTo("holder"));
    }

    [Test]
    public void A_cancel_for_an_idle_session_is_swallowed()
    {
        var port = PoolOfOne;
        var idle = Login(port);
        var working = Login(port);
        idle.Scalar("SELECT 1");
        working.Send(Query("SELECT 'worked', pg_sleep(0.2)"));
        Thread.Sleep(30);
        RawPostgresClient.Cancel(port, idle.ProcessId, idle.Secret);
        Assert.That(working.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("worked"));
        Assert.That(idle.Scalar("SELECT 'not cancelled'"), Is.EqualTo("not cancelled"));
    }

    [Test]
    public void Keys_of_sessions_differ()
    {
        var keys = Enumerable.Range(0, 20).Select(_ => Login(PoolOfTwo)).Select(c => (c.ProcessId, c.Secret)).ToList();
        Assert.That(keys.Distinct().Count(), Is.EqualTo(keys.Count));
    }

    private static int QueryUntil(int port, int number, CancellationToken stop)
    {
        using var client = RawPostgresClient.Login(new RawLogin(port) { Timeout = TimeSpan.FromSeconds(60) });
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            var answer = client.Query($"SELECT '{number}-{count}', pg_sleep(0.002)");
            if (answer.Find(m => m.IsError) is { } error)
                throw new InvalidOperationException($"a foreign cancel hit: {error}");
        }

        return count;
    }

    private static ServerMessage? TryReadWithin(RawPostgresClient client, int milliseconds)
    {
        var limit = client.Timeout;
        client.Timeout = TimeSpan.FromMilliseconds(milliseconds);
        try
        {
            return client.TryRead();
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            client.Timeout = limit;
        }
    }
}
