using ProxyDb.Samples.TdsServer.Serving;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>
/// <c>run tds</c>: direct, HAProxy and ProxyDb (one loop, policy and audit on) side by side over the sample TDS server, alternating in short
/// runs; before them the bare relay, which is what ProxyDb's own event loop costs.
/// </summary>
internal sealed class TdsScenario : IDisposable
{
    private const string Policy = $"""
        proxydb: policy/v1
        rules:
          - id: customers
            subjects: ["user:{TdsSample.User}"]
            actions: [select]
            objects: [dbo.customers]
            effect: allow

        """;

    private const string Peer = "HAProxy";
    private const int Clients = 8;
    private const int ClientsInFlight = 64;

    private static readonly string[] AllScenarios = ["relay", "executesql", "execute", "allocations"];

    private readonly ScenarioOptions _options;
    private readonly Report _report;
    private readonly Comparison _comparison;
    private readonly SampleTdsServer _database = SampleTdsServer.Start(new TdsServerOptions { KeepsRequests = false });

    private TdsScenario(ScenarioOptions options, Report report)
    {
        _options = options;
        _report = report;
        _comparison = new Comparison(options, report);
    }

    private GatewayOptions OneLoop => GatewayOptions.Tds(_database.Port) with
    {
        Policies = new Dictionary<string, string> { ["customers.yaml"] = Policy },
        Network = new Dictionary<string, string> { ["loops"] = "1" },
    };

    public static int Run(string[] arguments) => ScenarioOptions.Run(arguments, AllScenarios, static (options, report) =>
    {
        using var scenario = new TdsScenario(options, report);
        foreach (var name in options.Scenarios)
            scenario.Run(name);
    });

    public void Dispose() => _database.Dispose();

    private static bool IsPrepared(string name) => name == "execute";

    private void Run(string name)
    {
        Console.Error.WriteLine($"{name} …");
        switch (name)
        {
            case "relay":
                using (var relay = RelayProcess.Start(_database.Port))
                    Compare("bare relay, sp_executesql", false, relay.Contender);
                break;
            case "allocations":
                Allocations();
                break;
            default:
                if (!ProxyDbExecutable.CanServe)
                    return;
                using (var gateway = ProxyDbProcess.Start(OneLoop))
                    Compare("sp_" + name, IsPrepared(name), Contender.Of(gateway));
                break;
        }
    }

    private void Compare(string name, bool isPrepared, Contender contender)
    {
        using var peer = HaProxyProcess.Start(OneLoop);
        Contender[] contenders = [new Contender("direct", _database.Port, null), Contender.Of(peer), contender];
        var runs = _comparison.Alternate(contenders, c => TdsLoad.Measure(c, isPrepared, Clients, _options.Seconds));
        foreach (var one in contenders)
            _comparison.ReportRatios($"point select, {name}, {Clients} clients", one, runs, Peer);
    }

    private void Allocations()
    {
        if (!ProxyDbExecutable.CanServe)
            return;
        foreach (var name in (string[])["executesql", "execute"])
        {
            using var gateway = ProxyDbProcess.Start(OneLoop);
            _report.Value(
                $"point select, sp_{name}, {ClientsInFlight} clients in flight", "ProxyDb", "bytes allocated for one statement",
                Allocation.ForOneStatement(gateway, each => TdsLoad.Statements(gateway.Port, IsPrepared(name), ClientsInFlight, each)), 2, "bytes");
        }
    }
}
