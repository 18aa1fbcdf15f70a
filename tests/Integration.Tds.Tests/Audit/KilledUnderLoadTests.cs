using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Denial;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.Tds.Tests.Audit;

/// <summary>kill -9 under load: every statement the database executed has a record, and the chain verifies.</summary>
public sealed class KilledUnderLoadTests : GatewayFixture
{
    [Test]
    public void Every_statement_the_database_executed_has_a_record_after_kill_9()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { PoolSize = 8 });
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
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with { Policies = DenialPolicy.Files });
        using (var client = RawTdsClient.Login(new RawTdsLogin(gateway.Port) { ProgramName = "audited" }))
        {
            client.Batch("SELECT name FROM dbo.customers WHERE customer_id < 4");
            client.Rpc(RawTdsRpc.Sql("SELECT name FROM dbo.customers WHERE customer_id = @i", "@i int").Add(5));
            client.Batch("SELECT * FROM dbo.salaries");
            client.Batch("SELECT missing FROM dbo.customers");
            client.Batch("UPDATE dbo.customers SET email = email + '' WHERE customer_id IN (1, 2)");
            client.Batch("SELECT 1; SELECT 2 FROM dbo.customers WHERE customer_id < 3");
            client.Rpc(RawTdsRpc.Sql("SELECT 3"), RawTdsRpc.Sql("SELECT 4"));
            client.Rpc(new RawTdsRpc("dbo.three_results").Add(2, name: "@n"));
        }

        Assert.That(gateway.Stop(TimeSpan.FromSeconds(20)), Is.Zero, gateway.Process.Output);
        var statements = AuditFiles.Records(gateway.AuditDirectory, "statement");
        Assert.Multiple(() =>
        {
            Assert.That(
                statements.Take(8).Select(s => $"{s.GetProperty("decision").GetProperty("result")} {s.GetProperty("result").GetProperty("code")} {AuditFiles.Text(s)}"),
                Is.EqualTo(new[]
                {
                    "allow 0 SELECT name FROM dbo.customers WHERE customer_id < 4", "allow 0 SELECT name FROM dbo.customers WHERE customer_id = @i",
                    "deny 229 SELECT * FROM dbo.salaries", "allow 207 SELECT missing FROM dbo.customers",
                    "allow 0 UPDATE dbo.customers SET email = email + '' WHERE customer_id IN (1, 2)", "allow 0 SELECT 1; SELECT 2 FROM dbo.customers WHERE customer_id < 3",
                    "allow 0 SELECT 3", "allow 0 SELECT 4",
                }));
            Assert.That(AuditFiles.Text(statements[8]), Does.Contain("three_results"));
            Assert.That(statements[0].GetProperty("result").GetProperty("rows").GetInt64(), Is.EqualTo(3));
            Assert.That(statements[1].GetProperty("result").GetProperty("rows").GetInt64(), Is.EqualTo(1));
            Assert.That(statements[5].GetProperty("result").GetProperty("rows").GetInt64(), Is.EqualTo(3));
            Assert.That(statements[8].GetProperty("result").GetProperty("rows").GetInt64(), Is.EqualTo(4));
            Assert.That(statements[2].GetProperty("decision").GetProperty("rules").ToString(), Does.Contain(DenialPolicy.Rule));
            Assert.That(statements[0].GetProperty("session").GetProperty("user").GetString(), Is.EqualTo("app"));
            Assert.That(statements[0].GetProperty("session").GetProperty("application").GetString(), Is.EqualTo("audited"));
            Assert.That(statements[0].GetProperty("statement").GetProperty("tables").ToString(), Does.Contain("dbo.customers"));
            Assert.That(AuditFiles.Records(gateway.AuditDirectory, "login"), Has.Count.EqualTo(1));
            Assert.That(AuditFiles.Records(gateway.AuditDirectory, "logout"), Has.Count.EqualTo(1));
            Assert.That(AuditFiles.Verify(gateway.AuditDirectory).ExitCode, Is.Zero);
        });
    }

    [Test]
    public void No_secret_appears_in_any_output()
    {
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port));
        using (var client = RawTdsClient.Login(gateway.Port))
        {
            client.Batch("CREATE LOGIN x WITH PASSWORD = 'pass-in-statement'");
            client.Batch("ALTER LOGIN x WITH PASSWORD = 'pass-in-statement' OLD_PASSWORD = 'pass-in-statement'");
            client.Batch("CREATE USER x WITH PASSWORD = 'pass-in-statement'");
            client.Batch("EXEC sp_addlogin 'x', 'pass-in-statement'");
            client.Rpc(RawTdsRpc.Sql("CREATE APPLICATION ROLE x WITH PASSWORD = 'pass-in-statement'"));
            client.Batch("SELECT * FROM OPENROWSET('SQLNCLI', 'Server=x;Pwd=pass-in-statement', 'SELECT 1')");
        }

        Assert.Throws<RawTdsException>(() => RawTdsClient.Login(new RawTdsLogin(gateway.Port) { Password = "pass-in-statement" }));
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
            using var client = RawTdsClient.Login(port);
            for (var i = 0; ; i++)
            {
                var sql = $"INSERT INTO dbo.journal (mark, who) VALUES (N'{name}-{i}', N'killed')";
                if (i % 2 == 0)
                    client.Batch(sql);
                else
                    client.Rpc(RawTdsRpc.Sql(sql));
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
        using var direct = RawTdsClient.Login(Shared.Database.Port);
        var executed = direct.Run($"SELECT mark FROM dbo.journal WHERE who = N'killed' AND mark LIKE N'{run}-%'").Rows.Select(r => r.Texts[0]!).ToArray();
        var recorded = AuditFiles.Records(gateway.AuditDirectory, "statement").Select(AuditFiles.Text).ToHashSet();
        var missing = executed.Where(m => !recorded.Contains($"INSERT INTO dbo.journal (mark, who) VALUES (N'{m}', N'killed')")).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(executed, Has.Length.GreaterThan(100));
            Assert.That(missing, Is.Empty, $"{missing.Count} of {executed.Length} executed statements have no record");
            var (exitCode, output) = AuditFiles.Verify(gateway.AuditDirectory);
            Assert.That(exitCode, Is.Zero, output);
        });
    }
}
