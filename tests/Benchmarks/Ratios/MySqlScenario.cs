using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>
/// <c>run mysql</c>: direct, HAProxy and ProxyDb (one loop, policy and audit on) side by side over one MariaDB, alternating in short runs;
/// before them the bare relay, which is what ProxyDb's own event loop costs.
/// </summary>
internal sealed class MySqlScenario : IDisposable
{
    private const string Policy = $"""
        proxydb: policy/v1
        rules:
          - id: sysbench
            subjects: ["user:{MySqlSample.User}"]
            actions: [select]
            objects: ["{Sysbench.DatabaseName}.sbtest*"]
            effect: allow

        """;

    private const string Peer = "HAProxy";
    private const int Clients = 8;
    private const int ClientsInFlight = 64;

    private static readonly string[] AllScenarios = ["relay", "text", "prepared", "allocations"];

    private readonly ScenarioOptions _options;
    private readonly Report _report;
    private readonly Comparison _comparison;
    private readonly MariaDbServer _database = MariaDbServer.Start();

    private MySqlScenario(ScenarioOptions options, Report report)
    {
        _options = options;
        _report = report;
        _comparison = new Comparison(options, report);
        Sysbench.Initialise(_database.Port);
    }

    private GatewayOptions OneLoop => GatewayOptions.MySql(_database.Port) with
    {
        Policies = new Dictionary<string, string> { ["sysbench.yaml"] = Policy },
        Network = new Dictionary<string, string> { ["loops"] = "1" },
    };

    public static int Run(string[] arguments) => ScenarioOptions.Run(arguments, AllScenarios, static (options, report) =>
    {
        using var scenario = new MySqlScenario(options, report);
        foreach (var name in options.Scenarios)
            scenario.Run(name);
    });

    public void Dispose() => _database.Dispose();

    private static string Mode(string name) => name == "prepared" ? "auto" : "disable";

    private void Run(string name)
    {
        Console.Error.WriteLine($"{name} …");
        switch (name)
        {
            case "relay":
                using (var relay = RelayProcess.Start(_database.Port))
                    Compare("bare relay, text", "disable", relay.Contender);
                break;
            case "allocations":
                Allocations();
                break;
            default:
                if (!ProxyDbExecutable.CanServe)
                    return;
                using (var gateway = ProxyDbProcess.Start(OneLoop))
                    Compare(name, Mode(name), Contender.Of(gateway));
                break;
        }
    }

    private void Compare(string name, string mode, Contender contender)
    {
        using var peer = HaProxyProcess.Start(OneLoop);
        Contender[] contenders = [new Contender("direct", _database.Port, null), Contender.Of(peer), contender];
        var runs = _comparison.Alternate(contenders, c => Sysbench.Measure(c, mode, Clients, _options.Seconds));
        foreach (var one in contenders)
            _comparison.ReportRatios($"point select, {name}, {Clients} clients", one, runs, Peer);
    }

    private void Allocations()
    {
        if (!ProxyDbExecutable.CanServe)
            return;
        foreach (var name in (string[])["text", "prepared"])
        {
            using var gateway = ProxyDbProcess.Start(OneLoop);
            _report.Value(
                $"point select, {name}, {ClientsInFlight} clients in flight", "ProxyDb", "bytes allocated for one statement",
                Allocation.ForOneStatement(gateway, each => Sysbench.Statements(gateway.Port, Mode(name), ClientsInFlight, each)), 2, "bytes");
        }
    }
}
