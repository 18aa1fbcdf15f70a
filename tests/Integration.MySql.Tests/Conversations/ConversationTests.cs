using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.MySql.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Conversations;

/// <summary>
/// Golden conversations: what a client sends, and all that follows from it at the backend, at the client and in the audit, as text
/// files in <c>tests/Conversations</c>. <c>PROXYDB_UPDATE=1</c> writes what is seen into the files; the diff is reviewed like code.
/// </summary>
public sealed class ConversationTests : GatewayFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Commands that reset the backend a session holds; the client has its answer without waiting for theirs.</summary>
    private const int ResetLength = 3;

    private RecordingMySqlRelay? _relay;
    private ProxyDbProcess? _gateway;

    public static IEnumerable<string> Slugs => ConversationFile.Slugs;

    [OneTimeSetUp]
    public void StartGateway() => Start(poolSize: 1);

    [OneTimeTearDown]
    public void StopGateway() => Stop();

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

    private void Start(int poolSize)
    {
        _relay = new RecordingMySqlRelay(Shared.Database.Port);
        _gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(_relay.Port) with
        {
            PoolSize = poolSize,
            Users = new Dictionary<string, string> { [MySqlSample.User] = MySqlSample.Password, ["analyst"] = "analyst-secret", ["caller"] = "caller-secret" },
            Policies = ConversationPolicy.Files,
            Attributes = ConversationPolicy.Attributes,

            // The catalog's own reads go through the same relay.
            Environment = new Dictionary<string, string> { ["PROXYDB__CLUSTERS__SHOP__CATALOG__POLL"] = "1h" },
        });

        // The first login opens the backend and reads the catalog: no part of any conversation.
        var first = Login(new RawMySqlLogin(_gateway.Port));
        first.Run("START TRANSACTION");
        if (poolSize > 1)
            Login(new RawMySqlLogin(_gateway.Port)).Run("DO 1");
        first.Run("ROLLBACK");
        CloseClients();
    }

    private void Stop()
    {
        _gateway?.Dispose();
        _relay?.Dispose();
    }

    private List<string> Play(ConversationFile file)
    {
        if (!file.Says("with a second backend"))
            return Played(file);
        Stop();
        Start(poolSize: 2);
        try
        {
            return Played(file);
        }
        finally
        {
            Stop();
            Start(poolSize: 1);
        }
    }

    private List<string> Played(ConversationFile file)
    {
        var login = new RawMySqlLogin(_gateway!.Port);
        var others = file.Sent.Select(static l => l.Split(' ')[0]).Where(static w => w != "C>").Distinct().ToDictionary(w => w, _ => Login(login));
        var user = Array.Find(["analyst", "caller"], u => file.Says("as " + u));
        var client = Login(user is null ? login : login with { User = user, Password = user + "-secret" });
        _ = _relay!.Take();
        var port = client.LocalPort;
        var me = client.ConnectionId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var commands = new CommandText(client.ConnectionId);
        var answers = new AnswerText(commands, isTracking: false);
        var backendCommands = new CommandText(client.ConnectionId);
        var backendAnswers = new AnswerText(backendCommands, isTracking: true);
        var lines = new List<string>();
        foreach (var line in file.Sent)
        {
            lines.Add(line);
            if (others.TryGetValue(line.Split(' ')[0], out var other))
            {
                other.Run(line["other> Query ".Length..]);
                lines.AddRange(Backend(backendCommands, backendAnswers, user == "analyst", least: 0));
                continue;
            }

            var seen = Exchange(client, commands.Encode(line[3..]), answers);
            lines.AddRange(Backend(backendCommands, backendAnswers, user == "analyst", line == "C> ResetConnection" ? ResetLength : 0));
            lines.AddRange(seen.Select(static l => "C< " + l));
        }

        client.Dispose();
        foreach (var other in others.Values)
            other.Dispose();
        lines.AddRange(Audit(port, me));
        return lines;
    }

    private static List<string> Exchange(RawMySqlClient client, byte[] command, AnswerText answers)
    {
        var seen = new List<string>();
        answers.Sent(command);
        client.Send(command);
        while (!answers.IsComplete)
        {
            if (client.ReadPacket() is not { } packet)
            {
                seen.Add("(closed)");
                break;
            }

            if (answers.Next(packet) is { } line)
                seen.Add(line);
        }

        if (command[0] == 1 && client.IsClosedByServer())
            seen.Add("(closed)");
        return seen;
    }

    /// <summary>What was said at the backend for one command of the client, each side's in its order: how they interleave is chance.</summary>
    private List<string> Backend(CommandText commands, AnswerText answers, bool isSecured, int least)
    {
        var (sent, answered) = (new List<string>(), new List<string>());
        Wait.Until(
            () =>
            {
                foreach (var (toBackend, _, payload) in _relay!.Take())
                {
                    if (toBackend)
                        answers.Sent(payload);
                    if ((toBackend ? commands.Decode(payload) : answers.Next(payload)) is { } line)
                        (toBackend ? sent : answered).Add((toBackend ? "B> " : "B< ") + Shortened(line));
                }

                return answers.IsComplete && sent.Count >= least && !IsFollowed(answered.LastOrDefault(""), isSecured);
            },
            Patience,
            () => "the backend has not answered: " + string.Join('\n', sent.Concat(answered)));
        return sent.Count > 0 ? [.. sent, .. answered] : ["B> (nothing)"];
    }

    /// <summary>Which settings there are to be put back, and their values, is the server's version.</summary>
    private static string Shortened(string line) =>
        line.IndexOf("SET `autocommit`=", StringComparison.Ordinal) is var at and >= 0 ? line[..at] + "SET …"
        : line.StartsWith("OK ", StringComparison.Ordinal) && line.Contains(" sql_mode=", StringComparison.Ordinal) ? "OK …" : line;

    /// <summary>
    /// Behind an error the gateway asks for the server's status, and behind what a secured statement left it has that forgotten; whether
    /// before or after the client has its answer is chance.
    /// </summary>
    private static bool IsFollowed(string answer, bool isSecured) =>
        answer.StartsWith("B< ERR", StringComparison.Ordinal) || (isSecured && answer.Contains(" warnings ", StringComparison.Ordinal));

    private IEnumerable<string> Audit(int port, string me)
    {
        Wait.Until(() => Records("logout", port).Any(), Patience, () => "the logout is not in the audit");
        return Records("statement", port).Select(r => Line(r).Replace(me, "{me}", StringComparison.Ordinal));
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
