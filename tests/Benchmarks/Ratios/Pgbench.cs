using System.Globalization;
using System.Text.RegularExpressions;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>pgbench of the installed server, read-only, as performance.md measures.</summary>
internal static partial class Pgbench
{
    public static void Initialise(int port) => Run(port, ["-i", "-q", "-s", "10"]);

    /// <summary>Null when pgbench gave up or got nothing done; the reason is told on standard error.</summary>
    public static Measurement? Measure(Contender contender, string protocol, int clients, int seconds)
    {
        // pgbench starts its clock before the logins, of which libpq makes about two hundred a second.
        var duration = seconds + clients / 50;
        var before = contender.Cpu;
        var (exitCode, output, error) = ChildProcess.Execute(
            Program, Arguments(contender.Port, ["-n", "-S", "-c", Text(clients), "-j", clients > 64 ? "2" : "1", "-T", Text(duration), "-M", protocol]),
            Environment);
        var cpu = contender.Cpu - before;
        if (exitCode != 0 || Number(Processed(), output) is not ({ } count and > 0) || Number(Tps(), output) is not { } tps)
        {
            Console.Error.WriteLine($"\n  {contender.Name}: pgbench failed ({exitCode}): {error.Trim().Split('\n')[^1]}");
            return null;
        }

        return new Measurement(cpu.TotalMicroseconds / count, tps);
    }

    /// <summary>A fixed number of transactions for each client; the number in all.</summary>
    public static long Transactions(int port, string protocol, int clients, int each)
    {
        Run(port, ["-n", "-S", "-c", Text(clients), "-j", "1", "-t", Text(each), "-M", protocol]);
        return (long)clients * each;
    }

    private static string Program => Path.Combine(PostgresServer.ProgramDirectory(), "pgbench");

    private static Dictionary<string, string> Environment => new() { ["PGPASSWORD"] = SampleSchema.Password, ["PGSSLMODE"] = "disable" };

    private static void Run(int port, string[] arguments) => ChildProcess.Run(Program, Arguments(port, arguments), Environment);

    private static string[] Arguments(int port, string[] arguments) =>
        [.. arguments, "-h", "127.0.0.1", "-p", Text(port), "-U", SampleSchema.User, SampleSchema.DatabaseName];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double? Number(Regex pattern, string output) =>
        pattern.Match(output) is { Success: true } match ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"actually processed: (\d+)")]
    private static partial Regex Processed();

    [GeneratedRegex(@"tps = ([\d.]+) \(without")]
    private static partial Regex Tps();
}
