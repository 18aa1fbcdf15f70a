using System.Text;
using System.Text.Json;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Audit.Review;
using ProxyDb.Host.Audit.Sealing;

namespace ProxyDb.Host.Tests.Audit;

/// <summary>A throw-away audit directory with its spool, and statements to record in it.</summary>
internal sealed class AuditFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("proxydb-audit-").FullName;

    private readonly Dictionary<IAuditLane, AuditSession> _sessions = [];

    public AuditFolder(int loops = 1, long spoolSize = 4 << 20)
    {
        Options = new AuditTrailOptions
        {
            Directory = Path.Combine(_root, "audit"),
            SpoolDirectory = Path.Combine(_root, "spool"),
            StateDirectory = Path.Combine(_root, "state"),
            SpoolSize = spoolSize,
            Loops = loops,
            Fsync = null,
        };
    }

    public AuditTrailOptions Options { get; set; }

    public List<string> Warnings { get; } = [];

    public AuditSession Session { get; } = NewSession("s-1");

    public AuditTemplate Template { get; } = NewTemplate();

    public static AuditSession NewSession(string id) => new(
        id, "order-app", "scram-sha-256", "1.3", "OrderDS", "shop-pg", "10.1.4.17", 51234, "shop", "shop") { Driver = "PostgreSQL JDBC Driver 42.7" };

    public static AuditTemplate NewTemplate(string decision = "allow") => new(
        "select", "5f2c", "SELECT name FROM customers WHERE id = $1", ["public.customers"], ["public.customers.name"], ["pii.rrn"],
        decision, ["oltp-tables"], [], "sha256:00");

    public AuditTrail Start(LogStorage? storage = null) =>
        AuditTrail.Start(Options, "node-0", TimeProvider.System, Warn, storage ?? new LogStorage());

    public StatementOpening Opening(ReadOnlySpan<byte> text) =>
        new() { Session = Session, Template = Template, Text = text, Server = "pg-a:5432" };

    /// <summary>Opens and closes a statement, each in its own turn.</summary>
    public bool Record(IAuditLane lane, string text)
    {
        var opening = new StatementOpening
        {
            Session = SessionOf(lane),
            Template = Template,
            Text = Encoding.UTF8.GetBytes(text),
            Server = "pg-a:5432",
        };
        if (!lane.TryOpen(opening, out var ticket))
        {
            return false;
        }

        lane.BeforeSends();
        lane.Close(ticket, new StatementOutcome { Status = "ok", Rows = 1, Bytes = 212, DatabaseMicroseconds = 17 });
        lane.BeforeSends();
        return true;
    }

    /// <summary>A session belongs to one lane of one process.</summary>
    public AuditSession SessionOf(IAuditLane lane)
    {
        lock (_sessions)
        {
            return _sessions.TryGetValue(lane, out var session) ? session : _sessions[lane] = NewSession($"s-{_sessions.Count + 2}");
        }
    }

    public List<string> Files() => [.. Directory.GetFiles(Options.Directory, "*.jsonl*").Order(StringComparer.Ordinal)];

    public List<string> Lines()
    {
        var lines = new List<string>();
        foreach (var name in LogFileName.List(Options.Directory))
        {
            using var reader = new LineReader(LogSource.Open(name.Path));
            while (reader.TryRead(out var line))
            {
                lines.Add(Encoding.UTF8.GetString(line.Span));
            }
        }

        return lines;
    }

    public List<JsonElement> Records(string eventName = "statement") =>
        [.. Lines().Select(l => JsonDocument.Parse(l).RootElement).Where(r => r.GetProperty("event").GetString() == eventName)];

    public List<string> Texts() => [.. Records().Select(r => r.GetProperty("statement").GetProperty("text").GetString()!)];

    public void Dispose() => Directory.Delete(_root, true);

    private void Warn(string text)
    {
        lock (Warnings)
        {
            Warnings.Add(text);
        }
    }
}
