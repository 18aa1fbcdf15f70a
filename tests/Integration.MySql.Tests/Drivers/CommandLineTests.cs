using System.Globalization;
using NUnit.Framework;
using ProxyDb.TestKit.MySql;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Drivers;

/// <summary>The command-line client, mariadb-dump and sysbench.</summary>
public sealed class CommandLineTests : DriverProgram
{
    [Test]
    public void The_command_line_client_shows_the_same([Values("session", "transaction")] string poolMode, [Values("", "--compress")] string more) =>
        AssertSameOutput(poolMode, port => Client("mariadb", port, ["--force", "-vv", "-t", "shop", .. more.Length > 0 ? [more] : Array.Empty<string>()], File.ReadAllText(ProgramFile("sql/tour.sql"))));

    [Test]
    public void Mariadb_dump_reads_the_same([Values("session", "transaction")] string poolMode) =>
        AssertSameOutput(poolMode, port => Client("mariadb-dump", port, ["--skip-dump-date", "--skip-comments", "--routines", "--single-transaction", "--no-tablespaces", "shop"]));

    [TestCase("oltp_point_select")]
    [TestCase("oltp_read_only")]
    [TestCase("oltp_read_write")]
    [TestCase("oltp_update_index")]
    public void Sysbench_scripts_run_to_their_end(string script)
    {
        var sysbench = Prerequisite.Program("sysbench", "sysbench");
        FreshDatabases();
        foreach (var prepared in (string[])["disable", "auto"])
        {
            foreach (var port in (int[])[Shared.Database.Port, Shared.Gateway("transaction").Port])
            {
                string[] options =
                [
                    script, "--mysql-host=127.0.0.1", $"--mysql-port={port.ToString(CultureInfo.InvariantCulture)}", $"--mysql-user={MySqlSample.User}",
                    $"--mysql-password={MySqlSample.Password}", "--mysql-db=d", "--tables=2", "--table-size=300", "--threads=8", "--events=300", "--time=60",
                    "--report-interval=0", $"--db-ps-mode={prepared}", "--mysql-ignore-errors=1213,1020,1205",
                ];
                Assert.That(Output(sysbench, [.. options, "cleanup"], port), Does.EndWith("exit 0"));
                Assert.That(Output(sysbench, [.. options, "prepare"], port), Does.EndWith("exit 0"));
                Assert.That(Output(sysbench, [.. options, "run"], port), Does.EndWith("exit 0").And.Contain("total number of events:              300"));
            }
        }
    }

    private static string Client(string program, int port, IEnumerable<string> arguments, string? input = null) =>
        Output(
            Prerequisite.Program(program, "mariadb-client"),
            ["--no-defaults", "-h127.0.0.1", "-P" + port.ToString(CultureInfo.InvariantCulture), "-u" + MySqlSample.User, "--default-character-set=utf8mb4", .. arguments], port,
            new() { ["MYSQL_PWD"] = MySqlSample.Password }, input);
}
