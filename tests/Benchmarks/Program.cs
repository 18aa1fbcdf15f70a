using ProxyDb.Benchmarks;
using ProxyDb.Benchmarks.Parts;
using ProxyDb.Benchmarks.Ratios;

return args switch
{
    ["relay", .. var arguments] when arguments.Length is 2 or 3 => Relay.Run(arguments),
    ["idle", .. var arguments] when arguments.Length is 1 or 2 => IdleConnections.Run(arguments),
    ["postgres", .. var arguments] => PostgresScenario.Run(arguments),
    ["mysql", .. var arguments] => MySqlScenario.Run(arguments),
    ["tds", .. var arguments] => TdsScenario.Run(arguments),
    ["parts", .. var arguments] => PartsRun.Run(arguments),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: postgres|mysql|tds [--quick] [--pairs N] [--seconds N] [--only SCENARIO,…] [--output FILE] | parts [--quick] | relay LISTEN_PORT TARGET_PORT [epoll|sockets] | idle COUNT [tls]");
    return 2;
}
