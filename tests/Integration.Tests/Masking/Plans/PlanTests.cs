using System.Text.Json;
using Npgsql;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Masking.Equivalence;
using ProxyDb.TestKit.Postgres;

namespace ProxyDb.Integration.Tests.Masking.Plans;

/// <summary>What the client's statement found by an index, the secured one finds by the same: EXPLAIN of both, compared on the server.</summary>
[Category("Gateway")]
public sealed class PlanTests
{
    private const string Database = "plans";

    private const string Schema = """
        CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, email text, resident_no varchar(13), branch_id text NOT NULL, created date);
        CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, branch_id text NOT NULL, total numeric(12,2), remark text);
        INSERT INTO customers SELECT i, 'name ' || i, 'mail' || i || '@example.com', lpad(i::text, 13, '9'), 'S' || i % 40, date '2020-01-01' + i % 2000 FROM generate_series(1, 20000) i;
        INSERT INTO orders SELECT i, 1 + i % 20000, 'S' || (1 + i % 20000) % 40, i, 'remark ' || i FROM generate_series(1, 60000) i;
        CREATE INDEX orders_by_customer ON orders (customer_id);
        CREATE INDEX customers_by_name ON customers (name);
        CREATE VIEW v_customers AS SELECT id, name, resident_no, branch_id FROM customers;
        GRANT ALL ON ALL TABLES IN SCHEMA public TO app;
        ANALYZE;
        """;

    private const string Rules = """
        proxydb: policy/v1
        rules:
          - {id: all, subjects: [any], actions: [read, write, lock], objects: ["public.*"], functions: ["*"], effect: allow}
          - {id: rows, subjects: ["user:filter", "user:both"], objects: [public.customers, public.orders], effect: filter, where: "branch_id IN ({{user.branches}})"}
          - {id: number, subjects: ["user:mask", "user:both"], columns: [public.customers.resident_no], effect: mask, mask: {partial: {keep_first: 6}}}
          - {id: mail, subjects: ["user:mask", "user:both"], columns: [public.customers.email], effect: mask, mask: email}
          - {id: total, subjects: ["user:mask", "user:both"], columns: [public.orders.total], effect: mask, mask: {round: 100}}

        """;

    private NpgsqlDataSource? _app;
    private SecuredRunner? _runner;

    public static IEnumerable<TestCaseData> Cases() =>
        from user in (string[])["mask", "filter", "both"]
        from sql in (string[])
        [
            "SELECT name, resident_no, email FROM customers WHERE id = $1",
            "SELECT * FROM customers WHERE id = $1",
            "SELECT id, resident_no FROM customers WHERE name = 'name 77' AND id > $1",
            "SELECT c.name, c.resident_no, o.total FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = $1",
            "SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = $1",
            "SELECT c.name, o.total FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.id = $1",
            "SELECT id, resident_no FROM customers WHERE id = $1 FOR UPDATE",
            "SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = $1 FOR UPDATE OF o",
            "SELECT id, name FROM customers WHERE id IN ($1, 5, 9) AND lower(name) LIKE '%7%'",
            "SELECT id, email FROM customers WHERE id BETWEEN $1 AND 40 ORDER BY id LIMIT 5",
            "SELECT name, resident_no FROM v_customers WHERE id = $1",
            "SELECT (SELECT c.email FROM customers c WHERE c.id = o.customer_id) FROM orders o WHERE o.id = $1",
            "UPDATE customers SET name = 'x' WHERE id = $1",
            "UPDATE customers SET name = 'x' WHERE id = $1 AND lower(name) LIKE '%7%'",
            "DELETE FROM orders WHERE customer_id = $1",
        ]
        select new TestCaseData(user, sql);

    [OneTimeSetUp]
    public void MakeDatabase()
    {
        Shared.Database.Psql($"CREATE DATABASE {Database}");
        Shared.Database.Psql(Schema, Database);
        _app = NpgsqlDataSource.Create(FormattableString.Invariant(
            $"Host=127.0.0.1;Port={Shared.Database.Port};Username={SampleSchema.User};Password={SampleSchema.Password};Database={Database};SSL Mode=Disable;Maximum Pool Size=2"));
        _runner = new SecuredRunner(_app, Database, Rules, new Dictionary<string, string[]> { ["branches"] = ["S7", "S17"] });
    }

    [OneTimeTearDown]
    public void DropDatabase()
    {
        _app?.Dispose();
        Shared.Database.Psql($"DROP DATABASE IF EXISTS {Database} WITH (FORCE)");
    }

    [TestCaseSource(nameof(Cases))]
    public void The_secured_statement_uses_the_same_indexes(string user, string sql)
    {
        var (secured, refusal) = _runner!.Secure(user, sql);
        Assert.That(secured, Is.Not.Null, refusal);
        foreach (var mode in (string[])["force_custom_plan", "force_generic_plan"])
        {
            var (plain, bound) = (Plan(mode, sql), Plan(mode, secured!));
            Assert.That(Indexes(plain), Is.Not.Empty, "the client's own statement uses an index");
            Assert.That(Indexes(bound), Is.EquivalentTo(Indexes(plain)), $"{mode}\n{secured}\n{bound.GetRawText()}");
            Assert.That(SequentialScans(bound), Is.SubsetOf(SequentialScans(plain)), $"{mode}\n{secured}\n{bound.GetRawText()}");
        }
    }

    private JsonElement Plan(string mode, string sql)
    {
        using var connection = _app!.OpenConnection();
        using var setting = new NpgsqlCommand($"SET plan_cache_mode = {mode}; PREPARE p (int) AS {sql}", connection);
        setting.ExecuteNonQuery();
        using var explain = new NpgsqlCommand("EXPLAIN (FORMAT JSON) EXECUTE p (4247)", connection) { AllResultTypesAreUnknown = true };
        var text = (string)explain.ExecuteScalar()!;
        using var end = new NpgsqlCommand("DEALLOCATE p", connection);
        end.ExecuteNonQuery();
        return JsonDocument.Parse(text).RootElement[0].GetProperty("Plan");
    }

    private static List<string> Indexes(JsonElement plan) => [.. Nodes(plan).Where(n => n.TryGetProperty("Index Name", out _)).Select(n => n.GetProperty("Index Name").GetString()!).Order()];

    private static List<string> SequentialScans(JsonElement plan) =>
        [.. Nodes(plan).Where(n => n.GetProperty("Node Type").GetString() == "Seq Scan").Select(n => n.GetProperty("Relation Name").GetString()!)];

    private static IEnumerable<JsonElement> Nodes(JsonElement plan) =>
        plan.TryGetProperty("Plans", out var below) ? below.EnumerateArray().SelectMany(Nodes).Prepend(plan) : [plan];
}
