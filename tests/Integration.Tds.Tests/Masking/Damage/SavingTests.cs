using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Masking.Matrix;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Masking.Damage;

/// <summary>Load, modify, save as mappers do it: no mask is ever written into a row.</summary>
public sealed class SavingTests : DamageFixture
{
    private const string Columns = "name, email, resident_no, birth_date, balance, branch_id, notes, active";
    private const string Types = "@name nvarchar(40), @email nvarchar(60), @resident_no varchar(13), @birth_date date, @balance decimal(12,2), @branch_id varchar(3), @notes nvarchar(max), @active bit, @id int";
    private const string Secrets = "SELECT CONCAT_WS('|', email, resident_no, birth_date, balance, notes, nick) AS x FROM customers WHERE id = 1";

    [Test]
    public void Saving_every_column_is_refused_and_changes_nothing([Values("mask", "both")] string policy, [Values] bool isPrepared)
    {
        var client = Open(Policy(policy));
        var read = client.Run($"SELECT {Columns} FROM customers WHERE id = 1").Rows[0].Texts.ToArray();
        Assert.That(read[2], Is.EqualTo("910101*******"), "the mask is on");
        read[0] = "Open-saved";
        var assignments = string.Join(", ", Columns.Split(", ").Select(c => $"{c} = @{c}"));
        Assert.That(Run(client, $"UPDATE customers SET {assignments} WHERE id = @id", Types, isPrepared, [.. read, "1"]), Is.EqualTo(Refused));
        var places = string.Join(", ", Columns.Split(", ").Select(c => "@" + c));
        Assert.That(Run(client, $"INSERT INTO customers (id, {Columns}) VALUES (@id, {places})", Types, isPrepared, [.. read, "300"]), Is.EqualTo(Refused));
        AssertNothingChanged();
    }

    [Test]
    public void Saving_what_was_changed_keeps_what_is_masked([Values("mask", "both")] string policy, [Values] bool isPrepared)
    {
        var before = Value(Secrets);
        Assert.That(
            Run(Open(Policy(policy)), "UPDATE customers SET name = @n, active = @a WHERE id = @i", "@n nvarchar(40), @a bit, @i int", isPrepared, "Open-saved", "0", "1"),
            Is.Zero);
        Assert.That(Value("SELECT CONCAT(name, active) AS x FROM customers WHERE id = 1"), Is.EqualTo("Open-saved0"));
        Assert.That(Value(Secrets), Is.EqualTo(before));
    }

    [TestCase("mask")]
    [TestCase("both")]
    public void Optimistic_locking_by_the_values_that_were_read_finds_its_row(string policy)
    {
        var before = Value(Secrets);
        var client = Open(Policy(policy));
        var read = client.Run($"SELECT {Columns} FROM customers WHERE id = 1").Rows[0].Texts.ToArray();
        var conditions = string.Concat(Columns.Split(", ").Select(c => $" AND ({c} = @{c} OR {c} IS NULL AND @{c} IS NULL)"));
        var save = $"UPDATE customers SET name = N'Open-saved' WHERE id = @id{conditions}";
        Assert.That(Affected(client.Rpc(With(RawTdsRpc.Sql(save, Types), [.. read, "1"]))), Is.EqualTo(1));
        Assert.That(Affected(client.Rpc(With(RawTdsRpc.Sql(save, Types), [.. read, "1"]))), Is.Zero, "somebody else was faster");
        Assert.That(Value(Secrets), Is.EqualTo(before));
    }

    [TestCase("UPDATE customers SET resident_no = resident_no WHERE id = 1")]
    [TestCase("UPDATE customers SET email = LOWER(email)")]
    [TestCase("UPDATE customers SET notes = DEFAULT WHERE id = 1")]
    [TestCase("UPDATE customers SET notes.WRITE(N'x', 0, 1) WHERE id = 1")]
    [TestCase("UPDATE c SET c.notes = N'y' FROM customers c JOIN orders o ON o.customer_id = c.id")]
    [TestCase("DECLARE @x nvarchar(60); UPDATE customers SET @x = email = N'y' WHERE id = 1")]
    [TestCase("WITH x AS (SELECT * FROM customers) UPDATE x SET email = N'y'")]
    [TestCase("WITH x (n, e) AS (SELECT id, email FROM customers) UPDATE x SET e = N'y' WHERE n = 1")]
    [TestCase("UPDATE v_customers SET email = N'x' WHERE id = 1")]
    [TestCase("UPDATE v_renamed SET secret = 'x' WHERE number = 1")]
    [TestCase("UPDATE clients SET email = N'x' WHERE id = 1")]
    [TestCase("UPDATE {db}.dbo.customers SET email = N'x' WHERE id = 1")]
    [TestCase("INSERT INTO customers (id, name, resident_no) VALUES (301, N'Open-x', '1')")]
    [TestCase("INSERT INTO customers SELECT * FROM customers WHERE 1 = 0")]
    [TestCase("INSERT INTO v_customers (id, name, email) VALUES (301, N'Open-x', N'x')")]
    [TestCase("INSERT INTO clients (id, name, email) VALUES (301, N'Open-x', N'x')")]
    [TestCase("MERGE customers AS t USING (VALUES (1)) AS s(id) ON t.id = s.id WHEN MATCHED THEN UPDATE SET email = N'x';")]
    [TestCase("MERGE customers AS t USING (VALUES (301)) AS s(id) ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, name, email) VALUES (s.id, N'x', N'x');")]
    [TestCase("DELETE FROM journal OUTPUT deleted.id + 400, N'Open-x', deleted.mark INTO customers (id, name, email)")]
    [TestCase("UPDATE staff SET salary = 0")]
    [TestCase("UPDATE staff SET badge = NULL, photo = 0x00")]
    [TestCase("IF 1 = 1 UPDATE customers SET email = N'x'")]
    [TestCase("WHILE 1 = 1 BEGIN UPDATE customers SET email = N'x'; BREAK END")]
    [TestCase("EXEC (N'UPDATE customers SET email = N''x''')")]
    [TestCase("EXEC sp_executesql N'UPDATE customers SET email = @e', N'@e nvarchar(10)', N'x'")]
    [TestCase("BULK INSERT customers FROM 'x'")]
    [TestCase("INSERT BULK customers (id int, name nvarchar(40), email nvarchar(60))")]
    public void Masked_columns_are_written_in_no_way(string sql)
    {
        var error = Run(Open(MatrixPolicy.Mask), sql.Replace("{db}", MatrixDatabases.Real, StringComparison.Ordinal));
        AssertNothingChanged();
        Assert.That(error, Is.EqualTo(Refused));
    }

    [Test]
    public void A_refused_save_leaves_its_transaction_as_it_was()
    {
        var client = Open(MatrixPolicy.Mask);
        client.Run("BEGIN TRANSACTION");
        client.Run("UPDATE customers SET name = N'Open-saved' WHERE id = 1");
        Assert.That(Run(client, "UPDATE customers SET notes = N'x' WHERE id = 1"), Is.EqualTo(Refused));
        client.Run("COMMIT");
        Assert.That(Value("SELECT name FROM customers WHERE id = 1"), Is.EqualTo("Open-saved"));
    }
}
