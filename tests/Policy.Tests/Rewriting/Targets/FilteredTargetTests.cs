using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Rewriting.Targets;

public sealed class FilteredTargetTests
{
    private const string Branch = "branch IN ({{user.branches}})";

    [TestCase(
        "DELETE FROM customers",
        "DELETE FROM customers WHERE (customers.branch = ANY ({0}))")]
    [TestCase(
        "UPDATE customers SET name = 'x' RETURNING id",
        "UPDATE customers SET name = 'x' WHERE (customers.branch = ANY ({0})) RETURNING id")]
    [TestCase(
        "UPDATE customers AS c SET name = $1 WHERE id = 7",
        "UPDATE customers AS c SET name = $1 WHERE (c.branch = ANY ({0})) AND (id = 7)")]
    [TestCase(
        "UPDATE ONLY public.customers \"C\" SET name = $1 WHERE id = $2 AND \"C\".amount > 0 -- mine",
        "UPDATE ONLY public.customers \"C\" SET name = $1 WHERE (\"C\".branch = ANY ({0})) AND (id = $2 AND \"C\".amount > 0) -- mine")]
    [TestCase(
        "DELETE FROM customers WHERE id = 7 AND 1 / (amount - 100) = 0",
        "DELETE FROM customers WHERE (customers.branch = ANY ({0})) AND (id = 7) AND (CASE WHEN (customers.branch = ANY ({0})) THEN "
        + "(id = 7 AND 1 / (amount - 100) = 0) END)")]
    [TestCase(
        "DELETE FROM customers WHERE id = 7 OR 1 / (amount - 100) = 0",
        "DELETE FROM customers WHERE (customers.branch = ANY ({0})) AND (CASE WHEN (customers.branch = ANY ({0})) THEN "
        + "(id = 7 OR 1 / (amount - 100) = 0) END)")]
    [TestCase(
        "UPDATE customers c SET name = 'x' FROM orders o WHERE o.customer_id = c.id AND name LIKE 'a%'",
        "UPDATE customers c SET name = 'x' FROM orders o WHERE (c.branch = ANY ({0})) AND (o.customer_id = c.id) AND "
        + "(CASE WHEN (c.branch = ANY ({0})) THEN (o.customer_id = c.id AND name LIKE 'a%') END)")]
    [TestCase(
        "DELETE FROM customers c USING orders o WHERE o.customer_id = c.id",
        "DELETE FROM customers c USING orders o WHERE (c.branch = ANY ({0})) AND (o.customer_id = c.id)")]
    [TestCase(
        "DELETE FROM\tcustomers/**/WHERE(1/(amount-100)=0)RETURNING\"id\";",
        "DELETE FROM\tcustomers/**/WHERE(customers.branch = ANY ({0})) AND (CASE WHEN (customers.branch = ANY ({0})) THEN ((1/(amount-100)=0)) END)"
        + "RETURNING\"id\";")]
    [TestCase("DELETE FROM customers -- all of them", "DELETE FROM customers WHERE (customers.branch = ANY ({0})) -- all of them")]
    [TestCase(
        "WITH gone AS (DELETE FROM customers WHERE id = 7 RETURNING id) SELECT id FROM gone",
        "WITH gone AS (DELETE FROM customers WHERE (customers.branch = ANY ({0})) AND (id = 7) RETURNING id) SELECT id FROM gone")]
    public void The_filter_joins_the_condition_and_guards_what_could_tell_of_hidden_rows(string text, string secured) =>
        Assert.That(Secured.Text(Secured.Rewrite(text, Secured.Filter(Branch))), Is.EqualTo(secured));

    [TestCase("total = 7")]
    [TestCase("total BETWEEN 1 AND 2.5 AND total <> $1")]
    [TestCase("customer_id < 2.5")]
    public void A_numeric_column_is_compared_without_a_guard(string condition) =>
        Assert.That(
            Secured.Text(Secured.Rewrite($"DELETE FROM orders WHERE {condition}", Secured.Filter("customer_id = 1", "orders"))),
            Is.EqualTo($"DELETE FROM orders WHERE (orders.customer_id = 1) AND ({condition})"));

    [Test]
    public void Filters_of_several_rules_are_joined()
    {
        var secured = Secured.Rewrite("DELETE FROM customers WHERE id = 7", Secured.Filter("region = 1 OR region = 2"), Secured.Filter("amount < 10"));
        Assert.That(
            Secured.Text(secured),
            Is.EqualTo("DELETE FROM customers WHERE (customers.region = 1 OR customers.region = 2) AND (customers.amount < 10) AND (id = 7)"));
        Assert.That(secured.Statement!.Filtered, Is.EqualTo(new[] { "public.customers" }));
    }

    [TestCase("DELETE FROM customers WHERE CURRENT OF c", "CURRENT OF")]
    [TestCase("TRUNCATE customers", "TRUNCATE")]
    [TestCase("TRUNCATE orders, customers", "TRUNCATE")]
    [TestCase("COPY customers FROM STDIN", "COPY FROM")]
    [TestCase("UPDATE customer_names SET name = 'x' WHERE id = 7", "beneath it")]
    [TestCase("DELETE FROM customer_names", "beneath it")]
    [TestCase("INSERT INTO customer_names VALUES (1, 'x')", "beneath it")]
    [TestCase(
        "MERGE INTO customers c USING orders o ON o.customer_id = c.id WHEN MATCHED THEN DELETE", "MERGE")]
    public void What_no_edit_can_secure_is_refused(string text, string named) =>
        Assert.That(Secured.Text(Secured.Rewrite(text, Secured.Filter(Branch))), Does.StartWith("! ").And.Contains(named));

    [Test]
    public void A_write_through_a_view_over_something_else_is_nobodys_concern()
    {
        const string Text = "WITH d AS (DELETE FROM customers RETURNING id) DELETE FROM order_totals WHERE id IN (SELECT id FROM d)";
        Assert.That(Secured.Text(Secured.Rewrite(Text, Secured.Filter(Branch))), Does.StartWith("WITH d AS (DELETE FROM customers WHERE"));
    }

    [Test]
    public void A_partition_with_a_filter_of_its_own_is_not_written_through_its_parent()
    {
        var filter = Secured.Filter("branch = 'S01'", "events_1");
        Assert.That(Secured.Text(Secured.Rewrite("DELETE FROM events", filter)), Does.StartWith("! ").And.Contains("whole table"));
        Assert.That(
            Secured.Text(Secured.Rewrite("DELETE FROM events_1", filter)),
            Is.EqualTo("DELETE FROM events_1 WHERE (events_1.branch = 'S01')"));
    }

    [Test]
    public void A_filter_of_the_parent_holds_for_a_partition_named_itself() =>
        Assert.That(
            Secured.Text(Secured.Rewrite("DELETE FROM events_1 WHERE id = 1", Secured.Filter("branch = 'S01'", "events"))),
            Is.EqualTo("DELETE FROM events_1 WHERE (events_1.branch = 'S01') AND (id = 1)"));

    [TestCase("UPDATE customers SET branch = 'S01'", null)]
    [TestCase("UPDATE customers SET branch = 'S03'", "outside of the row filter")]
    [TestCase("UPDATE customers SET branch = NULL", "as a literal or a parameter")]
    [TestCase("UPDATE customers SET branch = DEFAULT", "as a literal or a parameter")]
    [TestCase("UPDATE customers SET branch = upper('s01')", "as a literal or a parameter")]
    [TestCase("UPDATE customers SET (name, branch) = (SELECT 'x', 'S01')", "as a literal or a parameter")]
    [TestCase("UPDATE customers SET branch = branch", null)]
    [TestCase("UPDATE customers SET branch = name", "as a literal or a parameter")]
    [TestCase("UPDATE customers SET name = 'S03'", null)]
    [TestCase("UPDATE customers SET region = 5", "column = value")]
    public void A_filters_column_takes_only_values_of_the_filter(string text, string? refusal)
    {
        var secured = Secured.Text(Secured.Rewrite(text, Secured.Filter("branch IN ('S01', 'S02') AND (region > 3 OR amount = 0)")));
        Assert.That(secured, refusal is null ? Does.StartWith("UPDATE customers SET") : Does.StartWith("! ").And.Contains(refusal));
    }

    [Test]
    public void A_bound_value_is_checked_at_each_execution()
    {
        var secured = Secured.Rewrite("UPDATE customers SET branch = $2, name = $1 WHERE id = $3", Secured.Filter(Branch)).Statement!;
        Assert.That(secured.WriteChecks, Has.Length.EqualTo(1));
        Assert.That(secured.WriteChecks[0], Has.Property("Parameter").EqualTo(2).And.Property("Attribute").EqualTo("branches").And.Property("IsList").True);

        var literal = Secured.Rewrite("UPDATE customers SET branch = 'S01'", Secured.Filter(Branch)).Statement!;
        Assert.That(literal.WriteChecks[0], Has.Property("Parameter").EqualTo(0).And.Property("Literal").EqualTo("S01"));
    }

    [Test]
    public void What_a_generated_column_of_the_filter_is_computed_from_is_not_written()
    {
        var filter = Secured.Filter("branch = 'S01'", "visits");
        Assert.That(Secured.Text(Secured.Rewrite("UPDATE visits SET place = 's02'", filter)), Does.StartWith("! ").And.Contains("computed from it"));
        Assert.That(Secured.Text(Secured.Rewrite("UPDATE visits SET id = 1", filter)), Does.StartWith("UPDATE"));
    }
}
