using System.Globalization;
using NUnit.Framework;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Policy.Tests.Rewriting.MySql;

/// <summary>
/// Secured texts on a real MariaDB, run by the owner of the tables. What they show is what the text shows where the server's own views
/// hide the same; and nothing they tell depends on rows that are hidden.
/// </summary>
public sealed class MySqlSecuredServerTests
{
    private const string Rules = "mask email filter";

    /// <summary>What only a table can do.</summary>
    private static readonly string[] NotOfViews = ["PARTITION", "SYSTEM_TIME", "INDEX", "Odd Name", "v_quoted", "@a", "audit"];

    /// <summary>A session may choose how the server plans.</summary>
    private static readonly string[] Plans =
    [
        "default", "derived_merge=off", "semijoin=off,materialization=off", "condition_pushdown_for_derived=off,derived_with_keys=off",
        "mrr=on,mrr_sort_keys=on,index_condition_pushdown=on,rowid_filter=on,join_cache_hashed=on",
    ];

    private MariaDbServer _server = null!;
    private RawMySqlClient _client = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _server = MariaDbServer.Start(new MariaDbOptions { Sample = false });
        var script = File.ReadAllText(Path.Combine(MySqlBank.Folder(), "bank.sql"));
        _ = _server.Sql("CREATE DATABASE bank; CREATE DATABASE seen");
        _ = _server.Sql(script, "bank");
        var mask = MySqlBank.Secure("SELECT resident_no FROM customers", "mask").Statement!;
        var masked = MySqlBank.Text(mask).Split("(SELECT ")[1].Split(" FROM ")[0];
        _ = _server.Sql(
            $"""
            CREATE VIEW customers AS SELECT id, branch_id, name, {masked}, IF(FALSE, email, NULL) AS email, amount, born FROM bank.customers
              WHERE branch_id IN (1, 2);
            CREATE VIEW branches AS SELECT * FROM bank.branches; CREATE VIEW orders AS SELECT * FROM bank.orders;
            CREATE VIEW accounts AS SELECT id, branch_id, iban FROM bank.accounts;
            """ + string.Join('\n', script.Split('\n').Where(static l => l.StartsWith("CREATE VIEW", StringComparison.Ordinal))),
            "seen");
        _client = RawMySqlClient.Login(new RawMySqlLogin(_server.Port, MariaDbServer.SuperUser, MariaDbServer.SuperPassword, "bank"));
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _client?.Dispose();
        _server?.Dispose();
    }

    [Test]
    public void Secured_statements_show_what_equivalent_views_show()
    {
        var (wrong, count) = (new List<string>(), 0);
        foreach (var (sql, secured) in Statements())
        {
            var real = Answer("bank", secured).Replace("bank.", "seen.", StringComparison.Ordinal);
            var seen = Answer("seen", sql.Replace("bank.", "seen.", StringComparison.Ordinal));
            count++;
            if (real != seen)
            {
                wrong.Add($"{sql}\n{secured}\n--- is\n{real}\n--- should be\n{seen}");
            }
        }

        Assert.That(wrong, Is.Empty, string.Join("\n\n", wrong));
        Assert.That(count, Is.GreaterThan(50));
    }

    [TestCase("SELECT count(*) FROM customers WHERE EXTRACTVALUE('<a/>', name) = 'x' OR id > 0")]
    [TestCase("SELECT id FROM customers WHERE id BETWEEN 1 AND 60 AND 1 / (amount - 100) > 0")]
    [TestCase("SELECT id FROM customers WHERE name = 0")]
    [TestCase("SELECT id FROM customers WHERE amount * 100000000000000000 > 0 AND CAST(amount * 92233720368547758 AS SIGNED) + 9223372036854775807 > 0")]
    [TestCase("SELECT id FROM customers WHERE born = name")]
    [TestCase("SELECT id FROM customers WHERE JSON_EXTRACT(name, '$') IS NULL ORDER BY JSON_VALUE(name, '$.a')")]
    [TestCase("SELECT c.id FROM customers c JOIN orders o ON o.note = c.amount AND o.customer_id = c.id")]
    [TestCase("SELECT id FROM customers WHERE id = 15 AND name REGEXP '(' ")]
    [TestCase("SELECT id FROM customers WHERE amount BETWEEN 'a' AND 'z'")]
    [TestCase("SELECT id FROM customers ORDER BY CAST(name AS DATE), id")]
    [TestCase("SELECT CAST(name AS DATE) x, count(*) FROM customers GROUP BY x")]
    [TestCase("SELECT max(CAST(name AS DATE)) FROM customers")]
    [TestCase("SELECT id FROM customers FORCE INDEX (name) WHERE name > '' AND name = 0")]
    [TestCase("SELECT id FROM customers WHERE name LIKE 'n%' AND CAST(name AS DATE) IS NULL")]
    [TestCase("SELECT (SELECT count(*) FROM orders o WHERE o.note = c.name AND c.name = 0) FROM customers c")]
    [TestCase("SELECT c.id FROM orders o LEFT JOIN customers c ON c.id = o.customer_id AND c.name = 0")]
    [TestCase("SELECT id, row_number() OVER (ORDER BY CAST(name AS DATE)) FROM customers")]
    [TestCase("SELECT count(*) FROM customers c JOIN customers d ON c.name = d.name AND d.name = 0")]
    [TestCase("SELECT id FROM customers WHERE (SELECT total FROM orders o WHERE o.customer_id <= customers.id) > 0")]
    [TestCase("SELECT min(id) FROM customers HAVING min(CAST(name AS DATE)) IS NULL")]
    [TestCase("SELECT x.id FROM (SELECT id, name FROM customers) x WHERE x.name = 0")]
    [TestCase("WITH x AS (SELECT id, name FROM customers) SELECT x.id FROM x JOIN orders o ON o.id = x.id WHERE x.name = 0")]
    [TestCase("SELECT n.id FROM v_names n WHERE n.name = 0")]
    [TestCase("SELECT branch_id FROM v_sum WHERE n = 'x'")]
    [TestCase("UPDATE customers SET born = born WHERE name = 0")]
    [TestCase("UPDATE customers SET born = '2000-01-01' WHERE 1 / (amount - 100) > 0 AND CAST(name AS SIGNED) > 5")]
    [TestCase("DELETE FROM customers WHERE EXTRACTVALUE('<a/>', name) = 'x'")]
    [TestCase("UPDATE customers c JOIN orders o ON o.note = c.name AND o.customer_id = c.id SET c.born = NULL WHERE o.id > 0")]
    public void What_a_statement_tells_does_not_depend_on_hidden_rows(string sql)
    {
        foreach (var (rules, plan) in new[] { "filter", "inner" }.SelectMany(static r => Plans, static (r, p) => (r, p)))
        {
            _ = _client.Run("USE bank");
            _ = _client.Run($"SET optimizer_switch = '{plan}'");
            _ = _client.Run("SET sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO'");
            var secured = Text(sql, rules);
            _ = _client.Run("BEGIN");
            var with = Told(secured);
            _ = _client.Run("ROLLBACK");
            _ = _client.Run("BEGIN");
            _ = _client.Run($"DELETE FROM customers WHERE branch_id IN ({(rules == "inner" ? "2, 4" : "3, 4")})");
            var without = Told(secured);
            _ = _client.Run("ROLLBACK");
            Assert.That(with, Is.EqualTo(without), $"{secured} [{plan}]");
        }

        _ = _client.Run("SET optimizer_switch = 'default'");
    }

    [Test]
    public void A_filter_alone_would_tell()
    {
        _ = _client.Run("USE bank");
        var bare = Text("SELECT id FROM customers WHERE name = 0", "inner")
            .Replace("CASE WHEN customers.proxydb_visible THEN (name = 0) END", "name = 0", StringComparison.Ordinal);
        _ = _client.Run("SET optimizer_switch = 'semijoin=off,materialization=off'");
        var with = Told(bare);
        _ = _client.Run("BEGIN");
        _ = _client.Run("DELETE FROM customers WHERE branch_id IN (2, 4)");
        var without = Told(bare);
        _ = _client.Run("ROLLBACK");
        _ = _client.Run("SET optimizer_switch = 'default'");
        Assert.That(with, Is.Not.EqualTo(without), "what is tested here tests nothing");
    }

    [Test]
    public void Writes_touch_visible_rows_only()
    {
        foreach (var (sql, hidden) in new[]
        {
            ("UPDATE customers SET name = 'changed'", "name = 'changed'"),
            ("UPDATE customers c JOIN orders o ON o.customer_id = c.id SET c.name = 'changed'", "name = 'changed'"),
            ("INSERT INTO customers (id, branch_id, name) VALUES (2, 1, 'x'), (1, 1, 'x') ON DUPLICATE KEY UPDATE name = 'changed'", "name = 'changed'"),
        })
        {
            _ = _client.Run("USE bank");
            _ = _client.Run("BEGIN");
            _ = _client.Run(Text(sql, "filter"));
            Assert.That(_client.Scalar($"SELECT count(*) FROM customers WHERE branch_id IN (3, 4) AND {hidden}"), Is.EqualTo("0"), sql);
            Assert.That(_client.Scalar($"SELECT count(*) FROM customers WHERE {hidden}"), Is.Not.EqualTo("0"), sql);
            _ = _client.Run("ROLLBACK");
        }
    }

    [Test]
    public void A_row_lock_locks_what_it_would_lock()
    {
        _ = _client.Run("USE bank");
        _ = _client.Run("BEGIN");
        var rows = _client.Rows(Text("SELECT id FROM customers WHERE id = 4 AND name REGEXP 'n' FOR UPDATE", "filter"));
        Assert.That(rows, Has.Count.EqualTo(1));
        using var other = RawMySqlClient.Login(new RawMySqlLogin(_server.Port, MariaDbServer.SuperUser, MariaDbServer.SuperPassword, "bank"));
        _ = other.Run("SET innodb_lock_wait_timeout = 1");
        Assert.That(other.Error("UPDATE customers SET born = born WHERE id = 4").ErrorCode, Is.EqualTo(1205));
        _ = other.Run("UPDATE customers SET born = born WHERE id = 8");
        _ = _client.Run("ROLLBACK");
    }

    private static IEnumerable<(string Sql, string Secured)> Statements()
    {
        foreach (var line in Directory.EnumerateFiles(MySqlBank.Folder(), "*s.cases").Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
        {
            var sql = line.StartsWith('>') ? line[1..].Trim().Replace("?", "'1'", StringComparison.Ordinal) : "";
            if ((sql.StartsWith("SELECT", StringComparison.Ordinal) || sql.StartsWith("WITH", StringComparison.Ordinal))
                && !sql.Contains(';', StringComparison.Ordinal) && !NotOfViews.Any(w => sql.Contains(w, StringComparison.Ordinal))
                && MySqlBank.Secure(sql, Rules).Statement is { } secured)
            {
                yield return (sql, MySqlBank.Text(secured));
            }
        }
    }

    private static string Text(string sql, string rules)
    {
        var result = MySqlBank.Secure(sql, rules);
        Assert.That(result.Statement, Is.Not.Null, $"{sql}: {result.Refusal}");
        return MySqlBank.Text(result.Statement!);
    }

    /// <summary>Names and rows, in order if the statement has one, and the error if there is one.</summary>
    private string Answer(string database, string sql)
    {
        _ = _client.Run("USE " + database);
        _ = _client.Run("SET sql_mode = ''");
        var result = _client.Query(sql)[^1];
        var rows = result.IsError ? [] : result.Texts.Select(static r => string.Join('|', r.Select(static v => v ?? "NULL"))).ToList();
        if (!sql.Contains("ORDER BY", StringComparison.Ordinal))
        {
            rows.Sort(StringComparer.Ordinal);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(',', result.Columns.Select(static c => c.Name))} error {result.ErrorCode}\n{string.Join('\n', rows)}");
    }

    private string Told(string sql)
    {
        var result = _client.Query(sql)[^1];
        return string.Create(CultureInfo.InvariantCulture, $"error {result.ErrorCode}, {result.Warnings} warnings, {result.Rows.Count} rows, {result.AffectedRows} affected");
    }
}
