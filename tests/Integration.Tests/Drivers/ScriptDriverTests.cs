using NUnit.Framework;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tests.Drivers;

/// <summary>psycopg2 and node's pg.</summary>
public sealed class ScriptDriverTests : DriverProgram
{
    private static readonly Lazy<string> NodeDirectory = new(InstallNodePackages);

    [Test]
    public void Psycopg2_sees_the_same([Values("session", "transaction")] string poolMode)
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python) || ChildProcess.Execute(python, ["-c", "import psycopg2"]).ExitCode != 0)
            Prerequisite.Missing("psycopg2 is not installed (Debian package python3-psycopg2)");
        AssertSameOutput(poolMode, port => Output(python, [ProgramFile("python/psycopg2_tour.py")], port, new() { ["PYTHONIOENCODING"] = "utf-8" }));
    }

    [Test]
    public void Node_pg_sees_the_same([Values("session", "transaction")] string poolMode)
    {
        var node = Prerequisite.Program("node", "nodejs");
        var script = Path.Combine(NodeDirectory.Value, "tour.js");
        AssertSameOutput(poolMode, port => Output(node, ["--no-deprecation", script], port));
    }

    private static string InstallNodePackages()
    {
        var npm = Prerequisite.Program("npm", "npm");
        var source = ProgramFile("node");
        if (Directory.Exists(Path.Combine(source, "node_modules/pg-cursor")))
            return source;
        var (exitCode, output, error) = ChildProcess.Execute(npm, ["ci", "--no-audit", "--no-fund"], directory: source);
        if (exitCode != 0)
            Prerequisite.Missing($"npm ci failed: {output}{error}");
        return source;
    }
}
