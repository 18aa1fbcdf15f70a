using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Processes;
using ProxyDb.TestKit.Tds;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Drivers;

/// <summary>A client program that prints what it sees, run directly and through, its outputs compared.</summary>
public abstract partial class DriverProgram : GatewayFixture
{
    protected static string ProgramFile(string path) => Path.Combine(AppContext.BaseDirectory, path);

    protected static Dictionary<string, string> ConnectionEnvironment(int port) => new()
    {
        ["DBPORT"] = port.ToString(CultureInfo.InvariantCulture),
        ["DBUSER"] = TdsSample.User,
        ["DBPASSWORD"] = TdsSample.Password,
        ["DBNAME"] = TdsSample.DatabaseName,
    };

    /// <summary>Runs the program against the database, then through the gateway, each time over a fresh database <c>d</c>.</summary>
    /// <param name="run">Port to output.</param>
    protected static void AssertSameOutput(string poolMode, Func<int, string> run) => AssertSameOutput(Shared.Gateway(poolMode).Port, run);

    protected static void AssertSameOutput(int through, Func<int, string> run)
    {
        FreshDatabase();
        var expected = run(Shared.Database.Port);
        Assert.That(expected, Does.Not.Contain("FAILED").And.Not.Contain("sample server failed"), "directly");
        FreshDatabase();
        AssertSameLines(expected, run(through));
    }

    /// <summary>What programs leave behind: their tables in <c>d</c>, and rows of the journal.</summary>
    protected static void FreshDatabase()
    {
        using var client = RawTdsClient.Login(new RawTdsLogin(Shared.Database.Port) { Database = "d" });
        foreach (var row in client.Run("SELECT name FROM sys.objects WHERE type = 'U'").Rows)
            client.Run($"DROP TABLE [{row.Texts[0]}]");
        client.Run("TRUNCATE TABLE shop.dbo.journal");
    }

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
        return Volatile().Replace($"{output}{error}exit {exitCode}".Replace(port.ToString(CultureInfo.InvariantCulture), "PORT", StringComparison.Ordinal), "…");
    }

    // Session numbers.
    [GeneratedRegex(@"(?<=spid |SPID )\d+")]
    private static partial Regex Volatile();
}
