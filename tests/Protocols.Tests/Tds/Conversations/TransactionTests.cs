using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Transactions: by requests of their own and by texts; what the server reports of them is how things stand.</summary>
[TestFixture]
internal sealed class TransactionTests
{
    private static byte[] Name(string name) => [(byte)(2 * name.Length), .. System.Text.Encoding.Unicode.GetBytes(name)];

    private static IEnumerable<TestCaseData> Requests()
    {
        yield return Case(TransactionRequestKind.Begin, [0, 0], "BEGIN TRANSACTION");
        yield return Case(TransactionRequestKind.Begin, [2, 0], "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; BEGIN TRANSACTION");
        yield return Case(TransactionRequestKind.Begin, [5, .. Name("n")], "SET TRANSACTION ISOLATION LEVEL SNAPSHOT; BEGIN TRANSACTION");
        yield return Case(TransactionRequestKind.Commit, [0, 0], "COMMIT TRANSACTION");
        yield return Case(TransactionRequestKind.Commit, [0, 1, 4, 0], "COMMIT TRANSACTION; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; BEGIN TRANSACTION");
        yield return Case(TransactionRequestKind.Rollback, [0, 0], "ROLLBACK TRANSACTION ");
        yield return Case(TransactionRequestKind.Rollback, [.. Name("점"), 0], "ROLLBACK TRANSACTION [점]");
        yield return Case(TransactionRequestKind.Save, Name("p 1"), "SAVE TRANSACTION [p 1]");
    }

    private static TestCaseData Case(TransactionRequestKind kind, byte[] rest, string text) => new TestCaseData(kind, rest, text).SetArgDisplayNames(text);

    [TestCaseSource(nameof(Requests))]
    public void A_request_is_decided_as_the_statement_it_stands_for(TransactionRequestKind kind, byte[] rest, string text)
    {
        var pair = new ScriptedPair();
        var request = pair.Bytes.Transaction(kind, rest);
        Assert.That(pair.Client(request), Is.EqualTo(request));
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { $"Simple: {text}" }));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done()));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{text}: Ok 0/0" }));
    }

    [TestCase(TransactionRequestKind.GetDtcAddress, new byte[] { 0, 0 })]
    [TestCase(TransactionRequestKind.Propagate, new byte[] { 0, 0 })]
    [TestCase(TransactionRequestKind.Promote, new byte[0])]
    [TestCase(TransactionRequestKind.Begin, new byte[] { 6, 0 })]
    [TestCase(TransactionRequestKind.Save, new byte[] { 0 })]
    [TestCase(TransactionRequestKind.Save, new byte[] { 2, 93, 0 })]
    public void What_cannot_be_done_here_is_refused(TransactionRequestKind kind, byte[] rest)
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Transaction(kind, rest)), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Does.Match(@"^error\d+/16 done\[2\]$"));
    }

    [Test]
    public void The_backend_is_kept_from_the_begin_to_the_end_that_the_server_reports()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Transaction(TransactionRequestKind.Begin, 0, 0));
        var begun = pair.Bytes.Answer(TdsBytes.Begun(77), pair.Bytes.Done());
        Assert.That(pair.Server(begun), Is.EqualTo(begun));
        Assert.That(pair.Conversation.InTransaction, Is.True);
        Assert.That(pair.Conversation.IsAtRest, Is.False);
        Assert.That(pair.Gateway.Reports.Last(), Is.EqualTo("in transaction"));
        Assert.That(pair.Client(pair.Bytes.Batch("SELECT 1", transaction: 77)), Is.EqualTo(pair.Bytes.Batch("SELECT 1", transaction: 77)));
        var rolledBack = TdsBytes.Change(EnvChangeKind.RollbackTransaction, [], BitConverter.GetBytes(77L));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Error(1205), rolledBack, pair.Bytes.Done(DoneStatus.Error)));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
        Assert.That(pair.Backend.TransactionDescriptor, Is.Zero);
        Assert.That(pair.Gateway.Reports.Last(), Is.EqualTo("ready"));
    }

    [Test]
    public void A_denial_within_a_transaction_changes_nothing()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("BEGIN TRAN"));
        pair.Server(pair.Bytes.Answer(TdsBytes.Begun(5), pair.Bytes.Done()));
        pair.Client(pair.Bytes.Batch("SELECT denied"));
        Assert.That(pair.Conversation.InTransaction, Is.True);
    }

    [Test]
    public void Up_to_71_it_is_asked_whether_one_is_open()
    {
        var pair = new ScriptedPair(TdsVersion.V71Rev1);
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done()));
        Assert.That(pair.Gateway.Sent, Is.EqualTo(new[] { "permit" }), "nothing has begun one");

        pair.Client(pair.Bytes.Batch("SET IMPLICIT_TRANSACTIONS ON"));
        var asked = pair.Gateway.Sent.Count;
        var answer = pair.Bytes.Answer(pair.Bytes.Done());
        Assert.That(pair.Server(answer), Is.EqualTo(answer));
        Assert.That(pair.Gateway.Server.Written.ToArray(), Is.EqualTo(pair.Bytes.Batch("SELECT @@TRANCOUNT")));
        Assert.That(pair.Gateway.Sent[asked..], Is.EqualTo(new[] { "own Ping" }));
        Assert.That(pair.Conversation.IsAtRest, Is.False);
        var update = pair.Bytes.Batch("UPDATE t SET a = 1");
        Assert.That(pair.Client(update), Is.Empty, "it waits for the answer");
        Assert.That(pair.Server(Count(pair, 1)), Is.Empty);
        Assert.That(pair.Conversation.InTransaction, Is.True);
        Assert.That(pair.Client(update), Is.EqualTo(update));
        pair.Server(answer);
        pair.Server(Count(pair, 0));
        Assert.That(pair.Conversation.InTransaction, Is.False);
        Assert.That(pair.Gateway.Reports.Where(r => r is "ready" or "in transaction"), Is.EqualTo(new[] { "ready", "in transaction", "ready" }));
    }

    private static byte[] Count(ScriptedPair pair, int count) => pair.Bytes.Answer(
        [0x81, 1, 0, 0, 0, 0, 0, 0x26, 4, 0], [0xd1, 4, .. BitConverter.GetBytes(count)], pair.Bytes.Done(DoneStatus.Count, 1));
}
