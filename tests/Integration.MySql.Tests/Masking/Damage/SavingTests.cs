using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Masking.Matrix;

namespace ProxyDb.Integration.MySql.Tests.Masking.Damage;

/// <summary>Load, modify, save as mappers do it: no mask is ever written into a row.</summary>
public sealed class SavingTests : DamageFixture
{
    private const string Columns = "name, email, resident_no, birth_date, balance, branch_id, notes, active";
    private const string Secrets = "SELECT CONCAT_WS('|', email, resident_no, birth_date, balance, notes) FROM customers WHERE id = 1";

    [TestCase("mask")]
    [TestCase("both")]
    public void Saving_every_column_is_refused_and_changes_nothing(string policy)
    {
        var client = Open(Policy(policy));
        var read = client.Rows($"SELECT {Columns} FROM customers WHERE id = 1")[0];
        Assert.That(read[2], Is.EqualTo("910101*******"), "the mask is on");
        read[0] = "Open-saved";
        var assignments = string.Join(", ", Columns.Split(", ").Select(c => $"{c} = ?"));
        Assert.That(Run(client, $"UPDATE customers SET {assignments} WHERE id = ?", [.. read, "1"]).ErrorCode, Is.EqualTo(Refused));
        var places = string.Join(", ", read.Select(_ => "?"));
        Assert.That(Run(client, $"INSERT INTO customers (id, {Columns}) VALUES (?, {places})", ["300", .. read]).ErrorCode, Is.EqualTo(Refused));
        Assert.That(Run(client, $"REPLACE INTO customers (id, {Columns}) VALUES (?, {places})", ["1", .. read]).ErrorCode, Is.EqualTo(Refused));
        Assert.That(Run(client, "REPLACE INTO customers (id, name) VALUES (?, ?)", "1", "saved").ErrorCode, Is.EqualTo(Refused), "it would take the masked values away");
        AssertNothingChanged();
    }

    [TestCase("mask")]
    [TestCase("both")]
    public void Saving_what_was_changed_keeps_what_is_masked(string policy)
    {
        var before = Value(Secrets);
        Assert.That(Run(Open(Policy(policy)), "UPDATE customers SET name = ?, active = ? WHERE id = ?", "Open-saved", "0", "1").AffectedRows, Is.EqualTo(1));
        Assert.That(Value("SELECT CONCAT(name, active) FROM customers WHERE id = 1"), Is.EqualTo("Open-saved0"));
        Assert.That(Value(Secrets), Is.EqualTo(before));
    }

    [TestCase("mask")]
    [TestCase("both")]
    public void Optimistic_locking_by_the_values_that_were_read_finds_its_row(string policy)
    {
        var before = Value(Secrets);
        var client = Open(Policy(policy));
        var read = client.Rows($"SELECT {Columns} FROM customers WHERE id = 1")[0];
        var conditions = string.Concat(Columns.Split(", ").Select(c => $" AND {c} <=> ?"));
        var save = $"UPDATE customers SET name = 'Open-saved' WHERE id = 1{conditions}";
        Assert.That(Run(client, save, read).AffectedRows, Is.EqualTo(1));
        Assert.That(Run(client, save, read).AffectedRows, Is.Zero, "somebody else was faster");
        Assert.That(Value(Secrets), Is.EqualTo(before));
    }

    [TestCase("UPDATE customers SET resident_no = resident_no WHERE id = 1")]
    [TestCase("UPDATE customers SET email = LOWER(email)")]
    [TestCase("UPDATE customers SET notes = DEFAULT WHERE id = 1")]
    [TestCase("UPDATE customers c JOIN orders o ON o.customer_id = c.id SET o.status = 'x', c.notes = 'y'")]
    [TestCase("UPDATE v_customers SET email = 'x' WHERE id = 1")]
    [TestCase("UPDATE v_renamed SET secret = 'x' WHERE number = 1")]
    [TestCase("INSERT INTO customers (id, name, resident_no) VALUES (301, 'Open-x', '1')")]
    [TestCase("INSERT INTO customers SELECT * FROM customers WHERE FALSE")]
    [TestCase("INSERT INTO v_customers (id, name, email) VALUES (301, 'Open-x', 'x')")]
    [TestCase("INSERT INTO customers (id, name) VALUES (1, 'Open-x') ON DUPLICATE KEY UPDATE notes = 'x'")]
    [TestCase("UPDATE staff SET salary = 0")]
    [TestCase("LOAD DATA LOCAL INFILE 'x' INTO TABLE customers")]
    public void Masked_columns_are_written_in_no_way(string sql)
    {
        Assert.That(Run(Open(MatrixPolicy.Mask), sql).ErrorCode, Is.EqualTo(Refused));
        AssertNothingChanged();
    }

    [Test]
    public void A_refused_save_leaves_its_transaction_as_it_was()
    {
        var client = Open(MatrixPolicy.Mask);
        client.Run("START TRANSACTION");
        Assert.That(Run(client, "UPDATE customers SET name = 'Open-saved' WHERE id = 1").AffectedRows, Is.EqualTo(1));
        Assert.That(Run(client, "UPDATE customers SET notes = 'x' WHERE id = 1").ErrorCode, Is.EqualTo(Refused));
        client.Run("COMMIT");
        Assert.That(Value("SELECT name FROM customers WHERE id = 1"), Is.EqualTo("Open-saved"));
    }
}
