using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.BugClasses;

/// <summary>Classes of bugs other poolers had (numbered as in the pooling reference): pipelines, Flush, Sync and ReadyForQuery.</summary>
public sealed class PipelineClassTests : GatewayFixture
{
    private static readonly byte[] Insert = Parse("", "INSERT INTO journal (mark, who) VALUES ($1, 'pipeline')");

    [SetUp]
    public void EmptyJournal() => Shared.Database.Psql("DELETE FROM journal WHERE who = 'pipeline'", "shop");

    [Test]
    public void Class_01_ready_for_query_comes_after_the_write_is_committed()
    {
        var writer = Login(PoolOfOne);
        var reader = LoginDirectly();
        for (var i = 0; i < 20; i++)
        {
            writer.Send(Insert, Bind("", "", false, $"c1-{i}"), Execute(), Flush);
            writer.ReadUntil(m => m.Kind == 'C');
            writer.Send(Sync);
            writer.ReadUntilReady();
            Assert.That(reader.Scalar($"SELECT count(*) FROM journal WHERE mark = 'c1-{i}'"), Is.EqualTo("1"));
        }
    }

    [Test]
    public void Class_01_each_of_many_clients_reads_its_own_rows()
    {
        var port = PoolOfOne;
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, n =>
        {
            using var client = RawPostgresClient.Login(new RawLogin(port));
            for (var i = 0; i < 25; i++)
                Assert.That(client.Extended("SELECT $1::text", $"{n}-{i}").Where(m => m.Kind == 'D').Select(m => m.TextValues[0]), Is.EqualTo(new[] { $"{n}-{i}" }));
        });
    }

    [TestCase("SELECT 1")]
    [TestCase("SELECT 'missed the cache', $1")]
    public void Class_03_an_error_inside_a_pipeline_answers_as_the_server_does(string first)
    {
        var values = first.Contains('$', StringComparison.Ordinal) ? new string?[] { Guid.NewGuid().ToString() } : [];
        var pipeline = Join(
            Parse("", first), Bind("", "", false, values), Execute(), Parse("", "SELECT 1/0"), Bind("", ""), Execute(),
            Parse("", "SELECT 2"), Bind("", ""), Execute(), Sync, Parse("", "SELECT 3"), Bind("", ""), Execute(), Sync);
        var direct = LoginDirectly();
        var through = Login(PoolOfOne);
        for (var round = 0; round < 3; round++)
        {
            direct.SendBytes(pipeline);
            through.SendBytes(pipeline);
            for (var part = 0; part < 2; part++)
                Assert.That(Lines(through.ReadUntilReady()), Is.EqualTo(Lines(direct.ReadUntilReady())), $"round {round}, part {part}");
        }
    }

    [Test]
    public void Class_04_flush_without_sync_answers_at_once()
    {
        var client = Login(PoolOfOne);
        client.Timeout = TimeSpan.FromSeconds(5);
        client.Send(Parse("", "SELECT $1::int"), DescribeStatement(""), Flush);
        client.ReadUntil(m => m.Kind == 'T');
        client.Send(Bind("", "", false, "5"), Execute(), Flush);
        Assert.That(client.ReadUntil(m => m.Kind == 'C').Single(m => m.Kind == 'D').TextValues, Is.EqualTo(new[] { "5" }));
        client.Send(Sync);
        Assert.That(client.ReadUntilReady(), Has.Count.EqualTo(1));
    }

    [Test]
    public void Class_04_a_client_that_leaves_after_flush_gives_its_backend_back()
    {
        var port = PoolOfOne;
        var client = Login(port);
        client.Send(Insert, Bind("", "", false, "left"), Execute(), Flush);
        client.ReadUntil(m => m.Kind == 'C');
        client.Dispose();
        AssertServes(port, "after a client left between Flush and Sync");
        Assert.That(LoginDirectly().Scalar("SELECT count(*) FROM journal WHERE mark = 'left'"), Is.EqualTo("0"));
    }

    [Test]
    public void Class_05_simple_and_extended_in_one_segment_give_two_ready_for_query()
    {
        var client = Login(PoolOfOne);
        client.Send(Query("SELECT 'simple'"), Extended("SELECT 'extended'"), Sync, Query("SELECT 'again'"));
        var answers = Enumerable.Range(0, 3).SelectMany(_ => client.ReadUntilReady()).Where(m => m.Kind == 'D').Select(m => m.TextValues[0]);
        Assert.That(answers, Is.EqualTo(new[] { "simple", "extended", "again" }));
    }

    [Test]
    public void Class_11_an_implicit_begin_batch_keeps_its_tags_apart()
    {
        var client = Login(PoolOfTwo);
        client.Send(
            Parse("", "BEGIN"), Bind("", ""), Execute(), Parse("", "INSERT INTO journal (mark, who) VALUES ('c11', 'pipeline')"), Bind("", ""),
            DescribePortal(""), Execute(), Sync);
        var batch = client.ReadUntilReady();
        Assert.Multiple(() =>
        {
            Assert.That(batch.Where(m => m.Kind == 'C').Select(m => m.Tag), Is.EqualTo(new[] { "BEGIN", "INSERT 0 1" }));
            Assert.That(client.Status, Is.EqualTo('T'));
        });
        client.Query("COMMIT");
        Assert.That(LoginDirectly().Scalar("SELECT count(*) FROM journal WHERE mark = 'c11'"), Is.EqualTo("1"));
    }

    [Test]
    public void Portals_with_a_row_limit_suspend_and_go_on()
    {
        var client = Login(PoolOfTwo);
        var other = Login(PoolOfTwo);
        client.Send(Query("BEGIN"));
        client.ReadUntilReady();
        client.Send(Parse("", "SELECT i FROM generate_series(1, 5) i"), Bind("p", ""), Execute("p", 2), Sync);
        Assert.That(client.ReadUntilReady().Select(m => m.Kind), Is.EqualTo("12DDsZ"));
        Assert.That(other.Scalar("SELECT 'other'"), Is.EqualTo("other"));
        client.Send(Execute("p", 2), Execute("p", 0), ClosePortal("p"), Sync);
        Assert.That(client.ReadUntilReady().Select(m => m.Kind), Is.EqualTo("DDsDC3Z"));
        client.Query("COMMIT");
    }
}
