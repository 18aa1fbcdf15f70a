using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Oracles;

/// <summary>
/// Two databases that differ only in what is hidden answer an analyst alike, whatever he asks and however he puts it; and no hidden
/// value is in any byte he receives. Without ProxyDb nearly all attempts tell the twins apart.
/// </summary>
public sealed class OracleTests : GatewayFixture
{
    private static readonly string[] Twins = [TwinSchema.Left, TwinSchema.Right];

    /// <summary>In docs/policies.md, "What can still be told". Each is shown to tell the twins apart still.</summary>
    private static readonly Attempt[] Accepted =
    [
        Attempt.Undone("unique violation", "INSERT INTO visits (visit_id, branch, customer_id) VALUES (13, 'S01', 1)"),
        Attempt.Undone("foreign key violation", "INSERT INTO orders (customer_id, total) VALUES (13, 1)"),
        Attempt.Script("estimates and sizes", "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'visits'"),
        // Which of the client's own conditions comes first, and so whether one fails on a visible row, follows the optimizer's estimates.
        Attempt.Query("estimates of a plan", "SELECT customer_id FROM customers WHERE (amount - 199) * 9223372036854775807 <= 0 AND amount > 190"),
    ];

    private readonly TwinClients _clients = new();
    private ProxyDbProcess? _gateway;

    public static IEnumerable<TestCaseData> Attempts => Attempt.All.Select(static a => new TestCaseData(a).SetName($"Nothing_is_told_by({a.Name})"));

    [OneTimeSetUp]
    public void MakeTwins()
    {
        foreach (var twin in Twins)
        {
            Shared.Database.Sql($"CREATE DATABASE {twin}; GRANT ALL ON {twin}.* TO {MySqlSample.User}@'%'");
            Shared.Database.Sql(TwinSchema.Structure + TwinSchema.Data(twin), twin);
        }

        _gateway = GatewayUnderTest.StartProxyDb(OraclePolicy.Options(Shared.Database.Port));
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _clients.Dispose();
        _gateway?.Dispose();
        foreach (var twin in Twins)
            Shared.Database.Sql($"DROP DATABASE IF EXISTS {twin}");
    }

    [TestCaseSource(nameof(Attempts))]
    public void An_attempt_tells_nothing(Attempt attempt)
    {
        var faults = new List<string>();
        foreach (var way in attempt.IsScript ? [WayOfAsking.Text] : Enum.GetValues<WayOfAsking>())
        {
            var answers = Twins.Select(t => Through(t, attempt, way)).ToList();
            for (var i = 0; i < Twins.Length; i++)
            {
                if (answers[i].Exists(static l => l.StartsWith(TwinClients.Ended, StringComparison.Ordinal)))
                    faults.Add($"{way}: {Twins[i]} ended the connection");
                faults.AddRange(TwinSchema.Secrets(Twins[i]).Where(s => !attempt.Sql.Any(q => q.Contains(s, StringComparison.Ordinal)) && answers[i].Exists(l => l.Contains(s, StringComparison.Ordinal)))
                    .Select(s => $"{way}: {Twins[i]} gave away `{s}`"));
            }

            var at = answers[0].Zip(answers[1]).TakeWhile(static p => p.First == p.Second).Count();
            if (!answers[0].SequenceEqual(answers[1]))
                faults.Add($"{way}: the twins are told apart\n  left:  {answers[0].ElementAtOrDefault(at)}\n  right: {answers[1].ElementAtOrDefault(at)}");
        }

        Assert.That(faults, Is.Empty, string.Join('\n', faults));
    }

    [Test]
    public void Without_proxydb_the_attempts_tell_the_twins_apart()
    {
        using var direct = new TwinClients();
        var alike = Attempt.All.Where(a => a.Tells && direct.Ask(TwinClients.Superuser(TwinSchema.Left), a, WayOfAsking.Text).SequenceEqual(direct.Ask(TwinClients.Superuser(TwinSchema.Right), a, WayOfAsking.Text)))
            .Select(static a => a.Name).ToList();
        TestContext.Out.WriteLine(string.Join(", ", alike));
        Assert.That(alike, Has.Count.LessThan(Attempt.All.Count / 8), "attempts that tell nothing anyway are no test");
    }

    [Test]
    public void What_is_listed_can_still_be_told() =>
        Assert.That(Accepted.Where(a => Through(TwinSchema.Left, a, WayOfAsking.Text).SequenceEqual(Through(TwinSchema.Right, a, WayOfAsking.Text))).Select(static a => a.Name), Is.Empty, "closed: let it be an attempt");

    private List<string> Through(string twin, Attempt attempt, WayOfAsking way) =>
        _clients.Ask(new RawMySqlLogin(_gateway!.Port, OraclePolicy.Analyst, OraclePolicy.Password, twin), attempt, way);
}
