using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Cursors of the protocol: they keep their backend, and what stands behind a handle is decided at each fetch.</summary>
[TestFixture]
internal sealed class CursorTests
{
    private const string Text = "SELECT a FROM t";
    private const int Handle = 180150001;

    private static byte[] Open(string text = Text) => TdsBytes.Call(
        2, TdsBytes.Int(0, isOutput: true), TdsBytes.Text(text), TdsBytes.Int(16), TdsBytes.Int(8193), TdsBytes.Int(0, isOutput: true));

    private static byte[] Fetch(int handle = Handle) =>
        TdsBytes.Call(7, TdsBytes.Int(handle), TdsBytes.Int(2), TdsBytes.Int(0), TdsBytes.Int(128));

    private static byte[] Close(int handle = Handle) => TdsBytes.Call(9, TdsBytes.Int(handle));

    private static byte[] Opened(ScriptedPair pair) => pair.Bytes.Answer(
        pair.Bytes.Columns("a", "ROWSTAT"), pair.Bytes.DoneInProc(0), TdsBytes.Status(), pair.Bytes.Value(0, Handle), pair.Bytes.Value(4, -1),
        pair.Bytes.DoneProc());

    private static byte[] Fetched(ScriptedPair pair, params string[] rows) => pair.Bytes.Answer(
        [TdsBytes.NoColumns(), .. rows.Select(r => TdsBytes.Row(r, "1")), pair.Bytes.DoneInProc(0), TdsBytes.Status(), pair.Bytes.DoneProc()]);

    private static ScriptedPair WithCursor(TdsVersion version = TdsVersion.V74)
    {
        var pair = new ScriptedPair(version);
        pair.Client(pair.Bytes.Rpc(Open()));
        Assert.That(pair.Server(Opened(pair)), Is.EqualTo(Opened(pair)), "handles pass as they are");
        return pair;
    }

    [TestCase(TdsVersion.V71Rev1)]
    [TestCase(TdsVersion.V74)]
    public void A_cursor_lives_from_its_opening_to_its_close(TdsVersion version)
    {
        var pair = WithCursor(version);
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { $"Execute: {Text}" }));
        Assert.That(pair.Conversation.IsAtRest, Is.False, "the backend is kept");
        Assert.That(pair.Conversation.IsBusy, Is.False);
        Assert.That(pair.Gateway.OpenRecords, Is.EqualTo(1));
        for (var i = 0; i < 2; i++)
        {
            Assert.That(pair.Client(pair.Bytes.Rpc(Fetch())), Is.EqualTo(pair.Bytes.Rpc(Fetch())));
            Assert.That(pair.Server(Fetched(pair, "x", "y")), Is.EqualTo(Fetched(pair, "x", "y")), "rows of the columns of its opening");
        }

        pair.Client(pair.Bytes.Rpc(Close()));
        pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.DoneProc()));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{Text}: Ok 4/0" }));
        Assert.That(pair.Gateway.Sent, Is.EqualTo(new[] { "permit", "Fetch", "Fetch", "CloseHandle" }));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [TestCase(7, Handle + 1)]
    [TestCase(7, 0)]
    [TestCase(7, -1)]
    [TestCase(9, Handle + 1)]
    [TestCase(8, 1)]
    [TestCase(1, 1)]
    [TestCase(4, 1)]
    [TestCase(6, Handle)]
    public void A_handle_that_the_client_was_not_given_is_none(int procedure, int handle)
    {
        var pair = WithCursor();
        Assert.That(pair.Client(pair.Bytes.Rpc(TdsBytes.Call(procedure, TdsBytes.Int(handle), TdsBytes.Int(2)))), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Does.Match(@"^error(16909|8179)/16 doneproc\[2\]$"));
    }

    [Test]
    public void Each_fetch_is_decided_again()
    {
        var pair = WithCursor();
        pair.Gateway.Denies = true;
        Assert.That(pair.Client(pair.Bytes.Rpc(Fetch())), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error229/14 doneproc[2]"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Under_other_masks_a_cursor_ends_but_for_what_was_begun_a_moment_ago(bool mayFinish)
    {
        var pair = WithCursor();
        pair.Gateway.MayFinishNow = mayFinish;
        pair.Gateway.Secured[Text] = ModelGateway.Form(Text, "SELECT masked FROM t", ["a"]);
        Assert.That(pair.Client(pair.Bytes.Rpc(Fetch())), mayFinish ? Is.Not.Empty : Is.Empty);
    }

    [TestCase(0x01)]
    [TestCase(0x02)]
    [TestCase(0x04)]
    [TestCase(0x41)]
    [TestCase(0x21)]
    public void Nothing_is_written_through_a_cursor(int kind)
    {
        var pair = WithCursor();
        Assert.That(pair.Client(pair.Bytes.Rpc(TdsBytes.Call(1, TdsBytes.Int(Handle), TdsBytes.Int(kind), TdsBytes.Int(1), TdsBytes.Text("")))), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error50000/16 doneproc[2]"));
    }

    [Test]
    public void Two_fetches_in_one_request_are_answered_in_one()
    {
        var pair = WithCursor(TdsVersion.V71Rev1);
        var request = pair.Bytes.Rpc(
            Fetch(), TdsBytes.Call(7, TdsBytes.Int(Handle), TdsBytes.Int(256), TdsBytes.Int(null, isOutput: true), TdsBytes.Int(null, isOutput: true)));
        Assert.That(pair.Client(request), Is.EqualTo(request));
        var answer = pair.Bytes.Answer(
            TdsBytes.NoColumns(), TdsBytes.Row("x", "1"), pair.Bytes.DoneInProc(0), TdsBytes.Status(), pair.Bytes.DoneProc(DoneStatus.More),
            TdsBytes.Status(), pair.Bytes.Value(0, 1), pair.Bytes.Value(0, 10), pair.Bytes.DoneProc());
        Assert.That(pair.Server(answer), Is.EqualTo(answer));
    }

    [Test]
    public void A_text_prepared_for_cursors_opens_them()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call(
            5, TdsBytes.Int(0, isOutput: true), TdsBytes.Int(0, isOutput: true), TdsBytes.Text("@P0 int"), TdsBytes.Text(Text), TdsBytes.Int(4112),
            TdsBytes.Int(8193), TdsBytes.Int(0, isOutput: true), TdsBytes.Int(50))));
        var opened = pair.Bytes.Answer(
            pair.Bytes.Columns("a", "ROWSTAT"), TdsBytes.Status(), pair.Bytes.Value(0, 1073741825), pair.Bytes.Value(1, Handle), pair.Bytes.Value(6, -1),
            pair.Bytes.DoneProc());
        Assert.That(pair.Server(opened), Is.EqualTo(opened));
        pair.Client(pair.Bytes.Rpc(Close()));
        pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.DoneProc()));
        Assert.That(pair.Conversation.IsAtRest, Is.False, "the text is prepared at this backend");

        var execute = TdsBytes.Call(
            4, TdsBytes.Int(1073741825), TdsBytes.Int(0, isOutput: true), TdsBytes.Int(4112), TdsBytes.Int(8193), TdsBytes.Int(0), TdsBytes.Int(60));
        Assert.That(pair.Client(pair.Bytes.Rpc(execute)), Is.EqualTo(pair.Bytes.Rpc(execute)));
        pair.Server(pair.Bytes.Answer(
            pair.Bytes.Columns("a", "ROWSTAT"), TdsBytes.Status(), pair.Bytes.Value(1, Handle), pair.Bytes.DoneProc()));
        pair.Client(pair.Bytes.Rpc(Close(-1)));
        pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.DoneProc()));
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call(6, TdsBytes.Int(1073741825))));
        pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.DoneProc()));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{Text}: Ok 0/0", $"{Text}: Ok 0/0" }));
    }

    [Test]
    public void A_batch_that_releases_such_texts_goes_to_their_backend()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call(3, TdsBytes.Int(null, isOutput: true), TdsBytes.Text(""), TdsBytes.Text(Text))));
        pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.Value(0, 7), pair.Bytes.DoneProc()));
        Assert.That(pair.Conversation.IsAtRest, Is.False);
        Assert.That(pair.Client(pair.Bytes.Batch("EXEC sp_cursorunprepare 7;")), Is.EqualTo(pair.Bytes.Batch("EXEC sp_cursorunprepare 7;")));
        pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.DoneProc()));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void A_cursor_that_the_server_has_closed_itself_keeps_no_backend()
    {
        var pair = WithCursor();
        pair.Client(pair.Bytes.Rpc(Close()));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Error(16909), pair.Bytes.DoneProc(DoneStatus.Error)));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
        Assert.That(pair.Gateway.OpenRecords, Is.Zero);
    }

    [TestCase(2, "error16937/16 doneproc[2]")]
    [TestCase(10, "error50000/16 doneproc[2]")]
    public void A_text_that_has_to_be_a_batch_is_refused_so_that_clients_send_it_as_one(int procedure, string shown)
    {
        var pair = new ScriptedPair();
        var call = procedure == 2 ? Open("USE other") : TdsBytes.Call(procedure, TdsBytes.Text("USE other"));
        Assert.That(pair.Client(pair.Bytes.Rpc(call)), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo(shown));
    }

    [Test]
    public void What_went_with_its_backend_is_released_without_one()
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Batch("EXEC sp_unprepare 3;EXEC sp_cursorunprepare 7;")), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("status doneproc[1] status doneproc[0]"));
    }

    [Test]
    public void A_limit_counts_over_all_fetches()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(Open("SELECT a /*cut 3*/ FROM t")));
        pair.Server(Opened(pair));
        pair.Client(pair.Bytes.Rpc(Fetch()));
        pair.Server(Fetched(pair, "1", "2"));
        pair.Client(pair.Bytes.Rpc(Fetch()));
        Assert.That(pair.Server(Fetched(pair, "3", "4")), Is.Not.Empty);
        pair.Gateway.Backend = null;
        pair.Conversation.OnLeaseEnded(RecordStatus.Lost);
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "SELECT a /*cut 3*/ FROM t: Lost 3/0" }));
    }
}
