using System.Globalization;
using System.Text.RegularExpressions;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Benchmarks.Ratios;

/// <summary>Point selects of sysbench outside of transactions, as performance.md measures.</summary>
internal static partial class Sysbench
{
    /// <summary>The database the table is in.</summary>
    public const string DatabaseName = "d";

    private const int Rows = 100_000;

    public static void Initialise(int port)
    {
        if (Execute(port, "disable", 1, ["prepare"]) is not (0, _, _))
            throw new InvalidOperationException("sysbench could not prepare its table");
    }

    /// <summary>Null when sysbench gave up or got nothing done; the reason is told on standard error.</summary>
    /// <param name="contender">Who is measured.</param>
    /// <param name="prepared"><c>disable</c>: text; <c>auto</c>: prepared once, executed in binary.</param>
    /// <param name="threads">Clients.</param>
    /// <param name="seconds">How long it runs.</param>
    public static Measurement? Measure(Contender contender, string prepared, int threads, int seconds)
    {
        var before = contender.Cpu;
        var (exitCode, output, error) = Execute(contender.Port, prepared, threads, [$"--time={Text(seconds)}", "run"]);
        var cpu = contender.Cpu - before;
        if (exitCode != 0 || Queries().Match(output) is not { Success: true } match || Number(match, 1) is not (> 0 and var count))
        {
            Console.Error.WriteLine($"\n  {contender.Name}: sysbench failed ({exitCode}): {(error + output).Trim().Split('\n')[^1]}");
            return null;
        }

        return new Measurement(cpu.TotalMicroseconds / count, Number(match, 2));
    }

    /// <summary>A number of statements for each client; the number in all.</summary>
    public static long Statements(int port, string prepared, int threads, int each)
    {
        var all = (long)threads * each;
        var (exitCode, output, error) = Execute(port, prepared, threads, ["--time=0", $"--events={all.ToString(CultureInfo.InvariantCulture)}", "run"]);
        return exitCode == 0 ? all : throw new InvalidOperationException($"sysbench failed: {output}{error}");
    }

    private static (int ExitCode, string Output, string Error) Execute(int port, string prepared, int threads, string[] more) =>
        ChildProcess.Execute(
            Prerequisite.Program("sysbench", "sysbench"),
            [
                "oltp_point_select", "--mysql-host=127.0.0.1", $"--mysql-port={Text(port)}", $"--mysql-user={MySqlSample.User}",
                $"--mysql-password={MySqlSample.Password}", $"--mysql-db={DatabaseName}", "--mysql-ssl=off", "--tables=1", $"--table-size={Text(Rows)}",
                $"--threads={Text(threads)}", "--skip-trx=on", $"--db-ps-mode={prepared}", "--events=0", "--report-interval=0", .. more,
            ]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"queries:\s+(\d+)\s+\(([\d.]+) per sec")]
    private static partial Regex Queries();
}
