using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Suites;

/// <summary>
/// MariaDB's own test of its C API, mariadb-client-test: prepared statements, cursors, types, long data, bulk, multi-results. It checks
/// what it gets itself. <c>client-tests.txt</c> has those that run, <c>left-out.txt</c> those that do not, and why.
/// </summary>
public sealed class ClientTestTests : SuiteSetup
{
    /// <summary>Each definition makes the catalog be read anew, so the ones with many of them run with <c>--long</c> only.</summary>
    private static string[] Tests => [.. Names("client-tests.txt"), .. GatewayUnderTest.IsLong ? Names("client-tests-long.txt") : []];

    [Test]
    public void The_tests_of_the_c_api_pass()
    {
        var (exitCode, output) = Run(Tests, Through);
        Assert.That(exitCode, Is.Zero, () => string.Join('\n', output.Split('\n').TakeLast(30)));
    }

    [Test]
    public void Every_test_of_the_c_api_runs_or_is_left_out_with_a_reason()
    {
        var (_, output) = Run(["--show-tests"], Through);
        var installed = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.Contains(' ', StringComparison.Ordinal));
        string[] listed = [.. Names("client-tests.txt"), .. Names("client-tests-long.txt"), .. Names("left-out.txt")];
        Assert.That(installed, Is.Not.Empty.And.SubsetOf(listed));
    }

    private (int ExitCode, string Output) Run(string[] tests, int port)
    {
        var (exitCode, output, error) = ChildProcess.Execute(
            Prerequisite.Program("mariadb-client-test", "mariadb-test"), [.. Connection(port), $"--vardir={Files.Path}", .. tests], SuiteEnvironment);
        return (exitCode, output + error);
    }
}
