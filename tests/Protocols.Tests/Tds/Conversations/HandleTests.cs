using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Prepared statements: their handles are the gateway's, and work at every backend.</summary>
[TestFixture]
internal sealed class HandleTests
{
    private const string Text = "SELECT a FROM t WHERE b = @p";

    private static byte[] Prepare() => TdsBytes.Call(11, TdsBytes.Int(null, isOutput: true), TdsBytes.Text("@p int"), TdsBytes.Text(Text), TdsBytes.Int(1));

    private static byte[] PrepExec(int? old = null) =>
        TdsBytes.Call(13, TdsBytes.Int(old, isOutput: true), TdsBytes.Text("@p int"), TdsBytes.Text(Text), TdsBytes.Int(5, "@p"));

    private static byte[] Execute(int handle) => TdsBytes.Call(12, TdsBytes.Int(handle), TdsBytes.Int(5, "@p"));

    private static byte[] Prepared(ScriptedPair pair, int handle) =>
        pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.Value(0, handle), pair.Bytes.DoneProc());

    private static byte[] Result(ScriptedPair pair, params byte[][] values) => pair.Bytes.Answer(
        [pair.Bytes.Columns("a"), TdsBytes.Row("x"), pair.Bytes.DoneInProc(1), TdsBytes.Status(), .. values, pair.Bytes.DoneProc()]);

    [TestCase(TdsVersion.V71Rev1)]
    [TestCase(TdsVersion.V74)]
    public void A_client_is_told_a_handle_of_the_gateways_own(TdsVersion version)
    {
        var pair = new ScriptedPair(version);
        pair.Client(pair.Bytes.Rpc(Prepare()));
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { $"Prepare: {Text} (@p int)" }));
        Assert.That(pair.Shown(pair.Server(Prepared(pair, 4711))), Does.Match(@"^status value\d+=1 doneproc\[0\]$"));
        Assert.That(pair.Gateway.Records, Is.Empty, "nothing has run");
        Assert.That(pair.Backend.StatementCount, Is.EqualTo(1));

        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1))), Is.EqualTo(pair.Bytes.Rpc(Execute(4711))));
        pair.Server(Result(pair));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{Text}: Ok 1/0" }));
    }

    [Test]
    public void At_another_backend_it_is_prepared_again_and_the_client_sees_nothing_of_it()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        pair.ChangeBackend();
        var sent = pair.Client(pair.Bytes.Rpc(Execute(1)));
        Assert.That(sent, Is.EqualTo(pair.Bytes.Rpc(PrepExec())));
        Assert.That(pair.Shown(pair.Server(Result(pair, pair.Bytes.Value(0, 12)))), Is.EqualTo("columns(a) row(x) doneinproc[11,1] status doneproc[0]"));
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1))), Is.EqualTo(pair.Bytes.Rpc(Execute(12))));
    }

    [Test]
    public void Values_that_come_back_keep_the_places_that_the_client_knows()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        pair.ChangeBackend();
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call(12, TdsBytes.Int(1), TdsBytes.Int(5, "@p", isOutput: true))));
        Assert.That(
            pair.Shown(pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.Value(0, 12), pair.Bytes.Value(3, 6), pair.Bytes.DoneProc()))),
            Is.EqualTo("status value1=6 doneproc[0]"));
    }

    [Test]
    public void Sp_prepexec_makes_a_handle_and_gives_up_the_former()
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Rpc(PrepExec(-1))), Is.EqualTo(pair.Bytes.Rpc(PrepExec())), "what is no handle of the server does not go there");
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { $"Simple: {Text} (@p int)" }));
        Assert.That(pair.Shown(pair.Server(Result(pair, pair.Bytes.Value(0, 12)))), Does.EndWith("status value0=1 doneproc[0]"));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{Text}: Ok 1/0" }));

        // The same again: the server gives up its own handle with it, the client its.
        Assert.That(pair.Client(pair.Bytes.Rpc(PrepExec(1))), Is.EqualTo(pair.Bytes.Rpc(PrepExec(12))));
        pair.Server(Result(pair, pair.Bytes.Value(0, 13)));
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1))), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error8179/16 doneproc[2]"));
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(2))), Is.EqualTo(pair.Bytes.Rpc(Execute(13))));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(-1)]
    [TestCase(int.MinValue)]
    [TestCase(4711)]
    public void A_handle_that_the_client_was_not_given_is_none(int handle)
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call(15, TdsBytes.Int(1))));
        foreach (var call in new[] { Execute(handle), TdsBytes.Call(15, TdsBytes.Int(handle)), TdsBytes.Call(12), TdsBytes.Call(12, TdsBytes.Text("1")) })
        {
            Assert.That(pair.Client(pair.Bytes.Rpc(call)), Is.Empty);
            Assert.That(pair.Shown(pair.Told), Is.EqualTo("error8179/16 doneproc[2]"));
        }
    }

    [Test]
    public void What_is_released_stays_at_the_server_for_the_next_who_prepares_it()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        Assert.That(pair.Client(pair.Bytes.Rpc(TdsBytes.Call(15, TdsBytes.Int(1, "@handle")))), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("status doneproc[0]"));
        Assert.That(pair.Backend.StatementCount, Is.EqualTo(1));
    }

    [Test]
    public void A_batch_that_releases_handles_never_reaches_a_server()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        Assert.That(pair.Client(pair.Bytes.Batch("EXEC sp_unprepare 1;EXEC sp_unprepare 2;")), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("status doneproc[1] status doneproc[0]"));
        pair.Client(pair.Bytes.Rpc(Execute(1)));
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error8179/16 doneproc[2]"));

        pair.Client(pair.Bytes.Batch("EXEC sp_unprepare 1; DROP TABLE t"));
        Assert.That(pair.Gateway.Judged.Last(), Is.EqualTo("Simple: EXEC sp_unprepare 1; DROP TABLE t"), "another text is decided");
    }

    [Test]
    public void A_release_among_other_calls_answers_in_its_place()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        var sent = pair.Client(pair.Bytes.Rpc(TdsBytes.Call(15, TdsBytes.Int(1)), TdsBytes.Call(10, TdsBytes.Text("SELECT 1"))));
        Assert.That(sent, Is.EqualTo(pair.Bytes.Rpc(TdsBytes.Call(10, TdsBytes.Text("")), TdsBytes.Call(10, TdsBytes.Text("SELECT 1")))));
    }

    [Test]
    public void Among_several_calls_one_is_executed_without_a_handle_where_the_server_has_none()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        pair.ChangeBackend();
        var sent = pair.Client(pair.Bytes.Rpc(Execute(1), Execute(1)));
        var plain = TdsBytes.Call(10, TdsBytes.Text(Text), TdsBytes.Text("@p int"), TdsBytes.Int(5, "@p"));
        Assert.That(sent, Is.EqualTo(pair.Bytes.Rpc(plain, plain)));
    }

    [Test]
    public void Nor_are_handles_made_among_several_calls()
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Rpc(PrepExec(), TdsBytes.Call(10, TdsBytes.Text("SELECT 1")))), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error50000/16 doneproc[2]"));
    }

    [Test]
    public void But_those_of_preparations_that_stand_together()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare(), TdsBytes.Call(11, TdsBytes.Int(null, isOutput: true), TdsBytes.Text(""), TdsBytes.Text("SELECT 1"))));
        var more = pair.Bytes.DoneProc(DoneStatus.More);
        Assert.That(
            pair.Shown(pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.Value(0, 41), more, TdsBytes.Status(), pair.Bytes.Value(0, 42), pair.Bytes.DoneProc()))),
            Is.EqualTo("status value0=1 doneproc[1] status value0=2 doneproc[0]"));
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1))), Is.EqualTo(pair.Bytes.Rpc(Execute(41))));
        pair.Server(Result(pair));
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(2))), Is.EqualTo(pair.Bytes.Rpc(Execute(42))));
    }

    [TestCase("{call p(?)}", "{call p(?)}")]
    [TestCase("call p(?)", "{call p(?)}")]
    public void A_call_of_odbc_is_prepared_again_as_one(string text, string judged)
    {
        byte[] Call(string words, int? old = null) => TdsBytes.Call(14, TdsBytes.Int(old, isOutput: true), TdsBytes.Text(words), TdsBytes.Int(5, "@p"));
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Rpc(Call(text, 9))), Is.EqualTo(pair.Bytes.Rpc(Call(text))), "what is no handle of the server does not go there");
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { $"Simple: {judged}" }));
        Assert.That(pair.Shown(pair.Server(Result(pair, pair.Bytes.Value(0, 12)))), Does.EndWith("status value0=1 doneproc[0]"));
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1))), Is.EqualTo(pair.Bytes.Rpc(Execute(12))));
        pair.Server(Result(pair));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{judged}: Ok 1/0", $"{judged}: Ok 1/0" }));

        pair.ChangeBackend();
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1))), Is.EqualTo(pair.Bytes.Rpc(Call(judged))));
        Assert.That(pair.Shown(pair.Server(Result(pair, pair.Bytes.Value(0, 3), pair.Bytes.Value(2, 6)))), Does.EndWith("status value1=6 doneproc[0]"));
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1), Execute(1))), Is.Empty, "among others it cannot be prepared again");
    }

    [TestCase("SELECT 1; exec sp_unprepare 4711")]
    [TestCase("EXEC sys.sp_reset_connection")]
    public void After_a_text_that_may_end_handles_none_is_used_again(string text)
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        pair.Client(pair.Bytes.Batch(text));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done()));
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1))), Is.EqualTo(pair.Bytes.Rpc(PrepExec())));
    }

    [Test]
    public void A_client_that_gives_none_up_loses_those_it_does_not_use()
    {
        var handles = new PreparedHandles(2);
        for (var i = 0; i < 3; i++)
        {
            handles.Add(new ClientStatement(handles.NextHandle(), [], [], ""));
            Assert.That(handles.TryGet(1, out _), Is.True, "the first is in use");
        }

        Assert.That((handles.Count, handles.TryGet(2, out _), handles.TryGet(3, out _)), Is.EqualTo((2, false, true)));
    }

    [Test]
    public void Before_each_execution_it_is_decided_again()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        pair.Gateway.Denies = true;
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1))), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error229/14 doneproc[2]"));
    }

    [Test]
    public void In_another_database_it_has_to_be_prepared_again()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        pair.Client(pair.Bytes.Batch("USE other"));
        pair.Server(pair.Bytes.Answer(TdsBytes.Database("other"), pair.Bytes.Done()));
        Assert.That(pair.Gateway.Reports, Does.Contain("database=other"));
        pair.Client(pair.Bytes.Rpc(Execute(1)));
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error8179/16 doneproc[2]"));
    }

    [Test]
    public void A_preparation_that_fails_leaves_no_handle()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Error(208), TdsBytes.Status(), pair.Bytes.Value(0, null), pair.Bytes.DoneProc(DoneStatus.Error)));
        Assert.That(pair.Backend.StatementCount, Is.Zero);
        pair.Client(pair.Bytes.Rpc(Execute(1)));
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error8179/16 doneproc[2]"));
    }

    [Test]
    public void A_handle_that_the_server_has_lost_is_forgotten()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        pair.Client(pair.Bytes.Rpc(Execute(1)));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Error(8179), pair.Bytes.DoneProc(DoneStatus.Error)));
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1))), Is.EqualTo(pair.Bytes.Rpc(PrepExec())));
    }

    [Test]
    public void What_is_displaced_at_a_server_is_given_up_there_with_the_next()
    {
        var pair = new ScriptedPair(statements: 1);
        for (var i = 1; i <= 2; i++)
        {
            pair.Client(pair.Bytes.Rpc(TdsBytes.Call(11, TdsBytes.Int(null, isOutput: true), TdsBytes.Text(""), TdsBytes.Text($"SELECT {i}"))));
            pair.Server(Prepared(pair, 40 + i));
        }

        var sent = pair.Client(pair.Bytes.Rpc(TdsBytes.Call(12, TdsBytes.Int(1))));
        Assert.That(sent, Is.EqualTo(pair.Bytes.Rpc(TdsBytes.Call(13, TdsBytes.Int(41, isOutput: true), TdsBytes.Text(""), TdsBytes.Text("SELECT 1")))));
        Assert.That(pair.Backend.StatementCount, Is.EqualTo(1));
    }

    [Test]
    public void Many_handles_that_nobody_uses_are_given_up_between_requests()
    {
        var pair = new ScriptedPair();
        for (var i = 1; i <= 17; i++)
        {
            pair.Client(pair.Bytes.Rpc(Prepare()));
            pair.Server(Prepared(pair, i));
        }

        Assert.That(pair.Gateway.Sent.Last(), Is.EqualTo("own CloseStatement"));
        Assert.That(pair.Conversation.IsAtRest, Is.False);
        Assert.That(pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.DoneProc())), Is.Empty);
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void Handles_of_all_are_gone_with_a_reset_of_the_backend()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Prepare()));
        pair.Server(Prepared(pair, 4711));
        pair.Backend.Forget();
        Assert.That(pair.Client(pair.Bytes.Rpc(Execute(1))), Is.EqualTo(pair.Bytes.Rpc(PrepExec())));
    }
}
