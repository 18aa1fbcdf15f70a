using NUnit.Framework;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Rewriting.Targets;

public sealed class MaskedTargetTests
{
    [TestCase("UPDATE customers SET name = 'x' WHERE id = 7", "UPDATE customers SET name = 'x' WHERE id = 7")]
    [TestCase("DELETE FROM customers WHERE resident_no = 'r'", "DELETE FROM customers WHERE <resident_no> = 'r'")]
    [TestCase("UPDATE customers c SET name = c.resident_no || 'x'", "UPDATE customers c SET name = <c.resident_no> || 'x'")]
    [TestCase(
        "DELETE FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = c.id AND resident_no = 'r')",
        "DELETE FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = c.id AND <resident_no> = 'r')")]
    [TestCase("UPDATE customers SET name = 'x' RETURNING resident_no", "UPDATE customers SET name = 'x' RETURNING <resident_no> AS resident_no")]
    [TestCase("UPDATE customers SET name = 'x' RETURNING resident_no AS r, id", "UPDATE customers SET name = 'x' RETURNING <resident_no> AS r, id")]
    [TestCase("UPDATE customers SET name = 'x' RETURNING resident_no r", "UPDATE customers SET name = 'x' RETURNING <resident_no> r")]
    [TestCase(
        "UPDATE customers SET name = 'x' RETURNING (resident_no), left(resident_no, 1), resident_no::varchar, resident_no || 'x'",
        "UPDATE customers SET name = 'x' RETURNING (<resident_no>) AS resident_no, left(<resident_no>, 1) AS \"left\", "
        + "<resident_no>::varchar AS resident_no, <resident_no> || 'x' AS \"?column?\"")]
    [TestCase(
        "INSERT INTO customers (id) VALUES (1) RETURNING *",
        "INSERT INTO customers (id) VALUES (1) RETURNING  customers.id, customers.name, <customers.resident_no> AS resident_no, "
        + "customers.branch, customers.region, customers.amount")]
    [TestCase(
        "DELETE FROM customers WHERE(resident_no)='r'RETURNING*;",
        "DELETE FROM customers WHERE(<resident_no>)='r'RETURNING customers.id, customers.name, <customers.resident_no> AS resident_no, "
        + "customers.branch, customers.region, customers.amount;")]
    [TestCase(
        "DELETE FROM customers c USING orders o WHERE o.id = c.id RETURNING o.*, c.*, 1",
        "DELETE FROM customers c USING orders o WHERE o.id = c.id RETURNING o.*,  c.id, c.name, <c.resident_no> AS resident_no, "
        + "c.branch, c.region, c.amount, 1")]
    [TestCase(
        "WITH d AS (DELETE FROM customers RETURNING resident_no) SELECT resident_no FROM d",
        "WITH d AS (DELETE FROM customers RETURNING <resident_no> AS resident_no) SELECT resident_no FROM d")]
    [TestCase(
        "INSERT INTO customers (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = customers.resident_no || EXCLUDED.resident_no "
        + "WHERE customers.resident_no <> 'x'",
        "INSERT INTO customers (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = <customers.resident_no> || EXCLUDED.resident_no "
        + "WHERE <customers.resident_no> <> 'x'")]
    public void Masks_stand_where_a_targets_columns_are_read(string text, string secured) =>
        Assert.That(Secured.Text(Secured.Rewrite(text, Secured.ResidentNo)), Is.EqualTo(secured));

    [TestCase("UPDATE customers SET resident_no = 'x'", "cannot be written")]
    [TestCase("UPDATE customers SET (name, resident_no) = ('x', 'y')", "cannot be written")]
    [TestCase("INSERT INTO customers (id, resident_no) VALUES (1, 'x')", "cannot be written")]
    [TestCase("INSERT INTO customers VALUES (1, 'x')", "cannot be written")]
    [TestCase("INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET resident_no = EXCLUDED.resident_no", "cannot be written")]
    [TestCase("INSERT INTO customers (id) VALUES (1) ON CONFLICT (resident_no) DO NOTHING", "ON CONFLICT")]
    [TestCase("UPDATE customers c SET name = 'x' RETURNING c", "row as a value")]
    [TestCase("UPDATE customers c SET name = c::text", "row as a value")]
    [TestCase("DELETE FROM customers c USING orders o WHERE o.id = c.id RETURNING *", "name the columns")]
    public void What_masks_cannot_hold_for_is_refused(string text, string named) =>
        Assert.That(Secured.Text(Secured.Rewrite(text, Secured.ResidentNo)), Does.StartWith("! ").And.Contains(named));

    [TestCase(MaskedWrites.Insert, "INSERT INTO customers (id, resident_no) VALUES (1, 'x')", true)]
    [TestCase(MaskedWrites.Insert, "UPDATE customers SET resident_no = 'x'", false)]
    [TestCase(MaskedWrites.Allow, "UPDATE customers SET resident_no = 'x'", true)]
    [TestCase(MaskedWrites.Allow, "UPDATE customers SET resident_no = resident_no", true)]
    public void A_rule_may_allow_writing(MaskedWrites writes, string text, bool isAllowed)
    {
        var secured = Secured.Text(Secured.Rewrite(text, Secured.Mask("resident_no", new MaskTerms(MaskKind.Null), writes)));
        Assert.That(secured, isAllowed ? Is.EqualTo(text) : Does.StartWith("! "));
    }

    [Test]
    public void A_keyed_mask_of_a_plain_item_is_left_to_the_wire()
    {
        var hash = Secured.Mask("resident_no", new MaskTerms(MaskKind.Hash));
        var plain = Secured.Rewrite("DELETE FROM customers RETURNING id, resident_no AS r, name", hash);
        Assert.That(Secured.Text(plain), Is.EqualTo("DELETE FROM customers RETURNING id, resident_no AS r, name"));
        Assert.That(plain.Statement!.WireMasks.Select(w => (w.Ordinal, w.Column)), Is.EqualTo(new[] { (1, "resident_no") }));

        var star = Secured.Rewrite("DELETE FROM customers RETURNING 1, *", hash);
        Assert.That(star.Statement!.WireMasks.Select(w => w.Ordinal), Is.EqualTo(new[] { 3 }));

        foreach (var elsewhere in (string[])
            [
                "DELETE FROM customers RETURNING upper(resident_no)",
                "DELETE FROM customers WHERE resident_no = 'x'",
                "WITH d AS (DELETE FROM customers RETURNING resident_no) SELECT * FROM d",
                "DELETE FROM customers RETURNING resident_no; SELECT 1",
                "COPY (DELETE FROM customers RETURNING resident_no) TO STDOUT",
            ])
        {
            Assert.That(Secured.Text(Secured.Rewrite(elsewhere, hash)), Does.StartWith("! "), elsewhere);
        }
    }

    [Test]
    public void Hidden_columns_are_left_out_of_a_star() =>
        Assert.That(
            Secured.Text(Secured.Rewrite(
                "DELETE FROM customers RETURNING *", Secured.ResidentNo, new HiddenColumn(new ObjectName("public", "customers"), "amount", "star"))),
            Is.EqualTo("DELETE FROM customers RETURNING  customers.id, customers.name, <customers.resident_no> AS resident_no, "
                + "customers.branch, customers.region"));
}
