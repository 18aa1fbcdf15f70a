using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.BugClasses;

/// <summary>The COPY state machine: errors in the middle of a stream, Sync during COPY, data that comes late.</summary>
public sealed class CopyClassTests : GatewayFixture
{
    private const string CopyIn = "COPY journal (mark, who) FROM STDIN";

    [SetUp]
    public void EmptyJournal() => Shared.Database.Psql("DELETE FROM journal WHERE who = 'copy'", "shop");

    [Test]
    public void Class_12_a_violation_early_in_a_big_stream_leaves_the_backend_usable([Values] bool extended, [Values] bool inTransaction)
    {
        var port = PoolOfOne;
        var client = Login(port);
        client.Timeout = TimeSpan.FromSeconds(60);
        if (inTransaction)
            client.Query("BEGIN");
        client.Send(extended ? Join(Parse("", CopyIn), Bind("", ""), Execute(), Sync) : Query(CopyIn));
        client.ReadUntil(m => m.Kind is 'G' or 'E');
        client.Send(CopyData("same\tcopy\nsame\tcopy\n"u8));
        // Everything that comes after the server gave up is to be thrown away by somebody.
        var chunk = CopyData(System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{Guid.NewGuid()}\tcopy\n"))));
        for (var i = 0; i < (GatewayUnderTest.IsLong ? 1000 : 100); i++)
            client.SendBytes(chunk);
        client.Send(CopyDone, extended ? Sync : []);
        var end = client.ReadUntilReady();
        Assert.Multiple(() =>
        {
            Assert.That(end.Single(m => m.IsError).SqlState, Is.EqualTo("23505"));
            Assert.That(client.Status, Is.EqualTo(inTransaction ? 'E' : 'I'));
        });
        if (inTransaction)
            client.Query("ROLLBACK");
        Assert.That(client.Scalar("SELECT 'same client'"), Is.EqualTo("same client"));
        AssertServes(port, "after a failed COPY");
    }

    [Test]
    public void Class_12_sync_during_copy_is_ignored()
    {
        var client = Login(PoolOfOne);
        client.Send(Parse("", CopyIn), Bind("", ""), Execute(), Sync);
        client.ReadUntil(m => m.Kind == 'G');
        client.Send(CopyData("one\tcopy\n"u8), Sync, Flush, CopyData("two\tcopy\n"u8), Sync, CopyDone, Sync);
        Assert.That(client.ReadUntilReady().Select(m => m.Kind), Is.EqualTo("CZ"));
        Assert.That(client.Scalar("SELECT count(*) FROM journal WHERE who = 'copy'"), Is.EqualTo("2"));
    }

    [Test]
    public void Class_12_copy_data_that_comes_late_is_thrown_away()
    {
        var port = PoolOfOne;
        var client = Login(port);
        client.Send(Query(CopyIn), CopyData("broken line\n"u8), CopyData("late\tcopy\n"u8), CopyDone, Query("SELECT 'next'"));
        Assert.That(client.ReadUntilReady().Single(m => m.IsError).SqlState, Is.EqualTo("22P04"));
        Assert.That(client.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("next"));
        client.Send(CopyData("stray\tcopy\n"u8), CopyDone, CopyFail("stray"), Query("SELECT 'after stray data'"));
        Assert.That(client.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("after stray data"));
        AssertServes(port, "after stray copy data");
    }

    [Test]
    public void Class_12_a_query_during_copy_ends_the_session_as_the_server_does()
    {
        string[] Play(int port)
        {
            var client = Login(port);
            client.Send(Query(CopyIn), CopyData("a\tcopy\n"u8), Query("SELECT 1"));
            return [.. client.ReadToEnd().Select(m => $"{m.Kind} {m.SqlState}").Distinct()];
        }

        var port = PoolOfOne;
        Assert.That(Play(port), Is.EqualTo(Play(Shared.Database.Port)));
        AssertServes(port, "after a query during COPY");
    }

    [Test]
    public void Class_12_a_reader_that_leaves_during_copy_out_frees_the_backend()
    {
        var port = PoolOfOne;
        var client = Login(port);
        client.Send(Query("COPY (SELECT repeat('x', 1000) FROM generate_series(1, 100000)) TO STDOUT"));
        client.ReadUntil(m => m.Kind == 'd');
        client.Abort();
        AssertServes(port, "after a reader left during COPY OUT");
    }
}
