using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Drivers;

/// <summary>A client program that prints what it sees, run directly and through, its outputs compared.</summary>
public abstract partial class DriverProgram : GatewayFixture
{
    protected static string ProgramFile(string path) => Path.Combine(AppContext.BaseDirectory, path);

    protected static Dictionary<string, string> ConnectionEnvironment(int port) => new()
    {
        ["DBPORT"] = port.ToString(CultureInfo.InvariantCulture),
        ["DBUSER"] = MySqlSample.User,
        ["DBPASSWORD"] = MySqlSample.Password,
        ["DBNAME"] = MySqlSample.DatabaseName,
        ["DBFILE"] = Path.Combine(TestContext.CurrentContext.WorkDirectory, "local-file.txt"),
    };

    /// <summary>Runs the program against the database, then through the gateway, each time over fresh databases.</summary>
    /// <param name="run">Port to output.</param>
    protected static void AssertSameOutput(string poolMode, Func<int, string> run) => AssertSameOutput(poolMode, run, run);

    /// <param name="runDirectly">As <paramref name="run"/>, without what ProxyDb does not offer.</param>
    protected static void AssertSameOutput(string poolMode, Func<int, string> runDirectly, Func<int, string> run)
    {
        var through = Shared.Gateway(poolMode).Port;
        FreshDatabases();
        var expected = runDirectly(Shared.Database.Port);
        Assert.That(expected, Does.Not.Contain("FAILED"), "directly");
        FreshDatabases();
        AssertSameLines(expected, run(through));
    }

    protected static void FreshDatabases() =>
        Shared.Database.Sql("DROP DATABASE d; CREATE DATABASE d; DROP DATABASE e; CREATE DATABASE e; TRUNCATE shop.journal");

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

    protected static string Output(string file, IEnumerable<string> arguments, int port, Dictionary<string, string>? more = null, string? input = null)
    {
        var environment = ConnectionEnvironment(port);
        foreach (var (key, value) in more ?? [])
            environment[key] = value;
        var (exitCode, output, error) = ChildProcess.Execute(file, arguments, environment, input);
        return Volatile().Replace($"{output}{error}exit {exitCode}".Replace($":{port}", ":PORT", StringComparison.Ordinal), "…");
    }

    // Ports and thread ids.
    [GeneratedRegex(@"(?<=port |Connection id:\s+|thread )\d+")]
    private static partial Regex Volatile();
}
