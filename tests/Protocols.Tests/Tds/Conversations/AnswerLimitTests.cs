using ProxyDb.Protocols.Tds;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Limits of rows: the answer is cut short with a message, or is an error.</summary>
[TestFixture]
internal sealed class AnswerLimitTests
{
    private static byte[] Answer(ScriptedPair pair, int rows, DoneStatus status = DoneStatus.Count) => pair.Bytes.Answer(
        [pair.Bytes.Columns("a"), .. Enumerable.Range(0, rows).Select(i => TdsBytes.Row($"{i}")), pair.Bytes.Done(status, rows)]);

    [TestCase(2)]
    [TestCase(3)]
    public void Up_to_the_limit_nothing_changes(int rows)
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT /*cut 3*/ a"));
        Assert.That(pair.Server(Answer(pair, rows)), Is.EqualTo(Answer(pair, rows)));
    }

    [Test]
    public void Beyond_it_the_answer_is_cut()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT /*cut 3*/ a"));
        Assert.That(pair.Shown(pair.Server(Answer(pair, 5))), Is.EqualTo("columns(a) row(0) row(1) row(2) info50000/0 done[10,3]"));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "SELECT /*cut 3*/ a: Ok 3/0" }));
    }

    [Test]
    public void Or_it_is_an_error_and_the_statement_is_stopped()
    {
        var pair = new ScriptedPair(packetSize: 512);
        pair.Client(pair.Bytes.Batch("SELECT /*limit 3*/ a"));
        var shown = new List<byte>(pair.Server(Answer(pair, 200, DoneStatus.Error)));
        Assert.That(pair.Gateway.Cancels, Is.EqualTo(1));
        Assert.That(pair.Shown([.. shown]), Is.EqualTo("columns(a) row(0) row(1) row(2) error10928/16 done[2]"));
        Assert.That(pair.Server(pair.Bytes.Acknowledgement()), Is.Empty);
        Assert.That(pair.Conversation.IsAtRest, Is.True);
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "SELECT /*limit 3*/ a: Error 10928 3/0" }));
    }
}
