using System.Text;
using NUnit.Framework;
using ProxyDb.Policy.Decisions;
using ProxyDb.TestKit.Postgres;

namespace ProxyDb.Policy.Tests.Rewriting.Targets;

/// <summary>
/// Writes on a real server: the secured text over the whole table does, shows, locks and fails as the client's own text over a table
/// in which hidden rows are missing and masked values are NULL. So nothing of either can be told.
/// </summary>
public sealed class TargetServerTests
{
    private const string Tables = """
        CREATE SCHEMA visible;
        CREATE TABLE public.customers (id int PRIMARY KEY, name text, resident_no text, branch text, region int, amount int);
        CREATE TABLE public.orders (id int PRIMARY KEY, customer_id int, total numeric(10,2));
        CREATE TABLE visible.customers (LIKE public.customers INCLUDING ALL);
        CREATE TABLE visible.orders (LIKE public.orders INCLUDING ALL);
        CREATE PROCEDURE reset() LANGUAGE sql AS $$
            TRUNCATE public.customers, public.orders, visible.customers, visible.orders;
            INSERT INTO public.customers
                SELECT i, 'n' || i, 'r' || i, 'S0' || (i % 3), i % 2, CASE WHEN i % 3 = 0 THEN 100 ELSE i END FROM generate_series(1, 12) i;
            INSERT INTO public.orders SELECT i, i % 13, i FROM generate_series(1, 30) i;
            INSERT INTO visible.customers SELECT id, name, NULL, branch, region, amount FROM public.customers WHERE branch IN ('S01', 'S02');
            INSERT INTO visible.orders SELECT * FROM public.orders;
        $$;
        """;

    private const int RandomCount = 150;

    private static readonly string[] Statements =
    [
        "DELETE FROM customers",
        "DELETE FROM customers WHERE id < 7",
        "DELETE FROM customers WHERE 1 / (amount - 100) = 0",
        "DELETE FROM customers WHERE id < 7 AND 1 / (amount - 100) = 0",
        "DELETE FROM customers WHERE id < 7 OR 1 / (amount - 100) = 0",
        "DELETE FROM customers WHERE NOT (1 / (amount - 100) = 0)",
        "DELETE FROM customers WHERE (SELECT 1 / (amount - 100)) = 0",
        "DELETE FROM customers WHERE CASE WHEN amount = 100 THEN 1 / 0 = 1 ELSE true END",
        "DELETE FROM customers WHERE resident_no = 'r4'",
        "DELETE FROM customers WHERE resident_no LIKE 'r%' RETURNING *",
        "DELETE FROM customers WHERE resident_no IS NULL RETURNING id, resident_no",
        "DELETE FROM customers WHERE resident_no::int > 0",
        "DELETE FROM customers WHERE left(resident_no, 1)::int > 0 RETURNING id",
        "DELETE FROM customers c USING orders o WHERE o.customer_id = c.id AND 1 / (c.amount - 100) = 0 RETURNING c.id, o.id",
        "DELETE FROM customers c USING orders o WHERE o.customer_id = c.id RETURNING c.*, o.*",
        "UPDATE customers SET name = name || 'x' RETURNING id, name, resident_no",
        "UPDATE customers SET amount = 1 / (amount - 100)",
        "UPDATE customers SET name = resident_no WHERE id IN (1, 2, 3)",
        "UPDATE customers SET name = coalesce(resident_no, 'masked') RETURNING *",
        "UPDATE customers c SET name = 'x' FROM orders o WHERE o.customer_id = c.id AND o.total > 20 AND c.name LIKE 'n1%' RETURNING c.name, o.id",
        "UPDATE customers c SET amount = o.total FROM orders o WHERE o.customer_id = c.id AND 10 / (c.amount - 100) < o.total RETURNING c.id",
        "UPDATE customers SET branch = 'S02' WHERE branch = 'S01' RETURNING *",
        "UPDATE customers c SET amount = (SELECT max(total) FROM orders o WHERE o.customer_id = c.id AND 1 / (c.amount - 100) = 0)",
        "UPDATE customers SET (name, region) = (SELECT 'x', 5) WHERE EXISTS (SELECT FROM orders o WHERE o.customer_id = customers.id)",
        "INSERT INTO customers (id, name, branch) VALUES (50, 'x', 'S01'), (51, 'y', 'S02') RETURNING *",
        "INSERT INTO customers (id, branch) SELECT 100 + id, 'S01' FROM orders RETURNING id, resident_no",
        "INSERT INTO customers (id, name, branch) VALUES (1, 'x', 'S01') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name RETURNING *",
        "INSERT INTO customers AS c (id, name, branch) VALUES (1, 'x', 'S01') ON CONFLICT (id) DO UPDATE SET name = c.name || EXCLUDED.name "
            + "WHERE 1 / (c.amount - 100) = 0 RETURNING c.resident_no",
        "INSERT INTO customers (id, name, branch) VALUES (1, 'x', 'S01') ON CONFLICT DO NOTHING RETURNING id",
        "UPDATE orders o SET total = 0 FROM customers c WHERE c.id = o.customer_id AND 1 / (c.amount - 100) = 0 RETURNING o.id, c.resident_no",
        "DELETE FROM orders o USING customers c WHERE c.id = o.customer_id AND c.resident_no IS NULL",
        "UPDATE customers c SET name = d.name FROM customers d WHERE d.id = c.id + 1 AND 1 / (d.amount - 100) = 0 RETURNING c.*, d.resident_no",
        "INSERT INTO orders SELECT 100 + id, id, 1 / (amount - 100) FROM customers WHERE 1 / (amount - 100) = 0",
        "DELETE FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE resident_no IS NULL AND 1 / (amount - 100) = 0)",
        "SELECT id FROM customers FOR UPDATE",
        "SELECT id, resident_no FROM customers WHERE 1 / (amount - 100) = 0 FOR UPDATE",
        "SELECT c.id, resident_no FROM customers c WHERE c.id < 9 AND name LIKE 'n%' ORDER BY id LIMIT 2 FOR NO KEY UPDATE",
        "SELECT c.id FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.total > 20 FOR SHARE OF c SKIP LOCKED",
        "WITH d AS (DELETE FROM customers WHERE id < 7 RETURNING id, resident_no) SELECT * FROM d ORDER BY id",
        "WITH u AS (UPDATE customers SET name = 'x' WHERE id < 7 RETURNING *) INSERT INTO orders SELECT 100 + id, id, amount FROM u RETURNING id",
    ];

    [Test]
    public void A_secured_write_is_the_write_over_the_visible_rows()
    {
        using var server = PostgresServer.Start();
        _ = server.Psql(Tables);
        var random = new RandomWrites(20261125);
        string[] statements = [.. Statements, .. Enumerable.Range(0, RandomCount).Select(_ => random.Next())];
        object[] obligations = [Secured.Filter("branch IN ({{user.branches}})"), Secured.ResidentNo];
        var script = new StringBuilder("\\set ON_ERROR_STOP 0\n");
        for (var i = 0; i < statements.Length; i++)
        {
            var result = Secured.Rewrite(statements[i], obligations);
            Assert.That(result.Statement, Is.Not.Null, $"{statements[i]}: {result.Refusal}");
            var secured = string.Concat(result.Statement!.Parts.Select(static p => p.Slot >= 0 ? "'{S01,S02}'" : p.Text));
            Append(script, $"secured {i}", "public", secured);
            Append(script, $"visible {i}", "visible", statements[i]);
        }

        var outputs = server.Psql(script.ToString()).Split("\n== ").Skip(1).Select(static o => o[o.IndexOf('\n', StringComparison.Ordinal)..]).Select(Sorted).ToList();
        Assert.That(outputs, Has.Count.EqualTo(2 * statements.Length));
        Assert.Multiple(() =>
        {
            for (var i = 0; i < statements.Length; i++)
            {
                Assert.That(outputs[2 * i], Is.EqualTo(outputs[(2 * i) + 1]), statements[i]);
            }
        });
    }

    private static string Sorted(string output) => string.Join('\n', output.Trim().Split('\n').Order(StringComparer.Ordinal));

    /// <summary>What the statement shows and says, what it leaves of the visible rows, whether it left hidden ones alone, what it locked.</summary>
    private static void Append(StringBuilder script, string title, string schema, string statement) => script.Append($"""
        SET search_path = public;
        CALL reset();
        \echo
        \echo == {title}
        SET search_path = {schema};
        BEGIN;
        {statement};
        \echo :SQLSTATE :ROW_COUNT
        SELECT id, name, branch, region, amount FROM customers WHERE branch IN ('S01', 'S02') ORDER BY id;
        SELECT count(*) = 4 AND min(name) = 'n12' AND max(resident_no) = 'r9' FROM public.customers WHERE branch = 'S00';
        SELECT count(*), sum(total) FROM orders;
        ROLLBACK;
        SELECT id FROM customers WHERE xmax <> '0' ORDER BY id;

        """);
}
