using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Differential;

/// <summary>Every statement of every list, directly and through the gateway: the client sees the same tokens in the same order.</summary>
[Category("Gateway")]
public sealed class DifferentialTests
{
    public static IEnumerable<TestCaseData> Lists() =>
        from name in StatementScript.Names
        from mode in (string[])["session", "transaction"]
        from protocol in Enum.GetValues<Protocol>()
        select new TestCaseData(name, mode, protocol);

    public static IEnumerable<TestCaseData> MovingLists() =>
        from name in StatementScript.Names
        from protocol in (Protocol[])[Protocol.Batch, Protocol.Prepared]
        select new TestCaseData(name, protocol);

    [TestCaseSource(nameof(Lists))]
    public void Statements_answer_the_same_directly_and_through(string list, string poolMode, Protocol protocol)
    {
        var port = Shared.Gateway(poolMode).Port;
        var steps = StatementScript.Load(list);
        Compare(list, steps, Play(steps, Shared.Database.Port, protocol, null), Play(steps, port, protocol, null), protocol, isMoving: false);
    }

    [TestCaseSource(nameof(MovingLists))]
    public void Statements_answer_the_same_while_the_session_moves_between_backends(string list, Protocol protocol)
    {
        var port = Shared.Gateway("transaction", 2).Port;
        var steps = StatementScript.Load(list);
        using var churn = RawTdsClient.Login(port);
        Compare(list, steps, Play(steps, Shared.Database.Port, protocol, null), Play(steps, port, protocol, churn), protocol, isMoving: true);
    }

    private static List<List<string>> Play(List<StatementStep> steps, int port, Protocol protocol, RawTdsClient? churn)
    {
        using (var admin = RawTdsClient.Login(Shared.Database.Port))
            admin.Run("DROP TABLE IF EXISTS d.dbo.t, d.dbo.u; TRUNCATE TABLE shop.dbo.journal");
        using var runner = new ScriptRunner(new RawTdsLogin(port), protocol);
        var transcripts = new List<List<string>>();
        for (var i = 0; i < steps.Count; i++)
        {
            // While the other client holds one of the two backends, the session has to take the other.
            var hold = churn is not null && i % 2 == 0 && !runner.InTransaction;
            if (hold)
                churn!.Run("BEGIN TRANSACTION");
            transcripts.Add(steps[i].AppliesTo(protocol) || steps[i].Reconnect ? runner.Run(steps[i]) : []);
            if (hold)
                churn!.Run("COMMIT");
        }

        return transcripts;
    }

    private static void Compare(string list, List<StatementStep> steps, List<List<string>> direct, List<List<string>> through, Protocol protocol, bool isMoving)
    {
        var differences = new List<string>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (protocol is Protocol.Batch or Protocol.ExecuteSql && direct[i].Count > 0 && ErrorOf(direct[i]) != steps[i].Error)
                differences.Add($"{list}.sql:{steps[i].Line} {steps[i].Sql}\n    the server answers {ErrorOf(direct[i]) ?? "without an error"}");
            if (!IsAsExpected(steps[i], direct[i], through[i], isMoving))
                differences.Add($"{list}.sql:{steps[i].Line} {steps[i].Sql}\n{Difference(direct[i], through[i])}");
        }

        if (differences.Count > 0)
            Assert.Fail($"{differences.Count} of {steps.Count} statements differ\n{string.Join('\n', differences.Take(60))}");
    }

    private static string? ErrorOf(List<string> lines) => lines.Find(l => l.StartsWith("ERROR ", StringComparison.Ordinal))?.Split(' ')[1];

    private static bool IsAsExpected(StatementStep step, List<string> direct, List<string> through, bool isMoving)
    {
        if (!GatewayUnderTest.IsProxyDb || through.Count == 0)
            return direct.SequenceEqual(through);
        if (step.RefusedWith is { } code)
            return IsRefusal(through, code);
        return direct.SequenceEqual(through) || (isMoving && step.RefusedWhenMoved is { } moved && IsRefusal(through, moved));
    }

    private static bool IsRefusal(List<string> lines, string code) => lines.Exists(l => l.StartsWith($"ERROR {code} ", StringComparison.Ordinal));

    private static string Difference(List<string> direct, List<string> through)
    {
        var at = 0;
        while (at < direct.Count && at < through.Count && direct[at] == through[at])
            at++;
        return $"    direct  {string.Join("\n            ", direct.Skip(at).Take(4))}\n    through {string.Join("\n            ", through.Skip(at).Take(4))}";
    }
}
