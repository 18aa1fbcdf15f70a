using System.Text;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Postgres.Raw;

namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>
/// Two databases that differ only in what is hidden answer an analyst alike, whatever he asks and however he puts it; and no hidden
/// value is in any byte he receives.
/// </summary>
public sealed class OracleTests : OracleFixture
{
    private readonly TwinClients _analysts = new();

    public static IEnumerable<TestCaseData> Attempts => Attempt.All.Select(static a => new TestCaseData(a).SetName($"Nothing_is_told_by({a.Name})"));

    [TestCaseSource(nameof(Attempts))]
    public void An_attempt_tells_nothing(Attempt attempt)
    {
        var faults = new List<string>();
        foreach (var way in attempt.IsScript ? [new WayOfAsking("script", _ => WayOfAsking.Script(attempt.Sql))] : WaysOf(attempt))
        {
            var turns = way.Turns(attempt.Sql[0]);
            var left = Ask(TwinSchema.Left, turns, attempt, way, faults);
            var right = Ask(TwinSchema.Right, turns, attempt, way, faults);
            if (!attempt.IsNoisy && !left.SequenceEqual(right))
                faults.Add($"{way}: the twins are told apart\n{Difference(left, right)}");
        }

        Assert.That(faults, Is.Empty, string.Join('\n', faults));
    }

    [OneTimeTearDown]
    public void CloseAnalysts() => _analysts.Dispose();

    /// <summary>Costly ways take turns over the attempts.</summary>
    private static IEnumerable<WayOfAsking> WaysOf(Attempt attempt)
    {
        var turn = Attempt.All.TakeWhile(a => a != attempt).Count();
        var costly = WayOfAsking.All.Where(static w => w.IsCostly).ToList();
        return WayOfAsking.All.Where(w => !w.IsCostly || GatewayUnderTest.IsLong || costly.IndexOf(w) == turn % costly.Count);
    }

    private List<string> Ask(string database, byte[][] turns, Attempt attempt, WayOfAsking way, List<string> faults)
    {
        var messages = _analysts.Converse(AnalystLogin(database), turns);
        if (!attempt.MayEnd && messages.Exists(m => m.Kind == TwinClients.Ended))
            faults.Add($"{way}: {database} ended the connection");
        foreach (var secret in TwinSchema.Secrets(database))
        {
            if (!attempt.Sql.Any(s => s.Contains(secret, StringComparison.Ordinal)) && messages.Find(m => Holds(m, secret)) is { } message)
                faults.Add($"{way}: {database} gave away `{secret}` in {message}");
        }

        return TwinClients.Lines(messages, database);
    }

    private static bool Holds(ServerMessage message, string secret) => message.Body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)) >= 0;

    private static string Difference(List<string> left, List<string> right)
    {
        var at = left.Zip(right).TakeWhile(static p => p.First == p.Second).Count();
        return $"  left:  {left.ElementAtOrDefault(at)}\n  right: {right.ElementAtOrDefault(at)}";
    }
}
