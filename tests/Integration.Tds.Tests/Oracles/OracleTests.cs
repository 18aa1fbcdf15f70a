using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Oracles;

/// <summary>
/// Two databases that differ only in what is hidden answer an analyst alike, whatever he asks and however he puts it; and no hidden
/// value is in any token he receives. Without ProxyDb nearly all attempts tell the twins apart.
/// </summary>
public sealed class OracleTests : GatewayFixture
{
    private static readonly string[] Twins = [TwinSchema.Left, TwinSchema.Right];

    /// <summary>In docs/policies.md, "What can still be told". Each is shown to tell the twins apart still.</summary>
    private static readonly Attempt[] Accepted =
    [
        Attempt.Undone("unique violation", "INSERT INTO visits (visit_id, branch, customer_id) VALUES (13, 'S01', 1)"),
        Attempt.Undone("foreign key violation", "INSERT INTO orders (customer_id, total) VALUES (13, 1)"),
    ];

    private readonly TwinClients _clients = new();
    private ProxyDbProcess? _gateway;

    public static IEnumerable<TestCaseData> Attempts => Attempt.All.Select(static a => new TestCaseData(a).SetName($"Nothing_is_told_by({a.Name})"));

    [OneTimeSetUp]
    public void MakeTwins()
    {
        using (var admin = RawTdsClient.Login(Shared.Database.Port))
        {
            foreach (var twin in Twins)
            {
                admin.Run($"CREATE DATABASE {twin}");
                admin.Run($"USE {twin}");
                foreach (var batch in TwinSchema.Structure.Append(TwinSchema.Data(twin)))
                    admin.Run(batch);
            }
        }

        _gateway = GatewayUnderTest.StartProxyDb(OraclePolicy.Options(Shared.Database.Port));
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _clients.Dispose();
        _gateway?.Dispose();
    }

    [TestCaseSource(nameof(Attempts))]
    public void An_attempt_tells_nothing(Attempt attempt)
    {
        var faults = new List<string>();
        foreach (var way in attempt.IsScript ? [WayOfAsking.Batch, WayOfAsking.ExecuteSql] : Enum.GetValues<WayOfAsking>())
        {
            var answers = Twins.Select(t => Through(t, attempt, way)).ToList();
            for (var i = 0; i < Twins.Length; i++)
            {
                if (answers[i].Exists(static l => l.StartsWith(TwinClients.Ended, StringComparison.Ordinal)))
                    faults.Add($"{way}: {Twins[i]} ended the connection");
                faults.AddRange(Twins.SelectMany(TwinSchema.Secrets)
                    .Where(s => !attempt.Sql.Any(q => q.Contains(s, StringComparison.Ordinal)) && answers[i].Exists(l => l.Contains(s, StringComparison.Ordinal)))
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
        var alike = Attempt.All
            .Where(a => a.Tells && direct.Ask(Directly(TwinSchema.Left), a, WayOfAsking.Batch).SequenceEqual(direct.Ask(Directly(TwinSchema.Right), a, WayOfAsking.Batch)))
            .Select(static a => a.Name).ToList();
        TestContext.Out.WriteLine(string.Join(", ", alike));
        Assert.That(alike, Has.Count.LessThan(Attempt.All.Count / 20), "attempts that tell nothing anyway are no test");
    }

    [Test]
    public void What_is_listed_can_still_be_told() =>
        Assert.That(
            Accepted.Where(a => Through(TwinSchema.Left, a, WayOfAsking.Batch).SequenceEqual(Through(TwinSchema.Right, a, WayOfAsking.Batch))).Select(static a => a.Name),
            Is.Empty, "closed: let it be an attempt");

    [Test]
    public void Most_attempts_are_answered_and_not_refused()
    {
        var refused = Attempt.All.Where(a => Through(TwinSchema.Left, a, WayOfAsking.Batch).Exists(static l => IsRefusal(l))).Select(static a => a.Name).ToList();
        TestContext.Out.WriteLine($"{refused.Count} of {Attempt.All.Count}: {string.Join(", ", refused)}");
        Assert.That(refused, Has.Count.LessThan(Attempt.All.Count / 3));
    }

    private static bool IsRefusal(string line) => line.StartsWith("ERROR 229 ", StringComparison.Ordinal) || line.StartsWith("ERROR 50000 1 16 line 1  ", StringComparison.Ordinal);

    private List<string> Through(string twin, Attempt attempt, WayOfAsking way) =>
        _clients.Ask(new RawTdsLogin(_gateway!.Port) { User = OraclePolicy.Analyst, Password = OraclePolicy.Password, Database = twin }, attempt, way);

    private static RawTdsLogin Directly(string twin) =>
        new(Shared.Database.Port) { User = "sa", Password = TdsSample.AdminPassword, Database = twin };
}
