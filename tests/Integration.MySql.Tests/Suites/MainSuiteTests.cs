using NUnit.Framework;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Suites;

/// <summary>
/// Scripts of MariaDB's main suite (<c>scripts.txt</c>), run through the gateway by mariadb-test; what they print must be what the
/// package's result files say. Those that are left out, and why, are in <c>left-out.txt</c>.
/// </summary>
public sealed class MainSuiteTests : SuiteSetup
{
    private static string[] Scripts => Names("scripts.txt");

    [TestCaseSource(nameof(Scripts))]
    public void A_script_of_the_main_suite_prints_what_it_prints_directly(string script)
    {
        var (exitCode, output) = Run(script, Through);
        if (exitCode == 0)
            return;
        var direct = Run(script, Database.Port);
        Assert.Fail(direct.ExitCode == 0
            ? $"differs through the gateway only\n{output}"
            : $"the installed version does not pass directly either\n{direct.Output}");
    }

    private (int ExitCode, string Output) Run(string script, int port)
    {
        Database.Sql("DROP DATABASE IF EXISTS test; CREATE DATABASE test");
        // A copy: the program writes a reject file beside it.
        var result = Files[$"{script}.result"];
        File.Copy($"{SuiteDirectory}/main/{script}.result", result, overwrite: true);
        var (exitCode, output, error) = ChildProcess.Execute(
            Prerequisite.Program("mariadb-test", "mariadb-test"),
            [
                .. Connection(port), "--silent", "--database=test", $"--tmpdir={Files.Path}", $"--logdir={Files.Path}", $"--timer-file={Files["timer"]}",
                "--suite-dir=main/", $"--test-file=main/{script}.test", $"--result-file={result}", "--tail-lines=20",
            ],
            SuiteEnvironment, directory: SuiteDirectory);
        return (exitCode, output + error);
    }
}
