using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Securing;

/// <summary>
/// A gateway with one backend connection, where <c>app</c> sees customers of S01 and S02 and <c>other</c> those of S03, resident numbers masked:
/// what was prepared or opened stands under the masks and filters in force when it runs. <c>keyed</c> sees tokens.
/// </summary>
public sealed class PreparedUnderRulesTests : GatewayFixture
{
    private const string Branches = "SELECT DISTINCT branch_id FROM customers ORDER BY branch_id";
    private const string Rrn = "SELECT resident_no FROM customers WHERE customer_id = 1";

    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: own-branches, subjects: [any], except: ["user:keyed"], effect: filter, objects: [shop.customers], where: "branch_id IN ({{user.branches}})"}
          - {id: masked-rrn, subjects: [any], except: ["user:keyed"], effect: mask, columns: [shop.customers.resident_no], mask: {partial: {keep_first: 6, with: "*"}}}
          - {id: token-item, subjects: ["user:keyed"], effect: mask, columns: [shop.order_lines.item], mask: token}

        """;

    private ProxyDbProcess? _gateway;

    private ProxyDbProcess Gateway => _gateway ?? throw new InvalidOperationException("the fixture has not started");

    [OneTimeSetUp]
    public void StartGateway() => _gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(Shared.Database.Port) with
    {
        PoolSize = 1,
        MaskKeys = new Dictionary<string, string> { ["default"] = "a key for tests only, of more than thirty-two bytes" },
        Policies = new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text, ["securing.yaml"] = Policy },
        Users = new Dictionary<string, string>
        {
            [MySqlSample.User] = MySqlSample.Password, [MySqlSample.OtherUser] = MySqlSample.OtherPassword, ["keyed"] = "k", ["plain"] = "p",
        },
        Attributes = new Dictionary<string, IReadOnlyDictionary<string, string[]>>
        {
            [MySqlSample.User] = new Dictionary<string, string[]> { ["branches"] = ["S01", "S02"] },
            [MySqlSample.OtherUser] = new Dictionary<string, string[]> { ["branches"] = ["S03"] },
        },
    });

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    [Test]
    public void The_same_statement_prepared_by_two_users_runs_for_each_over_one_connection()
    {
        var (app, other) = (Login(Gateway.Port), Other());
        var (mine, theirs) = (app.Prepare(Branches), other.Prepare(Branches));
        for (var i = 0; i < 3; i++)
        {
            Assert.That(Values(app.Execute(mine)), Is.EqualTo(new[] { "S01", "S02" }));
            Assert.That(Values(other.Execute(theirs)), Is.EqualTo(new[] { "S03" }));
        }
    }

    [Test]
    public void A_user_without_the_attribute_is_refused()
    {
        var plain = Login(new RawMySqlLogin(Gateway.Port, "plain", "p"));
        Assert.That(plain.Error(Branches).ErrorCode, Is.EqualTo(1142));
        Assert.That(plain.Scalar("SELECT COUNT(*) FROM orders"), Is.EqualTo("500"));
    }

    [Test]
    public void A_cursor_shows_the_rows_of_its_user()
    {
        var app = Login(Gateway.Port);
        var statement = app.Prepare("SELECT customer_id, branch_id, resident_no FROM customers ORDER BY customer_id");
        var columns = app.OpenCursor(statement).Columns;
        Assert.That(app.Fetch(statement, columns, 2).Texts.Select(static r => string.Join('|', r)), Is.EqualTo(new[] { "1|S01|900101********", "2|S02|900101********" }));
        Assert.That(app.Fetch(statement, columns, 100).Rows, Has.Count.EqualTo(38));
    }

    [Test]
    public void A_changed_policy_holds_for_what_was_prepared_before_it()
    {
        var app = Login(Gateway.Port);
        var statement = app.Prepare(Rrn);
        Assert.That(Values(app.Execute(statement)), Is.EqualTo(new[] { "900101********" }));
        var file = Path.Combine(Gateway.PolicyDirectory, "securing.yaml");
        File.WriteAllText(file, Policy.Replace("keep_first: 6", "keep_first: 2", StringComparison.Ordinal));
        try
        {
            Wait.Until(() => Values(app.Execute(statement)) is ["90************"], TimeSpan.FromSeconds(20), () => "the new mask");
        }
        finally
        {
            File.WriteAllText(file, Policy);
            Wait.Until(() => Values(app.Execute(statement)) is ["900101********"], TimeSpan.FromSeconds(20), () => "the old mask");
        }
    }

    [Test]
    public void Changed_attributes_hold_for_the_next_execution()
    {
        var client = Other();
        var statement = client.Prepare(Branches);
        Assert.That(Values(client.Execute(statement)), Is.EqualTo(new[] { "S03" }));
        var users = Path.Combine(Path.GetDirectoryName(Gateway.ConfigurationFile)!, "users.yaml");
        var before = File.ReadAllText(users);
        File.WriteAllText(users, before.Replace("branches: ['S03']", "branches: ['S00', 'S04']", StringComparison.Ordinal));
        try
        {
            Wait.Until(() => Values(client.Execute(statement)) is ["S00", "S04"], TimeSpan.FromSeconds(20), () => "the new attributes");
        }
        finally
        {
            File.WriteAllText(users, before);
            Wait.Until(() => Values(client.Execute(statement)) is ["S03"], TimeSpan.FromSeconds(20), () => "the old attributes");
        }
    }

    [Test]
    public void A_big_result_is_masked_on_the_wire_in_text_in_binary_and_through_a_cursor()
    {
        var client = Login(new RawMySqlLogin(Gateway.Port, "keyed", "k"));
        const string sql = "SELECT l.order_id, l.item, NULL, m.item FROM order_lines l, order_lines m WHERE m.line = 1 AND m.order_id <= 20 ORDER BY 1, l.line, m.order_id";
        var text = client.Query(sql)[0].Texts;
        var statement = client.Prepare(sql);
        var binary = client.Execute(statement)[0].Texts;
        var columns = client.OpenCursor(statement).Columns;
        var fetched = new List<string?[]>();
        for (IReadOnlyList<string?[]> part; (part = client.Fetch(statement, columns, 10_000).Texts).Count > 0;)
        {
            fetched.AddRange(part);
            if (fetched.Count == 30_000)
                break;
        }

        Assert.That(text, Has.Count.EqualTo(30_000));
        Assert.That(text.All(static r => r[1]!.Length == 32 && r[2] is null && r[3] == text_token(r[3])), Is.True);
        Assert.That(text.Select(static r => r[1]).Distinct().Count(), Is.EqualTo(3), "equal values have equal tokens");
        Assert.That(binary, Is.EqualTo(text));
        Assert.That(fetched, Is.EqualTo(text));

        static string? text_token(string? value) => value is { Length: 32 } && value.All(char.IsAsciiHexDigitLower) ? value : null;
    }

    [Test]
    public void A_keyed_mask_beside_other_statements_is_refused()
    {
        var client = Login(new RawMySqlLogin(Gateway.Port, "keyed", "k"));
        Assert.That(client.Error("SELECT 1; SELECT item FROM order_lines").ErrorCode, Is.EqualTo(1142));
        Assert.That(client.Error("SELECT UPPER(item) FROM order_lines").ErrorCode, Is.EqualTo(1142));
    }

    private RawMySqlClient Other() => Login(new RawMySqlLogin(Gateway.Port, MySqlSample.OtherUser, MySqlSample.OtherPassword));

    private static string?[] Values(IReadOnlyList<MySqlResult> results) => [.. results[0].Texts.Select(static r => r[0])];
}
