using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using ProxyDb.Host.Gateway;
using ProxyDb.Host.Telemetry;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Benchmarks.Parts;

/// <summary>From a text to a verdict: cold by analysis, warm by shape, and the decision alone.</summary>
[MemoryDiagnoser]
public class VerdictBenchmarks
{
    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: pgbench, subjects: ["user:app"], actions: [select], objects: ["public.*"], effect: allow}
          - {id: hours, effect: deny, subjects: ["user:other"], conditions: {time: {outside: "Mon-Fri 09:00-19:00", zone: UTC}}}

        """;

    private static readonly byte[] Point = "SELECT abalance FROM pgbench_accounts WHERE aid = 4711;"u8.ToArray();

    private static readonly byte[] Join = """
        SELECT c.name, o.id, sum(l.price * l.quantity) FROM customers c JOIN orders o ON o.customer = c.id JOIN lines l ON l.order_id = o.id
        JOIN products p ON p.id = l.product LEFT JOIN regions r ON r.id = c.region
        WHERE o.day > '2026-01-01' AND p.kind IN (1, 2, 3) AND r.name = 'north' GROUP BY c.name, o.id ORDER BY 3 DESC LIMIT 20
        """u8.ToArray();

    private static readonly byte[] Prepared = "SELECT abalance, filler FROM pgbench_accounts WHERE aid = $1"u8.ToArray();

    private readonly SecuredPoint _secured = new();
    private readonly StatementJudge _judge = new(SqlDialect.Postgres, AnalysisLimits.Default, new GatewayMetrics(1), 0);
    private readonly byte[] _shape = new byte[StatementShape.KeyLimit(4096)];
    private readonly DecisionContext _now = new(DateTimeOffset.UnixEpoch);
    private JudgeContext _context = null!;
    private DecisionPlan _plan = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var errors = new DocumentErrors();
        var set = PolicyLoader.Load(new Dictionary<string, string> { ["bench.yaml"] = Policy }, errors)
            ?? throw new InvalidOperationException(string.Join('\n', errors));
        var match = set.Match(new Subject("app", "pg", "shop"));
        _context = _judge.Context(
            new JudgeKey("\"$user\", public", "\"$user\", public", "app", true, "", match, null), new PostgresNamespace("shop", "app", new SessionReports()), []);
        var judged = Analyze(Point);
        _judge.Add(_context, Point, judged);
        _plan = judged.Plan;
        _judge.Add(_context, Prepared, Analyze(Prepared));
        _secured.Prepare(Prepared);
    }

    [Benchmark]
    public object AnalyzePointSelect() => Analyze(Point);

    [Benchmark]
    public object AnalyzeFiveWayJoin() => Analyze(Join);

    [Benchmark]
    public bool ShapeKey() => StatementShape.TryKey(Point, true, _shape, out _);

    [Benchmark]
    public object? ShapeKeyAndHit() => _judge.Find(_context, Point);

    [Benchmark]
    public Verdict DecideWarm() => _plan.Decide(_now).Verdict;

    /// <summary>A text seen before, to what may be sent: the verdict alone, and with the secured text found for its obligations.</summary>
    [Benchmark]
    public bool WarmTextWithoutMask() => _judge.Find(_context, Prepared)!.Plan.Decide(_now).Verdict == Verdict.Allow;

    [Benchmark]
    public bool WarmTextUnderMask() => _secured.FindWarm(Prepared);

    /// <summary>From a text to a secured text, for the first time.</summary>
    [Benchmark]
    public object SecureCold() => _secured.SecureCold(Prepared);

    private JudgedStatement Analyze(byte[] text) =>
        StatementJudge.Analyze(_context, text, out var error, out _) ?? throw new InvalidOperationException(error?.Message);
}
