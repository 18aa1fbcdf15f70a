using System.Globalization;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>
/// <c>run postgres</c>: direct, PgBouncer, HAProxy and ProxyDb side by side over one PostgreSQL, alternating in short runs, so that
/// the machine's swings fall on all of them alike.
/// </summary>
internal sealed class PostgresScenario : IDisposable
{
    private const string Policy = """
        proxydb: policy/v1
        rules:
          - id: pgbench
            subjects: ["user:app"]
            actions: [select, insert, update, delete]
            objects: ["public.pgbench_*"]
            effect: allow

        """;

    private const string SecuringRules = """
          - {id: balance, subjects: ["user:app"], columns: [public.pgbench_accounts.abalance], effect: mask, mask: {round: 1000}}
          - {id: branches, subjects: ["user:app"], objects: [public.pgbench_accounts], effect: filter, where: "bid IN ({{user.branches}})"}

        """;

    private static readonly string[] AllScenarios = ["simple", "extended", "prepared", "masked", "clients", "idle", "start", "allocations"];

    private readonly ScenarioOptions _options;
    private readonly Report _report;
    private readonly Comparison _comparison;
    private readonly PostgresServer _database = PostgresServer.Start(new PostgresOptions { MaxConnections = 700 });

    private PostgresScenario(ScenarioOptions options, Report report)
    {
        _options = options;
        _report = report;
        _comparison = new Comparison(options, report);
        Pgbench.Initialise(_database.Port);
    }

    private GatewayOptions Gateway => new(_database.Port) { Policies = new Dictionary<string, string> { ["pgbench.yaml"] = Policy } };

    private GatewayOptions OneLoop => Gateway with { Network = new Dictionary<string, string> { ["loops"] = "1" } };

    public static int Run(string[] arguments) => ScenarioOptions.Run(arguments, AllScenarios, static (options, report) =>
    {
        using var scenario = new PostgresScenario(options, report);
        foreach (var name in options.Scenarios)
            scenario.Run(name);
    });

    public void Dispose() => _database.Dispose();

    private void Run(string name)
    {
        Console.Error.WriteLine($"{name} …");
        switch (name)
        {
            case "clients":
                foreach (var clients in (int[])[8, 64, 500])
                    Compare($"{clients} clients", "simple", clients, Gateway);
                break;
            case "masked":
                CompareSecured();
                break;
            case "idle":
                IdleClients();
                break;
            case "start":
                StartToReady();
                break;
            case "allocations":
                Allocations();
                break;
            default:
                Compare($"pgbench -S -M {name}, 8 clients", name, 8, OneLoop);
                break;
        }
    }

    /// <summary>Two ProxyDbs, of which one secures every statement: a mask on a column that is shown and a filter that all rows satisfy.</summary>
    private void CompareSecured()
    {
        foreach (var protocol in (string[])["extended", "prepared"])
        {
            using var plain = ProxyDbProcess.Start(OneLoop);
            using var secured = ProxyDbProcess.Start(OneLoop with
            {
                Policies = new Dictionary<string, string> { ["pgbench.yaml"] = Policy + SecuringRules },
                Attributes = new Dictionary<string, IReadOnlyDictionary<string, string[]>>
                {
                    [SampleSchema.User] = new Dictionary<string, string[]> { ["branches"] = [.. Enumerable.Range(1, 10).Select(i => i.ToString(CultureInfo.InvariantCulture))] },
                },
            });
            Contender[] contenders = [new Contender("plain", plain.Port, plain.Process), new Contender("secured", secured.Port, secured.Process)];
            var runs = _comparison.Alternate(contenders, c => Pgbench.Measure(c, protocol, 8, _options.Seconds));
            _comparison.ReportRatios($"pgbench -S -M {protocol}, 8 clients, secured", contenders[1], runs, "plain");
        }
    }

    private void Compare(string scenario, string protocol, int clients, GatewayOptions proxydb)
    {
        var gateways = new List<IGateway>();
        try
        {
            // PgBouncer 1.18 has no protocol-level prepared statements in transaction mode.
            if (protocol != "prepared")
                gateways.Add(PgBouncerProcess.Start(Gateway));
            if (clients <= 500)
                gateways.Add(HaProxyProcess.Start(Gateway));
            if (ProxyDbExecutable.CanServe)
                gateways.Add(ProxyDbProcess.Start(proxydb));
            Contender[] contenders = [new Contender("direct", _database.Port, null), .. gateways.Select(Contender.Of)];
            var runs = _comparison.Alternate(contenders, c => Pgbench.Measure(c, protocol, clients, _options.Seconds));
            foreach (var contender in contenders)
                _comparison.ReportRatios(scenario, contender, runs, protocol == "prepared" ? "HAProxy" : "PgBouncer");
        }
        finally
        {
            gateways.ForEach(g => g.Dispose());
        }
    }

    private void IdleClients()
    {
        if (!ProxyDbExecutable.CanServe)
            return;
        using var gateway = ProxyDbProcess.Start(Gateway with { Network = new Dictionary<string, string> { ["max_sessions"] = "20000" } });
        var empty = ProcessUsage.Of(gateway.Process.Pid).ResidentBytes;
        var clients = new List<RawPostgresClient>(_options.IdleClients);
        try
        {
            for (var i = 0; i < _options.IdleClients; i++)
            {
                var client = RawPostgresClient.Login(gateway.Port);
                clients.Add(client);
                if (i % 10 == 0)
                    client.Query("SELECT abalance FROM pgbench_accounts WHERE aid = 1");
            }

            // What the logins left behind is the collector's; the figure is taken when the process is quiet.
            Thread.Sleep(TimeSpan.FromSeconds(5));
            var full = ProcessUsage.Of(gateway.Process.Pid).ResidentBytes;
            _report.Value($"{_options.IdleClients} idle clients", "ProxyDb", "resident memory", new Series([full / 1048576.0]), 0, "MiB");
            _report.Value($"{_options.IdleClients} idle clients", "ProxyDb", "resident memory for one client", new Series([(full - empty) / 1024.0 / _options.IdleClients]), 1, "KiB");
        }
        finally
        {
            clients.ForEach(c => c.Dispose());
        }
    }

    private void StartToReady()
    {
        if (!ProxyDbExecutable.CanServe)
            return;
        var times = new List<double>();
        for (var i = 0; i < Math.Max(5, _options.Pairs); i++)
        {
            using var gateway = ProxyDbProcess.Start(Gateway);
            times.Add(gateway.TimeToReady.TotalMilliseconds);
        }

        _report.Value("start", "ProxyDb", "start to /readyz", new Series(times), 0, "ms");
    }

    private void Allocations()
    {
        if (!ProxyDbExecutable.CanServe)
            return;
        foreach (var protocol in (string[])["simple", "extended", "prepared"])
        {
            using var gateway = ProxyDbProcess.Start(OneLoop);
            _report.Value(
                $"-M {protocol}, 64 clients in flight", "ProxyDb", "bytes allocated for one statement",
                Allocation.ForOneStatement(gateway, each => Pgbench.Transactions(gateway.Port, protocol, 64, each)), 2, "bytes");
        }
    }
}
