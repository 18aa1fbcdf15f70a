using System.Collections.Immutable;
using ProxyDb.Host.Gateway;
using ProxyDb.Host.Telemetry;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Benchmarks.Parts;

/// <summary>The judge of a user under a mask and a filter, with a catalog.</summary>
internal sealed class SecuredPoint
{
    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: pgbench, subjects: ["user:app"], actions: [select], objects: ["public.*"], effect: allow}
          - {id: filler, subjects: ["user:app"], columns: [public.pgbench_accounts.filler], effect: mask, mask: {partial: {keep_first: 1}}}
          - {id: branches, subjects: ["user:app"], objects: [public.pgbench_accounts], effect: filter, where: "bid IN ({{user.branches}})"}

        """;

    private const string Catalog = """
        proxydb: catalog/v1
        dialect: postgres
        databases:
          shop:
            search_path: [public]
            schemas:
              public:
                tables:
                  pgbench_accounts:
                    columns: [{name: aid, type: integer}, {name: bid, type: integer}, {name: abalance, type: integer}, {name: filler, type: character(84)}]

        """;

    private static readonly MaskKeyRing NoKeys = MaskKeyRing.Load(new Dictionary<string, string>(), new DocumentErrors())!;

    private readonly StatementJudge _judge = new(SqlDialect.Postgres, AnalysisLimits.Default, new GatewayMetrics(1), 0);
    private readonly DecisionContext _now = new(DateTimeOffset.UnixEpoch);
    private JudgeContext _context = null!;

    public void Prepare(byte[] text)
    {
        var errors = new DocumentErrors();
        var set = PolicyLoader.Load(new Dictionary<string, string> { ["bench.yaml"] = Policy }, errors);
        var catalog = CatalogReader.Read("catalog.yaml", Catalog, errors)?.Database("shop");
        if (set is null || catalog is null)
        {
            throw new InvalidOperationException(string.Join('\n', errors));
        }

        var subject = new Subject("app", "pg", "shop")
        {
            Attributes = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("branches", ["1", "2"]),
        };
        _context = _judge.Context(new JudgeKey("public", "public", "app", true, "", set.Match(subject), catalog), new PostgresNamespace("shop", "app", new SessionReports()), []);
        var judged = StatementJudge.Analyze(_context, text, out var error, out _) ?? throw new InvalidOperationException(error?.Message);
        _judge.Add(_context, text, judged);
        _context.Secured.Add(text, Secure(judged, text));
    }

    /// <summary>As a session does it with a text that was secured before.</summary>
    public bool FindWarm(byte[] text)
    {
        var judged = _judge.Find(_context, text)!;
        var decision = judged.Plan.Decide(_now);
        return _context.Secured.Find(judged, text, decision.Obligations, TextEncoding.Utf8, 0) is not null;
    }

    public object SecureCold(byte[] text) => Secure(_judge.Find(_context, text)!, text);

    private JudgedStatement Secure(JudgedStatement judged, byte[] text)
    {
        var answer = SecuredJudgements.Make(judged, text, judged.Plan.Decide(_now).Obligations, TextEncoding.Utf8, 0, [], NoKeys);
        return answer.Judged ?? throw new InvalidOperationException(answer.Refusal);
    }
}
