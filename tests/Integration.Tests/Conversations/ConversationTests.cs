using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Audit;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tests.Conversations;

/// <summary>
/// Golden conversations: what a client sends, and all that follows from it at the backend, at the client and in the audit, as text
/// files in <c>tests/Conversations</c>. <c>PROXYDB_UPDATE=1</c> writes what is seen into the files; the diff is reviewed like code.
/// </summary>
public sealed class ConversationTests : GatewayFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private RecordingRelay? _relay;
    private ProxyDbProcess? _gateway;

    public static IEnumerable<string> Slugs => ConversationFile.Slugs;

    [OneTimeSetUp]
    public void StartGateway()
    {
        _relay = new RecordingRelay(Shared.Database.Port);
        _gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(_relay.Port)
        {
            PoolSize = 1,
            Users = new Dictionary<string, string> { [SampleSchema.User] = SampleSchema.Password, ["analyst"] = "analyst-secret" },
            Policies = ConversationPolicy.Files,
            Attributes = ConversationPolicy.Attributes,

            // The catalog's own reads go through the same relay.
            Environment = new Dictionary<string, string> { ["PROXYDB__CLUSTERS__SHOP__CATALOG__POLL"] = "1h" },
        });

        // The first login opens the backend and reads the catalog: no part of any conversation.
        Login(new RawLogin(_gateway.Port)).Dispose();
    }

    [OneTimeTearDown]
    public void StopGateway()
    {
        _gateway?.Dispose();
        _relay?.Dispose();
    }

    [TestCaseSource(nameof(Slugs))]
    public void Conversation_goes_as_written(string slug)
    {
        var file = ConversationFile.Read(slug);
        var expected = file.Lines;
        var seen = file.With(Play(file));
        if (Environment.GetEnvironmentVariable("PROXYDB_UPDATE") == "1")
        {
            File.WriteAllLines(file.Path, seen);
            return;
        }

        Assert.That(seen, Is.EqualTo(expected), $"{file.Path}; PROXYDB_UPDATE=1 writes what was seen into it");
    }

    private List<string> Play(ConversationFile file)
    {
        var user = file.Lines.Contains("# as analyst") ? ("analyst", "analyst-secret") : (SampleSchema.User, SampleSchema.Password);
        var client = Login(new RawLogin(_gateway!.Port) { User = user.Item1, Password = user.Item2 });
        _ = _relay!.Take();
        var port = client.LocalPort;
        var texts = new MessageText();
        var lines = new List<string>();
        foreach (var turn in file.Turns())
        {
            foreach (var line in turn)
            {
                lines.Add("C> " + line);
            }

            client.SendBytes(ClientMessage.Join([.. turn.Select(ClientLine.Encode)]));
            var answer = turn[^1] == "Terminate" ? client.ReadToEnd() : client.ReadUntil(m => m.IsReady || m.Kind == 'G' || EndsFlush(turn, m));
            lines.AddRange(Backend(texts));
            lines.AddRange(answer.Select(m => "C< " + texts.Server(m)));
        }

        client.Dispose();
        lines.AddRange(Audit(port));
        return lines;
    }

    /// <summary>After Flush there is no ReadyForQuery: the answer to the last message ends the turn.</summary>
    private static bool EndsFlush(IReadOnlyList<string> turn, ServerMessage message) =>
        turn[^1] == "Flush" && (message.IsError || message.Kind is 'C' or 's' or 'I'
            || (message.Kind == '1' && turn[^2].StartsWith("Parse", StringComparison.Ordinal))
            || (message.Kind == '2' && turn[^2].StartsWith("Bind", StringComparison.Ordinal))
            || (message.Kind is 'T' or 'n' && turn[^2].StartsWith("Describe", StringComparison.Ordinal)));

    private IEnumerable<string> Backend(MessageText texts)
    {
        var taken = _relay!.Take();
        if (taken.Count == 0)
            yield return "B> (nothing)";

        // The server sends an error at once: whether it comes before a Sync that was sent with what failed is chance.
        foreach (var (toBackend, kind, body) in taken.OrderBy(m => !m.ToBackend))
            yield return toBackend ? "B> " + texts.Client(kind, body) : "B< " + texts.Server(new ServerMessage(kind, body));
    }

    private IEnumerable<string> Audit(int port)
    {
        Wait.Until(() => Records("logout", port).Any(), Patience, () => "the logout is not in the audit");
        return Records("statement", port).Select(Line);
    }

    private IEnumerable<JsonElement> Records(string kind, int port) =>
        AuditFiles.Records(_gateway!.AuditDirectory, kind).Where(r => r.GetProperty("client").GetProperty("port").GetInt32() == port);

    private static string Line(JsonElement record)
    {
        var statement = record.GetProperty("statement");
        var decision = record.GetProperty("decision");
        var result = record.GetProperty("result");
        return $"audit {decision.GetProperty("result").GetString()} {statement.GetProperty("action").GetString()} {AuditFiles.Text(record).Replace("\n", "\\n", StringComparison.Ordinal)}"
            + $" | tables {statement.GetProperty("tables")} | masked {decision.GetProperty("masked")} | filtered {decision.GetProperty("filtered")}"
            + $" | {result.GetProperty("status").GetString()} {result.GetProperty("code").GetString()} rows {result.GetProperty("rows")}";
    }
}
