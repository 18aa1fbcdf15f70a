using NUnit.Framework;
using ProxyDb.Integration.Tests.Masking.Matrix;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Masking.Damage;

/// <summary>FOR UPDATE and its kin lock the rows that the server would lock for views that say the same: a second session skips them.</summary>
public sealed class LockTests : DamageFixture
{
    private static readonly string[] Tables = ["customers", "orders", "payments", "staff", "events"];

    public static IEnumerable<TestCaseData> Cases() =>
        from policy in (string[])["none", "mask", "filter", "both"]
        from sql in (string[])
        [
            "SELECT id, resident_no FROM customers WHERE id = 1 FOR UPDATE",
            "SELECT id FROM customers WHERE id IN (1, 3, 5) FOR UPDATE",
            "SELECT * FROM customers FOR NO KEY UPDATE",
            "SELECT id FROM customers WHERE tier = 'gold' FOR UPDATE",
            "SELECT id FROM customers WHERE lower(name) LIKE '%0%' AND length(name) > 3 FOR UPDATE",
            "SELECT id FROM customers WHERE 10 / (id - 3) < 5 AND id <> 3 FOR UPDATE",
            "SELECT id FROM customers WHERE balance > 60000 FOR UPDATE",
            "SELECT id FROM customers WHERE resident_no LIKE '91%' FOR SHARE",
            "SELECT id FROM customers ORDER BY id LIMIT 2 FOR UPDATE",
            "SELECT id, email FROM customers ORDER BY email, id LIMIT 3 FOR UPDATE",
            "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.id < 6 FOR UPDATE",
            "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id < 9 FOR UPDATE OF o",
            "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id < 9 FOR UPDATE OF c FOR SHARE OF o",
            "SELECT o.id FROM orders o WHERE o.customer_id IN (SELECT id FROM customers WHERE active) FOR UPDATE",
            "SELECT b.id, x.id FROM branches b, LATERAL (SELECT c.id FROM customers c WHERE c.branch_id = b.id FOR UPDATE) x",
            "SELECT id FROM (SELECT * FROM orders WHERE id < 5) x FOR UPDATE",
            "SELECT id, name FROM v_customers WHERE id < 4 FOR UPDATE",
            "SELECT id, total FROM orders WHERE total > 100 FOR KEY SHARE",
            "SELECT id FROM staff FOR UPDATE",
            "SELECT id, actor FROM events WHERE day < '2026-03-01' FOR UPDATE",
            "UPDATE customers SET active = true WHERE length(name) > 2",
            "DELETE FROM payments WHERE amount > 50",
        ]
        select new TestCaseData(policy, sql);

    [TestCaseSource(nameof(Cases))]
    public void The_same_rows_are_locked(string policyName, string sql)
    {
        var policy = MatrixPolicy.All.Single(p => p.Name == policyName);
        using var through = RawPostgresClient.Login(Matrix.Login(policy, isThrough: true));
        through.Query("BEGIN");
        var answer = through.Query(sql);
        if (answer.Find(m => m.IsError) is { SqlState: "42501" } refusal)
        {
            Assert.That(Refusals, Does.Contain($"{policyName}: {sql}"), $"is refused: {refusal}");
            return;
        }

        Assert.That(answer.Find(m => m.IsError), Is.Null);
        Assert.That(Refusals, Does.Not.Contain($"{policyName}: {sql}"), "is refused no more");
        var locked = Locked(MatrixDatabases.Real);
        through.Query("ROLLBACK");

        using var views = RawPostgresClient.Login(Matrix.Login(policy, isThrough: false));
        views.Query("BEGIN");
        Assert.That(views.Query(sql).Find(m => m.IsError), Is.Null);
        Assert.That(locked, Is.EqualTo(Locked(MatrixDatabases.Of(policy))));
        views.Query("ROLLBACK");
    }

    // A condition with a subquery could tell of hidden rows, and a barrier under a lock would lock too many.
    private static readonly string[] Refusals =
    [
        "filter: SELECT o.id FROM orders o WHERE o.customer_id IN (SELECT id FROM customers WHERE active) FOR UPDATE",
        "both: SELECT o.id FROM orders o WHERE o.customer_id IN (SELECT id FROM customers WHERE active) FOR UPDATE",
    ];

    private static string[] Locked(string database) => [.. Tables.Select(t => $"{t}: {string.Join(' ', Matrix.Databases.Locked(database, t))}")];
}
