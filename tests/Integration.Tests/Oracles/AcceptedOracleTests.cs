using NUnit.Framework;
using static ProxyDb.Integration.Tests.Oracles.Attempt;

namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>
/// What can still be told, as docs/policies.md lists it. Each is shown to tell the twins apart, so that the list holds nothing that
/// was closed in the meantime.
/// </summary>
public sealed class AcceptedOracleTests : OracleFixture
{
    private static readonly Attempt[] Accepted =
    [
        Undone("unique violation", "INSERT INTO customers (customer_id, name, branch, code, amount) VALUES (13, 'x', 'S01', '1', 1)"),
        Undone("foreign key violation", "INSERT INTO orders (customer_id, total) VALUES (13, 1)"),
        Undone("check constraint", "UPDATE budgets SET used = 75000 WHERE branch = 'S01'"),
        Script("sequence", "SELECT last_value FROM tickets"),
        Script("estimates and sizes", "SELECT reltuples FROM pg_class WHERE oid = 'customers'::regclass"),
        Undone("place of a row", "INSERT INTO visits_s01 (visit_id, branch, customer_id) VALUES (99, 'S01', 1)", "INSERT INTO customers (customer_id, name, branch, code, amount) VALUES (99, 'x', 'S01', '1', 1) RETURNING ctid"),
    ];

    /// <summary>In the table without a test: a clock would have to show it, a trigger of the database's own, or a key that the twins do not have.</summary>
    private static readonly string[] Untested = ["time", "triggers of the database", "what the mask keeps", "a unique key of a masked column and others"];

    private readonly TwinClients _analysts = new();

    [OneTimeTearDown]
    public void CloseAnalysts() => _analysts.Dispose();

    public static IEnumerable<TestCaseData> Attempts => Accepted.Select(static a => new TestCaseData(a).SetName($"Still_told_by({a.Name})"));

    [TestCaseSource(nameof(Attempts))]
    public void What_is_listed_can_still_be_told(Attempt attempt)
    {
        var left = Ask(attempt, TwinSchema.Left);
        Assert.That(Ask(attempt, TwinSchema.Right), Is.Not.EqualTo(left), $"closed: take it out of docs/policies.md and let it be an attempt. {string.Join(" / ", left)}");
    }

    [Test]
    public void The_document_lists_these_and_no_others()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "docs/policies.md")))
            folder = folder.Parent;
        var listed = File.ReadAllLines(Path.Combine(folder.FullName, "docs/policies.md"))
            .SkipWhile(l => l != "## What can still be told").Skip(1).TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Select(l => l.Split('|')[1].Trim()).Skip(1);
        Assert.That(listed, Is.EquivalentTo(Accepted.Select(a => a.Name).Concat(Untested)));
    }

    private List<string> Ask(Attempt attempt, string database) =>
        TwinClients.Lines(_analysts.Converse(AnalystLogin(database), WayOfAsking.Script(attempt.Sql)), database);
}
