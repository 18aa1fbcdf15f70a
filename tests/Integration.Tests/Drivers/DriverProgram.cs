using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tests.Drivers;

/// <summary>A client program that prints what it sees, run directly and through, its outputs compared.</summary>
public abstract partial class DriverProgram : GatewayFixture
{
    protected static string ProgramFile(string path) => Path.Combine(AppContext.BaseDirectory, path);

    protected static Dictionary<string, string> ConnectionEnvironment(int port) => new()
    {
        ["PGHOST"] = "127.0.0.1",
        ["PGPORT"] = port.ToString(CultureInfo.InvariantCulture),
        ["PGUSER"] = SampleSchema.User,
        ["PGPASSWORD"] = SampleSchema.Password,
        ["PGDATABASE"] = SampleSchema.DatabaseName,
        ["PGSSLMODE"] = "disable",
    };

    /// <summary>Runs the program against the database, then through the gateway, each time over fresh schemas.</summary>
    /// <param name="run">Port to output.</param>
    protected static void AssertSameOutput(string poolMode, Func<int, string> run)
    {
        var through = Shared.Gateway(poolMode).Port;
        FreshSchema();
        var expected = run(Shared.Database.Port);
        Assert.That(expected, Does.Not.Contain("FAILED"), "directly");
        FreshSchema();
        AssertSameLines(expected, run(through));
    }

    protected static void FreshSchema() =>
        Shared.Database.Psql(
            "SET client_min_messages = error; DROP SCHEMA IF EXISTS d CASCADE; DROP SCHEMA IF EXISTS e CASCADE; CREATE SCHEMA d AUTHORIZATION app; CREATE SCHEMA e AUTHORIZATION app; DELETE FROM journal; ALTER SEQUENCE journal_id_seq RESTART",
            "shop");

    /// <summary>Compares line by line and shows the first difference with its surroundings.</summary>
    protected static void AssertSameLines(string expected, string actual)
    {
        var direct = expected.Split('\n');
        var through = actual.Split('\n');
        var at = 0;
        while (at < direct.Length && at < through.Length && direct[at] == through[at])
            at++;
        if (at == direct.Length && at == through.Length)
            return;
        var start = Math.Max(0, at - 3);
        Assert.Fail($"line {at + 1} differs\n--- directly\n{string.Join('\n', direct.Skip(start).Take(10))}\n--- through\n{string.Join('\n', through.Skip(start).Take(10))}");
    }

    protected static string Output(string file, IEnumerable<string> arguments, int port, Dictionary<string, string>? more = null)
    {
        var environment = ConnectionEnvironment(port);
        foreach (var (key, value) in more ?? [])
            environment[key] = value;
        var (exitCode, output, error) = ChildProcess.Execute(file, arguments, environment);
        return Volatile().Replace($"{output}{error}exit {exitCode}".Replace($":{port}", ":PORT", StringComparison.Ordinal), "…");
    }

    // Ports, process ids and the random keys of pg_dump.
    [GeneratedRegex(@"(?<=port |PID |restrict )\w+")]
    private static partial Regex Volatile();
}
