using Npgsql;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Masking.Matrix;

namespace ProxyDb.Integration.Tests.Masking.Damage;

/// <summary>Load, modify, save as mappers do it: no mask is ever written into a row.</summary>
public sealed class SavingTests : DamageFixture
{
    private static readonly string[] Masked = ["email", "resident_no", "birth_date", "balance", "notes"];

    private const string Secrets = "email, resident_no, birth_date, balance, notes";

    [TestCase("mask")]
    [TestCase("both")]
    public void Saving_every_column_is_refused_and_changes_nothing(string policy)
    {
        using var connection = Open(Policy(policy));
        var customer = LoadedCustomer.Load(connection, 1);
        Assert.That(customer["resident_no"], Is.EqualTo("910101*******"), "the mask is on");
        customer["name"] = "Open-saved";
        AssertRefused(() => customer.SaveAll(connection), Masked);
        AssertNothingChanged();
    }

    [TestCase("mask")]
    [TestCase("both")]
    public void Saving_what_was_changed_keeps_what_is_masked(string policy)
    {
        var before = Secret(1);
        using var connection = Open(Policy(policy));
        var customer = LoadedCustomer.Load(connection, 1);
        customer["name"] = "Open-saved";
        customer["active"] = false;
        Assert.That(customer.SaveChanged(connection), Is.EqualTo(1));
        AssertCustomer(1, "name, active", "(Open-saved,f)");
        AssertCustomer(1, Secrets, before);
    }

    [TestCase("mask")]
    [TestCase("both")]
    public void Optimistic_locking_by_the_values_that_were_read_finds_its_row(string policy)
    {
        var before = Secret(1);
        using var connection = Open(Policy(policy));
        var customer = LoadedCustomer.Load(connection, 1);
        customer["name"] = "Open-saved";
        Assert.That(customer.SaveIfUnchanged(connection), Is.EqualTo(1));
        AssertCustomer(1, Secrets, before);

        var other = LoadedCustomer.Load(connection, 5);
        Matrix.Databases.Execute("UPDATE customers SET name = 'Open-faster' WHERE id = 5");
        other["active"] = false;
        Assert.That(other.SaveIfUnchanged(connection), Is.Zero, "somebody else was faster");
    }

    [TestCase("mask")]
    [TestCase("both")]
    public void Merging_and_copying_what_was_read_is_refused(string policy)
    {
        using var connection = Open(Policy(policy));
        var customer = LoadedCustomer.Load(connection, 1);
        AssertRefused(() => customer.Merge(connection), Masked);
        AssertRefused(() => customer.InsertCopy(connection, 300), Masked);
        AssertNothingChanged();
    }

    [Test]
    public void A_refused_save_ends_its_transaction_as_an_error_does()
    {
        using var connection = Open(MatrixPolicy.Mask);
        using (var transaction = connection.BeginTransaction())
        {
            var customer = LoadedCustomer.Load(connection, 1, " FOR UPDATE");
            customer["name"] = "Open-saved";
            Assert.That(customer.SaveChanged(connection), Is.EqualTo(1));
            AssertRefused(() => customer.SaveAll(connection), Masked);
            var next = Assert.Throws<PostgresException>(() => customer.SaveChanged(connection))!;
            Assert.That(next.SqlState, Is.EqualTo("25P02"));
        }

        AssertNothingChanged();
    }

    [TestCase("UPDATE customers SET resident_no = resident_no WHERE id = 1")]
    [TestCase("UPDATE customers SET email = lower(email)")]
    [TestCase("UPDATE customers SET (name, email) = ('x', 'y') WHERE id = 1")]
    [TestCase("UPDATE customers SET (name, balance) = (SELECT name, balance FROM customers c WHERE c.id = 2) WHERE id = 1")]
    [TestCase("UPDATE customers SET notes = DEFAULT WHERE id = 1")]
    [TestCase("UPDATE customers SET notes = NULL")]
    [TestCase("UPDATE v_customers SET email = 'x' WHERE id = 1")]
    [TestCase("UPDATE v_renamed SET secret = 'x' WHERE number = 1")]
    [TestCase("UPDATE ONLY public.customers AS c SET resident_no = left(c.resident_no, 13)")]
    [TestCase("WITH u AS (UPDATE customers SET balance = 0 RETURNING 1) SELECT count(*) FROM u")]
    [TestCase("INSERT INTO customers (id, name, resident_no) VALUES (301, 'Open-x', '1')")]
    [TestCase("INSERT INTO customers SELECT * FROM customers WHERE false")]
    [TestCase("INSERT INTO v_customers (id, name, email) VALUES (301, 'Open-x', 'x')")]
    [TestCase("INSERT INTO customers (id, name) VALUES (1, 'Open-x') ON CONFLICT (id) DO UPDATE SET notes = 'x'")]
    [TestCase("MERGE INTO customers c USING branches b ON b.id = c.branch_id WHEN MATCHED THEN UPDATE SET notes = b.title")]
    [TestCase("UPDATE staff SET salary = 0")]
    [TestCase("UPDATE managers SET salary = 0")]
    [TestCase("UPDATE events_2025 SET actor = 'x'")]
    public void Masked_columns_are_written_in_no_way(string sql)
    {
        using var connection = Open(MatrixPolicy.Mask);
        AssertRefused(() => new NpgsqlCommand(sql, connection).ExecuteNonQuery());
        AssertNothingChanged();
    }

    [TestCase("mask", "COPY customers FROM STDIN")]
    [TestCase("mask", "COPY customers (id, name, email) FROM STDIN")]
    [TestCase("filter", "COPY customers (id, name, branch_id) FROM STDIN")]
    [TestCase("both", "COPY customers (id, name, branch_id) FROM STDIN")]
    public void Copying_into_a_protected_table_is_refused(string policy, string sql)
    {
        using var connection = Open(Policy(policy));
        AssertRefused(() => connection.BeginTextImport(sql));
        AssertNothingChanged();
    }

    private static MatrixPolicy Policy(string name) => MatrixPolicy.All.Single(p => p.Name == name);

    private static string Secret(int id) => Matrix.Databases.Values($"SELECT ROW({Secrets})::text FROM customers WHERE id = {id}").Single();
}
