using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Rewriting.Targets;

public sealed class FilteredInsertTests
{
    private const string Branch = "branch IN ('S01', 'S02')";

    [TestCase("INSERT INTO customers (id, branch) VALUES (1, 'S01'), (2, 'S02')", null)]
    [TestCase("INSERT INTO customers (id, branch) VALUES (1, 'S01'), (2, 'S03')", "outside of the row filter")]
    [TestCase("INSERT INTO customers (id) VALUES (1)", "must give `branch`")]
    [TestCase("INSERT INTO customers DEFAULT VALUES", "must give `branch`")]
    [TestCase("INSERT INTO customers (id, branch) VALUES (1, DEFAULT)", "as a literal or a parameter")]
    [TestCase("INSERT INTO customers (id, branch) VALUES (1, NULL)", "as a literal or a parameter")]
    [TestCase("INSERT INTO customers (id, branch) VALUES (1, lower('S01'))", "as a literal or a parameter")]
    [TestCase("INSERT INTO customers (id, branch) VALUES (1, 'S01'::varchar(2))", "as a literal or a parameter")]
    [TestCase("INSERT INTO customers (id, branch[1]) VALUES (1, 'S01')", "!")]
    [TestCase("INSERT INTO customers VALUES (1, 'n', 'r', 'S01')", null)]
    [TestCase("INSERT INTO customers VALUES (1, 'n', 'r')", "as a literal or a parameter")]
    [TestCase("INSERT INTO customers (id, branch) SELECT id, 'S01' FROM orders", null)]
    [TestCase("INSERT INTO customers (id, branch) SELECT id, 'S03' FROM orders", "outside of the row filter")]
    [TestCase("INSERT INTO customers (id, branch) SELECT id, 'S' || '01' FROM orders", "as a literal or a parameter")]
    [TestCase("INSERT INTO customers (id, branch) SELECT id, 'S01' FROM orders UNION SELECT 1, 'S03'", "must give `branch`")]
    [TestCase("INSERT INTO customers (id, branch) SELECT * FROM (SELECT 1, 'S03') x", "must give `branch`")]
    [TestCase("INSERT INTO customers (id, branch) TABLE orders", "must give `branch`")]
    [TestCase("INSERT INTO customers (id, branch) SELECT 1, 'S01' FROM orders GROUP BY ROLLUP (2)", "must give `branch`")]
    [TestCase("WITH x AS (INSERT INTO customers (id, branch) VALUES (1, 'S03') RETURNING id) SELECT * FROM x", "outside of the row filter")]
    [TestCase("WITH x AS (SELECT 1) INSERT INTO customers (id, branch) VALUES (1, 'S02')", null)]
    public void Every_inserted_row_must_be_one_the_filter_shows(string text, string? refusal)
    {
        var secured = Secured.Text(Secured.Rewrite(text, Secured.Filter(Branch)));
        Assert.That(secured, refusal is null ? Is.EqualTo(text) : Does.StartWith("! ").And.Contains(refusal));
    }

    [Test]
    public void Every_row_of_a_long_list_is_checked()
    {
        var rows = string.Join(", ", Enumerable.Range(0, 3000).Select(i => $"({i}, 'S0{(i == 2900 ? 3 : 1)}')"));
        Assert.That(
            Secured.Text(Secured.Rewrite($"INSERT INTO customers (id, branch) VALUES {rows}", Secured.Filter(Branch))), Does.StartWith("! "));
    }

    [TestCase("region = 1", "1", null)]
    [TestCase("1 = region", "01", null)]
    [TestCase("region = 1", "1.0", null)]
    [TestCase("region = 1", "'1'", null)]
    [TestCase("region = 1", "-1", "outside")]
    [TestCase("region = -1", "-1", null)]
    [TestCase("region IN (1, 2)", "3", "outside")]
    [TestCase("region > 1", "3", "other than column = value")]
    [TestCase("region = 1 OR region = 2", "1", "other than column = value")]
    [TestCase("NOT region = 1", "2", "other than column = value")]
    [TestCase("region NOT IN (1)", "2", "other than column = value")]
    [TestCase("region <> 1", "2", "other than column = value")]
    public void Values_are_compared_as_the_column_compares_them(string filter, string value, string? refusal)
    {
        var secured = Secured.Text(Secured.Rewrite($"INSERT INTO customers (id, region) VALUES (1, {value})", Secured.Filter(filter)));
        Assert.That(secured, refusal is null ? Does.StartWith("INSERT") : Does.StartWith("! ").And.Contains(refusal));
    }

    [Test]
    public void Bound_values_are_checked_at_each_execution()
    {
        var secured = Secured.Rewrite("INSERT INTO customers (id, branch) VALUES ($1, $2), ($3, $4)", Secured.Filter("branch = {{user.branch}}"));
        Assert.That(secured.Statement!.WriteChecks.Select(c => c.Parameter), Is.EqualTo(new[] { 2, 4 }));
        Assert.That(secured.Statement.WriteChecks.Select(c => c.IsList), Is.All.False);
        Assert.That(
            Secured.Text(Secured.Rewrite("PREPARE p AS INSERT INTO customers (id, branch) VALUES ($1, $2)", Secured.Filter(Branch))),
            Does.StartWith("! "));
    }

    [TestCase(
        "INSERT INTO customers (id, branch) VALUES (1, 'S01') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, branch = EXCLUDED.branch",
        "INSERT INTO customers (id, branch) VALUES (1, 'S01') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, branch = EXCLUDED.branch "
        + "WHERE (customers.branch IN ('S01', 'S02'))")]
    [TestCase(
        "INSERT INTO customers AS c (id, branch) VALUES (1, 'S01') ON CONFLICT (id) DO UPDATE SET name = 'x' WHERE c.amount / 2 > 1 RETURNING id",
        "INSERT INTO customers AS c (id, branch) VALUES (1, 'S01') ON CONFLICT (id) DO UPDATE SET name = 'x' WHERE (c.branch IN ('S01', 'S02')) AND "
        + "(CASE WHEN (c.branch IN ('S01', 'S02')) THEN (c.amount / 2 > 1) END) RETURNING id")]
    [TestCase(
        "INSERT INTO customers (id, branch) VALUES (1, 'S01') ON CONFLICT DO NOTHING",
        "INSERT INTO customers (id, branch) VALUES (1, 'S01') ON CONFLICT DO NOTHING")]
    [TestCase(
        "INSERT INTO customers (id, branch) VALUES (1, 'S01') ON CONFLICT (id) DO UPDATE SET branch = 'S03'",
        "! the value of `public.customers.branch` is outside of the row filter")]
    [TestCase(
        "INSERT INTO customers (id, branch) VALUES (1, 'S01') ON CONFLICT (id) DO UPDATE SET branch = EXCLUDED.name",
        "! the row filter needs the value of `public.customers.branch` as a literal or a parameter")]
    public void An_upsert_changes_only_rows_that_the_filter_shows(string text, string secured) =>
        Assert.That(Secured.Text(Secured.Rewrite(text, Secured.Filter(Branch))), Is.EqualTo(secured));
}
