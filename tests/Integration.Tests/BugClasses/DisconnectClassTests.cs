using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.BugClasses;

/// <summary>A client that vanishes within a message never harms the next borrower of its backend.</summary>
public sealed class DisconnectClassTests : GatewayFixture
{
    public static IEnumerable<TestCaseData> Conversations()
    {
        yield return new TestCaseData(Query("SELECT 'lost', pg_sleep(0)")).SetArgDisplayNames("simple query");
        yield return new TestCaseData(Join(
            Parse("s", "SELECT $1::text, 'lost'"), Bind("", "s", false, "x"), DescribePortal(""), Execute(), Sync)).SetArgDisplayNames("extended query");
        yield return new TestCaseData(Join(Query("BEGIN"), Query("INSERT INTO journal (mark, who) VALUES ('lost', 'lost')"))).SetArgDisplayNames("open transaction");
        yield return new TestCaseData(Join(
            Query("COPY journal (mark, who) FROM STDIN"), CopyData("lost1\tlost\n"u8), CopyData("lost2\tlost\n"u8))).SetArgDisplayNames("copy in");
    }

    [TestCaseSource(nameof(Conversations))]
    public void Class_02_a_client_cut_off_at_any_byte_leaves_a_clean_backend(byte[] conversation)
    {
        var port = PoolOfOne;
        using var next = RawPostgresClient.Login(new RawLogin(port));
        var step = GatewayUnderTest.IsLong ? 1 : 3;
        for (var cut = 1; cut <= conversation.Length; cut += step)
        {
            var client = RawPostgresClient.Login(new RawLogin(port));
            client.SendBytes(conversation.AsSpan(0, cut));
            if (cut % 2 == 0)
                client.Dispose();
            else
                client.Abort();
            Assert.That(next.Scalar($"SELECT 'cut {cut}'"), Is.EqualTo($"cut {cut}"));
        }

        Assert.That(LoginDirectly().Scalar("SELECT count(*) FROM journal WHERE who = 'lost'"), Is.EqualTo("0"));
    }

    [Test]
    public void Class_02_a_message_in_single_bytes_is_one_message()
    {
        var client = Login(PoolOfOne);
        foreach (var part in Join(Extended("SELECT $1::text", false, "in pieces"), Sync, Query("SELECT 'two'")))
            client.SendBytes([part]);
        Assert.Multiple(() =>
        {
            Assert.That(client.ReadUntilReady().Single(m => m.Kind == 'D').TextValues, Is.EqualTo(new[] { "in pieces" }));
            Assert.That(client.ReadUntilReady().Single(m => m.Kind == 'D').TextValues, Is.EqualTo(new[] { "two" }));
        });
    }

    [Test]
    public void Class_07_a_statement_whose_parse_never_finished_is_not_remembered()
    {
        var port = PoolOfOne;
        for (var i = 0; i < 5; i++)
        {
            var text = $"SELECT 'never parsed {i}'::text";
            var client = RawPostgresClient.Login(new RawLogin(port));
            client.Send(Parse("s", text), Bind("", "s"), Execute());
            client.Abort();
            using var next = RawPostgresClient.Login(new RawLogin(port));
            next.Send(Parse("t", text), Bind("", "t"), Execute(), Sync);
            Assert.That(next.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo($"never parsed {i}"));
        }
    }

    [Test]
    public void Class_07_a_failed_parse_is_not_remembered_as_prepared()
    {
        var client = Login(PoolOfOne);
        var other = Login(PoolOfOne);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            client.Send(Parse("s", "SELECT * FROM d_not_yet"), Sync);
            Assert.That(client.ReadUntilReady()[0].SqlState, Is.EqualTo("42P01"));
            client.Send(Bind("", "s"), Execute(), Sync);
            Assert.That(client.ReadUntilReady()[0].SqlState, Is.EqualTo("26000"));
            other.Send(Parse("s", "SELECT * FROM d_not_yet"), Sync);
            Assert.That(other.ReadUntilReady()[0].SqlState, Is.EqualTo("42P01"));
        }
    }

    [Test]
    public void Class_17_a_reader_that_leaves_within_a_big_row_frees_the_backend()
    {
        var port = PoolOfOne;
        var client = Login(port);
        client.Send(Query("SELECT repeat('x', 50000000)"));
        client.Read();
        client.Abort();
        AssertServes(port, "after the reader of a big row left");
    }

    [Test]
    public void Class_17_big_rows_and_texts_pass_whole()
    {
        var client = Login(PoolOfOne);
        client.Timeout = TimeSpan.FromSeconds(60);
        var size = GatewayUnderTest.IsLong ? 100_000_000 : 30_000_000;
        Assert.That(client.Query($"SELECT repeat('x', {size})").Single(m => m.Kind == 'D').Body, Has.Length.EqualTo(size + 6));
        var text = new string('y', 8_000_000);
        Assert.That(client.Query($"SELECT length('{text}')").Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("8000000"));
        Assert.That(client.Extended("SELECT length($1::text)", text).Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("8000000"));
    }
}
