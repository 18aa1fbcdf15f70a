using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Processes;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Securing;

/// <summary>
/// A gateway with few backend connections, where <c>app</c> sees customers of S01 and S02 and <c>other</c> those of S03, resident numbers
/// masked: what was prepared or opened stands under the masks and filters in force when it runs. <c>keyed</c> sees tokens.
/// </summary>
public sealed class PreparedUnderRulesTests : GatewayFixture
{
    private const int Refused = 229;
    private const string Branches = "SELECT DISTINCT branch_id FROM dbo.customers ORDER BY branch_id";
    private const string Rrn = "SELECT resident_no FROM dbo.customers WHERE customer_id = 1";

    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: own-branches, subjects: [any], except: ["user:keyed"], effect: filter, objects: [shop.dbo.customers], where: "branch_id IN ({{user.branches}})"}
          - {id: masked-rrn, subjects: [any], except: ["user:keyed"], effect: mask, columns: [shop.dbo.customers.resident_no], mask: {partial: {keep_first: 6, with: "*"}}}
          - {id: token-item, subjects: ["user:keyed"], effect: mask, columns: [shop.dbo.order_lines.item], mask: token}

        """;

    private ProxyDbProcess? _gateway;

    private ProxyDbProcess Gateway => _gateway ?? throw new InvalidOperationException("the fixture has not started");

    private string PolicyFile => Path.Combine(Gateway.PolicyDirectory, "securing.yaml");

    private string UsersFile => Path.Combine(Path.GetDirectoryName(Gateway.ConfigurationFile)!, "users.yaml");

    [OneTimeSetUp]
    public void StartGateway() => _gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with
    {
        PoolSize = 1,
        MaskKeys = new Dictionary<string, string> { ["default"] = "a key for tests only, of more than thirty-two bytes" },
        Policies = new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text, ["securing.yaml"] = Policy },
        Users = new Dictionary<string, string>
        {
            [TdsSample.User] = TdsSample.Password, [TdsSample.OtherUser] = TdsSample.OtherPassword, ["keyed"] = "k", ["plain"] = "p",
        },
        Attributes = new Dictionary<string, IReadOnlyDictionary<string, string[]>>
        {
            [TdsSample.User] = new Dictionary<string, string[]> { ["branches"] = ["S01", "S02"] },
            [TdsSample.OtherUser] = new Dictionary<string, string[]> { ["branches"] = ["S03"] },
        },
    });

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    [Test]
    public void The_same_statement_prepared_by_two_users_runs_for_each_over_one_connection()
    {
        var (app, other) = (App(), Other());
        var (mine, theirs) = (Prepare(app, Branches), Prepare(other, Branches));
        for (var i = 0; i < 3; i++)
        {
            Assert.That(Values(Execute(app, mine)), Is.EqualTo(new[] { "S01", "S02" }));
            Assert.That(Values(Execute(other, theirs)), Is.EqualTo(new[] { "S03" }));
        }
    }

    [Test]
    public void A_call_with_parameters_shows_each_user_its_own_rows()
    {
        var rpc = RawTdsRpc.Sql("SELECT customer_id FROM dbo.customers WHERE customer_id <= @p ORDER BY customer_id", "@p int").Add(8);
        Assert.That(Values(App().Rpc(rpc)), Is.EqualTo(new[] { "1", "2", "6", "7" }));
        Assert.That(Values(Other().Rpc(rpc)), Is.EqualTo(new[] { "3", "8" }));
    }

    [Test]
    public void A_user_without_the_attribute_is_refused()
    {
        var plain = Login(new RawTdsLogin(Gateway.Port) { User = "plain", Password = "p" });
        Assert.That(plain.Error(Branches).Number, Is.EqualTo(Refused));
        Assert.That(plain.Rpc(PrepExec(Branches)).Errors[0].Number, Is.EqualTo(Refused));
        Assert.That(plain.Scalar("SELECT COUNT(*) FROM dbo.orders"), Is.EqualTo("500"));
    }

    [Test]
    public void A_cursor_shows_the_rows_of_its_user_and_their_number()
    {
        var app = App();
        var opened = Open(app, "SELECT customer_id, branch_id, resident_no FROM dbo.customers ORDER BY customer_id");
        Assert.That(opened.Outputs[^1].Value, Is.EqualTo(40));
        var cursor = HandleOf(opened);
        Assert.That(
            Fetch(app, cursor, 2).Rows.Select(static r => string.Join('|', r.Texts.Take(3))),
            Is.EqualTo(new[] { "1|S01|900101********", "2|S02|900101********" }));
        Assert.That(Fetch(app, cursor, 100).Rows, Has.Count.EqualTo(38));
        Close(app, cursor);
    }

    [Test]
    public void A_changed_policy_holds_for_what_was_prepared_before_it()
    {
        var app = App();
        var statement = Prepare(app, Rrn);
        Assert.That(Values(Execute(app, statement)), Is.EqualTo(new[] { "900101********" }));
        File.WriteAllText(PolicyFile, Policy.Replace("keep_first: 6", "keep_first: 2", StringComparison.Ordinal));
        try
        {
            Wait.Until(() => Values(Execute(app, statement)) is ["90************"], TimeSpan.FromSeconds(20), () => "the new mask");
        }
        finally
        {
            File.WriteAllText(PolicyFile, Policy);
            Wait.Until(() => Values(Execute(app, statement)) is ["900101********"], TimeSpan.FromSeconds(20), () => "the old mask");
        }
    }

    [Test]
    public void A_cursor_does_not_go_on_under_other_masks()
    {
        var other = Other();
        var cursor = HandleOf(Open(other, "SELECT resident_no FROM dbo.customers ORDER BY customer_id"));
        Assert.That(Fetch(other, cursor, 1).Rows[0].Texts[0], Is.EqualTo("900101********"));
        File.WriteAllText(PolicyFile, Policy.Replace("keep_first: 6", "keep_first: 3", StringComparison.Ordinal));
        try
        {
            // What was opened a moment ago may end as it began: not longer than some seconds, and never unmasked.
            Wait.Until(
                () =>
                {
                    var part = Fetch(other, cursor, 1, direction: 1);
                    Assert.That(part.Rows.All(static r => r.Texts[0] == "900101********"), Is.True);
                    return part.Errors.Count > 0;
                },
                TimeSpan.FromSeconds(30), () => "the refusal");
            Assert.That(Fetch(other, cursor, 1).Errors[0].Number, Is.EqualTo(Refused));
            Close(other, cursor);
            Assert.That(Values(other.Batch("SELECT TOP (1) resident_no FROM dbo.customers")), Is.EqualTo(new[] { "900***********" }));
        }
        finally
        {
            File.WriteAllText(PolicyFile, Policy);
            Wait.Until(() => Values(other.Batch("SELECT TOP (1) resident_no FROM dbo.customers")) is ["900101********"], TimeSpan.FromSeconds(20), () => "the old mask");
        }
    }

    [Test]
    public void Changed_attributes_hold_for_the_next_execution()
    {
        var client = Other();
        var statement = Prepare(client, Branches);
        Assert.That(Values(Execute(client, statement)), Is.EqualTo(new[] { "S03" }));
        var before = File.ReadAllText(UsersFile);
        File.WriteAllText(UsersFile, before.Replace("branches: ['S03']", "branches: ['S00', 'S04']", StringComparison.Ordinal));
        try
        {
            Wait.Until(() => Values(Execute(client, statement)) is ["S00", "S04"], TimeSpan.FromSeconds(20), () => "the new attributes");
        }
        finally
        {
            File.WriteAllText(UsersFile, before);
            Wait.Until(() => Values(Execute(client, statement)) is ["S03"], TimeSpan.FromSeconds(20), () => "the old attributes");
        }
    }

    [Test]
    public void A_big_result_is_masked_on_the_wire_in_a_batch_in_a_call_and_through_a_cursor()
    {
        var client = Keyed();
        const string sql = "SELECT l.order_id, l.item, CAST(NULL AS int) AS n, m.item AS other FROM dbo.order_lines l CROSS JOIN dbo.order_lines m "
            + "WHERE m.line = 1 AND m.order_id <= 5 ORDER BY l.order_id, l.line, m.order_id";
        var batch = Rows(client.Run(sql));
        Assert.That(batch, Has.Count.EqualTo(7500));
        Assert.That(batch.All(static r => IsToken(r.Split('|')[1]) && IsToken(r.Split('|')[3])), Is.True);
        Assert.That(batch.Select(static r => r.Split('|')[1]).Distinct().Count(), Is.EqualTo(3), "equal values have equal tokens");
        Assert.That(Rows(Execute(client, Prepare(client, sql))), Is.EqualTo(batch));
        var cursor = HandleOf(Open(client, sql));
        var fetched = new List<string>();
        for (IReadOnlyList<string> part; (part = Rows(Fetch(client, cursor, 3000))).Count > 0;)
            fetched.AddRange(part);
        Assert.That(fetched, Is.EqualTo(batch));
        Close(client, cursor);
    }

    [Test]
    public void A_keyed_mask_beside_other_statements_is_refused()
    {
        var client = Keyed();
        Assert.That(client.Error("SELECT 1 SELECT item FROM dbo.order_lines").Number, Is.EqualTo(Refused));
        Assert.That(client.Error("IF 1 = 1 SELECT item FROM dbo.order_lines").Number, Is.EqualTo(Refused));
        Assert.That(client.Error("SELECT UPPER(item) FROM dbo.order_lines").Number, Is.EqualTo(Refused));
    }

    private RawTdsClient App() => Login(new RawTdsLogin(Gateway.Port));

    private RawTdsClient Other() => Login(new RawTdsLogin(Gateway.Port) { User = TdsSample.OtherUser, Password = TdsSample.OtherPassword });

    private RawTdsClient Keyed() => Login(new RawTdsLogin(Gateway.Port) { User = "keyed", Password = "k" });

    private static RawTdsRpc PrepExec(string sql) => new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, isOutput: true).Add("").Add(sql);

    private static int Prepare(RawTdsClient client, string sql) => HandleOf(client.Rpc(PrepExec(sql)));

    private static TdsAnswer Execute(RawTdsClient client, int handle) => client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add(handle));

    private static TdsAnswer Open(RawTdsClient client, string sql) => client.Rpc(
        new RawTdsRpc(RawTdsRpc.CursorOpen).Add((int?)null, isOutput: true).Add(sql).Add(8, isOutput: true).Add(1, isOutput: true).Add(0, isOutput: true));

    private static TdsAnswer Fetch(RawTdsClient client, int cursor, int count, int direction = 2) =>
        client.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(direction).Add(0).Add(count));

    private static void Close(RawTdsClient client, int cursor) => client.Rpc(new RawTdsRpc(RawTdsRpc.CursorClose).Add(cursor)).OrThrow();

    private static int HandleOf(TdsAnswer answer) => (int)answer.OrThrow().Outputs[0].Value!;

    private static string?[] Values(TdsAnswer answer) => [.. answer.OrThrow().Rows.Select(static r => r.Texts[0])];

    private static List<string> Rows(TdsAnswer answer) => [.. answer.OrThrow().Rows.Select(static r => string.Join('|', r.Texts.Take(4)))];

    private static bool IsToken(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}
