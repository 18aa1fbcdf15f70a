using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Drivers;

/// <summary>PyMySQL, node's mysql2 and mariadb.</summary>
public sealed class ScriptDriverTests : DriverProgram
{
    private static readonly Lazy<string> NodeDirectory = new(InstallNodePackages);

    [Test]
    public void Pymysql_sees_the_same([Values("session", "transaction")] string poolMode)
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python) || ChildProcess.Execute(python, ["-c", "import pymysql"]).ExitCode != 0)
            Prerequisite.Missing("PyMySQL is not installed (Debian package python3-pymysql)");
        AssertSameOutput(poolMode, port => Output(python, [ProgramFile("python/pymysql_tour.py")], port, new() { ["PYTHONIOENCODING"] = "utf-8" }));
    }

    [Test]
    public void Node_drivers_see_the_same([Values("mysql2", "mariadb")] string driver, [Values("session", "transaction")] string poolMode)
    {
        var node = Prerequisite.Program("node", "nodejs");
        var script = Path.Combine(NodeDirectory.Value, $"{driver}_tour.js");
        // ProxyDb does not offer COM_STMT_BULK_EXECUTE: the driver does without.
        Dictionary<string, string> direct = GatewayUnderTest.IsProxyDb ? new() { ["DBBULK"] = "no" } : [];
        AssertSameOutput(poolMode, port => Output(node, ["--no-deprecation", script], port, direct), port => Output(node, ["--no-deprecation", script], port));
    }

    private static string InstallNodePackages()
    {
        var npm = Prerequisite.Program("npm", "npm");
        var source = ProgramFile("node");
        if (Directory.Exists(Path.Combine(source, "node_modules/mysql2")))
            return source;
        var (exitCode, output, error) = ChildProcess.Execute(npm, ["ci", "--no-audit", "--no-fund"], directory: source);
        if (exitCode != 0)
            Prerequisite.Missing($"npm ci failed: {output}{error}");
        return source;
    }
}
