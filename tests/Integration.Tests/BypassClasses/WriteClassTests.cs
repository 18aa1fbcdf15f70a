using NUnit.Framework;
using ProxyDb.Integration.Tests.Oracles;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.BypassClasses;

/// <summary>Writes in disguise, and copies that are read afterwards.</summary>
public sealed class WriteClassTests : BypassFixture
{
    [Test]
    public void Class_5_cte_writes()
    {
        var before = Superuser("SELECT count(*), sum(total) FROM orders");
        var reader = Reader();
        foreach (var text in (string[])
        [
            "WITH d AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM d", "WITH u AS (UPDATE orders SET total = 0 RETURNING id) SELECT * FROM u",
            "WITH RECURSIVE a AS (SELECT 1), d AS (INSERT INTO orders (customer_id, total) VALUES (1, 1) RETURNING id) SELECT 1",
            "COPY (DELETE FROM orders RETURNING id) TO STDOUT", "EXPLAIN ANALYZE DELETE FROM orders", "PREPARE d AS DELETE FROM orders",
            "MERGE INTO orders o USING (VALUES (1)) v (i) ON o.id = v.i WHEN MATCHED THEN DELETE", "SELECT * FROM orders FOR UPDATE",
            "SELECT nextval('orders_id_seq')", "SELECT 1 INTO t", "CREATE TABLE public.t AS WITH d AS (DELETE FROM orders RETURNING id) SELECT * FROM d",
        ])
            AssertDenied(reader, text);
        Assert.That(Superuser("SELECT count(*), sum(total) FROM orders"), Is.EqualTo(before));
        // Under a mask and a filter, a writing CTE shows masks and touches shown rows only.
        var analyst = Analyst();
        analyst.Query("BEGIN");
        Ask(analyst, "WITH u AS (UPDATE customers SET amount = 0 RETURNING resident_no, name) SELECT * FROM u");
        Ask(analyst, "ROLLBACK");
    }

    [Test]
    public void Class_9_bulk_in_and_out()
    {
        var analyst = Analyst();
        foreach (var text in (string[])["COPY payroll TO STDOUT", "COPY (SELECT amount FROM payroll) TO STDOUT", "COPY payroll FROM STDIN", "COPY hidden.t TO STDOUT WITH BINARY", "COPY (TABLE payroll) TO PROGRAM 'cat'", "COPY customers TO '/tmp/x'", "COPY customers FROM '/etc/passwd'"])
            AssertDenied(analyst, text);
        foreach (var text in (string[])["COPY customers TO STDOUT", "COPY customers (resident_no) TO STDOUT (FORMAT csv)", "COPY public.visits_s02 TO STDOUT", "COPY (SELECT * FROM customers) TO STDOUT", "COPY (SELECT resident_no FROM customers) TO STDOUT (FORMAT binary)"])
        {
            AssertHidden(analyst.Query(text), text);
            analyst.Send(Parse("", text), Bind("", ""), Execute(), Sync);
            AssertHidden(analyst.ReadUntilReady(), text);
        }

        // Bulk in would write masked columns and rows outside the filter: refused before data is taken.
        foreach (var text in (string[])["COPY customers FROM STDIN", "COPY customers (customer_id, name, branch, code, amount) FROM STDIN", "COPY visits (visit_id, branch, customer_id) FROM STDIN"])
            AssertDenied(analyst, text);
    }

    [Test]
    public void Class_10_copy_then_read()
    {
        foreach (var (copy, read) in ((string, string)[])
        [
            ("CREATE TEMP TABLE cheat AS SELECT resident_no AS v FROM customers", "SELECT v FROM cheat"),
            ("SELECT resident_no AS v INTO TEMP cheat FROM customers", "SELECT v FROM cheat"),
            ("CREATE TABLE lab.cheat AS TABLE customers", "SELECT resident_no FROM lab.cheat"),
            ("CREATE TEMP TABLE cheat (v text); INSERT INTO cheat SELECT resident_no FROM customers", "SELECT v FROM cheat"),
            ("CREATE TEMP TABLE cheat (v text); WITH u AS (UPDATE customers SET amount = amount RETURNING resident_no) INSERT INTO cheat SELECT * FROM u", "SELECT v FROM cheat"),
            ("CREATE MATERIALIZED VIEW lab.cheat AS SELECT resident_no FROM customers", "TABLE lab.cheat"),
            ("SELECT set_config('my.cheat', string_agg(resident_no, ','), false) FROM customers", "SHOW my.cheat"),
            ("UPDATE customers SET name = resident_no WHERE customer_id = 2", "SELECT name FROM customers WHERE customer_id = 2"),
            ("UPDATE orders SET total = (SELECT max(salary) FROM customers)", "SELECT total FROM orders"),
            ("UPDATE branches SET city = (SELECT max(note) FROM customers)", "SELECT city FROM branches"),
        ])
        {
            var analyst = Analyst();
            Ask(analyst, "BEGIN");
            foreach (var step in copy.Split("; "))
                Ask(analyst, step);
            Ask(analyst, read);
            Ask(analyst, "ROLLBACK");
            analyst.Dispose();
        }

        var maker = Analyst();
        if (!Ask(maker, "CREATE TABLE lab.stays AS SELECT resident_no, salary FROM customers ORDER BY customer_id").Exists(m => m.IsError))
            Assert.That(Superuser("SELECT count(*), bool_and(resident_no LIKE '***%'), bool_and(salary IS NULL) FROM lab.stays"), Is.EqualTo("8|t|t"));
        Ask(maker, "DROP TABLE lab.stays");
    }

    [Test]
    public void Class_28_pool_state_leakage()
    {
        using var gateway = Setup.GatewayUnderTest.StartProxyDb(OraclePolicy.Options(Shared.Database.Port) with { PoolSize = 1 });
        var trusted = Login(new RawLogin(gateway.Port, OraclePolicy.Trusted, OraclePolicy.Password, TwinSchema.Left));
        var analyst = Login(new RawLogin(gateway.Port, OraclePolicy.Analyst, OraclePolicy.Password, TwinSchema.Left));
        foreach (var left in (string[])
        [
            "SET search_path = hidden", "SET standard_conforming_strings = off", "SELECT set_config('search_path', 'lab', false)", "BEGIN; SET search_path = hidden; COMMIT",
            "SET my.kept = '7701111214'", "SET client_encoding = 'LATIN1'", "SELECT 1",
        ])
        {
            trusted.Query(left);
            AssertAnswers(analyst, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
            Ask(analyst, "EXECUTE q");
            Ask(analyst, "SELECT current_setting('my.kept', true)");
            AssertAnswers(analyst, "SELECT count(*) FROM customers", "8");
            trusted.Query("ROLLBACK; RESET ALL");
        }

        // A name prepared by one is another statement for the other, and each is secured for its own user.
        trusted.Send(Parse("same", "SELECT resident_no FROM customers WHERE customer_id = 1"), Bind("", "same"), Execute(), Sync);
        Assert.That(trusted.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Does.StartWith(Prefix));
        analyst.Send(Bind("", "same"), Execute(), Sync);
        AssertHidden(analyst.ReadUntilReady(), "a statement that another prepared");
        analyst.Send(Parse("same", "SELECT resident_no FROM customers WHERE customer_id = 1"), Bind("", "same"), Execute(), Sync);
        AssertHidden(analyst.ReadUntilReady(), "the same text under the same name");
        trusted.Send(Bind("", "same"), Execute(), Sync);
        Assert.That(trusted.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Does.StartWith(Prefix), "the trusted user is under no mask");
    }
}
