using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Batches: decided, sent on in the backend's transaction, answered as they came.</summary>
[TestFixture]
internal sealed class BatchTests
{
    private static readonly TdsVersion[] Versions = [TdsVersion.V71Rev1, TdsVersion.V72, TdsVersion.V73B, TdsVersion.V74];

    [TestCaseSource(nameof(Versions))]
    public void A_batch_is_decided_and_answered(TdsVersion version)
    {
        var pair = new ScriptedPair(version);
        var batch = pair.Bytes.Batch("SELECT c FROM t");
        Assert.That(pair.Client(batch), Is.EqualTo(batch));
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { "Simple: SELECT c FROM t" }));
        var answer = pair.Bytes.Answer(pair.Bytes.Columns("c"), TdsBytes.Row("x"), TdsBytes.Row("y"), pair.Bytes.Done(DoneStatus.Count, 2));
        Assert.That(pair.Server(answer), Is.EqualTo(answer), "as it came");
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "SELECT c FROM t: Ok 2/0" }));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
        Assert.That(pair.Gateway.Reports, Is.EqualTo(new[] { "result 0 -1 0", "ready" }));
    }

    [Test]
    public void Every_split_of_requests_and_answers_gives_the_same()
    {
        var bytes = new TdsBytes(TdsVersion.V74, 512);
        var batch = bytes.Batch(new string('x', 700));
        var answer = bytes.Answer(
            bytes.Columns("first", "second"), TdsBytes.Row(new string('a', 90), "b"), TdsBytes.Row("c", new string('d', 95)),
            bytes.Info(0, new string('p', 300)), TdsBytes.Row("e", "f"), bytes.Done(DoneStatus.Count, 3));
        for (var piece = 1; piece < batch.Length; piece += piece < 20 ? 1 : 37)
        {
            var pair = new ScriptedPair(packetSize: 512);
            Assert.That(Feed(pair.Conversation.OnClient, batch, piece), Is.Zero);
            Assert.That(pair.Gateway.Server.Written.ToArray(), Is.EqualTo(batch));
            Assert.That(Feed(pair.Conversation.OnServer, answer, piece), Is.Zero);
            Assert.That(pair.Gateway.Client.Written.ToArray(), Is.EqualTo(answer), $"pieces of {piece}");
        }
    }

    private delegate int Reader(ReadOnlySpan<byte> bytes);

    private static int Feed(Reader read, byte[] bytes, int piece)
    {
        var kept = new List<byte>();
        foreach (var part in bytes.Chunk(piece))
        {
            kept.AddRange(part);
            kept.RemoveRange(0, read(kept.ToArray()));
        }

        return kept.Count;
    }

    [Test]
    public void The_backends_transaction_stands_in_the_headers_whatever_the_client_says()
    {
        var pair = new ScriptedPair();
        pair.Backend.TransactionDescriptor = 0x1122334455667788;
        Assert.That(pair.Client(pair.Bytes.Batch("SELECT 1", transaction: 5)), Is.EqualTo(pair.Bytes.Batch("SELECT 1", transaction: 0x1122334455667788)));
    }

    [Test]
    public void A_denied_batch_is_answered_as_the_server_would()
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Batch("SELECT denied")), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error229/14 done[2]"));
        Assert.That(pair.Gateway.Denied, Is.EqualTo(new[] { "SELECT denied" }));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [TestCase(TdsVersion.V71Rev1, 9)]
    [TestCase(TdsVersion.V74, 13)]
    public void A_denial_ends_as_long_as_the_version_has_it(TdsVersion version, int length)
    {
        var pair = new ScriptedPair(version);
        pair.Client(pair.Bytes.Batch("SELECT denied"));
        Assert.That(pair.Told[^length], Is.EqualTo((byte)TokenKind.Done));
    }

    [Test]
    public void Half_a_character_is_refused()
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Request(MessageKind.SqlBatch, [0x41, 0, 0x42])), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error9803/16 done[2]"));
        pair.Client(pair.Bytes.Request(MessageKind.SqlBatch, [0x41, 0, 0x00, 0xd8]));
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error9803/16 done[2]"));
        Assert.That(pair.Gateway.Judged, Is.Empty);
    }

    [Test]
    public void An_error_is_the_records_and_the_answer_goes_on()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1/0 SELECT 2"));
        var answer = pair.Bytes.Answer(
            pair.Bytes.Error(8134), pair.Bytes.Done(DoneStatus.Error | DoneStatus.More), pair.Bytes.Columns("c"), TdsBytes.Row("2"),
            pair.Bytes.Done(DoneStatus.Count, 1));
        Assert.That(pair.Server(answer), Is.EqualTo(answer));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "SELECT 1/0 SELECT 2: Error 8134 1/0" }));
    }

    [Test]
    public void A_failure_that_the_batch_has_caught_is_none()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("BEGIN TRY SELECT 1/0 END TRY BEGIN CATCH SET x /*effects*/ END CATCH"));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done(DoneStatus.Error | DoneStatus.More), pair.Bytes.Done()));
        Assert.That(pair.Gateway.Records[0], Does.EndWith(": Ok 0/0"));
        Assert.That(pair.Gateway.Reports, Does.Contain("completed 0"));
    }

    [Test]
    public void Affected_rows_are_summed_and_those_of_results_are_rows()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("UPDATE t SET a = 1 UPDATE t SET a = 2 SELECT a"));
        pair.Server(pair.Bytes.Answer(
            pair.Bytes.Done(DoneStatus.Count | DoneStatus.More, 3, 0xc5), pair.Bytes.Done(DoneStatus.Count | DoneStatus.More, 4, 0xc5),
            pair.Bytes.Columns("c"), TdsBytes.Row("2"), pair.Bytes.Done(DoneStatus.Count, 1)));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "UPDATE t SET a = 1 UPDATE t SET a = 2 SELECT a: Ok 1/7" }));
    }

    [Test]
    public void A_request_behind_one_that_runs_waits_for_its_answer()
    {
        var pair = new ScriptedPair();
        var (first, second) = (pair.Bytes.Batch("SELECT 1"), pair.Bytes.Batch("SELECT 2"));
        Assert.That(pair.Client(first, second), Is.EqualTo(first));
        Assert.That(pair.Consumed, Is.EqualTo(first.Length));
        Assert.That(pair.Gateway.IsHeld, Is.True);
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done()));
        Assert.That(pair.Gateway.IsHeld, Is.False);
        Assert.That(pair.Client(second), Is.EqualTo(second));
    }

    [Test]
    public void A_request_that_waits_for_a_backend_or_a_verdict_is_shown_again()
    {
        var pair = new ScriptedPair();
        var batch = pair.Bytes.Batch("SELECT 1");
        pair.Gateway.Lease = () => null;
        Assert.That(pair.Client(batch), Is.Empty);
        Assert.That(pair.Consumed, Is.Zero);
        pair.Gateway.Lease = () => pair.Backend;
        pair.Gateway.Waits = true;
        pair.Client(batch);
        Assert.That(pair.Consumed, Is.Zero);
        pair.Gateway.Waits = false;
        Assert.That(pair.Client(batch), Is.EqualTo(batch));
    }

    [Test]
    public void A_request_that_is_refused_while_it_waits_is_consumed()
    {
        var pair = new ScriptedPair();
        pair.Gateway.Lease = () => null;
        var batch = pair.Bytes.Batch("SELECT 1");
        pair.Client(batch);
        Assert.That(pair.Conversation.RefuseWaiting(batch, new Denial(DenialCase.NoBackend, "none in time")), Is.EqualTo(batch.Length));
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error10928/16 done[2]"));
    }

    [Test]
    public void What_a_client_takes_back_before_its_end_only_ends()
    {
        var pair = new ScriptedPair(packetSize: 512);
        var batch = pair.Bytes.Batch(new string('x', 400));
        batch[513] |= (byte)PacketStatus.Ignore;
        Assert.That(pair.Client(batch), Is.Empty);
        Assert.That(pair.Consumed, Is.EqualTo(batch.Length));
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("done[2]"));
        Assert.That(pair.Gateway.Judged, Is.Empty);
    }

    [Test]
    public void Packets_that_are_not_the_last_may_carry_a_bit_of_their_own()
    {
        var pair = new ScriptedPair(packetSize: 512);
        var batch = pair.Bytes.Batch(new string('x', 400));
        batch[1] |= 4;
        pair.Client(batch);
        Assert.That(pair.Gateway.Judged, Has.Count.EqualTo(1));
    }

    [TestCase(0x02)]
    [TestCase(0x08)]
    [TestCase(0x10)]
    [TestCase(0x11)]
    [TestCase(0x12)]
    [TestCase(0x53)]
    [TestCase(0x99)]
    public void What_has_no_place_in_a_session_ends_it(int kind)
    {
        var pair = new ScriptedPair();
        var bytes = pair.Bytes.Batch("SELECT 1");
        bytes[0] = (byte)kind;
        Assert.That(() => pair.Client(bytes), Throws.TypeOf<WireFault>());
        pair.Conversation.WriteFatal(new Denial(DenialCase.ProtocolViolation, "not here"));
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error4002/20 done[2]"));
    }

    [Test]
    public void A_lost_lease_closes_what_was_open()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT /*effects*/ 1"));
        Assert.That(pair.Conversation.TryGetRunning(out _, out _, out _), Is.True);
        pair.Gateway.Backend = null;
        pair.Conversation.OnLeaseEnded(RecordStatus.Lost);
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "SELECT /*effects*/ 1: Lost 0/0" }));
        Assert.That(pair.Gateway.Reports, Is.EqualTo(new[] { "sent", "dropped 0" }));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void Effects_of_a_batch_that_fails_are_not_known()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SET x /*effects*/"));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done()));
        Assert.That(pair.Gateway.Reports, Is.EqualTo(new[] { "sent", "completed 0", "result 0 0 0", "ready" }));
        pair.Gateway.Reports.Clear();
        pair.Client(pair.Bytes.Batch("SET x /*effects*/"));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Error(102), pair.Bytes.Done(DoneStatus.Error)));
        Assert.That(pair.Gateway.Reports, Is.EqualTo(new[] { "sent", "error 102", "dropped 0", "result 0 0 0", "ready" }));
    }

    [Test]
    public void Notifications_are_refused()
    {
        var pair = new ScriptedPair();
        byte[] body = [26, 0, 0, 0, 22, 0, 0, 0, 1, 0, 2, 0, 65, 0, 2, 0, 66, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] request = [1, 1, 0, 34, 0, 0, 1, 0, .. body];
        Assert.That(pair.Client(request), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error50000/16 done[2]"));
    }
}
