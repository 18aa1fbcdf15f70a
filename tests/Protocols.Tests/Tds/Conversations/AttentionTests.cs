using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Attention at every point of a conversation, of the client and of the gateway.</summary>
[TestFixture]
internal sealed class AttentionTests
{
    private static readonly byte[] Attention = [6, 1, 0, 8, 0, 0, 1, 0];

    [TestCase(TdsVersion.V71Rev1)]
    [TestCase(TdsVersion.V74)]
    public void With_nothing_to_stop_it_is_acknowledged_here(TdsVersion version)
    {
        var pair = new ScriptedPair(version);
        Assert.That(pair.Client(Attention), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("done[20]"));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void Also_behind_an_answer_and_behind_a_denial()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done()));
        Assert.That(pair.Client(Attention), Is.Empty);
        pair.Client(pair.Bytes.Batch("SELECT denied"), Attention);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error229/14 done[2] | done[20]"));
    }

    [Test]
    public void What_runs_is_stopped_at_once_and_the_server_acknowledges()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("WAITFOR DELAY '1'"));
        Assert.That(pair.Client(Attention), Is.EqualTo(Attention));
        Assert.That(pair.Gateway.Sent.Last(), Is.EqualTo("Attention"));
        var stopped = pair.Bytes.Answer(pair.Bytes.Done(DoneStatus.Error));
        Assert.That(pair.Server(stopped), Is.EqualTo(stopped));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "WAITFOR DELAY '1': Cancelled 0/0" }));
        Assert.That(pair.Conversation.IsAtRest, Is.False, "the acknowledgement has not come");
        var next = pair.Bytes.Batch("SELECT 2");
        Assert.That(pair.Client(next), Is.Empty);
        Assert.That(pair.Server(pair.Bytes.Acknowledgement()), Is.EqualTo(pair.Bytes.Acknowledgement()));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
        Assert.That(pair.Client(next), Is.EqualTo(next));
    }

    [Test]
    public void What_the_gateway_asks_itself_waits_for_the_acknowledgement()
    {
        var pair = new ScriptedPair(TdsVersion.V71Rev1);
        pair.Client(pair.Bytes.Batch("EXEC p /*effects*/"));
        Assert.That(pair.Client(Attention), Is.EqualTo(Attention));

        // It was done before it could be stopped, and whether a transaction is open has to be asked for.
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done()));
        Assert.That(pair.Gateway.Sent.Last(), Is.EqualTo("Attention"));
        Assert.That(pair.Server(pair.Bytes.Acknowledgement()), Is.EqualTo(pair.Bytes.Acknowledgement()));
        Assert.That(pair.Gateway.Sent.Last(), Is.EqualTo("own Ping"));
        Assert.That(pair.Server(pair.Bytes.Answer(pair.Bytes.Done())), Is.Empty);
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void In_the_midst_of_rows_the_answer_goes_on_to_its_end()
    {
        var pair = new ScriptedPair(packetSize: 512);
        pair.Client(pair.Bytes.Batch("SELECT a FROM t"));
        var answer = pair.Bytes.Answer(
            [pair.Bytes.Columns("a"), .. Enumerable.Repeat(TdsBytes.Row(new string('x', 90)), 20), pair.Bytes.Done(DoneStatus.Error)]);
        var shown = new List<byte>(pair.Server(answer[..1024]));
        Assert.That(pair.Client(Attention), Is.EqualTo(Attention));
        shown.AddRange(pair.Server(answer[1024..], pair.Bytes.Acknowledgement()));
        Assert.That(shown, Is.EqualTo((byte[])[.. answer, .. pair.Bytes.Acknowledgement()]));
    }

    [Test]
    public void An_answer_that_had_ended_already_stands()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        pair.Client(Attention);
        pair.Server(pair.Bytes.Answer(pair.Bytes.Columns("c"), TdsBytes.Row("1"), pair.Bytes.Done(DoneStatus.Count, 1)), pair.Bytes.Acknowledgement());
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "SELECT 1: Ok 1/0" }));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void A_server_may_acknowledge_within_the_answer()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        pair.Client(Attention);
        Assert.That(pair.Server(pair.Bytes.Acknowledgement()), Is.EqualTo(pair.Bytes.Acknowledgement()));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void Each_of_several_is_acknowledged()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        Assert.That(pair.Client(Attention, Attention), Is.EqualTo(Attention));
        Assert.That(
            pair.Shown(pair.Server(pair.Bytes.Answer(pair.Bytes.Done(DoneStatus.Error)), pair.Bytes.Acknowledgement())),
            Is.EqualTo("done[2] | done[20] | done[20]"));
    }

    [Test]
    public void A_request_that_waits_for_a_backend_is_given_up()
    {
        var pair = new ScriptedPair();
        pair.Gateway.Lease = () => null;
        byte[] waiting = [.. pair.Bytes.Batch("SELECT 1"), .. Attention];
        pair.Client(waiting);
        Assert.That(pair.Consumed, Is.Zero);
        Assert.That(pair.Conversation.SeesCancel(waiting), Is.True);
        Assert.That(pair.Conversation.SeesCancel(waiting.AsSpan(..^1)), Is.True, "the first byte tells");
        Assert.That(pair.Conversation.SeesCancel(waiting.AsSpan(..^8)), Is.False);
        var consumed = pair.Conversation.RefuseWaiting(waiting, new Denial(DenialCase.Cancelled, "stopped"));
        Assert.That(consumed, Is.EqualTo(waiting.Length - Attention.Length));
        Assert.That(pair.Conversation.OnClient(waiting.AsSpan(consumed)), Is.EqualTo(Attention.Length));
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("done[2] | done[20]"));
    }

    [TestCase(false, "error3617/16 done[2]")]
    [TestCase(true, "error3617/16 done[2]")]
    public void The_gateways_own_is_not_seen_but_for_the_error(bool isTimedOut, string shown)
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("WAITFOR DELAY '1'"));
        pair.Gateway.IsTimedOut = isTimedOut;
        pair.Gateway.Server.Clear();
        pair.Conversation.CancelRunning();
        pair.Conversation.CancelRunning();
        Assert.That(pair.Gateway.Server.Written.ToArray(), Is.EqualTo(Attention), "once");
        Assert.That(pair.Shown(pair.Server(pair.Bytes.Answer(pair.Bytes.Done(DoneStatus.Error)))), Is.EqualTo(shown));
        Assert.That(pair.Conversation.IsAtRest, Is.False);
        Assert.That(pair.Server(pair.Bytes.Acknowledgement()), Is.Empty);
        Assert.That(pair.Conversation.IsAtRest, Is.True);
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "WAITFOR DELAY '1': Error 3617 0/0" }));
    }

    [Test]
    public void The_gateways_own_that_is_acknowledged_within_the_answer_ends_with_it()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        pair.Conversation.CancelRunning();
        Assert.That(pair.Shown(pair.Server(pair.Bytes.Acknowledgement())), Is.EqualTo("error3617/16 done[2]"));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void The_clients_behind_the_gateways_own_gets_the_acknowledgement()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        pair.Conversation.CancelRunning();
        Assert.That(pair.Client(Attention), Is.Empty, "the server was told");
        Assert.That(
            pair.Shown(pair.Server(pair.Bytes.Answer(pair.Bytes.Done(DoneStatus.Error)), pair.Bytes.Acknowledgement())), Does.EndWith("| done[20]"));
    }

    [Test]
    public void Nothing_runs_nothing_is_cancelled()
    {
        var pair = new ScriptedPair();
        pair.Conversation.CancelRunning();
        Assert.That(pair.Gateway.Sent, Is.Empty);
    }

    [Test]
    public void One_with_a_payload_is_none()
    {
        var pair = new ScriptedPair();
        Assert.That(() => pair.Client([6, 1, 0, 9, 0, 0, 1, 0, 1]), Throws.TypeOf<WireFault>());
    }
}
