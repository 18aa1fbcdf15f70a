using System.Globalization;
using NUnit.Framework;
using ProxyDb.TestKit.Postgres;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tests.Drivers;

public sealed class PsqlTests : DriverProgram
{
    [Test]
    public void Psql_shows_the_same([Values("session", "transaction")] string poolMode) =>
        AssertSameOutput(poolMode, port => Output(Prerequisite.Program("psql", "postgresql-client"), ["-X", "-a", "-f", ProgramFile("psql/tour.sql")], port));

    [Test]
    public void Psql_with_options_in_the_environment([Values("session", "transaction")] string poolMode) =>
        AssertSameOutput(poolMode, port => Output(
            Prerequisite.Program("psql", "postgresql-client"),
            ["-X", "-c", "SHOW search_path", "-c", "SHOW work_mem", "-c", "SHOW datestyle", "-c", "SHOW application_name"],
            port,
            new() { ["PGOPTIONS"] = "-c search_path=d\\ ,public -c work_mem=7MB --datestyle=German", ["PGTZ"] = "Asia/Seoul", ["PGAPPNAME"] = "psql's" }));

    [Test]
    public void Pg_dump_of_the_schema_reads_the_same([Values("session", "transaction")] string poolMode) =>
        AssertSameOutput(poolMode, port => Output(Prerequisite.Program("pg_dump", "postgresql-client"), ["--schema-only", "--schema=public"], port));

    [TestCase("simple")]
    [TestCase("extended")]
    [TestCase("prepared")]
    public void Pgbench_tpc_b_keeps_its_balances(string protocol)
    {
        var pgbench = Path.Combine(PostgresServer.ProgramDirectory(), "pgbench");
        var transactions = Setup.GatewayUnderTest.IsLong ? 2000 : 60;
        foreach (var poolMode in (string[])["session", "transaction"])
        {
            FreshSchema();
            Shared.Database.Psql("SET client_min_messages = error; DROP TABLE IF EXISTS pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers CASCADE", "shop");
            Assert.That(Output(pgbench, ["-i", "-q", "-s", "1"], Shared.Database.Port), Does.EndWith("exit 0"));
            var output = Output(pgbench, ["-n", "-c", "8", "-j", "2", "-t", transactions.ToString(CultureInfo.InvariantCulture), "-M", protocol], Shared.Gateway(poolMode).Port);
            Assert.That(output, Does.EndWith("exit 0").And.Contain($"number of transactions actually processed: {8 * transactions}/{8 * transactions}"), poolMode);
            const string sums = """
                SELECT (SELECT sum(abalance) FROM pgbench_accounts) = (SELECT sum(delta) FROM pgbench_history),
                       (SELECT sum(tbalance) FROM pgbench_tellers) = (SELECT sum(delta) FROM pgbench_history),
                       (SELECT sum(bbalance) FROM pgbench_branches) = (SELECT sum(delta) FROM pgbench_history), (SELECT count(*) FROM pgbench_history)
                """;
            Assert.That(Shared.Database.Psql(sums, "shop"), Is.EqualTo($"t|t|t|{8 * transactions}"), poolMode);
        }

        var reads = Output(pgbench, ["-n", "-S", "-c", "8", "-t", "100", "-M", protocol], Shared.Gateway("transaction").Port);
        Assert.That(reads, Does.EndWith("exit 0"));
    }

    [Test]
    public void Pgbench_initialises_through_the_gateway()
    {
        Shared.Database.Psql("SET client_min_messages = error; DROP TABLE IF EXISTS pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers CASCADE", "shop");
        Assert.That(Output(Path.Combine(PostgresServer.ProgramDirectory(), "pgbench"), ["-i", "-q", "-s", "1"], Shared.Gateway("transaction").Port), Does.EndWith("exit 0"));
        Assert.That(Shared.Database.Psql("SELECT count(*) FROM pgbench_accounts", "shop"), Is.EqualTo("100000"));
    }
}
