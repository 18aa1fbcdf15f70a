using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BugClasses;

/// <summary>A client that vanishes within a message never harms the next borrower of its backend.</summary>
public sealed class DisconnectClassTests : GatewayFixture
{
    private static readonly byte[] Headers = [22, 0, 0, 0, 18, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0];

    private static readonly RawTdsLogin Patient = new(0) { Timeout = TimeSpan.FromSeconds(60) };

    public static IEnumerable<TestCaseData> Conversations()
    {
        yield return new TestCaseData(Batch("SELECT 'lost', 1")).SetArgDisplayNames("batch");
        yield return new TestCaseData((byte[])[.. Batch("BEGIN TRANSACTION"), .. Batch("INSERT INTO dbo.journal (mark, who) VALUES ('lost', 'lost')")]).SetArgDisplayNames("open transaction");
        yield return new TestCaseData((byte[])[.. RawTdsClient.Packets(0x0E, [.. Headers, 5, 0, 4, 0], 4096), .. Batch("DELETE FROM dbo.salaries")]).SetArgDisplayNames("transaction manager");
        yield return new TestCaseData((byte[])[.. Batch("USE d SET DATEFIRST 3"), .. Batch("CREATE TABLE #lost (v int)"), .. Batch("SELECT 1", 0x08)]).SetArgDisplayNames("state");
        yield return new TestCaseData((byte[])[.. Batch("WAITFOR DELAY '00:00:30'"), 6, 1, 0, 8, 0, 0, 1, 0]).SetArgDisplayNames("attention");
    }

    [TestCaseSource(nameof(Conversations))]
    public void Class_02_a_client_cut_off_at_any_byte_leaves_a_clean_backend(byte[] conversation)
    {
        var port = PoolOfOne;
        using var next = RawTdsClient.Login(port);
        var step = GatewayUnderTest.IsLong ? 1 : 7;
        for (var cut = 1; cut <= conversation.Length; cut += step)
        {
            var client = RawTdsClient.Login(port);
            client.SendRaw(conversation.AsSpan(0, cut));
            if (cut % 2 == 0)
                client.ShutdownSend();
            client.Dispose();
            Assert.That(next.Scalar($"SELECT 'cut {cut}'"), Is.EqualTo($"cut {cut}"));
            Assert.That(next.Run("SELECT DB_NAME(), @@DATEFIRST, @@TRANCOUNT, OBJECT_ID('tempdb..#lost')").Rows[0].Texts, Is.EqualTo(new[] { "shop", "7", "0", null }));
        }

        var direct = LoginDirectly();
        Assert.That(direct.Scalar("SELECT COUNT(*) FROM dbo.journal WHERE who = 'lost'"), Is.EqualTo("0"));
        Assert.That(direct.Scalar("SELECT COUNT(*) FROM dbo.salaries"), Is.EqualTo("2"));
    }

    [Test]
    public void Class_17_a_reader_that_leaves_within_a_big_row_frees_the_backend()
    {
        var port = PoolOfOne;
        using (var client = RawTdsClient.Login(port))
        {
            client.SendBatch("SELECT REPLICATE(CAST('x' AS varchar(max)), 20000000)");
            client.ReadPacket();
        }

        AssertServes(port, "after the reader of a big row left");
    }

    [Test]
    public void Class_17_big_rows_and_parameters_pass_whole()
    {
        foreach (var packetSize in (int[])[4096, 32767])
        {
            var client = Login(Patient with { Port = PoolOfOne, PacketSize = packetSize });
            foreach (var size in (int[])[packetSize - 9, packetSize - 8, packetSize - 7, 2_000_000])
                Assert.That(client.Scalar($"SELECT REPLICATE(CAST('x' AS varchar(max)), {size})"), Has.Length.EqualTo(size));
            foreach (var size in (int[])[4000, 4001, 50_000, 1_000_000])
            {
                var text = new string('가', size);
                Assert.That(client.Rpc(RawTdsRpc.Sql("SELECT @t", "@t nvarchar(max)").Add(text, name: "@t")).OrThrow().Scalar, Is.EqualTo(text));
            }

            var prepared = client.Rpc(new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, isOutput: true).Add("@t nvarchar(max)").Add("SELECT LEN(@t)").Add("x", name: "@t")).OrThrow();
            Assert.That(client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add((int)prepared.Outputs[0].Value!).Add(new string('y', 100_000), name: "@t")).OrThrow().Scalar, Is.EqualTo("100000"));
        }
    }

    [Test]
    public void Class_17_a_text_of_several_packets_is_one_statement()
    {
        var client = Login(Patient with { Port = PoolOfOne });
        foreach (var pad in (int[])[-1, 0, 1, 4088 * 3, 100_000])
        {
            // The end of the text falls around the end of a packet.
            const string head = "SELECT LEN('";
            var text = new string('z', (((4088 * 4) - 22) / 2) - head.Length - 2 + pad);
            Assert.That(client.Scalar($"{head}{text}')"), Is.EqualTo($"{text.Length}"), $"{pad}");
            Assert.That(client.Scalar("SELECT 'next'"), Is.EqualTo("next"));
        }
    }

    private static byte[] Batch(string sql, byte status = 0) => RawTdsClient.Packets(1, [.. Headers, .. Encoding.Unicode.GetBytes(sql)], 4096, status);
}
