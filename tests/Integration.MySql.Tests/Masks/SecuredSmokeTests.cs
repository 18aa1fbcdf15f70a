using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Masks;

/// <summary>A mask, a keyed mask and a filter by an attribute, through the gateway: in text, prepared, by cursor and in writes.</summary>
public sealed class SecuredSmokeTests : GatewayFixture
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: everything, subjects: [any], objects: ["*.*"], actions: [select, insert, update, delete, lock], effect: allow}
          - {id: own-branches, subjects: ["user:app"], objects: [shop.customers], effect: filter, where: "branch_id IN ({{user.branches}})"}
          - {id: hide-numbers, subjects: ["user:app"], columns: [shop.customers.resident_no], effect: mask, mask: {partial: {keep_last: 2}}}
          - {id: tokens, subjects: ["user:app"], columns: [shop.customers.email], effect: mask, mask: {token: true}}
        """;

    private ProxyDbProcess? _gateway;

    [OneTimeSetUp]
    public void StartGateway() =>
        _gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(Shared.Database.Port) with
        {
            Policies = new Dictionary<string, string> { ["masks.yaml"] = Policy },
            MaskKeys = new Dictionary<string, string> { ["default"] = Key },
            Attributes = new Dictionary<string, IReadOnlyDictionary<string, string[]>>
            {
                [MySqlSample.User] = new Dictionary<string, string[]> { ["branches"] = ["S01", "S02"] },
            },
        });

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    private RawMySqlClient Client() => Login(_gateway!.Port);

    [Test]
    public void Rows_are_filtered_and_masked_in_every_form()
    {
        var client = Client();
        const string Sql = "SELECT customer_id, resident_no, branch_id FROM customers WHERE customer_id <= 4 ORDER BY customer_id";
        string?[][] expected = [["1", "************01", "S01"], ["2", "************02", "S02"]];
        Assert.That(client.Rows(Sql), Is.EqualTo(expected));
        var statement = client.Prepare("SELECT customer_id, resident_no, branch_id FROM customers WHERE customer_id <= ? AND name LIKE ? ORDER BY customer_id");
        for (var i = 0; i < 2; i++)
            Assert.That(client.Execute(statement, "4", "customer%")[0].Texts, Is.EqualTo(expected));
        var open = client.OpenCursor(statement, "4", "customer%");
        Assert.That(client.Fetch(statement, open.Columns, 10).Texts, Is.EqualTo(expected));
    }

    [Test]
    public void Tokens_are_put_on_the_rows_text_and_binary()
    {
        var client = Client();
        const string Sql = "SELECT email FROM customers WHERE customer_id = 1";
        var text = client.Scalar(Sql);
        Assert.That(text, Does.Match("^[0-9a-f]{32}$"));
        Assert.That(client.Execute(client.Prepare(Sql))[0].Texts[0][0], Is.EqualTo(text));
        Assert.That(client.Error("SELECT customer_id FROM customers WHERE email = 'c1@example.com'").Message, Does.Contain("keyed mask"));
    }

    [Test]
    public void Writes_touch_visible_rows_only()
    {
        var client = Client();
        _ = client.Run("BEGIN");
        Assert.That(client.Run("UPDATE customers SET name = CONCAT(name, '!')").AffectedRows, Is.EqualTo(40));
        Assert.That(client.Error("INSERT INTO customers (customer_id, name, branch_id) VALUES (1001, 'x', 'S03')").Message, Does.Contain("branch_id"));
        Assert.That(client.Run("INSERT INTO customers (customer_id, name, branch_id) VALUES (1001, 'x', 'S01')").AffectedRows, Is.EqualTo(1));
        var insert = client.Prepare("INSERT INTO customers (customer_id, name, branch_id) VALUES (?, 'x', ?)");
        Assert.That(client.Execute(insert, "1002", "S02")[0].AffectedRows, Is.EqualTo(1));
        Assert.That(client.Execute(insert, "1003", "S04")[0].IsError, Is.True);
        Assert.That(client.Scalar("SELECT count(*) FROM customers"), Is.EqualTo("42"));
        _ = client.Run("ROLLBACK");
    }
}
