using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Denial;

/// <summary>
/// A gateway that denies <c>public.salaries</c>, and the comparison that matters: the same conversation directly, with a statement
/// that really fails in the denied one's place, leaves the same rows, messages and transaction state.
/// </summary>
public abstract class DenialFixture : GatewayFixture
{
    /// <summary>The denied statement; directly a statement that the server itself refuses at Parse stands in its place.</summary>
    protected const string Denied = "SELECT * FROM salaries";
    private const string FailsDirectly = "SELECT * FROM not_there";

    private ProxyDbProcess? _gateway;

    protected ProxyDbProcess Gateway => _gateway ?? throw new InvalidOperationException("the fixture has not started");

    [OneTimeSetUp]
    public void StartGateway() =>
        _gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port) { Policies = DenialPolicy.Files, PoolSize = 2 });

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    [SetUp]
    public void EmptyJournal() => ClearJournal();

    protected static void ClearJournal() => Shared.Database.Psql("DELETE FROM journal WHERE who = 'denial'", "shop");

    protected static byte[] Insert(string mark) =>
        Join(Parse("", "INSERT INTO journal (mark, who) VALUES ($1, 'denial')"), Bind("", "", false, mark), DescribePortal(""), Execute());

    protected static byte[] Run(string sql) => Extended(sql);

    protected static string[] Marks(RawPostgresClient client) =>
        [.. client.Rows("SELECT mark FROM journal WHERE who = 'denial' ORDER BY mark").Select(r => r[0]!)];

    /// <summary>Plays the messages directly and through, each entry up to the given number of ReadyForQuery, and compares all that is seen.</summary>
    protected void AssertAsTheServerWould(params (Func<string, byte[]> Messages, int Ready)[] turns)
    {
        var direct = Play(Shared.Database.Port, FailsDirectly, turns);
        ClearJournal();
        var through = Play(Gateway.Port, Denied, turns);
        Assert.That(through, Is.EqualTo(direct));
    }

    private List<string> Play(int port, string failing, (Func<string, byte[]> Messages, int Ready)[] turns)
    {
        var client = Login(port);
        var seen = new List<string>();
        foreach (var (messages, ready) in turns)
        {
            client.SendBytes(messages(failing));
            for (var i = 0; i < ready; i++)
                seen.AddRange(Seen(client.ReadUntilReady()));
        }

        client.Dispose();
        seen.Add("rows: " + string.Join(',', Marks(LoginDirectly())));
        return seen;
    }

    // Texts and the code of the refusal differ on purpose, everything else must not.
    private static IEnumerable<string> Seen(List<ServerMessage> messages) =>
        messages.Select(m => m.IsError ? $"E {m.SqlState.Replace("42P01", "42501", StringComparison.Ordinal)}" : m.Kind is 'C' ? $"C {m.Tag}" : m.Kind is 'Z' ? m.ToString() : $"{m.Kind}");
}
