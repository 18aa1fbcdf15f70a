using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Denial;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.Audit;

/// <summary>kill -9 under load: every statement the database executed has a record, and the chain verifies.</summary>
public sealed class KilledUnderLoadTests : GatewayFixture
{
    [Test]
    public void Every_statement_the_database_executed_has_a_record_after_kill_9()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(Shared.Database.Port) with { PoolSize = 8 });
        var run = Guid.NewGuid().ToString("N")[..8];
        for (var round = 0; round < (GatewayUnderTest.IsLong ? 10 : 2); round++)
        {
            var written = 0;
            var prefix = $"{run}-{round}";
            var writers = Enumerable.Range(0, 8)
                .Select(n => Task.Factory.StartNew(() => WriteUntilTheEnd(gateway.Port, $"{prefix}-{n}", () => Interlocked.Increment(ref written)), TaskCreationOptions.LongRunning))
                .ToArray();
            var enough = 400 + (round * 137);
            Wait.Until(() => Volatile.Read(ref written) > enough, TimeSpan.FromSeconds(60), () => $"only {written} statements were answered: {gateway.Process.Output}");
            gateway.Kill();
            Task.WaitAll(writers);
            gateway.StartAgain();
        }

        Assert.That(gateway.Stop(TimeSpan.FromSeconds(20)), Is.Zero, gateway.Process.Output);
        AssertRecorded(gateway, run);
    }

    [Test]
    public void Records_tell_who_what_decision_and_outcome()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(Shared.Database.Port) with { Policies = DenialPolicy.Files });
        using (var client = RawMySqlClient.Login(new RawMySqlLogin(gateway.Port) { Attributes = [("program_name", "audited")] }))
        {
            client.Query("SELECT name FROM customers WHERE customer_id < 4");
            client.Execute(client.Prepare("SELECT name FROM customers WHERE customer_id = ?"), "5");
            client.Query("SELECT * FROM salaries");
            client.Query("SELECT missing FROM customers");
            client.Query("UPDATE customers SET email = CONCAT(email, '') WHERE customer_id IN (1, 2)");
            client.Query("SELECT 1; SELECT 2 FROM customers WHERE customer_id < 3");
            client.Prepare("SELECT 'prepared only'");
            client.Quit();
        }

        Assert.That(gateway.Stop(TimeSpan.FromSeconds(20)), Is.Zero, gateway.Process.Output);
        var statements = AuditFiles.Records(gateway.AuditDirectory, "statement");
        Assert.Multiple(() =>
        {
            Assert.That(
                statements.Select(s => $"{s.GetProperty("decision").GetProperty("result")} {s.GetProperty("result").GetProperty("code")} {AuditFiles.Text(s)}"),
                Is.EqualTo(new[]
                {
                    "allow 0 SELECT name FROM customers WHERE customer_id < 4", "allow 0 SELECT name FROM customers WHERE customer_id = ?",
                    "deny 1142 SELECT * FROM salaries", "allow 1054 SELECT missing FROM customers",
                    "allow 0 UPDATE customers SET email = CONCAT(email, '') WHERE customer_id IN (1, 2)", "allow 0 SELECT 1",
                    "allow 0 SELECT 2 FROM customers WHERE customer_id < 3",
                }));
            Assert.That(statements[0].GetProperty("result").GetProperty("rows").GetInt64(), Is.EqualTo(3));
            Assert.That(statements[1].GetProperty("result").GetProperty("rows").GetInt64(), Is.EqualTo(1));
            Assert.That(statements[^1].GetProperty("result").GetProperty("rows").GetInt64(), Is.EqualTo(2));
            Assert.That(statements[2].GetProperty("decision").GetProperty("rules").ToString(), Does.Contain(DenialPolicy.Rule));
            Assert.That(statements[0].GetProperty("session").GetProperty("user").GetString(), Is.EqualTo("app"));
            Assert.That(statements[0].GetProperty("session").GetProperty("application").GetString(), Is.EqualTo("audited"));
            Assert.That(statements[0].GetProperty("statement").GetProperty("tables").ToString(), Does.Contain("shop.customers"));
            Assert.That(AuditFiles.Records(gateway.AuditDirectory, "login"), Has.Count.EqualTo(1));
            Assert.That(AuditFiles.Records(gateway.AuditDirectory, "logout"), Has.Count.EqualTo(1));
            Assert.That(AuditFiles.Verify(gateway.AuditDirectory).ExitCode, Is.Zero);
        });
    }

    [Test]
    public void No_secret_appears_in_any_output()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(Shared.Database.Port));
        using (var client = RawMySqlClient.Login(gateway.Port))
        {
            client.Query("CREATE USER x IDENTIFIED BY 'pass-in-statement'");
            client.Query("ALTER USER other IDENTIFIED BY 'pass-in-statement'");
            client.Query("SET PASSWORD FOR other = PASSWORD('pass-in-statement')");
            client.Query("GRANT SELECT ON shop.* TO x IDENTIFIED BY 'pass-in-statement'");
            client.Query("CHANGE MASTER TO MASTER_PASSWORD = 'pass-in-statement'");
            client.Query("CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (PASSWORD 'pass-in-statement')");
        }

        Assert.Throws<RawMySqlException>(() => RawMySqlClient.Login(new RawMySqlLogin(gateway.Port, Password: "pass-in-statement")));
        var metrics = gateway.Get("/metrics").Body;
        Assert.That(gateway.Stop(TimeSpan.FromSeconds(20)), Is.Zero, gateway.Process.Output);
        var everything = gateway.Process.Output + metrics + string.Join('\n', AuditFiles.Lines(gateway.AuditDirectory))
            + ProxyDbExecutable.Run(["check", "--config", gateway.ConfigurationFile, "--effective"]).Output;
        foreach (var secret in (string[])["pass-in-statement", "app-secret", "other-secret", "operator-secret"])
            Assert.That(everything, Does.Not.Contain(secret));
    }

    private static void WriteUntilTheEnd(int port, string name, Action answered)
    {
        try
        {
            using var client = RawMySqlClient.Login(port);
            for (var i = 0; ; i++)
            {
                var sql = $"INSERT INTO journal (mark, who) VALUES ('{name}-{i}', 'killed')";
                if (i % 2 == 0)
                {
                    client.Query(sql);
                }
                else
                {
                    var statement = client.Prepare(sql);
                    client.Execute(statement);
                    client.Close(statement);
                }

                answered();
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // The gateway was killed: that is the test.
        }
    }

    private static void AssertRecorded(ProxyDbProcess gateway, string run)
    {
        var executed = Shared.Database.Sql($"SELECT mark FROM journal WHERE who = 'killed' AND mark LIKE '{run}-%'", "shop").Split('\n');
        var recorded = AuditFiles.Records(gateway.AuditDirectory, "statement").Select(AuditFiles.Text).ToHashSet();
        var missing = executed.Where(m => !recorded.Contains($"INSERT INTO journal (mark, who) VALUES ('{m}', 'killed')")).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(executed, Has.Length.GreaterThan(100));
            Assert.That(missing, Is.Empty, $"{missing.Count} of {executed.Length} executed statements have no record");
            var (exitCode, output) = AuditFiles.Verify(gateway.AuditDirectory);
            Assert.That(exitCode, Is.Zero, output);
        });
    }
}
