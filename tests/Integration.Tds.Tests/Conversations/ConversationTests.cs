using System.Text;
using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.Samples.TdsServer.Wire;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Processes;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Conversations;

/// <summary>
/// Golden conversations: what a client sends, and all that follows from it at the backend, at the client and in the audit, as text
/// files in <c>tests/Conversations</c>. <c>PROXYDB_UPDATE=1</c> writes what is seen into the files; the diff is reviewed like code.
/// </summary>
public sealed class ConversationTests : GatewayFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private SampleTdsServer _database = null!;
    private RecordingTdsRelay _relay = null!;
    private ProxyDbProcess _gateway = null!;

    public static IEnumerable<string> Slugs => ConversationFile.Slugs;

    [OneTimeSetUp]
    public void StartGateway()
    {
        _database = SampleTdsServer.Start();
        _relay = new RecordingTdsRelay(_database.Port);
        _gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(_relay.Port) with
        {
            PoolSize = 1,
            ListenerTls = "login-only",
            Users = new Dictionary<string, string> { [TdsSample.User] = TdsSample.Password, ["analyst"] = "analyst-secret" },
            Policies = ConversationPolicy.Files,
            Attributes = ConversationPolicy.Attributes,

            // The catalog's own reads go through the same relay.
            Environment = new Dictionary<string, string> { ["PROXYDB__CLUSTERS__SHOP__CATALOG__POLL"] = "1h" },
        });
    }

    [OneTimeTearDown]
    public void StopGateway()
    {
        _gateway?.Dispose();
        _relay?.Dispose();
        _database?.Dispose();
    }

    [TestCaseSource(nameof(Slugs))]
    public void Conversation_goes_as_written(string slug)
    {
        var file = ConversationFile.Read(slug);
        var seen = file.With(Play(file));
        if (Environment.GetEnvironmentVariable("PROXYDB_UPDATE") == "1")
        {
            File.WriteAllLines(file.Path, seen);
            return;
        }

        Assert.That(seen, Is.EqualTo(file.Lines), $"{file.Path}; PROXYDB_UPDATE=1 writes what was seen into it");
    }

    private List<string> Play(ConversationFile file)
    {
        var user = file.Says("as analyst") ? " user=analyst" : "";
        var backend = new BackendLines();
        RestBackend(backend);
        var other = file.Sent.Any(l => l.StartsWith("other>", StringComparison.Ordinal)) ? Login(_gateway.Port) : null;
        var session = file.Sent.First().StartsWith("C> Login", StringComparison.Ordinal) ? null : Session(user);
        var ports = session is null ? new List<int>() : [session.Client.LocalPort];
        var lines = new List<string>();
        foreach (var line in file.Sent)
        {
            lines.Add(line);
            var seen = new List<string>();
            if (line.StartsWith("other> ", StringComparison.Ordinal))
                other!.Run(line["other> ".Length..]);
            else if (line.StartsWith("C> Login", StringComparison.Ordinal))
                session = LoginAgain(session, line["C> Login".Length..], seen, ports);
            else
                seen = Exchange(session!, line["C> ".Length..]);
            lines.AddRange(backend.Next(_relay, line));
            lines.AddRange(seen.Select(static l => "C< " + l));
        }

        session?.Client.Dispose();
        other?.Dispose();
        lines.AddRange(ports.SelectMany(Audit));
        return lines;
    }

    /// <summary>What a conversation before this one left to be put back has been, and the backend is one of usual sessions.</summary>
    private void RestBackend(BackendLines backend)
    {
        using (var client = RawTdsClient.Login(_gateway.Port))
            client.Run("SELECT 1");
        Wait.Until(() => _relay.IsIdle, Patience, () => "the backend does not come to rest");
        _ = backend.Next(_relay, "");
    }

    private ClientSession Session(string words)
    {
        var client = Login(LoginText.Read(_gateway.Port, words));
        var handles = new HandleNumbers();
        return new ClientSession(client, new RequestText(handles), new AnswerLines(handles));
    }

    private ClientSession? LoginAgain(ClientSession? before, string words, List<string> seen, List<int> ports)
    {
        before?.Client.Dispose();
        var login = LoginText.Read(_gateway.Port, words);
        var client = RawTdsClient.Connect(_gateway.Port, Patience);
        var answer = client.Authenticate(login);
        if (answer.Errors.Count == 0)
            ports.Add(client.LocalPort);
        var handles = new HandleNumbers();
        var session = new ClientSession(client, new RequestText(handles), new AnswerLines(handles));
        seen.Add($"encryption {client.Agreed switch { _ when login.IsStrict => "first of all", 0 => "of the login", 2 => "none", _ => "of all" }}");
        seen.AddRange(session.Answers.Of(answer, 0));
        return session;
    }

    private List<string> Exchange(ClientSession session, string line)
    {
        session.Requests.Send(session.Client, line);
        if (line.StartsWith("Start ", StringComparison.Ordinal))
        {
            Wait.Until(() => _relay.IsBusy, Patience, () => "nothing runs at the backend");
            return [];
        }

        var seen = new List<string>();
        TdsAnswer? answer;
        do
        {
            answer = session.Client.TryRead();
            seen.AddRange(answer is null ? ["(closed)"] : session.Answers.Of(answer, session.Requests.HandlesBack));
        }
        while (line == "Attention" && answer is { IsAttention: false });

        return seen;
    }

    private IEnumerable<string> Audit(int port)
    {
        Wait.Until(() => Records("logout", port).Any(), Patience, () => "the logout is not in the audit");
        return Records("statement", port).Select(Line);
    }

    private IEnumerable<JsonElement> Records(string kind, int port) =>
        AuditFiles.Records(_gateway.AuditDirectory, kind).Where(r => r.GetProperty("client").GetProperty("port").GetInt32() == port);

    private static string Line(JsonElement record)
    {
        var statement = record.GetProperty("statement");
        var decision = record.GetProperty("decision");
        var result = record.GetProperty("result");
        return $"audit {decision.GetProperty("result").GetString()} {statement.GetProperty("action").GetString()} {LineText.Of(AuditFiles.Text(record))}"
            + $" | tables {statement.GetProperty("tables")} | masked {decision.GetProperty("masked")} | filtered {decision.GetProperty("filtered")}"
            + $" | {result.GetProperty("status").GetString()} {result.GetProperty("code").GetString()} rows {result.GetProperty("rows")}";
    }

    private sealed record ClientSession(RawTdsClient Client, RequestText Requests, AnswerLines Answers);

    /// <summary>What was said at the backend for one request of the client, each side's in its order: how they interleave is chance.</summary>
    private sealed class BackendLines
    {
        private readonly HandleNumbers _handles = new();
        private readonly Queue<int> _handlesBack = new();
        private readonly HashSet<int> _catalogs = [];
        private TdsTokenReader? _tokens;
        private int _rank;

        public IEnumerable<string> Next(RecordingTdsRelay relay, string line)
        {
            if (!line.StartsWith("C> Start ", StringComparison.Ordinal))
                Wait.Until(() => relay.IsIdle, Patience, () => "the backend has not answered");
            var (sent, answered) = (new List<string>(), new List<string>());
            var requests = new RequestText(_handles);
            foreach (var message in relay.Take())
            {
                if (IsCatalog(message))
                    continue;
                if (message.ToBackend)
                {
                    sent.Add("B> " + requests.Decode(message));
                    _handlesBack.Enqueue(requests.HandlesBack);
                    continue;
                }

                if (_tokens is null || _rank != message.Rank)
                    (_tokens, _rank) = (new TdsTokenReader(message.Rank), message.Rank);
                answered.AddRange(new AnswerLines(_handles).Of(new TdsAnswer(_tokens.Read(message.Payload), []), _handlesBack.TryDequeue(out var back) ? back : 0).Select(l => "B< " + l));
            }

            return sent.Count > 0 || answered.Count > 0 ? [.. sent, .. answered] : ["B> (nothing)"];
        }

        /// <summary>The catalog is read over connections of its own, when it pleases.</summary>
        private bool IsCatalog(TdsMessageSeen message)
        {
            if (message is { ToBackend: true, Type: PacketType.Batch } && message.Payload.AsSpan().IndexOf(Encoding.Unicode.GetBytes("FROM sys.databases")) >= 0)
                _catalogs.Add(message.Connection);
            return _catalogs.Contains(message.Connection);
        }
    }
}
