using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Masking.Matrix;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Masking.Damage;

/// <summary>Rows are neither put outside of a filter, nor moved there, nor changed there.</summary>
public sealed class OutsideFilterTests : DamageFixture
{
    private const string Insert = "INSERT INTO customers (id, name, branch_id) ";

    [TestCase(Insert + "VALUES (301, N'Open-x', 'S03')")]
    [TestCase(Insert + "VALUES (301, N'Open-x', CONCAT('S0', '3'))")]
    [TestCase(Insert + "VALUES (301, N'Open-x', 'S01'), (302, N'Open-x', 'S03')")]
    [TestCase(Insert + "VALUES (301, N'Open-x', (SELECT id FROM branches WHERE title = N'Third'))")]
    [TestCase(Insert + "SELECT 301, N'Open-x', 'S03'")]
    [TestCase(Insert + "SELECT id + 300, name, CONCAT('S0', id) FROM customers")]
    [TestCase("DECLARE @b varchar(3) = 'S03'; " + Insert + "VALUES (301, N'Open-x', @b)")]
    [TestCase("DECLARE @b varchar(3) = 'S01'; SET @b = 'S03'; " + Insert + "VALUES (301, N'Open-x', @b)")]
    [TestCase(Insert + "EXEC (N'SELECT 301, N''Open-x'', ''S03''')")]
    [TestCase(Insert + "OUTPUT inserted.id VALUES (301, N'Open-x', 'S03')")]
    [TestCase("INSERT INTO v_customers (id, name, branch_id) VALUES (301, N'Open-x', 'S03')")]
    [TestCase("INSERT INTO clients (id, name, branch_id) VALUES (301, N'Open-x', 'S03')")]
    [TestCase("WITH x AS (SELECT * FROM customers) INSERT INTO x (id, name, branch_id) VALUES (301, N'Open-x', 'S03')")]
    [TestCase("IF 1 = 1 " + Insert + "VALUES (301, N'Open-x', 'S03')")]
    [TestCase("BEGIN TRY " + Insert + "VALUES (301, N'Open-x', 'S03') END TRY BEGIN CATCH SELECT 1 END CATCH")]
    [TestCase("EXEC (N'INSERT INTO customers (id, name, branch_id) VALUES (301, N''Open-x'', ''S03'')')")]
    [TestCase("MERGE customers AS t USING (VALUES (301)) AS s(id) ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, name, branch_id) VALUES (s.id, N'Open-x', 'S03');")]
    [TestCase("MERGE customers AS t USING (VALUES (3)) AS s(id) ON t.id = s.id WHEN MATCHED THEN DELETE;")]
    [TestCase("DELETE FROM journal; INSERT INTO journal (id) OUTPUT inserted.id, N'Open-x', 'S03' INTO customers (id, name, branch_id) VALUES (301)")]
    [TestCase("UPDATE customers SET branch_id = 'S03' WHERE id = 1")]
    [TestCase("UPDATE customers SET branch_id = CONCAT('S0', id) WHERE id = 1")]
    [TestCase("UPDATE customers SET branch_id += '3' WHERE id = 1")]
    [TestCase("UPDATE customers SET branch_id = DEFAULT WHERE id = 3")]
    [TestCase("UPDATE c SET c.branch_id = b.id FROM customers c, branches b WHERE b.title = N'Fourth' AND c.id = 1")]
    [TestCase("UPDATE d SET d.name = N'Open-x' FROM customers c JOIN customers d ON d.id = c.id + 2")]
    [TestCase("UPDATE c SET c.name = N'Open-x' FROM orders o LEFT JOIN customers c ON c.id = o.customer_id")]
    [TestCase("UPDATE clients SET name = N'Open-x' WHERE id = 3")]
    [TestCase("WITH x AS (SELECT * FROM customers) UPDATE x SET name = N'Open-x'")]
    [TestCase("UPDATE x SET x.name = N'Open-x' FROM (SELECT * FROM customers) x")]
    [TestCase("UPDATE TOP (12) customers SET name = N'Open-x'")]
    [TestCase("DECLARE @b varchar(3) = 'S03'; UPDATE customers SET @b = branch_id = 'S04' WHERE id = 1")]
    [TestCase("DECLARE c CURSOR GLOBAL FOR SELECT id FROM customers; OPEN c; FETCH NEXT FROM c; UPDATE customers SET branch_id = 'S03' WHERE CURRENT OF c; CLOSE c; DEALLOCATE c")]
    [TestCase("UPDATE events SET tenant = 2 WHERE id = 2")]
    [TestCase("UPDATE staff SET grade = grade + 1")]
    [TestCase("INSERT INTO events (id, day, tenant) VALUES (900, '2026-02-02', 2)")]
    [TestCase("INSERT INTO payments (id, order_id, card_no) VALUES (900, 1, 'x')")]
    [TestCase("DELETE c FROM customers c JOIN branches b ON c.branch_id = 'S03'")]
    [TestCase("DELETE FROM customers WHERE branch_id = 'S03' OR 1 = 1")]
    [TestCase("DELETE TOP (12) FROM customers")]
    [TestCase("DELETE FROM clients")]
    [TestCase("TRUNCATE TABLE orders")]
    [TestCase("ALTER TABLE customers ALTER COLUMN branch_id varchar(5) NOT NULL")]
    [TestCase("DROP TABLE customers")]
    public void Nothing_is_written_outside_of_the_filter(string sql)
    {
        var error = Run(Open(MatrixPolicy.Filter), sql);
        if (error == Refused)
            AssertNothingChanged();

        // What went through because nothing was outside may only have written inside.
        Assert.That(Outside(MatrixDatabases.Real), Is.EqualTo(Outside(MatrixDatabases.Of(MatrixPolicy.None))), $"rows outside of the filter were written ({error})");
    }

    [Test]
    public void A_bound_value_is_judged(
        [Values("S03", "S01 ", "s03", null, "S02")] string? branch, [Values] bool isPrepared, [Values("INSERT", "UPDATE")] string kind)
    {
        var sql = kind == "INSERT" ? Insert + "VALUES (@i, @n, @b)" : "UPDATE customers SET branch_id = @b, name = @n WHERE id = @i";
        var id = kind == "INSERT" ? "301" : "1";
        var error = Run(Open(MatrixPolicy.Filter), sql, "@b varchar(3), @i int, @n nvarchar(40)", isPrepared, branch, id, "Open-x");
        if (branch == "S02")
        {
            Assert.That(error, Is.Zero);
            Assert.That(Value($"SELECT branch_id FROM customers WHERE id = {id}"), Is.EqualTo("S02"));
            return;
        }

        // A blank at the end is none to the server; either way it is in the filter.
        Assert.That(error, branch == "S01 " ? Is.AnyOf(0, Refused) : Is.EqualTo(Refused));
        if (error != 0)
            AssertNothingChanged();
    }

    /// <summary>Values are bound by name where they have names: the one that is judged is the one that is written.</summary>
    [Test]
    public void A_value_that_is_named_is_judged_wherever_it_stands()
    {
        var client = Open(MatrixPolicy.Filter);
        var call = RawTdsRpc.Sql(Insert + "VALUES (@i, N'Open-x', @b)", "@i int, @b varchar(3), @other varchar(3)")
            .Add("301", name: "@i").Add("S01", name: "@other").Add("S03", name: "@b");
        Assert.That(client.Rpc(call).Errors[0].Number, Is.EqualTo(Refused));
        AssertNothingChanged();
        var inside = RawTdsRpc.Sql(Insert + "VALUES (@i, N'Open-x', @b)", "@i int, @b varchar(3), @other varchar(3)")
            .Add("301", name: "@i").Add("S03", name: "@other").Add("S01", name: "@b");
        Assert.That(client.Rpc(inside).Errors, Is.Empty);
        Assert.That(Value("SELECT branch_id FROM customers WHERE id = 301"), Is.EqualTo("S01"));
    }

    /// <summary>What a default gives is not what the client sent.</summary>
    [TestCase("@i int, @b varchar(3) = 'S03'")]
    [TestCase("@i int, @b varchar(3)='S01'")]
    public void A_default_of_a_definition_is_no_way_out(string definition)
    {
        var error = Run(Open(MatrixPolicy.Filter), Insert + "VALUES (@i, N'Open-x', @b)", definition, false, "301");
        if (error == Refused)
            AssertNothingChanged();
        Assert.That(Outside(MatrixDatabases.Real), Is.EqualTo(Outside(MatrixDatabases.Of(MatrixPolicy.None))));
    }

    [Test]
    public void Each_execution_of_a_prepared_statement_is_judged()
    {
        var client = Open(MatrixPolicy.Filter);
        var prepared = client.Rpc(new RawTdsRpc(RawTdsRpc.Prepare).Add((int?)null, isOutput: true).Add("@i int, @b varchar(3)").Add(Insert + "VALUES (@i, N'Open-x', @b)").Add(1)).OrThrow();
        var handle = (int)prepared.Outputs[0].Value!;
        foreach (var (id, branch, expected) in ((string, string, int)[])[("301", "S01", 0), ("302", "S03", Refused), ("303", "S02", 0), ("304", "S04", Refused)])
        {
            var answer = client.Rpc(With(new RawTdsRpc(RawTdsRpc.Execute).Add(handle), [id, branch]));
            Assert.That(answer.Errors is [var first, ..] ? first.Number : 0, Is.EqualTo(expected), branch);
        }

        Assert.That(Value("SELECT COUNT(*) FROM customers WHERE id > 300"), Is.EqualTo("2"));
        Assert.That(Value("SELECT COUNT(*) FROM customers WHERE branch_id IN ('S03', 'S04')"), Is.EqualTo("6"));
    }

    [Test]
    public void One_statement_outside_refuses_its_whole_batch()
    {
        var client = Open(MatrixPolicy.Filter);
        Assert.That(Run(client, Insert + "VALUES (301, N'x', 'S01'); " + Insert + "VALUES (302, N'x', 'S03')"), Is.EqualTo(Refused));
        AssertNothingChanged();
    }

    [Test]
    public void Rows_do_not_come_in_by_bulk_load()
    {
        Assert.That(Run(Open(MatrixPolicy.Filter), "INSERT BULK customers (id int, name nvarchar(40), branch_id varchar(3))"), Is.Not.Zero);
        AssertNothingChanged();
    }

    private static List<string> Outside(string database) => [.. Matrix.Databases.Values($"""
        SELECT CONCAT_WS('|', 'c', id, name, branch_id) AS x FROM {database}.dbo.customers WHERE branch_id NOT IN ('S01', 'S02')
        UNION ALL SELECT CONCAT_WS('|', 'o', id, status, branch_id) FROM {database}.dbo.orders WHERE branch_id NOT IN ('S01', 'S02')
        UNION ALL SELECT CONCAT_WS('|', 'p', id, order_id) FROM {database}.dbo.payments
          WHERE order_id IN (SELECT id FROM {database}.dbo.orders WHERE branch_id NOT IN ('S01', 'S02'))
        UNION ALL SELECT CONCAT_WS('|', 'e', id, tenant) FROM {database}.dbo.events WHERE tenant <> 1
        UNION ALL SELECT CONCAT_WS('|', 's', id, grade) FROM {database}.dbo.staff WHERE grade > 3 ORDER BY 1
        """).Select(v => (string)v!)];
}
