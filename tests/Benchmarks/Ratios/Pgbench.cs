using System.Globalization;
using System.Text.RegularExpressions;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>pgbench of the installed server, read-only, as performance.md measures.</summary>
internal static partial class Pgbench
{
    public static void Initialise(int port) => Run(port, ["-i", "-q", "-s", "10"]);

    public static Measurement Measure(Contender contender, string protocol, int clients, int seconds)
    {
        var before = contender.Cpu;
        var output = Run(contender.Port, ["-n", "-S", "-c", Text(clients), "-j", clients > 64 ? "2" : "1", "-T", Text(seconds), "-M", protocol]);
        var cpu = contender.Cpu - before;
        return new Measurement(cpu.TotalMicroseconds / Number(Processed(), output), Number(Tps(), output));
    }

    /// <summary>A fixed number of transactions for each client; the number in all.</summary>
    public static long Transactions(int port, string protocol, int clients, int each)
    {
        Run(port, ["-n", "-S", "-c", Text(clients), "-j", "1", "-t", Text(each), "-M", protocol]);
        return (long)clients * each;
    }

    private static string Run(int port, string[] arguments) =>
        ChildProcess.Run(
            Path.Combine(PostgresServer.ProgramDirectory(), "pgbench"), [.. arguments, "-h", "127.0.0.1", "-p", Text(port), "-U", SampleSchema.User, SampleSchema.DatabaseName],
            new Dictionary<string, string> { ["PGPASSWORD"] = SampleSchema.Password, ["PGSSLMODE"] = "disable" });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(Regex pattern, string output) =>
        double.Parse(pattern.Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"actually processed: (\d+)")]
    private static partial Regex Processed();

    [GeneratedRegex(@"tps = ([\d.]+) \(without")]
    private static partial Regex Tps();
}
