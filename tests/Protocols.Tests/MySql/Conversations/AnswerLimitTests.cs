using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql.Conversations;

/// <summary>Limits of rows, for texts, executions and cursors, whatever ends the answer on either side.</summary>
[TestFixture(true, true)]
[TestFixture(true, false)]
[TestFixture(false, true)]
[TestFixture(false, false)]
public sealed class AnswerLimitTests(bool backendDeprecatesEof, bool clientDeprecatesEof)
{
    private ConversationBridge _bridge = null!;

    private RawMySqlClient Client => _bridge.Client;

    [SetUp]
    public void Connect() => _bridge = new ConversationBridge(RealServer.Port, Side(backendDeprecatesEof), Side(clientDeprecatesEof));

    [TearDown]
    public void Disconnect()
    {
        _bridge.Dispose();
        Assert.That(_bridge.Fault, Is.Null);
        Assert.That(_bridge.Gateway.OpenRecords, Is.Zero);
    }

    private static MySqlCapability Side(bool deprecatesEof) =>
        MySqlCapability.SessionTrack | MySqlCapability.MultiStatements | (deprecatesEof ? MySqlCapability.DeprecateEof : 0);

    [Test]
    public void An_answer_is_cut_with_a_warning()
    {
        var answer = Client.Query("SELECT /*cut 3*/ n FROM numbers; SELECT 1");
        Assert.That(answer.Select(r => r.Rows.Count), Is.EqualTo(new[] { 3, 1 }));
        Assert.That(answer.Select(r => r.Warnings), Is.EqualTo(new[] { 1, 0 }));
        Assert.That(_bridge.Gateway.Records[0], Is.EqualTo("SELECT /*cut 3*/ n FROM numbers: Ok 3/3"));
    }

    [Test]
    public void An_answer_beyond_its_limit_is_an_error_and_is_stopped()
    {
        var answer = Client.Query("SELECT /*limit 3*/ n FROM numbers");
        Assert.That(answer[^1].ErrorCode, Is.EqualTo(1226));
        Assert.That(_bridge.Gateway.Cancels, Is.EqualTo(1));
        Assert.That(_bridge.Gateway.Records[0], Is.EqualTo("SELECT /*limit 3*/ n FROM numbers: Error 1226 3/3"));
        Assert.That(Client.Query("SELECT /*limit 3*/ n FROM numbers WHERE n < 4")[0].Rows, Has.Count.EqualTo(3));
        Assert.That(Client.Query("SELECT /*limit 0*/ n FROM numbers")[^1].ErrorCode, Is.EqualTo(1226));
    }

    [Test]
    public void Rows_of_executions_are_limited_likewise()
    {
        var cut = Client.Prepare("SELECT /*cut 2*/ n FROM numbers");
        Assert.That(Client.Execute(cut)[0].Rows, Has.Count.EqualTo(2));
        var limited = Client.Prepare("SELECT /*limit 2*/ n FROM numbers");
        Assert.That(Client.Execute(limited)[^1].ErrorCode, Is.EqualTo(1226));
        Assert.That(Client.Execute(cut)[0].Warnings, Is.EqualTo(1));
    }

    [Test]
    public void Rows_of_a_cursor_count_together()
    {
        var cut = Client.Prepare("SELECT /*cut 5*/ n FROM numbers");
        var opened = Client.OpenCursor(cut);
        Assert.That(Client.Fetch(cut, opened.Columns, 3).Rows, Has.Count.EqualTo(3));
        var last = Client.Fetch(cut, opened.Columns, 3);
        Assert.That(last.Rows, Has.Count.EqualTo(2));
        Assert.That(last.Status & 0x80, Is.EqualTo(0x80), "the last row was sent");
        Assert.That(Client.Fetch(cut, opened.Columns, 3).ErrorCode, Is.EqualTo(1421));

        var limited = Client.Prepare("SELECT /*limit 5*/ n FROM numbers");
        opened = Client.OpenCursor(limited);
        Assert.That(Client.Fetch(limited, opened.Columns, 5).Rows, Has.Count.EqualTo(5));
        Assert.That(Client.Fetch(limited, opened.Columns, 5).ErrorCode, Is.EqualTo(1226));
        Assert.That(Client.Scalar("SELECT 9"), Is.EqualTo("9"));
        Assert.That(_bridge.Gateway.Records, Does.Contain("SELECT /*cut 5*/ n FROM numbers: Ok 5/0").And.Contain("SELECT /*limit 5*/ n FROM numbers: Error 1226 5/0"));
    }
}
