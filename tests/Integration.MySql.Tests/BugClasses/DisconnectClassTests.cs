using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.BugClasses;

/// <summary>A client that vanishes within a message never harms the next borrower of its backend.</summary>
public sealed class DisconnectClassTests : GatewayFixture
{
    public static IEnumerable<TestCaseData> Conversations()
    {
        yield return new TestCaseData(Command(3, "SELECT 'lost', SLEEP(0)")).SetArgDisplayNames("query");
        yield return new TestCaseData((byte[])[.. Command(3, "BEGIN"), .. Command(3, "INSERT INTO journal (mark, who) VALUES ('lost', 'lost')")]).SetArgDisplayNames("open transaction");
        yield return new TestCaseData((byte[])[.. Command(0x16, "SELECT ?, 'lost'"), .. Command(0x16, "SELECT 'lost too'")]).SetArgDisplayNames("prepare");
        yield return new TestCaseData(Command(3, "SELECT 1; INSERT INTO journal (mark, who) VALUES ('lost', 'never'); SELECT SLEEP(0)")).SetArgDisplayNames("several statements");
        yield return new TestCaseData((byte[])[.. Command(2, "d"), .. Command(3, "SET @x = 1"), .. Command(0x1f, "")]).SetArgDisplayNames("state");
    }

    [TestCaseSource(nameof(Conversations))]
    public void Class_02_a_client_cut_off_at_any_byte_leaves_a_clean_backend(byte[] conversation)
    {
        var port = PoolOfOne;
        using var next = RawMySqlClient.Login(port);
        var step = GatewayUnderTest.IsLong ? 1 : 4;
        for (var cut = 1; cut <= conversation.Length; cut += step)
        {
            var client = RawMySqlClient.Login(port);
            client.SendBytes(conversation.AsSpan(0, cut));
            if (cut % 2 == 0)
                client.Dispose();
            else
                client.Abort();
            Assert.That(next.Scalar($"SELECT 'cut {cut}'"), Is.EqualTo($"cut {cut}"));
            Assert.That(next.Rows("SELECT DATABASE(), @x")[0], Is.EqualTo(new[] { "shop", null }));
        }

        Assert.That(LoginDirectly().Scalar("SELECT count(*) FROM journal WHERE who = 'lost'"), Is.EqualTo("0"));
        LoginDirectly().Run("DELETE FROM journal WHERE who = 'never'");
    }

    [Test]
    public void Class_02_a_message_in_single_bytes_is_one_message()
    {
        var client = Login(PoolOfOne);
        foreach (var part in Command(3, "SELECT 'in pieces'"))
            client.SendBytes([part]);
        Assert.That(client.ReadAnswer()[0].Texts[0][0], Is.EqualTo("in pieces"));
    }

    [Test]
    public void Class_07_a_failed_prepare_is_not_remembered_as_prepared()
    {
        var client = Login(PoolOfOne);
        for (var i = 0; i < 2; i++)
            Assert.That(Assert.Throws<RawMySqlException>(() => client.Prepare("SELECT * FROM d.not_yet"))!.Code, Is.EqualTo(1146));
        Shared.Database.Sql("CREATE TABLE d.not_yet AS SELECT 'made' AS v");
        try
        {
            TestKit.Processes.Wait.Until(() => client.Query("SELECT v FROM d.not_yet")[0].Rows.Count == 1, TimeSpan.FromSeconds(15), () => "the new table is never known");
            Assert.That(client.Execute(client.Prepare("SELECT * FROM d.not_yet"))[0].Texts[0][0], Is.EqualTo("made"));
        }
        finally
        {
            Shared.Database.Sql("DROP TABLE d.not_yet");
        }
    }

    [Test]
    public void Class_17_a_reader_that_leaves_within_a_big_row_frees_the_backend()
    {
        var port = PoolOfOne;
        var client = Login(port);
        client.SendQuery("SELECT REPEAT('x', 40000000)");
        client.Packets.Stream.ReadByte();
        client.Abort();
        AssertServes(port, "after the reader of a big row left");
    }

    [Test]
    public void Class_17_big_rows_and_texts_pass_whole()
    {
        var client = Login(new RawMySqlLogin(PoolOfOne) { Timeout = TimeSpan.FromSeconds(60) });
        foreach (var size in (int[])[PacketStream.MaxPayload - 5, PacketStream.MaxPayload - 4, PacketStream.MaxPayload - 3, PacketStream.MaxPayload, 33_554_430, 40_000_000])
            Assert.That(client.Scalar($"SELECT REPEAT('x', {size})"), Has.Length.EqualTo(size));
        var text = new string('y', 8_000_000);
        Assert.That(client.Scalar($"SELECT LENGTH('{text}')"), Is.EqualTo("8000000"));
        Assert.That(client.Execute(client.Prepare("SELECT LENGTH(?)"), text)[0].Texts[0][0], Is.EqualTo("8000000"));
    }

    [Test]
    public void Class_17_a_statement_of_several_packets_is_one_statement()
    {
        var client = Login(new RawMySqlLogin(PoolOfOne) { Timeout = TimeSpan.FromSeconds(60) });
        foreach (var pad in (int[])[-1, 0, 1])
        {
            var head = "SELECT LENGTH('";
            var text = new string('z', PacketStream.MaxPayload - 1 - head.Length - 2 + pad);
            Assert.That(client.Query($"{head}{text}')")[0].ToString(), Does.EndWith($": {text.Length}").Or.Contain("1142").Or.Contain("1153"), $"{pad}");
            Assert.That(client.Scalar("SELECT 'next'"), Is.EqualTo("next"));
        }
    }

    private static byte[] Command(byte command, string text) => new PacketStream(Stream.Null).Frame(PacketBytes.Of(command).Text(text).ToArray());
}
