using ProxyDb.Protocols.Statements;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql.Conversations;

/// <summary>Statements that are sent in another form: masks on rows of every kind, plans that do not hold, words that are withheld.</summary>
[TestFixture(true)]
[TestFixture(false)]
public sealed class SecuredAnswerTests(bool clientDeprecatesEof)
{
    private const MySqlCapability Backend = MySqlCapability.DeprecateEof | MySqlCapability.SessionTrack | MySqlCapability.MultiStatements;

    private ConversationBridge _bridge = null!;

    private RawMySqlClient Client => _bridge.Client;

    private ModelGateway Gateway => _bridge.Gateway;

    [SetUp]
    public void Connect() => _bridge = new ConversationBridge(
        RealServer.Port, Backend, MySqlCapability.MultiStatements | (clientDeprecatesEof ? MySqlCapability.DeprecateEof : 0));

    [TearDown]
    public void Disconnect()
    {
        _bridge.Dispose();
        Assert.That(Gateway.OpenRecords, Is.Zero);
    }

    private void Secure(string text, string sent, string[] names, params OutputMask[] masks) =>
        Gateway.Secured.Add(text, ModelGateway.Form(text, sent, names, masks));

    private static OutputMask Stars(int ordinal) => new(ordinal, ValueMask.Partial(1, 0, new System.Text.Rune('*')));

    [Test]
    public void Rows_are_masked_in_text_in_binary_and_behind_a_cursor()
    {
        const string Text = "SELECT n, word, amount FROM numbers WHERE n < ?";
        const string Sent = "SELECT n, word, amount FROM (SELECT * FROM numbers) numbers WHERE n < ?";
        Secure(Text, Sent, ["n", "word", "amount"], Stars(1), new OutputMask(2, ValueMask.Round(10)));
        var plain = Text.Replace("?", "4", StringComparison.Ordinal);
        Secure(plain, Sent.Replace("?", "4", StringComparison.Ordinal), ["n", "word", "amount"], Stars(1), new OutputMask(2, ValueMask.Round(10)));
        string[] wanted = ["1, w*****, 0.00", "2, w*****, 0.00", "3, w*****, 0.00"];
        Assert.That(Shown(Client.Query(plain)[0]), Is.EqualTo(wanted));

        var statement = Client.Prepare(Text);
        Assert.That(Shown(Client.Execute(statement, "4")[0]), Is.EqualTo(wanted));
        var opened = Client.OpenCursor(statement, "4");
        Assert.That(Shown(Client.Fetch(statement, opened.Columns, 2)), Is.EqualTo(wanted[..2]));
        Assert.That(Shown(Client.Fetch(statement, opened.Columns, 2)), Is.EqualTo(wanted[2..]));
        Assert.That(Shown(Client.Execute(statement, "2")[0]), Is.EqualTo(wanted[..1]));
        Assert.That(_bridge.Fault, Is.Null);
    }

    [Test]
    public void Values_become_null_and_null_becomes_a_value()
    {
        Secure(
            "SELECT n, word, at, big FROM numbers", "SELECT n, word, at, NULLIF(word, word) AS big FROM numbers WHERE n = 2",
            ["n", "word", "at", "big"], new OutputMask(0, ValueMask.Null), new OutputMask(3, ValueMask.Constant("none")), new OutputMask(2, ValueMask.Month));
        const string Wanted = "NULL, word 2, 2026-01-01 00:00:00.000000, none";
        Assert.That(Shown(Client.Query("SELECT n, word, at, big FROM numbers")[0]), Is.EqualTo(new[] { Wanted }));
        Assert.That(Shown(Client.Execute(Client.Prepare("SELECT n, word, at, big FROM numbers"))[0]), Is.EqualTo(new[] { Wanted }));
        Assert.That(_bridge.Fault, Is.Null);
    }

    [Test]
    public void A_result_that_was_not_planned_shows_no_row()
    {
        Secure("SELECT a", "SELECT n AS b FROM numbers", ["a"]);
        Assert.That(Client.Query("SELECT a")[0].ErrorCode, Is.EqualTo(1235));
        Secure("SELECT c", "SELECT n AS c, word FROM numbers", ["c"]);
        Assert.That(Client.Query("SELECT c")[0].ErrorCode, Is.EqualTo(1235));
        Assert.That(Client.Query("SELECT c; SELECT 1")[0].ErrorCode, Is.EqualTo(1054), "not secured");
        Assert.That(Client.Execute(Client.Prepare("SELECT c"))[0].ErrorCode, Is.EqualTo(1235));
        Assert.That(Client.Scalar("SELECT 5"), Is.EqualTo("5"));
        Assert.That(_bridge.Fault, Is.Null);
    }

    [Test]
    public void Errors_and_warnings_of_secured_statements_tell_no_value()
    {
        _bridge.KeepsBackend = true;
        Secure("INSERT INTO numbers(n) VALUES (1)", "INSERT INTO numbers(n) VALUES (1+0)", []);
        var error = Client.Error("INSERT INTO numbers(n) VALUES (1)");
        Assert.That(error.ToString(), Is.EqualTo("ERR 1062 23000 Duplicate entry for key 'PRIMARY'"));
        Assert.That(Client.Query("SHOW WARNINGS")[0].Rows, Is.Empty);

        Secure("SELECT secret", "SELECT CAST('secret value' AS int) AS secret", ["secret"]);
        var answer = Client.Query("SELECT secret")[0];
        Assert.That((answer.ErrorCode, answer.Warnings), Is.EqualTo((0, 0)));
        Assert.That(Client.Query("SHOW WARNINGS")[0].Rows, Is.Empty);
        Assert.That(Client.Query("SELECT CAST('own value' AS int)")[0].Warnings, Is.EqualTo(1));
        Assert.That(Client.Query("SHOW WARNINGS")[0].Rows, Has.Count.EqualTo(1));

        Secure("SELECT nowhere", "SELECT * FROM hidden_filter_column", []);
        Assert.That(Client.Error("SELECT nowhere").Message, Does.Not.Contain("hidden"));
        Assert.That(_bridge.Fault, Is.Null);
    }

    [Test]
    public void A_secured_text_that_changes_is_prepared_anew_behind_its_id()
    {
        const string Text = "SELECT ? AS v";
        Secure(Text, "SELECT CONCAT(?, '-one') AS v", ["v"]);
        var statement = Client.Prepare(Text);
        Assert.That(Client.Execute(statement, "x")[0].ToString(), Is.EqualTo("v: x-one"));
        Gateway.Secured[Text] = ModelGateway.Form(Text, "SELECT CONCAT(?, '-two') AS v", ["v"]);
        Client.SendExecute(statement, ["y"], sendTypes: false);
        Assert.That(Client.ReadAnswer(isBinary: true)[0].ToString(), Is.EqualTo("v: y-two"));

        // One that cannot be prepared is an error of that execution only.
        Gateway.Secured[Text] = ModelGateway.Form(Text, "SELECT CONCAT(?, nowhere.secret) AS v", ["v"]);
        var failed = Client.Execute(statement, "z")[0];
        Assert.That((failed.ErrorCode, failed.Message), Is.EqualTo((1109, "the statement failed; details are withheld, since it stands under masks or row filters")));
        Gateway.Secured[Text] = ModelGateway.Form(Text, "SELECT CONCAT(?, ?, '-more') AS v", ["v"]);
        Assert.That(Client.Execute(statement, "z")[0].ErrorCode, Is.EqualTo(1615));
        Gateway.Secured.Remove(Text);
        Assert.That(Client.Execute(statement, "z")[0].ToString(), Is.EqualTo("v: z"));
        Assert.That(_bridge.Fault, Is.Null);
    }

    [Test]
    public void A_cursor_does_not_go_on_under_other_masks()
    {
        const string Text = "SELECT word FROM numbers";
        Secure(Text, Text, ["word"], Stars(0));
        var statement = Client.Prepare(Text);
        var opened = Client.OpenCursor(statement);
        Assert.That(Shown(Client.Fetch(statement, opened.Columns, 1)), Is.EqualTo(new[] { "w*****" }));
        Gateway.Secured[Text] = ModelGateway.Form(Text, Text, ["word"], new OutputMask(0, ValueMask.Null));
        Assert.That(Client.Fetch(statement, opened.Columns, 1).ErrorCode, Is.EqualTo(1142));
        Assert.That(Shown(Client.Execute(statement)[0])[0], Is.EqualTo("NULL"));
        Gateway.Denies = true;
        Assert.That(Client.Execute(statement)[0].ErrorCode, Is.EqualTo(1142));
        Assert.That(_bridge.Fault, Is.Null);
    }

    [Test]
    public void Checked_values_decide_whether_an_execution_may_write()
    {
        const string Text = "INSERT INTO loaded VALUES (?)";
        Gateway.Secured.Add(Text, new SentText
        {
            Parts = [new SentPart("INSERT INTO loaded VALUES (?)"u8.ToArray(), -1)], ClientText = [], ParameterCount = 1, CheckedParameters = [1],
        });
        var statement = Client.Prepare(Text);
        Assert.That(Client.Execute(statement, "S01")[0].AffectedRows, Is.EqualTo(1));
        Assert.That(Client.Execute(statement, "S02")[0].ErrorCode, Is.EqualTo(1142));
        Assert.That(Client.Execute(statement, [null])[0].ErrorCode, Is.EqualTo(1142));
        Client.SendLongData(statement, 0, "S01");
        Assert.That(Client.Execute(statement, "S01")[0].ErrorCode, Is.EqualTo(1142), "values sent apart are not looked at");
        Client.Reset(statement);
        Assert.That(Client.Execute(statement, "S01")[0].AffectedRows, Is.EqualTo(1));
        Assert.That(_bridge.Fault, Is.Null);
    }

    [Test]
    public void Slots_are_literals_in_texts()
    {
        Gateway.Secured.Add("SELECT slot", new SentText
        {
            Parts = [new SentPart("SELECT"u8.ToArray(), -1), new SentPart([], 0), new SentPart("AS slot"u8.ToArray(), -1)], SlotCount = 1, ClientText = [],
            OutputNames = ["slot"u8.ToArray()],
        });
        Assert.That(Client.Query("SELECT slot")[0].ToString(), Is.EqualTo("slot: S01"));
        Assert.That(Client.Execute(Client.Prepare("SELECT slot"))[0].ToString(), Is.EqualTo("slot: S01"));
        Assert.That(_bridge.Fault, Is.Null);
    }

    private static string[] Shown(MySqlResult result) => [.. result.Texts.Select(r => string.Join(", ", r.Select(v => v ?? "NULL")))];
}
