using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Masking.Matrix;

namespace ProxyDb.Integration.MySql.Tests.Masking.Damage;

/// <summary>Rows are neither put outside of a filter, nor moved there, nor changed there.</summary>
public sealed class OutsideFilterTests : DamageFixture
{
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (301, 'Open-x', 'S03')")]
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (301, 'Open-x', CONCAT('S0', '3'))")]
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (301, 'Open-x', 'S01'), (302, 'Open-x', 'S03')")]
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (301, 'Open-x', (SELECT id FROM branches WHERE title = 'Third'))")]
    [TestCase("INSERT INTO customers SET id = 301, name = 'Open-x', branch_id = 'S04'")]
    [TestCase("INSERT INTO customers (id, name, branch_id) SELECT 301, 'Open-x', 'S03'")]
    [TestCase("INSERT INTO customers (id, name, branch_id) SELECT id + 300, name, CONCAT('S0', id) FROM customers")]
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (1, 'Open-x', 'S01') ON DUPLICATE KEY UPDATE branch_id = 'S04'")]
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (3, 'Open-x', 'S01') ON DUPLICATE KEY UPDATE name = 'Open-x'")]
    [TestCase("INSERT INTO v_customers (id, name, branch_id) VALUES (301, 'Open-x', 'S03')")]
    [TestCase("REPLACE INTO customers (id, name, branch_id) VALUES (3, 'Open-x', 'S01')")]
    [TestCase("UPDATE customers SET branch_id = 'S03' WHERE id = 1")]
    [TestCase("UPDATE customers SET branch_id = CONCAT('S0', id) WHERE id = 1")]
    [TestCase("UPDATE customers c, branches b SET c.branch_id = b.id WHERE b.title = 'Fourth' AND c.id = 1")]
    [TestCase("UPDATE customers c JOIN customers d ON d.id = c.id + 2 SET d.name = 'Open-x'")]
    [TestCase("UPDATE orders o LEFT JOIN customers c ON c.id = o.customer_id SET c.name = 'Open-x'")]
    [TestCase("UPDATE events SET tenant = 2 WHERE id = 2")]
    [TestCase("UPDATE staff SET grade = grade + 1")]
    [TestCase("INSERT INTO events (id, day, tenant) VALUES (900, '2026-02-02', 2)")]
    [TestCase("INSERT INTO payments (id, order_id, card_no) VALUES (900, 1, 'x')")]
    [TestCase("DELETE c FROM customers c JOIN branches b WHERE c.branch_id = 'S03'")]
    [TestCase("DELETE FROM customers WHERE branch_id = 'S03' OR TRUE = FALSE")]
    [TestCase("TRUNCATE TABLE orders")]
    public void Nothing_is_written_outside_of_the_filter(string sql)
    {
        var result = Run(Open(MatrixPolicy.Filter), sql);
        if (result.IsError)
        {
            Assert.That(result.ErrorCode, Is.EqualTo(Refused));
            AssertNothingChanged();
            return;
        }

        // What went through because nothing was outside may only have written inside.
        Assert.That(Outside(MatrixDatabases.Real), Is.EqualTo(Outside(MatrixDatabases.Of(MatrixPolicy.None))), "rows outside of the filter were written");
    }

    [TestCase("S03", Refused)]
    [TestCase("S01 ", Refused)]
    [TestCase(null, Refused)]
    [TestCase("S02", 0)]
    public void A_bound_value_is_judged(string? branch, int expected)
    {
        Assert.That(Run(Open(MatrixPolicy.Filter), "INSERT INTO customers (id, name, branch_id) VALUES (?, 'Open-x', ?)", "301", branch).ErrorCode, Is.EqualTo(expected));
        if (expected != 0)
            AssertNothingChanged();
        else
            Assert.That(Value("SELECT branch_id FROM customers WHERE id = 301"), Is.EqualTo("S02"));
    }

    [Test]
    public void One_statement_outside_refuses_its_whole_text()
    {
        var client = Open(MatrixPolicy.Filter);
        Assert.That(Run(client, "INSERT INTO customers (id, name, branch_id) VALUES (301, 'x', 'S01'); INSERT INTO customers (id, name, branch_id) VALUES (302, 'x', 'S03')").ErrorCode, Is.EqualTo(Refused));
        AssertNothingChanged();
    }

    private static List<string> Outside(string database) => Matrix.Databases.Values($"""
        SELECT CONCAT_WS('|', 'c', id, name, branch_id) FROM {database}.customers WHERE branch_id NOT IN ('S01', 'S02')
        UNION ALL SELECT CONCAT_WS('|', 'o', id, status, branch_id) FROM {database}.orders WHERE branch_id NOT IN ('S01', 'S02')
        UNION ALL SELECT CONCAT_WS('|', 'p', id, order_id) FROM {database}.payments WHERE order_id IN (SELECT id FROM {database}.orders WHERE branch_id NOT IN ('S01', 'S02'))
        UNION ALL SELECT CONCAT_WS('|', 'e', id, tenant) FROM {database}.events WHERE tenant <> 1
        UNION ALL SELECT CONCAT_WS('|', 's', id, grade) FROM {database}.staff WHERE grade > 3 ORDER BY 1
        """);
}
