using BenchmarkDotNet.Attributes;
using ProxyDb.Host.Audit;

namespace ProxyDb.Benchmarks.Parts;

/// <summary>
/// One record on the loop: opening, close, and an eighth of the write that stands before a turn's sends. The sealer works beside it
/// and is not part of the figure, except that a full spool would show.
/// </summary>
[MemoryDiagnoser]
public class AuditBenchmarks
{
    private const int Records = 4096;
    private const int RecordsPerTurn = 8;

    private static readonly byte[] Text = "SELECT abalance FROM pgbench_accounts WHERE aid = 4711;"u8.ToArray();

    private readonly string _directory = Directory.CreateTempSubdirectory("proxydb-audit-").FullName;
    private readonly AuditTicket[] _tickets = new AuditTicket[RecordsPerTurn];
    private readonly AuditTemplate _template = new(
        "select", "01aa", null, ["public.pgbench_accounts"], ["public.pgbench_accounts.abalance", "public.pgbench_accounts.aid"], [],
        "allow", ["pgbench"], [], "sha256:00");

    private readonly AuditSession _session = new("s-1", "app", "scram-sha-256", null, "pgbench", "pg", "127.0.0.1", 1, "shop", "shop");
    private AuditTrail _trail = null!;
    private IAuditLane _lane = null!;

    [GlobalSetup]
    public void Start()
    {
        var options = new AuditTrailOptions
        {
            Directory = Path.Combine(_directory, "audit"), SpoolDirectory = Path.Combine(_directory, "spool"),
            StateDirectory = Path.Combine(_directory, "state"), Loops = 1, OnFull = AuditFullAction.Alarm,
        };
        _trail = AuditTrail.Start(options, "bench", TimeProvider.System, static _ => { });
        _lane = _trail.Lane(0);
    }

    [GlobalCleanup]
    public void Stop()
    {
        _trail.Seal();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public void OpenAndClose()
    {
        for (var done = 0; done < Records; done += RecordsPerTurn)
        {
            for (var i = 0; i < RecordsPerTurn; i++)
            {
                var opening = new StatementOpening { Session = _session, Template = _template, Text = Text, Server = "127.0.0.1:5432" };
                _lane.TryOpen(in opening, out _tickets[i]);
            }

            for (var i = 0; i < RecordsPerTurn; i++)
            {
                _lane.Close(_tickets[i], new StatementOutcome { Status = "ok", Rows = 1, Bytes = 12 });
            }

            _lane.BeforeSends();
        }
    }
}
