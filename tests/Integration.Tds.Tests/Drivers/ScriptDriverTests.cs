using NUnit.Framework;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tds.Tests.Drivers;

/// <summary>python-tds, pymssql, pyodbc over FreeTDS and node's tedious.</summary>
public sealed class ScriptDriverTests : DriverProgram
{
    private const string Python = "/usr/bin/python3";
    private const string OdbcDriver = "/usr/lib/x86_64-linux-gnu/odbc/libtdsodbc.so";
    private static readonly Lazy<string> NodeDirectory = new(InstallNodePackages);

    [Test]
    public void Python_drivers_see_the_same([Values("pytds", "pymssql")] string driver, [Values("session", "transaction")] string poolMode)
    {
        var package = driver == "pytds" ? "python3-tds" : "python3-pymssql";
        if (!File.Exists(Python) || ChildProcess.Execute(Python, ["-c", $"import {driver}"]).ExitCode != 0)
            Prerequisite.Missing($"{driver} is not installed (Debian package {package})");
        AssertSameOutput(poolMode, port => Output(Python, [ProgramFile($"python/{driver}_tour.py")], port, new() { ["PYTHONIOENCODING"] = "utf-8", ["LC_ALL"] = "C.UTF-8" }));
    }

    [Test]
    public void The_odbc_driver_of_freetds_sees_the_same([Values("session", "transaction")] string poolMode)
    {
        if (!File.Exists(OdbcDriver))
            Prerequisite.Missing("the ODBC driver of FreeTDS is not installed (Debian package tdsodbc)");
        if (!File.Exists(Python) || ChildProcess.Execute(Python, ["-c", "import pyodbc"]).ExitCode != 0)
            Prerequisite.Missing("pyodbc is not installed (Debian package python3-pyodbc)");
        AssertSameOutput(poolMode, port => Output(Python, [ProgramFile("python/pyodbc_tour.py")], port, new() { ["TDSODBC"] = OdbcDriver, ["PYTHONIOENCODING"] = "utf-8", ["LC_ALL"] = "C.UTF-8" }));
    }

    [Test]
    public void Tedious_sees_the_same([Values("session", "transaction")] string poolMode)
    {
        var node = Prerequisite.Program("node", "nodejs");
        var script = Path.Combine(NodeDirectory.Value, "tedious_tour.js");
        AssertSameOutput(poolMode, port => Output(node, ["--no-deprecation", script], port));
    }

    private static string InstallNodePackages()
    {
        var npm = Prerequisite.Program("npm", "npm");
        var source = ProgramFile("node");
        if (Directory.Exists(Path.Combine(source, "node_modules/tedious")))
            return source;
        var (exitCode, output, error) = ChildProcess.Execute(npm, ["ci", "--no-audit", "--no-fund"], directory: source);
        if (exitCode != 0)
            Prerequisite.Missing($"npm ci failed: {output}{error}");
        return source;
    }
}
