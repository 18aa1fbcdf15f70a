using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Cancels;

/// <summary>Class 13: an Attention reaches the request it is meant for and no other, and is acknowledged by a message of its own.</summary>
public sealed class CancelTests : GatewayFixture
{
    private static readonly RawTdsLogin Patient = new(0) { Timeout = TimeSpan.FromSeconds(60) };

    [Test]
    public void Hundreds_of_cancels_on_a_pool_of_one_never_hit_a_foreign_statement()
    {
        var port = PoolOfOne;
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var bystanders = Enumerable.Range(0, 2)
            .Select(n => Task.Factory.StartNew(() => QueryUntil(port, n, () => Interlocked.Increment(ref asked), stop.Token), TaskCreationOptions.LongRunning)).ToArray();
        var client = Login(Patient with { Port = port });
        for (var i = 0; i < 400 || (Volatile.Read(ref asked) < 50 && i < 100_000 && !bystanders.Any(b => b.IsFaulted)); i++)
        {
            client.SendBatch("SELECT 'short'");
            client.SendAttention();
            Assert.That(ReadToAttention(client).SelectMany(a => a.Errors), Is.Empty);
        }

        stop.Cancel();
        Assert.That(() => Task.WaitAll(bystanders), Throws.Nothing);
        Assert.That(asked, Is.GreaterThanOrEqualTo(50));
    }

    [Test]
    public void An_attention_stops_what_runs_and_the_session_goes_on()
    {
        var client = Login(PoolOfTwo);
        for (var i = 0; i < 20; i++)
        {
            client.SendBatch("WAITFOR DELAY '00:01:00' SELECT 'never'");
            Thread.Sleep(20);
            client.SendAttention();
            var answers = ReadToAttention(client);
            Assert.That(answers, Has.Count.EqualTo(2), "the end of the request, then the acknowledgement alone");
            Assert.That(answers[^1].Tokens, Has.Count.EqualTo(1));
            Assert.That(answers.SelectMany(a => a.Rows), Is.Empty);
            Assert.That(client.Scalar("SELECT 'goes on'"), Is.EqualTo("goes on"));
        }
    }

    [Test]
    public void An_attention_in_the_middle_of_a_result_ends_it()
    {
        var client = Login(PoolOfTwo);
        client.SendBatch("SELECT a.name, b.name, c.name FROM dbo.customers a CROSS JOIN dbo.customers b CROSS JOIN dbo.customers c");
        client.ReadPacket();
        client.SendAttention();
        byte[]? packet;
        var messages = 0;
        do
        {
            packet = client.ReadPacket();
            messages += packet is not null && (packet[1] & 1) != 0 ? 1 : 0;
        }
        while (packet is not null && !(packet.Length == 8 + 13 && (packet[9] & 0x20) != 0));

        Assert.That(messages, Is.EqualTo(2));
        Assert.That(client.Scalar("SELECT 'goes on'"), Is.EqualTo("goes on"));
    }

    [Test]
    public void An_idle_attention_is_acknowledged_at_once()
    {
        var client = Login(PoolOfOne);
        for (var i = 0; i < 3; i++)
        {
            client.SendAttention();
            var answer = client.Read();
            Assert.That(answer.Tokens, Has.Count.EqualTo(1));
            Assert.That(answer.IsAttention, Is.True);
            Assert.That(client.Scalar("SELECT 1"), Is.EqualTo("1"));
        }
    }

    [Test]
    public void A_cancel_of_a_statement_that_waits_for_a_backend_removes_it()
    {
        GatewayUnderTest.RequirePool();
        var port = PoolOfOne;
        var holder = Login(port);
        var waiting = Login(port);
        holder.Run("BEGIN TRANSACTION");
        waiting.SendBatch("SELECT 'waits'");
        Thread.Sleep(50);
        waiting.SendAttention();
        Assert.That(ReadToAttention(waiting).SelectMany(a => a.Rows), Is.Empty);
        holder.Run("COMMIT");
        Assert.That(waiting.Scalar("SELECT 'later'"), Is.EqualTo("later"));
        Assert.That(holder.Scalar("SELECT 'holder'"), Is.EqualTo("holder"));
    }

    [Test]
    public void An_attention_in_a_transaction_leaves_it_open()
    {
        var client = Login(PoolOfTwo);
        client.Run("BEGIN TRANSACTION");
        client.SendBatch("WAITFOR DELAY '00:01:00'");
        Thread.Sleep(20);
        client.SendAttention();
        ReadToAttention(client);
        Assert.That(client.Scalar("SELECT @@TRANCOUNT"), Is.EqualTo("1"));
        client.Run("ROLLBACK");
    }

    [Test]
    public void A_request_that_is_taken_back_before_its_end_is_not_run()
    {
        var client = Login(PoolOfTwo);
        byte[] payload = [.. client.Headers(), .. Encoding.Unicode.GetBytes("INSERT INTO dbo.journal (mark, who) VALUES (N'taken back', N'x')")];
        var packets = RawTdsClient.Packets(1, payload, 64);
        client.SendRaw(packets.AsSpan(0, 64));
        client.SendRaw([1, 3, 0, 8, 0, 0, 2, 0]);
        var answer = client.Read();
        Assert.That(answer.Dones[^1].IsError, Is.True);
        Assert.That(answer.IsAttention, Is.False);
        Assert.That(client.Scalar("SELECT COUNT(*) FROM dbo.journal WHERE mark = N'taken back'"), Is.EqualTo("0"));
    }

    private static List<TdsAnswer> ReadToAttention(RawTdsClient client)
    {
        var answers = new List<TdsAnswer>();
        do
        {
            answers.Add(client.Read());
        }
        while (!answers[^1].IsAttention);

        return answers;
    }

    private static void QueryUntil(int port, int number, Action answered, CancellationToken stop)
    {
        using var client = RawTdsClient.Login(Patient with { Port = port });
        for (var count = 0; !stop.IsCancellationRequested; count++)
        {
            var answer = client.Batch($"WAITFOR DELAY '00:00:00.002' SELECT '{number}-{count}'");
            if (answer.Errors.Count > 0 || answer.Rows.Count != 1 || answer.Scalar != $"{number}-{count}")
                throw new InvalidOperationException($"a foreign cancel hit: {answer}");
            answered();
        }
    }
}
