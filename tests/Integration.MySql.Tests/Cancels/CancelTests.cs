using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Cancels;

/// <summary>Class 13: KILL QUERY and KILL reach the statement or session they are meant for and no other.</summary>
public sealed class CancelTests : GatewayFixture
{
    private const int QueryInterrupted = 1317;
    private const int NoSuchThread = 1094;

    [Test]
    public void Hundreds_of_cancels_on_a_pool_of_one_never_hit_a_foreign_statement()
    {
        var port = PoolOfOne;
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var bystanders = Enumerable.Range(0, 2)
            .Select(n => Task.Factory.StartNew(() => QueryUntil(port, n, () => Interlocked.Increment(ref asked), stop.Token), TaskCreationOptions.LongRunning)).ToArray();
        var client = Login(new RawMySqlLogin(port) { Timeout = TimeSpan.FromSeconds(60) });
        var killer = Login(new RawMySqlLogin(port) { Timeout = TimeSpan.FromSeconds(60) });
        for (var i = 0; i < 400 || (Volatile.Read(ref asked) < 50 && i < 100_000 && !bystanders.Any(b => b.IsFaulted)); i++)
        {
            client.SendQuery("SELECT 'short'");
            killer.Query($"KILL QUERY {client.ConnectionId}");
            Assert.That(client.ReadAnswer().Where(m => m.IsError).Select(m => m.ErrorCode), Is.All.EqualTo(QueryInterrupted));
        }

        stop.Cancel();
        Assert.That(() => Task.WaitAll(bystanders), Throws.Nothing);
        Assert.That(asked, Is.GreaterThanOrEqualTo(50));
    }

    [Test]
    public void Kill_query_stops_what_a_session_of_the_same_user_runs()
    {
        var client = Login(PoolOfTwo);
        var killer = Login(PoolOfTwo);
        for (var i = 0; i < 20; i++)
        {
            client.SendQuery("SELECT COUNT(*) FROM seq_1_to_100000000 a, seq_1_to_1000 b");
            Thread.Sleep(20);
            Assert.That(killer.Query($"KILL QUERY {client.ConnectionId}")[0].IsError, Is.False);
            Assert.That(client.ReadAnswer()[^1].ErrorCode, Is.EqualTo(QueryInterrupted), $"cancel {i}");
            Assert.That(client.Scalar("SELECT 'goes on'"), Is.EqualTo("goes on"));
        }
    }

    [Test]
    public void A_kill_of_an_unknown_or_foreign_connection_is_refused()
    {
        GatewayUnderTest.RequirePool();
        var client = Login(PoolOfTwo);
        var foreign = Login(new RawMySqlLogin(PoolOfTwo, MySqlSample.OtherUser, MySqlSample.OtherPassword));
        client.SendQuery("SELECT 'worked', SLEEP(0.3)");
        foreach (var sql in (string[])[$"KILL QUERY {client.ConnectionId}", $"KILL {client.ConnectionId}", $"KILL QUERY {client.ConnectionId ^ 4}", "KILL QUERY 4000000000"])
            Assert.That(foreign.Error(sql).ErrorCode, Is.AnyOf(NoSuchThread, 1095, 1142), sql);
        Assert.That(client.ReadAnswer()[0].Texts[0][0], Is.EqualTo("worked"));
    }

    [Test]
    public void A_cancel_of_a_statement_that_waits_for_a_backend_removes_it()
    {
        GatewayUnderTest.RequirePool();
        var port = PoolOfOne;
        var killer = Login(port);
        var holder = Login(port);
        var waiting = Login(port);
        holder.Run("BEGIN");
        holder.Run("SELECT 1");
        waiting.SendQuery("SELECT 'waits'");
        Thread.Sleep(50);
        Assert.That(killer.Query($"KILL QUERY {waiting.ConnectionId}")[0].IsError, Is.False);
        Assert.That(waiting.ReadAnswer()[0].ErrorCode, Is.EqualTo(QueryInterrupted));
        holder.Run("COMMIT");
        Assert.That(waiting.Scalar("SELECT 'later'"), Is.EqualTo("later"));
        Assert.That(holder.Scalar("SELECT 'holder'"), Is.EqualTo("holder"));
    }

    [Test]
    public void A_cancel_for_an_idle_session_is_swallowed()
    {
        var port = PoolOfOne;
        var killer = Login(port);
        var idle = Login(port);
        var working = Login(port);
        idle.Scalar("SELECT 1");
        working.SendQuery("SELECT 'worked', SLEEP(0.2)");
        Thread.Sleep(30);
        killer.Query($"KILL QUERY {idle.ConnectionId}");
        Assert.That(working.ReadAnswer()[0].Texts[0][0], Is.EqualTo("worked"));
        Assert.That(idle.Scalar("SELECT 'not cancelled'"), Is.EqualTo("not cancelled"));
    }

    [Test]
    public void Kill_ends_a_session_of_the_same_user_and_frees_its_backend()
    {
        var port = PoolOfTwo;
        var victim = Login(port);
        var killer = Login(port);
        victim.Run("BEGIN");
        victim.Run("INSERT INTO journal (mark, who) VALUES ('killed session', 'x')");
        Assert.That(killer.Query($"KILL {victim.ConnectionId}")[0].IsError, Is.False);
        Assert.That(victim.IsClosedByServer(), Is.True);
        Assert.That(killer.Scalar("SELECT COUNT(*) FROM journal WHERE mark = 'killed session'"), Is.EqualTo("0"));
        AssertServes(port, "after a killed session");
    }

    [Test]
    public void Ids_of_sessions_differ()
    {
        var ids = Enumerable.Range(0, 20).Select(_ => Login(PoolOfTwo)).Select(c => c.ConnectionId).ToList();
        Assert.That(ids.Distinct().Count(), Is.EqualTo(ids.Count));
    }

    private static void QueryUntil(int port, int number, Action answered, CancellationToken stop)
    {
        using var client = RawMySqlClient.Login(new RawMySqlLogin(port) { Timeout = TimeSpan.FromSeconds(60) });
        for (var count = 0; !stop.IsCancellationRequested; count++)
        {
            var answer = client.Query($"SELECT '{number}-{count}', SLEEP(0.002)");
            if (answer.FirstOrDefault(m => m.IsError) is { } error)
                throw new InvalidOperationException($"a foreign cancel hit: {error}");
            if (answer[0].Texts[0][1] != "0")
                throw new InvalidOperationException("a foreign cancel woke a sleep");
            answered();
        }
    }
}
