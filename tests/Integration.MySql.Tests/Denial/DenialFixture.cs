using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Denial;

/// <summary>
/// A gateway that denies <c>shop.salaries</c>, and the comparison that matters: the same conversation directly, with a statement that
/// really fails in the denied one's place, leaves the same rows, results and transaction state.
/// </summary>
public abstract class DenialFixture : GatewayFixture
{
    protected const int Refused = 1142;

    /// <summary>The denied statement; directly a statement that the server itself refuses stands in its place.</summary>
    protected const string Denied = "SELECT * FROM salaries";
    private const string FailsDirectly = "SELECT * FROM not_there";

    private ProxyDbProcess? _gateway;

    protected ProxyDbProcess Gateway => _gateway ?? throw new InvalidOperationException("the fixture has not started");

    [OneTimeSetUp]
    public void StartGateway() =>
        _gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(Shared.Database.Port) with { Policies = DenialPolicy.Files, PoolSize = 2 });

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    [SetUp]
    public void EmptyJournal() => ClearJournal();

    protected static void ClearJournal() => Shared.Database.Sql("DELETE FROM journal WHERE who = 'denial'", "shop");

    protected static string Insert(string mark) => $"INSERT INTO journal (mark, who) VALUES ('{mark}', 'denial')";

    protected static string[] Marks(RawMySqlClient client) =>
        [.. client.Rows("SELECT mark FROM journal WHERE who = 'denial' ORDER BY mark").Select(r => r[0]!)];

    /// <summary>Plays the statements directly and through; those of one turn are sent before any of their answers is read. Compares all that is seen.</summary>
    protected void AssertAsTheServerWould(params Func<string, string[]>[] turns)
    {
        foreach (var isPrepared in (bool[])[false, true])
        {
            ClearJournal();
            var direct = Play(Shared.Database.Port, FailsDirectly, turns, isPrepared);
            ClearJournal();
            var through = Play(Gateway.Port, Denied, turns, isPrepared);
            Assert.That(through, Is.EqualTo(direct), isPrepared ? "prepared" : "text");
        }
    }

    private List<string> Play(int port, string failing, Func<string, string[]>[] turns, bool isPrepared)
    {
        var client = Login(port);
        var seen = new List<string>();
        foreach (var statements in turns.Select(t => t(failing)))
        {
            if (isPrepared)
            {
                foreach (var sql in statements)
                    seen.Add(Prepared(client, sql));
                continue;
            }

            foreach (var sql in statements)
                client.SendQuery(sql);
            foreach (var _ in statements)
                seen.AddRange(client.ReadAnswer().Select(Seen));
        }

        client.Dispose();
        seen.Add("rows: " + string.Join(',', Marks(LoginDirectly())));
        return seen;
    }

    private static string Prepared(RawMySqlClient client, string sql)
    {
        try
        {
            var statement = client.Prepare(sql);
            var seen = string.Join("; ", client.Execute(statement).Select(Seen));
            client.Close(statement);
            return seen;
        }
        catch (RawMySqlException error)
        {
            return $"E {error.SqlState.Replace("42S02", "42000", StringComparison.Ordinal)}";
        }
    }

    // Texts and the code of the refusal differ on purpose, everything else must not.
    private static string Seen(MySqlResult result) => result.IsError
        ? $"E {result.SqlState.Replace("42S02", "42000", StringComparison.Ordinal)}"
        : $"{result.AffectedRows} rows {result.Rows.Count} status {result.Status & 3:x} {result.Warnings} warnings {result.Info}";
}
