using System.Globalization;
using NUnit.Framework;
using ProxyDb.TestKit.Processes;
using ProxyDb.TestKit.Tds;

namespace ProxyDb.Integration.Tds.Tests.Drivers;

/// <summary>FreeTDS: tsql, bsqldb and freebcp.</summary>
public sealed class CommandLineTests : DriverProgram
{
    [Test]
    public void Tsql_shows_the_same([Values("7.1", "7.2", "7.3", "7.4")] string version) => AssertSameOutput("transaction", port => Output(
        Prerequisite.Program("tsql", "freetds-bin"),
        ["-H", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-U", TdsSample.User, "-P", TdsSample.Password, "-D", TdsSample.DatabaseName, "-v"], port,
        new() { ["TDSVER"] = version, ["LC_ALL"] = "C.UTF-8" }, File.ReadAllText(ProgramFile("sql/tour.sql"))));

    [Test]
    public void Bsqldb_shows_the_same([Values("session", "transaction")] string poolMode) =>
        AssertSameOutput(poolMode, port => Bsqldb(port, File.ReadAllText(ProgramFile("sql/tour.sql"))));

    [Test]
    public void Freebcp_copies_the_same()
    {
        var freebcp = Prerequisite.Program("freebcp", "freetds-bin");
        using var directory = new TemporaryDirectory("bcp");
        var rows = directory.Write("rows.txt", string.Concat(Enumerable.Range(1, 500).Select(i => FormattableString.Invariant($"{i}\trow {i}\t{i * 1.25m}\t2026-01-02 03:04:05.000\n"))));
        AssertSameOutput("transaction", port =>
        {
            var output = directory["out.txt"];
            return Bsqldb(port, "CREATE TABLE d.dbo.bcp (id int NOT NULL, t varchar(40) NULL, n decimal(10,2) NULL, ts datetime NULL)\ngo\n")
                + WithoutTime(Output(freebcp, ["d.dbo.bcp", "in", rows, "-c", "-t", "\t", .. Account(port)], port, Server(port)))
                + WithoutTime(Output(freebcp, ["d.dbo.bcp", "out", output, "-c", "-t", "\t", .. Account(port)], port, Server(port)))
                + File.ReadAllText(output);
        });
    }

    private static string Bsqldb(int port, string input) => Output(Prerequisite.Program("bsqldb", "freetds-bin"), Account(port), port, Server(port), input);

    private static string WithoutTime(string text) =>
        string.Join('\n', text.Split('\n').Where(l => !l.Contains("Clock Time", StringComparison.Ordinal) && !l.Contains("rows per sec", StringComparison.Ordinal)));

    private static string[] Account(int port) => ["-S", $"sample{port}", "-U", TdsSample.User, "-P", TdsSample.Password];

    /// <summary>These programs find servers by name in a file.</summary>
    private static Dictionary<string, string> Server(int port)
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"freetds-{port}.conf");
        File.WriteAllText(file, $"[sample{port}]\n  host = 127.0.0.1\n  port = {port}\n  tds version = 7.4\n  client charset = UTF-8\n  database = {TdsSample.DatabaseName}\n");
        return new() { ["FREETDSCONF"] = file, ["FREETDS"] = file, ["LC_ALL"] = "C.UTF-8" };
    }
}
