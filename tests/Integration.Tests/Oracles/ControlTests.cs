using NUnit.Framework;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>The control of the oracle tests: without ProxyDb each attempt tells the twins apart, so it is one.</summary>
public sealed class ControlTests
{
    private readonly TwinClients _clients = new();

    public static IEnumerable<TestCaseData> Attempts =>
        Attempt.All.Where(static a => a.Tells).Select(static a => new TestCaseData(a).SetName($"Without_proxydb_there_is_an_oracle_in({a.Name})"));

    [OneTimeSetUp]
    public void MakeTwins() => Twins.Make();

    [OneTimeTearDown]
    public void CloseClients() => _clients.Dispose();

    [TestCaseSource(nameof(Attempts))]
    public void Without_proxydb_the_twins_are_told_apart(Attempt attempt)
    {
        var left = Ask(attempt, TwinSchema.Left);
        Assert.That(Ask(attempt, TwinSchema.Right), Is.Not.EqualTo(left), string.Join('\n', left));
    }

    private List<string> Ask(Attempt attempt, string database)
    {
        var turns = attempt.IsScript ? WayOfAsking.Script(attempt.Sql) : [ClientMessage.Query(attempt.Sql[0])];
        return TwinClients.Lines(_clients.Converse(new RawLogin(Shared.Database.Port, Database: database), turns), database);
    }
}
