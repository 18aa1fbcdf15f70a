using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Denial;

/// <summary>
/// A gateway that denies <c>dbo.salaries</c>, and the comparison that matters: the same conversation directly, with a statement that
/// really fails in the denied one's place, leaves the same rows, results and transaction state.
/// </summary>
public abstract class DenialFixture : GatewayFixture
{
    protected const int Refused = 229;

    /// <summary>The denied statement; directly a statement that the server itself refuses stands in its place.</summary>
    protected const string Denied = "SELECT * FROM dbo.salaries";
    private const string FailsDirectly = "SELECT * FROM dbo.not_there";

    private ProxyDbProcess? _gateway;

    protected ProxyDbProcess Gateway => _gateway ?? throw new InvalidOperationException("the fixture has not started");

    [OneTimeSetUp]
    public void StartGateway() =>
        _gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { Policies = DenialPolicy.Files, PoolSize = 2 });

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    [SetUp]
    public void EmptyJournal() => ClearJournal();

    protected static void ClearJournal()
    {
        using var client = RawTdsClient.Login(Shared.Database.Port);
        client.Run("DELETE FROM dbo.journal WHERE who = N'denial'");
    }

    protected static string Insert(string mark) => $"INSERT INTO dbo.journal (mark, who) VALUES (N'{mark}', N'denial')";

    protected static string[] Marks(RawTdsClient client) =>
        [.. client.Run("SELECT mark FROM dbo.journal WHERE who = N'denial' ORDER BY mark").Rows.Select(r => r.Texts[0]!)];

    /// <summary>Plays the statements directly and through, as batches and as sp_executesql. Compares all that is seen.</summary>
    protected void AssertAsTheServerWould(params Func<string, string>[] turns)
    {
        foreach (var isCall in (bool[])[false, true])
        {
            ClearJournal();
            var direct = Play(Shared.Database.Port, FailsDirectly, turns, isCall);
            ClearJournal();
            var through = Play(Gateway.Port, Denied, turns, isCall);
            Assert.That(through, Is.EqualTo(direct), isCall ? "sp_executesql" : "batch");
        }
    }

    private List<string> Play(int port, string failing, Func<string, string>[] turns, bool isCall)
    {
        var client = Login(port);
        var seen = new List<string>();
        foreach (var sql in turns.Select(t => t(failing)))
        {
            // A transaction must not end within a call other than it began (266).
            var isTransaction = sql.StartsWith("BEGIN", StringComparison.Ordinal) || sql.StartsWith("COMMIT", StringComparison.Ordinal)
                || sql.StartsWith("ROLLBACK", StringComparison.Ordinal) || sql.StartsWith("SAVE", StringComparison.Ordinal) || sql.StartsWith("SET", StringComparison.Ordinal);
            seen.Add(Seen(isCall && !isTransaction ? client.Rpc(RawTdsRpc.Sql(sql)) : client.Batch(sql)));
        }

        seen.Add($"open: {client.Scalar("SELECT @@TRANCOUNT")}");
        client.Dispose();
        seen.Add("rows: " + string.Join(',', Marks(LoginDirectly())));
        return seen;
    }

    // Texts and the code of the refusal differ on purpose, everything else must not.
    private static string Seen(TdsAnswer answer) => answer.Errors.Count > 0
        ? $"{answer.Errors.Count} errors, changes {Changes(answer)}"
        : $"{string.Join(';', answer.Dones.Select(d => d.ToString()))} rows {answer.Rows.Count} changes {Changes(answer)}";

    private static string Changes(TdsAnswer answer) => string.Join(',', answer.Changes.Select(c => c.Type));
}
