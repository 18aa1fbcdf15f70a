using System.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Texts under masks and filters: what is sent for them, what their results have to be, what may be said of them.</summary>
[TestFixture]
internal sealed class SecuredAnswerTests
{
    private const string Text = "SELECT name, ssn FROM staff";
    private const string Secured = "SELECT name, N'***' AS ssn FROM staff";

    private static ScriptedPair Pair(string[]? names = null, params OutputMask[] masks)
    {
        var pair = new ScriptedPair();
        pair.Gateway.Secured[Text] = ModelGateway.Form(Text, Secured, names ?? ["name", "ssn"], masks);
        return pair;
    }

    private static SentText WithSlot(params int[] checks) => new()
    {
        Parts = [new SentPart("SELECT 1 FROM t WHERE site="u8.ToArray(), -1), new SentPart([], 0), new SentPart("AND a = @a"u8.ToArray(), -1)],
        ClientText = [], SlotCount = 1, CheckedParameters = [.. checks],
    };

    [Test]
    public void A_secured_batch_is_sent_in_the_texts_place()
    {
        var pair = Pair();
        Assert.That(pair.Client(pair.Bytes.Batch(Text)), Is.EqualTo(pair.Bytes.Batch(Secured)));
        var answer = pair.Bytes.Answer(pair.Bytes.Columns("name", "ssn"), TdsBytes.Row("a", "***"), pair.Bytes.Done(DoneStatus.Count, 1));
        Assert.That(pair.Server(answer), Is.EqualTo(answer));
    }

    [TestCase(10, 1)]
    [TestCase(13, 2)]
    [TestCase(11, 2)]
    [TestCase(2, 1)]
    public void In_a_call_the_texts_parameter_is_another(int procedure, int kind)
    {
        var pair = Pair();
        byte[] Call(string text) => procedure switch
        {
            10 => TdsBytes.Call(10, TdsBytes.Text(text, "@stmt"), TdsBytes.Text("@p int"), TdsBytes.Int(1, "@p")),
            2 => TdsBytes.Call(2, TdsBytes.Int(null, isOutput: true), TdsBytes.Text(text), TdsBytes.Int(1)),
            _ => TdsBytes.Call(procedure, TdsBytes.Int(null, isOutput: true), TdsBytes.Text("@p int"), TdsBytes.Text(text), TdsBytes.Int(1)),
        };
        Assert.That(pair.Client(pair.Bytes.Rpc(Call(Text))), Is.EqualTo(pair.Bytes.Rpc(Call(Secured))), $"{kind}");
    }

    [TestCase(TdsVersion.V71Rev1, TdsType.NText)]
    [TestCase(TdsVersion.V74, TdsType.NVarChar)]
    public void A_long_one_has_the_form_that_the_version_has_for_it(TdsVersion version, TdsType type)
    {
        var pair = new ScriptedPair(version);
        var text = "SELECT '" + new string('김', 4100) + "'";
        pair.Gateway.Secured[Text] = ModelGateway.Form(Text, text, []);
        var sent = pair.Client(pair.Bytes.Rpc(TdsBytes.Call(10, TdsBytes.Text(Text))));
        var other = new ScriptedPair(version);
        other.Client(sent);
        Assert.That(other.Gateway.Judged, Is.EqualTo(new[] { $"Simple: {text}" }), "it is read as it was written");
        var at = 8 + (version.IsAtLeast72() ? 22 : 0) + 6 + 2;
        Assert.That((TdsType)sent[at], Is.EqualTo(type));
    }

    [Test]
    public void Slots_are_literals_in_the_text()
    {
        var pair = new ScriptedPair();
        pair.Gateway.Secured["SELECT 1"] = WithSlot();
        Assert.That(pair.Client(pair.Bytes.Batch("SELECT 1")), Is.EqualTo(pair.Bytes.Batch("SELECT 1 FROM t WHERE site= 'S01' AND a = @a")));
    }

    [TestCase("S01", true)]
    [TestCase("S02", false)]
    [TestCase(null, false)]
    public void Values_that_decide_whether_it_may_write_are_looked_at(string? value, bool isAllowed)
    {
        var pair = new ScriptedPair();
        pair.Gateway.Secured["INSERT x"] = WithSlot(2);
        var call = TdsBytes.Call(10, TdsBytes.Text("INSERT x"), TdsBytes.Text("@a int, @b nvarchar(10)"), TdsBytes.Int(1, "@a"), TdsBytes.Text(value, "@b"));
        Assert.That(pair.Client(pair.Bytes.Rpc(call)), isAllowed ? Is.Not.Empty : Is.Empty);
        Assert.That(pair.Gateway.OpenRecords, Is.EqualTo(isAllowed ? 1 : 0));
        var byPlace = new ScriptedPair();
        byPlace.Gateway.Secured["INSERT x"] = WithSlot(2);
        call = TdsBytes.Call(10, TdsBytes.Text("INSERT x"), TdsBytes.Text("@a int, @b nvarchar(10)"), TdsBytes.Int(1), TdsBytes.Text(value));
        Assert.That(byPlace.Client(byPlace.Bytes.Rpc(call)), isAllowed ? Is.Not.Empty : Is.Empty);
    }

    [Test]
    public void Columns_are_called_as_the_statement_calls_them()
    {
        var pair = Pair(["Name", "SSN"]);
        pair.Client(pair.Bytes.Batch(Text));
        var answer = pair.Bytes.Answer(pair.Bytes.Columns("name", "ssn"), TdsBytes.Row("a", "***"), pair.Bytes.Done(DoneStatus.Count, 1));
        Assert.That(pair.Shown(pair.Server(answer)), Is.EqualTo("columns(Name,SSN) row(a,***) done[10,1]"));
    }

    private static IEnumerable<string[]> Others() => [["name"], ["name", "ssn", "more"], ["ssn", "name"], ["name", "salary"]];

    [TestCaseSource(nameof(Others))]
    public void A_result_that_was_not_planned_is_not_shown(params string[] columns)
    {
        var pair = Pair();
        pair.Client(pair.Bytes.Batch(Text));
        pair.Gateway.Client.Clear();
        var row = TdsBytes.Row([.. columns.Select(_ => "secret")]);
        var shown = pair.Server(pair.Bytes.Answer(pair.Bytes.Columns(columns), row, row, pair.Bytes.Done(DoneStatus.Error)));
        Assert.That(pair.Shown(shown), Is.EqualTo("error50000/16 done[2]"));
        Assert.That(pair.Gateway.Cancels, Is.EqualTo(1));
        Assert.That(pair.Conversation.IsBusy, Is.True, "the acknowledgement of the cancel comes");
        Assert.That(pair.Server(pair.Bytes.Acknowledgement()), Is.Empty);
        Assert.That(pair.Conversation.IsAtRest, Is.True);
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{Text}: Error 50000 0/0" }));
    }

    /// <summary>COLINFO of two columns: the first of another name, the second a key.</summary>
    private static byte[] KeyInfo(byte status) => [0xa5, 9, 0, 1, 1, 0x20, 1, 0x61, 0, 2, 1, status];

    [TestCase(0x08, "columns(a,id) token165 row(x,7) done[10,1]")]
    [TestCase(0x18, "columns(a,id) token165 error50000/16 done[2]")]
    public void Keys_that_the_text_does_not_name_are_not_shown(byte status, string shown)
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SET NO_BROWSETABLE ON SELECT a FROM t"));
        var answer = pair.Server(pair.Bytes.Answer(
            pair.Bytes.Columns("a", "id"), KeyInfo(status), TdsBytes.Row("x", "7"), pair.Bytes.Done(status == 8 ? DoneStatus.Count : DoneStatus.Attention, 1)));
        Assert.That(pair.Shown(answer).Replace("colinfo", "token165", StringComparison.OrdinalIgnoreCase), Is.EqualTo(shown));
        Assert.That(pair.Gateway.Cancels, Is.EqualTo(status == 8 ? 0 : 1));
    }

    [Test]
    public void Keys_of_a_result_without_rows_are()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SET FMTONLY ON SELECT a FROM t"));
        var answer = pair.Bytes.Answer(pair.Bytes.Columns("a", "id"), KeyInfo(0x18), pair.Bytes.Done());
        Assert.That(pair.Server(answer), Is.EqualTo(answer));
    }

    [Test]
    public void Masks_are_put_on_rows_as_they_pass()
    {
        var pair = Pair(null, new OutputMask(1, ValueMask.Partial(0, 2, new Rune('*'))));
        pair.Client(pair.Bytes.Batch(Text));
        var answer = pair.Bytes.Answer(
            pair.Bytes.Columns("name", "ssn"), TdsBytes.Row("a", "12345"), TdsBytes.Row("b", "678"), pair.Bytes.Done(DoneStatus.Count, 2));
        foreach (var piece in new[] { answer.Length, 11 })
        {
            var shown = pair.Server(answer);
            Assert.That(pair.Shown(shown), Is.EqualTo("columns(name,ssn) row(a,***45) row(b,*78) done[10,2]"), $"{piece}");
            pair.Client(pair.Bytes.Batch(Text));
        }
    }

    [Test]
    public void Masks_are_on_what_is_fetched_from_a_cursor_too()
    {
        var pair = Pair(null, new OutputMask(1, ValueMask.Constant("x")));
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call(2, TdsBytes.Int(null, isOutput: true), TdsBytes.Text(Text), TdsBytes.Int(16))));
        pair.Server(pair.Bytes.Answer(
            pair.Bytes.Columns("name", "ssn", "ROWSTAT"), TdsBytes.Status(), pair.Bytes.Value(0, 99), pair.Bytes.DoneProc()));
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call(7, TdsBytes.Int(99), TdsBytes.Int(2))));
        pair.Gateway.Client.Clear();
        pair.Conversation.OnServer(pair.Bytes.Answer(
            TdsBytes.NoColumns(), TdsBytes.Row("a", "12345", "1"), pair.Bytes.DoneInProc(0), TdsBytes.Status(), pair.Bytes.DoneProc()));
        var text = Encoding.Unicode.GetString(pair.Gateway.Client.Written[9..]) + Encoding.Unicode.GetString(pair.Gateway.Client.Written[8..]);
        Assert.That(text, Does.Not.Contain("12345"));
        Assert.That(text, Does.Contain("x"));
    }

    [Test]
    public void Among_several_calls_there_are_no_masks_of_that_kind()
    {
        var pair = Pair(null, new OutputMask(1, ValueMask.Constant("x")));
        Assert.That(pair.Client(pair.Bytes.Rpc(TdsBytes.Call(10, TdsBytes.Text("SELECT 1")), TdsBytes.Call(10, TdsBytes.Text(Text)))), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error50000/16 doneproc[2]"));
    }

    [Test]
    public void What_the_server_says_in_words_is_reduced()
    {
        var pair = Pair();
        pair.Client(pair.Bytes.Batch(Text));
        var shown = pair.Server(pair.Bytes.Answer(
            pair.Bytes.Info(0, "secret"), pair.Bytes.Error(245, "Conversion failed when converting the varchar value 'secret' to data type int."),
            pair.Bytes.Error(2627, "Violation of PRIMARY KEY constraint 'pk_staff'. Cannot insert duplicate key. The duplicate key value is (secret)."),
            pair.Bytes.Error(208, "Invalid object name 'dbo.staff'."), pair.Bytes.Done(DoneStatus.Error)));
        Assert.That(pair.Shown(shown), Is.EqualTo("error245/16 error2627/16 error208/16 done[2]"));
        var text = Encoding.Unicode.GetString(shown[8..]) + Encoding.Unicode.GetString(shown[9..]);
        Assert.That(text, Does.Not.Contain("secret"));
        Assert.That(text, Does.Contain("pk_staff"));
        Assert.That(text, Does.Contain("Invalid object name 'staff'"));
    }

    [Test]
    public void A_procedure_by_name_is_not_called_under_masks()
    {
        var pair = new ScriptedPair();
        pair.Gateway.Secured["EXEC [p]"] = ModelGateway.Form("EXEC [p]", "x", []);
        Assert.That(pair.Client(pair.Bytes.Rpc(TdsBytes.Call("p"))), Is.Empty);
    }

    [Test]
    public void A_statement_is_prepared_anew_when_what_is_sent_for_it_changes()
    {
        var pair = Pair();
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call(11, TdsBytes.Int(null, isOutput: true), TdsBytes.Text(""), TdsBytes.Text(Text))));
        pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.Value(0, 5), pair.Bytes.DoneProc()));
        Assert.That(pair.Client(pair.Bytes.Rpc(TdsBytes.Call(12, TdsBytes.Int(1)))), Is.EqualTo(pair.Bytes.Rpc(TdsBytes.Call(12, TdsBytes.Int(5)))));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Columns("name", "ssn"), pair.Bytes.DoneInProc(0), TdsBytes.Status(), pair.Bytes.DoneProc()));
        pair.Gateway.Secured[Text] = ModelGateway.Form(Text, "SELECT other", ["name", "ssn"]);
        Assert.That(
            pair.Client(pair.Bytes.Rpc(TdsBytes.Call(12, TdsBytes.Int(1)))),
            Is.EqualTo(pair.Bytes.Rpc(TdsBytes.Call(13, TdsBytes.Int(null, isOutput: true), TdsBytes.Text(""), TdsBytes.Text("SELECT other")))));
    }
}
