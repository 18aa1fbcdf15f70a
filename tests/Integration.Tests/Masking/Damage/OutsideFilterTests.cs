using System.Text;
using Npgsql;
using NpgsqlTypes;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Masking.Matrix;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Masking.Damage;

/// <summary>Rows are neither put outside of a filter, nor moved there, nor changed there.</summary>
public sealed class OutsideFilterTests : DamageFixture
{
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (301, 'Open-x', 'S03')")]
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (301, 'Open-x', 'S0' || '1')")]
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (301, 'Open-x', (SELECT id FROM branches WHERE title = 'Third'))")]
    [TestCase("INSERT INTO customers (id, name, branch_id) SELECT 301, 'Open-x', 'S03'")]
    [TestCase("INSERT INTO customers (id, name, branch_id) SELECT id + 300, name, 'S0' || id FROM customers")]
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (1, 'Open-x', 'S01') ON CONFLICT (id) DO UPDATE SET branch_id = 'S04'")]
    [TestCase("INSERT INTO customers (id, name, branch_id) VALUES (3, 'Open-x', 'S01') ON CONFLICT (id) DO UPDATE SET name = 'Open-x'")]
    [TestCase("INSERT INTO v_customers (id, name, branch_id) VALUES (301, 'Open-x', 'S03')")]
    [TestCase("UPDATE customers SET branch_id = 'S03' WHERE id = 1")]
    [TestCase("UPDATE customers SET branch_id = 'S0' || id WHERE id = 1")]
    [TestCase("UPDATE customers SET branch_id = b.id FROM branches b WHERE b.title = 'Fourth' AND customers.id = 1")]
    [TestCase("UPDATE customers SET (name, branch_id) = ('Open-x', 'S04') WHERE id = 1")]
    [TestCase("UPDATE events SET tenant = 2 WHERE id = 2")]
    [TestCase("UPDATE staff SET grade = grade + 1")]
    [TestCase("INSERT INTO events (id, day, tenant) VALUES (900, '2026-02-02', 2)")]
    [TestCase("INSERT INTO payments (id, order_id, card_no) VALUES (900, 1, 'x')")]
    public void Nothing_is_written_outside_of_the_filter(string sql)
    {
        using var connection = Open(MatrixPolicy.Filter);
        try
        {
            new NpgsqlCommand(sql, connection).ExecuteNonQuery();
        }
        catch (PostgresException e) when (e.SqlState == "42501")
        {
            AssertNothingChanged();
            return;
        }

        // What went through because nothing was outside may only have written inside.
        Assert.That(Outside(), Is.Zero, "rows outside of the filter were written");
    }

    [TestCase("S03", false)]
    [TestCase("S03", true)]
    [TestCase("s01", true)]
    [TestCase("S01 ", true)]
    public void A_bound_value_outside_is_refused(string branch, bool isBinary)
    {
        using var client = RawPostgresClient.Login(Matrix.Login(MatrixPolicy.Filter, isThrough: true));
        client.SendBytes([.. ClientMessage.Parse("", "INSERT INTO customers (id, name, branch_id) VALUES (301, 'Open-x', $1)", TextType), .. Bind(branch, isBinary), .. ClientMessage.Execute(), .. ClientMessage.Sync]);
        Assert.That(client.ReadUntilReady().Find(m => m.IsError)?.SqlState, Is.EqualTo("42501"));
        AssertNothingChanged();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_bound_value_inside_is_written(bool isBinary)
    {
        using var client = RawPostgresClient.Login(Matrix.Login(MatrixPolicy.Filter, isThrough: true));
        client.SendBytes([.. ClientMessage.Parse("", "INSERT INTO customers (id, name, branch_id) VALUES (301, 'Open-x', $1)", TextType), .. Bind("S02", isBinary), .. ClientMessage.Execute(), .. ClientMessage.Sync]);
        Assert.That(client.ReadUntilReady().Find(m => m.IsError), Is.Null);
        Assert.That(Matrix.Databases.Values("SELECT branch_id FROM customers WHERE id = 301"), Is.EqualTo((string[])["S02"]));
    }

    [Test]
    public void One_row_of_a_batch_outside_is_one_refusal()
    {
        using var connection = Open(MatrixPolicy.Filter);
        using var batch = new NpgsqlBatch(connection);
        foreach (var (id, branch) in (IEnumerable<(int, string)>)[(301, "S01"), (302, "S03"), (303, "S02")])
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO customers (id, name, branch_id) VALUES ($1, 'Open-x', $2)")
            {
                Parameters = { new() { Value = id }, new() { Value = branch, NpgsqlDbType = NpgsqlDbType.Text } },
            });
        }

        AssertRefused(() => batch.ExecuteNonQuery());
        AssertNothingChanged();
    }

    [Test]
    public void A_missing_value_is_not_within_a_filter()
    {
        using var connection = Open(MatrixPolicy.Filter);
        AssertRefused(() => new NpgsqlCommand("INSERT INTO orders (id, customer_id, branch_id, total) VALUES (901, 1, NULL, 1)", connection).ExecuteNonQuery());
        AssertNothingChanged();
    }

    // A value in binary says nothing without its type.
    private const int TextType = 25;

    private static byte[] Bind(string value, bool isBinary) =>
        isBinary ? ClientMessage.BindBinary("", "", false, Encoding.UTF8.GetBytes(value)) : ClientMessage.Bind("", "", false, value);

    private static int Outside()
    {
        var rows = Matrix.Databases.Values("""
            SELECT count(*)::text FROM
              (SELECT c.id FROM customers c WHERE branch_id NOT IN ('S01', 'S02') EXCEPT SELECT p.id FROM pristine.customers p WHERE branch_id NOT IN ('S01', 'S02')
               UNION ALL SELECT c.id FROM customers c JOIN pristine.customers p USING (id) WHERE p.branch_id NOT IN ('S01', 'S02') AND c.name <> p.name
               UNION ALL SELECT e.id FROM events e WHERE tenant <> 1 EXCEPT SELECT p.id FROM pristine.events p WHERE tenant <> 1
               UNION ALL SELECT s.id FROM staff s WHERE grade > 3 EXCEPT SELECT p.id FROM (TABLE pristine.staff UNION ALL SELECT id, name, grade, salary, team FROM pristine.managers) p WHERE grade > 3) x
            """);
        return int.Parse(rows.Single(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
