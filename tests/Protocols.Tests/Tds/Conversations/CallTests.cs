using System.Text;
using ProxyDb.Protocols.Tds;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>RPC requests: texts wherever they stand, procedures by name, several calls of which one is denied.</summary>
[TestFixture]
internal sealed class CallTests
{
    private static readonly byte[] Latin = [9, 4, 0xd0, 0, 0x34];
    private static readonly byte[] Korean = [0x12, 4, 0xd0, 0, 0];

    [Test]
    public void The_text_of_sp_executesql_is_decided_with_its_definition()
    {
        var pair = new ScriptedPair();
        var call = TdsBytes.Call(10, TdsBytes.Text("SELECT @p"), TdsBytes.Text("@p int"), TdsBytes.Int(5, "@p"));
        Assert.That(pair.Client(pair.Bytes.Rpc(call)), Is.EqualTo(pair.Bytes.Rpc(call)));
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { "Simple: SELECT @p (@p int)" }));
        var answer = pair.Bytes.Answer(pair.Bytes.Columns("c"), TdsBytes.Row("5"), pair.Bytes.DoneInProc(1), TdsBytes.Status(), pair.Bytes.DoneProc());
        Assert.That(pair.Server(answer), Is.EqualTo(answer));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "SELECT @p: Ok 1/0" }));
    }

    private static IEnumerable<TestCaseData> Texts()
    {
        const string Text = "SELECT '김' FROM t";
        yield return new TestCaseData(TdsBytes.Text(Text)).SetArgDisplayNames("nvarchar");
        yield return new TestCaseData(TdsBytes.Text(Text, "@stmt")).SetArgDisplayNames("nvarchar, @stmt");
        yield return new TestCaseData(TdsBytes.Text(Text, "@STATEMENT")).SetArgDisplayNames("nvarchar, @statement");
        yield return new TestCaseData(TdsBytes.LongText(Text)).SetArgDisplayNames("nvarchar(max) in chunks");
        yield return new TestCaseData(TdsBytes.NText(Text)).SetArgDisplayNames("ntext");
        yield return new TestCaseData(TdsBytes.Narrow(CodePagesOf(949).GetBytes(Text), Korean)).SetArgDisplayNames("varchar of Korean");
    }

    private static Encoding CodePagesOf(int page) => CodePagesEncodingProvider.Instance.GetEncoding(page)!;

    [TestCaseSource(nameof(Texts))]
    public void The_text_is_read_in_every_type(byte[] text)
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call(10, text)));
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { "Simple: SELECT '김' FROM t" }));
    }

    [TestCase("sp_executesql")]
    [TestCase("SYS.[sp_executesql]")]
    [TestCase("shop..sp_executesql")]
    public void By_name_it_is_the_same_and_goes_by_its_number(string name)
    {
        var pair = new ScriptedPair();
        var sent = pair.Client(pair.Bytes.Rpc(TdsBytes.Call(name, TdsBytes.Text("SELECT 1", "@stmt"))));
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { "Simple: SELECT 1" }));
        Assert.That(sent, Is.EqualTo(pair.Bytes.Rpc(TdsBytes.Call(10, TdsBytes.Text("SELECT 1", "@stmt")))));
    }

    private static IEnumerable<TestCaseData> Hidden()
    {
        yield return Case("no text", TdsBytes.Call(10));
        yield return Case("a text that is NULL", TdsBytes.Call(10, TdsBytes.Text(null)));
        yield return Case("a number for a text", TdsBytes.Call(10, TdsBytes.Int(1)));
        yield return Case("the text in another place", TdsBytes.Call(10, TdsBytes.Text("@p int", "@params"), TdsBytes.Text("SELECT 1", "@stmt")));
        yield return Case("another name in its place", TdsBytes.Call(10, TdsBytes.Text("SELECT 1", "@other")));
        yield return Case("two texts", TdsBytes.Call(10, TdsBytes.Text("SELECT 1"), TdsBytes.Text("@p int"), TdsBytes.Text("SELECT 2", "@stmt")));
        yield return Case("two definitions", TdsBytes.Call(10, TdsBytes.Text("SELECT 1"), TdsBytes.Text("@p int"), TdsBytes.Text("@q int", "@params")));
        yield return Case("a value in the place of the definition", TdsBytes.Call(10, TdsBytes.Text("SELECT 1"), TdsBytes.Int(5, "@id")));
        yield return Case("a definition that is a statement", TdsBytes.Call(10, TdsBytes.Text("SELECT 1"), TdsBytes.Text("@p int; DROP TABLE t")));
        yield return Case("half a character", TdsBytes.Call(10, TdsBytes.Text("SELECT '\ud800'")));
        yield return Case("bytes that are no characters", TdsBytes.Call(10, TdsBytes.Narrow([0x41, 0xff], [0x12, 4, 0xd0, 4, 0])));
        yield return Case("another database", TdsBytes.Call("master..sp_prepare", TdsBytes.Int(null, isOutput: true), TdsBytes.Text(""), TdsBytes.Text("SELECT 1")));
        yield return Case("another database and two texts", TdsBytes.Call("master..sp_executesql", TdsBytes.Text("SELECT 1"), TdsBytes.Text("@p int"), TdsBytes.Text("SELECT 2", "@stmt")));
        yield return Case("no name", TdsBytes.Call("p; DROP TABLE t"));
        yield return Case("a text for ODBC in another place", TdsBytes.Call(14, TdsBytes.Text("{call p}", "@rpccall"), TdsBytes.Int(null, isOutput: true)));
        yield return Case("no definition for sp_prepare", TdsBytes.Call(11, TdsBytes.Int(null, isOutput: true), TdsBytes.Text("")));
    }

    private static TestCaseData Case(string name, byte[] call) => new TestCaseData(call).SetArgDisplayNames(name);

    [TestCaseSource(nameof(Hidden))]
    public void What_could_hide_a_text_is_refused(byte[] call)
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Rpc(call)), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Does.Match("^error\\d+/\\d+ doneproc\\[2\\]$"));
        Assert.That(pair.Gateway.Judged, Is.Empty);
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void A_procedure_by_name_is_decided_as_the_EXEC_it_stands_for()
    {
        var pair = new ScriptedPair();
        var call = TdsBytes.Call("dbo.p_out", TdsBytes.Int(1, "@a"), TdsBytes.Text("secret", "@b", isOutput: true), TdsBytes.Int(2));
        Assert.That(pair.Client(pair.Bytes.Rpc(call)), Is.EqualTo(pair.Bytes.Rpc(call)), "as it came");
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { "Simple: EXEC [dbo].[p_out] @a = @p1, @b = @p2 OUTPUT, @p3" }));
        pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.Value(1, 7), pair.Bytes.DoneProc()));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "EXEC [dbo].[p_out] @a = @p1, @b = @p2 OUTPUT, @p3: Ok 0/0" }));
    }

    [Test]
    public void A_text_that_a_procedure_looks_into_stands_there_as_a_literal()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call("sp_describe_first_result_set", TdsBytes.Text("SELECT 'x' FROM t", "@tsql"))));
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { "Simple: EXEC [sp_describe_first_result_set] @tsql = N'SELECT ''x'' FROM t'" }));
    }

    [Test]
    public void A_text_in_another_database_is_decided_as_the_EXEC_it_stands_for()
    {
        var pair = new ScriptedPair();
        var call = TdsBytes.Call("master..sp_executesql", TdsBytes.Text("SELECT 'x' FROM t WHERE v = @p", "@stmt"), TdsBytes.Text("@p nvarchar(9)"), TdsBytes.Text("secret", "@p"));
        Assert.That(pair.Client(pair.Bytes.Rpc(call)), Is.EqualTo(pair.Bytes.Rpc(call)), "as it came");
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[]
        {
            "Simple: EXEC [master]..[sp_executesql] @stmt = N'SELECT ''x'' FROM t WHERE v = @p', N'@p nvarchar(9)', @p = @p3",
        }));
    }

    [Test]
    public void A_name_of_a_parameter_cannot_carry_a_statement()
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Rpc(TdsBytes.Call("p", TdsBytes.Int(1, "@a = 1; DROP TABLE t --")))), Is.Empty);
        Assert.That(pair.Gateway.Judged, Is.Empty);
    }

    [Test]
    public void Metadata_are_never_left_out()
    {
        var pair = new ScriptedPair();
        var sent = pair.Client(pair.Bytes.Rpc(TdsBytes.CallWithoutMetadata(10, TdsBytes.Text("SELECT 1"))));
        Assert.That(sent, Is.EqualTo(pair.Bytes.Rpc(TdsBytes.Call(10, TdsBytes.Text("SELECT 1")))));
    }

    [TestCase(TdsVersion.V71Rev1)]
    [TestCase(TdsVersion.V74)]
    public void When_one_of_several_calls_is_denied_none_is_done(TdsVersion version)
    {
        var pair = new ScriptedPair(version);
        var request = pair.Bytes.Rpc(TdsBytes.Call(10, TdsBytes.Text("SELECT 1")), TdsBytes.Call(10, TdsBytes.Text("SELECT denied")));
        Assert.That(pair.Client(request), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error229/14 doneproc[2]"));
        Assert.That(pair.Gateway.Judged, Is.EqualTo(new[] { "Simple: SELECT 1" }));
        Assert.That(pair.Gateway.OpenRecords, Is.Zero);
    }

    [Test]
    public void Several_calls_go_each_under_its_own_permit_and_have_each_a_record()
    {
        var pair = new ScriptedPair(packetSize: 512);
        var request = pair.Bytes.Rpc(
            TdsBytes.Call(10, TdsBytes.Text("UPDATE t SET a = '" + new string('x', 400) + "'")), TdsBytes.Call(10, TdsBytes.Text("SELECT 2")),
            TdsBytes.Call("p"));
        Assert.That(pair.Client(request), Is.EqualTo(request));
        Assert.That(pair.Gateway.Sent, Is.EqualTo(new[] { "permit", "permit", "permit" }));
        var answer = pair.Bytes.Answer(
            pair.Bytes.DoneInProc(3, 0xc5), TdsBytes.Status(), pair.Bytes.DoneProc(DoneStatus.More),
            pair.Bytes.Columns("c"), TdsBytes.Row("2"), pair.Bytes.DoneInProc(1), TdsBytes.Status(), pair.Bytes.DoneProc(DoneStatus.More),
            pair.Bytes.Error(2812), pair.Bytes.DoneProc(DoneStatus.Error));
        Assert.That(pair.Server(answer), Is.EqualTo(answer));
        Assert.That(pair.Gateway.Records, Has.Count.EqualTo(3));
        Assert.That(pair.Gateway.Records[0], Does.EndWith("xxx': Ok 0/3"));
        Assert.That(pair.Gateway.Records[1], Is.EqualTo("SELECT 2: Ok 1/0"));
        Assert.That(pair.Gateway.Records[2], Is.EqualTo("EXEC [p]: Error 2812 0/0"));
    }

    [Test]
    public void Calls_that_are_not_to_be_executed_are_refused()
    {
        var pair = new ScriptedPair();
        var request = pair.Bytes.Rpc(TdsBytes.Call(10, TdsBytes.Text("SELECT 1")), TdsBytes.Call(10, TdsBytes.Text("SELECT 2")));
        request[Array.LastIndexOf(request, (byte)0xff) - 2 - 1] = request[^(TdsBytes.Call(10, TdsBytes.Text("SELECT 2")).Length + 1)] = 0xfe;
        Assert.That(pair.Client(request), Is.Empty);
    }

    [Test]
    public void Every_beginning_of_a_request_is_refused_or_read_and_never_breaks_otherwise()
    {
        var bytes = new TdsBytes(TdsVersion.V74);
        var call = TdsBytes.Call(
            10, TdsBytes.LongText("SELECT @p, @q"), TdsBytes.Text("@p int, @q int"), TdsBytes.Int(5, "@p"), TdsBytes.Narrow([0x41], Latin));
        for (var length = 0; length < call.Length; length++)
        {
            var pair = new ScriptedPair();
            try
            {
                pair.Client(bytes.Rpc(call[..length]));
            }
            catch (ProxyDb.Protocols.Wire.WireFault)
            {
                Assert.That(pair.Gateway.Sent, Is.Empty);
            }
        }
    }
}
