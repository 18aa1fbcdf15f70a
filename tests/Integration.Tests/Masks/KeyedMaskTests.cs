using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tests.Masks;

/// <summary>Keyed masks through a gateway: tokens on the rows as they pass, and no other way to the value.</summary>
[TestFixture]
public sealed class KeyedMaskTests
{
    private const string Key = "0123456789abcdef-key-of-more-than-32-bytes";
    private const string OtherKey = "another-key-of-more-than-32-bytes-0123456789";
    private const string Value = "900101-1000007";

    private const string Policy = """
        proxydb: policy/v1
        rules:
          - id: token-of-resident-numbers
            subjects: [any]
            columns: [public.customers.resident_no]
            effect: mask
            mask: {token: true}
          - id: hash-of-names
            subjects: [any]
            columns: [public.customers.name]
            effect: mask
            mask: {hash: {key: nobody}}

        """;

    private ProxyDbProcess _gateway = null!;

    [OneTimeSetUp]
    public void Start() => _gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port)
    {
        Policies = new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text, ["masks.yaml"] = Policy },
        MaskKeys = new Dictionary<string, string> { ["default"] = Key + "\n" },
    });

    [OneTimeTearDown]
    public void Stop() => _gateway?.Dispose();

    [Test]
    public void Plain_columns_show_tokens_in_simple_and_extended_text_and_binary()
    {
        using var client = RawPostgresClient.Login(new RawLogin(_gateway.Port));
        const string sql = "SELECT customer_id, resident_no, branch_id, resident_no AS again FROM customers WHERE customer_id = 7";
        Assert.That(client.Rows(sql).Single(), Is.EqualTo(new[] { "7", Token(Value), "S02", Token(Value) }));
        foreach (var isBinary in new[] { false, true })
        {
            client.Send(ClientMessage.Extended(sql, isBinary), ClientMessage.Sync);
            var row = client.ReadUntilReady().Single(m => m.Kind == 'D').Values;
            Assert.That(Encoding.ASCII.GetString(row[1]!), Is.EqualTo(Token(Value)), $"binary={isBinary}");
            Assert.That(Encoding.ASCII.GetString(row[3]!), Is.EqualTo(Token(Value)), $"binary={isBinary}");
        }
    }

    [Test]
    public void Many_rows_and_portions_of_a_portal_are_all_masked()
    {
        using var client = RawPostgresClient.Login(new RawLogin(_gateway.Port));
        const string sql = "SELECT resident_no FROM customers ORDER BY customer_id";
        client.Send(
            ClientMessage.Parse("", sql), ClientMessage.Bind("", ""), ClientMessage.Execute("", 30), ClientMessage.Execute("", 30), ClientMessage.Execute(),
            ClientMessage.Sync);
        var rows = client.ReadUntilReady().Where(m => m.Kind == 'D').Select(m => m.TextValues[0]).ToList();
        Assert.That(rows, Is.EqualTo(Enumerable.Range(1, 100).Select(i => Token($"900101-1{i:000000}"))));
    }

    [TestCase("SELECT customer_id FROM customers WHERE resident_no = '900101-1000007'")]
    [TestCase("SELECT count(*) FROM customers GROUP BY resident_no")]
    [TestCase("SELECT upper(resident_no) FROM customers")]
    [TestCase("SELECT customer_id FROM customers ORDER BY resident_no")]
    [TestCase("SELECT resident_no FROM customers UNION SELECT 'x'")]
    [TestCase("COPY (SELECT resident_no FROM customers) TO STDOUT")]
    [TestCase("COPY customers TO STDOUT")]
    [TestCase("EXPLAIN SELECT resident_no FROM customers")]
    [TestCase("CREATE TEMP TABLE t AS SELECT resident_no FROM customers")]
    [TestCase("DECLARE c CURSOR WITH HOLD FOR SELECT resident_no FROM customers")]
    [TestCase("SELECT 1; SELECT resident_no FROM customers")]
    [TestCase("SELECT c FROM customers c")]
    public void Whatever_else_reads_the_column_is_refused(string sql)
    {
        using var client = RawPostgresClient.Login(new RawLogin(_gateway.Port));
        var answer = client.Query(sql);
        Assert.That(answer.Where(m => m.IsError).Select(m => m.SqlState), Is.Not.Empty, sql);
        Assert.That(answer.Where(m => m.Kind is 'D' or 'd').Select(m => Encoding.UTF8.GetString(m.Body)), Has.None.Contains("900101"), sql);
    }

    [Test]
    public void A_rule_with_a_key_that_is_not_configured_refuses_by_name()
    {
        using var client = RawPostgresClient.Login(new RawLogin(_gateway.Port));
        var error = client.Query("SELECT name FROM customers").Single(m => m.IsError);
        Assert.That(error.ToString(), Does.Contain("cannot be masked"));
    }

    [Test]
    public void Another_client_encoding_is_refused()
    {
        using var client = RawPostgresClient.Login(new RawLogin(_gateway.Port));
        client.Query("SET client_encoding = LATIN1");
        var error = client.Query("SELECT resident_no FROM customers").Single(m => m.IsError);
        Assert.That(error.ToString(), Does.Contain("client_encoding to UTF8"));
    }

    [Test]
    public void Other_key_bytes_in_the_file_give_other_tokens_without_a_restart()
    {
        UseKey(OtherKey);
        UseKey(Key);
    }

    private void UseKey(string key)
    {
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(_gateway.ConfigurationFile)!, "secrets/mask-default"), key + "\n");
        using var client = RawPostgresClient.Login(new RawLogin(_gateway.Port));
        Wait.Until(
            () => client.Scalar("SELECT resident_no FROM customers WHERE customer_id = 7") == Token(Value, key), TimeSpan.FromSeconds(20),
            () => _gateway.Process.Output);
    }

    private static string Token(string value, string key = Key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value)))[..32];
}
