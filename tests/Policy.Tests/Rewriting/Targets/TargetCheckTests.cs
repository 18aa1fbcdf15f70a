using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Rewriting.Targets;

/// <summary>The check sees what a mechanism would have forgotten.</summary>
public sealed class TargetCheckTests
{
    [TestCase("DELETE FROM customers", "written without its filter")]
    [TestCase("DELETE FROM customers WHERE branch = 'S01'", "written without its filter")]
    [TestCase("UPDATE customers SET name = 'x' WHERE id = 7", "written without its filter")]
    [TestCase("INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = 'x'", "written without its filter")]
    [TestCase("WITH d AS (DELETE FROM customers RETURNING id) SELECT * FROM d", "written without its filter")]
    [TestCase("INSERT INTO customers (id, branch) VALUES (1, 'S01')", null)]
    [TestCase("DELETE FROM orders", null)]
    public void A_missing_filter_is_seen(string text, string? fault) =>
        Assert.That(Secured.FaultOf(text, Secured.Filter("branch = 'S01'")), fault is null ? Is.Null : Does.Contain(fault));

    [TestCase("DELETE FROM customers WHERE resident_no = 'r'", "read unmasked")]
    [TestCase("UPDATE customers SET name = resident_no", "read unmasked")]
    [TestCase("DELETE FROM customers RETURNING resident_no", "read unmasked")]
    [TestCase("DELETE FROM customers RETURNING (SELECT max(id) FROM orders WHERE resident_no = 'r')", "read unmasked")]
    [TestCase("INSERT INTO customers (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET name = customers.resident_no", "read unmasked")]
    [TestCase("UPDATE customers SET name = 'x' WHERE id = 7 RETURNING name", null)]
    public void A_missing_mask_is_seen(string text, string? fault) =>
        Assert.That(Secured.FaultOf(text, Secured.ResidentNo), fault is null ? Is.Null : Does.Contain(fault));

    [TestCase("DELETE FROM customers RETURNING *")]
    [TestCase("DELETE FROM customers c RETURNING c.*")]
    [TestCase("DELETE FROM customers c RETURNING c")]
    [TestCase("UPDATE customers c SET name = c::text")]
    public void A_star_or_row_that_still_holds_a_masked_column_is_seen(string text) =>
        Assert.That(Secured.FaultOf(text, Secured.ResidentNo), Does.Contain("read unmasked"));
}
