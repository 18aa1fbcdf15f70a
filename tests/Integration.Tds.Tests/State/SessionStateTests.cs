using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.State;

/// <summary>What a session of SQL Server is to decisions: its current database, its own changes of the catalog, what its batches leave.</summary>
public sealed class SessionStateTests : GatewayFixture
{
    private const string Policy = """
        proxydb: policy/v1
        rules:
          - id: everything
            subjects: [any]
            actions: [any, read, write, lock, call, copy, session, ddl, maintain, transaction]
            objects: ["**"]
            functions: ["*", "**"]
            settings: ["**"]
            effect: allow
          - id: no-salaries
            subjects: [any]
            columns: [shop.dbo.salaries.amount]
            effect: deny
          - id: nothing-of-e
            subjects: [any]
            databases: [e]
            actions: [select]
            objects: ["**"]
            except_objects: ["**.sys.*", "**.information_schema.*"]
            effect: deny
        """;

    private ProxyDbProcess _gateway = null!;

    [OneTimeSetUp]
    public void StartGateway() => _gateway = GatewayUnderTest.StartProxyDb(
        GatewayOptions.Tds(Shared.Database.Port) with { Policies = new Dictionary<string, string> { ["p.yaml"] = Policy }, PoolSize = 2 });

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    [TestCase("SELECT amount FROM dbo.salaries")]
    [TestCase("SELECT AMOUNT FROM Salaries")]
    [TestCase("SELECT amount FROM shop.dbo.salaries")]
    [TestCase("SELECT amount FROM SHOP..[Salaries]")]
    [TestCase("SELECT * FROM salaries")]
    [TestCase("SELECT 1; SELECT 2; SELECT amount FROM salaries WHERE employee = 'kim'")]
    [TestCase("EXEC sp_executesql N'SELECT amount FROM dbo.salaries'")]
    [TestCase("USE d; SELECT amount FROM shop.dbo.salaries")]
    public void A_denied_column_is_denied_from_everywhere(string sql)
    {
        var client = Login(_gateway.Port);
        Assert.That(client.Error(sql).Number, Is.EqualTo(229));
        Assert.That(client.Scalar("SELECT DB_NAME()"), Is.EqualTo("shop"), "nothing of the batch has run");
    }

    [Test]
    public void Rules_follow_the_current_database()
    {
        LoginDirectly().Batch("USE e; CREATE TABLE dbo.there (v int)");
        var client = Login(_gateway.Port);
        Assert.That(client.Error("SELECT v FROM e.dbo.there").Number, Is.EqualTo(229));
        client.Run("USE e");
        Assert.That(client.Error("SELECT v FROM dbo.there").Number, Is.EqualTo(229));
        Assert.That(client.Run("SELECT employee FROM shop.dbo.salaries").Rows, Has.Count.EqualTo(2));
        client.Run("USE shop");
        Assert.That(client.Run("SELECT employee FROM dbo.salaries").Rows, Has.Count.EqualTo(2));
        client.Batch("SELECT 1", 0x08);
        Assert.That(client.Scalar("SELECT DB_NAME()"), Is.EqualTo("shop"));
    }

    [Test]
    public void A_view_of_another_database_may_show_anything()
    {
        var owner = LoginDirectly();
        owner.Run("USE d");
        owner.Run("CREATE VIEW dbo.v_far AS SELECT employee, amount AS a FROM shop.dbo.salaries");
        owner.Run("CREATE TABLE dbo.plain (v int)");
        var client = Login(_gateway.Port);
        Assert.That(client.Error("SELECT a FROM d.dbo.v_far").Number, Is.EqualTo(229));
        Assert.That(client.Error("SELECT a FROM d..v_far").Number, Is.EqualTo(229));
        Assert.That(client.Run("SELECT v FROM d..plain").Rows, Is.Empty);
        client.Run("USE d");
        Assert.That(client.Error("SELECT a FROM v_far").Number, Is.EqualTo(229));
        owner.Run("DROP VIEW dbo.v_far");
        owner.Run("DROP TABLE dbo.plain");
    }

    [Test]
    public void A_view_made_in_an_open_transaction_is_seen_through()
    {
        var client = Login(_gateway.Port);
        client.Run("BEGIN TRANSACTION");
        Assert.That(client.Batch("CREATE VIEW dbo.v_mine AS SELECT employee, amount FROM dbo.salaries").Errors.Select(e => e.Number), Is.EqualTo(new[] { 229 }), "its query is decided");
        client.Run("CREATE VIEW dbo.v_mine AS SELECT employee FROM dbo.salaries");
        Assert.That(client.Run("SELECT employee FROM dbo.v_mine").Rows, Has.Count.EqualTo(2));
        client.Run("ALTER VIEW dbo.v_mine AS SELECT customer_id AS employee FROM dbo.customers");
        Assert.That(client.Run("SELECT * FROM v_mine").Rows, Has.Count.EqualTo(100));
        client.Run("ROLLBACK");
        Assert.That(client.Error("SELECT * FROM v_mine").Number, Is.EqualTo(208));
        Assert.That(client.Run("CREATE TABLE dbo.made (v int) INSERT INTO dbo.made VALUES (1)").Errors, Is.Empty);
        Assert.That(client.Scalar("SELECT v FROM dbo.made"), Is.EqualTo("1"));
        client.Run("DROP TABLE dbo.made");
    }

    [Test]
    public void Options_of_a_failed_batch_are_set_and_the_backend_is_let_go()
    {
        var client = Login(_gateway.Port);
        client.Run("SET LOCK_TIMEOUT 700");
        Assert.That(client.Batch("SET DATEFIRST 3 SELECT 1 / 0 SET LOCK_TIMEOUT 800").Errors, Has.Count.EqualTo(1));
        Assert.That(client.Scalar("SELECT @@DATEFIRST"), Is.EqualTo("3"));
        Assert.That(client.Scalar("SELECT @@LOCK_TIMEOUT"), Is.EqualTo("800"));
        var others = Enumerable.Range(0, 2).Select(_ => Login(_gateway.Port)).ToList();
        foreach (var other in others)
        {
            other.Run("BEGIN TRANSACTION");
            other.Run("SELECT 1");
        }

        foreach (var other in others)
        {
            other.Run("ROLLBACK");
        }

        Assert.That(client.Scalar("SELECT @@DATEFIRST"), Is.EqualTo("3"), "on whatever backend");
    }

    [Test]
    public void A_text_of_another_database_is_decided_in_that_one()
    {
        LoginDirectly().Batch("USE e; CREATE TABLE dbo.there (v int)");
        var client = Login(_gateway.Port);
        Assert.That(Call("e..sp_executesql", "SELECT v FROM dbo.there"), Is.EqualTo(new[] { 229 }));
        Assert.That(Call("e.sys.sp_executesql", "SELECT v FROM there WHERE v = @p", "@p int"), Is.EqualTo(new[] { 229 }));
        Assert.That(Call("master..sp_executesql", "SELECT amount FROM shop.dbo.salaries"), Is.EqualTo(new[] { 229 }));
        Assert.That(Call("shop..sp_executesql", "SELECT amount FROM dbo.salaries"), Is.EqualTo(new[] { 229 }));
        Assert.That(Call("master..sp_executesql", "SELECT employee FROM shop.dbo.salaries"), Is.Empty);
        Assert.That(Call("sys.sp_executesql", "SELECT employee FROM salaries WHERE 1 = @p", "@p int"), Is.Empty);

        IEnumerable<int> Call(string name, string text, string? definition = null)
        {
            var rpc = new RawTdsRpc(name).Add(text);
            return client.Rpc(definition is null ? rpc : rpc.Add(definition).Add(1, name: "@p")).Errors.Select(e => e.Number);
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void What_a_call_sets_ends_with_it(bool isPrepared)
    {
        var client = Login(_gateway.Port);
        client.Run("SET LOCK_TIMEOUT 700");
        Assert.That(Call("SET DATEFIRST 3 SET LOCK_TIMEOUT 10 SET NOCOUNT ON SET LANGUAGE N'Deutsch' SET TRANSACTION ISOLATION LEVEL SERIALIZABLE SELECT @@DATEFIRST"), Is.EqualTo("1"));
        Assert.That(Call("CREATE TABLE #mine (v int) SET DATEFIRST 4 SELECT @@DATEFIRST"), Is.EqualTo("4"));
        client.Rpc(RawTdsRpc.Sql("SET DATEFIRST 5 SELECT 1 / 0"));
        AssertUntouched();

        // At another backend as well: both are in use until then.
        foreach (var other in new[] { Login(_gateway.Port), Login(_gateway.Port) })
        {
            other.Run("BEGIN TRANSACTION SELECT 1");
            other.Run("ROLLBACK");
        }

        AssertUntouched();
        client.Run("BEGIN TRANSACTION SET DATEFIRST 2");
        Call("SET DATEFIRST 3 SELECT 1");
        client.Run("COMMIT");
        Assert.That(client.Scalar("SELECT @@DATEFIRST"), Is.EqualTo("2"), "what a batch sets stays");

        void AssertUntouched()
        {
            Assert.That(client.Scalar("SELECT @@DATEFIRST"), Is.EqualTo("7"));
            Assert.That(client.Scalar("SELECT @@LOCK_TIMEOUT"), Is.EqualTo("700"));
            Assert.That(client.Scalar("SELECT @@LANGUAGE"), Is.EqualTo("us_english"));
            Assert.That(client.Run("UPDATE dbo.salaries SET employee = employee").Dones[^1].HasCount, Is.True, "NOCOUNT is off");
            Assert.That(client.Error("SELECT v FROM #mine").Number, Is.EqualTo(208));
        }

        string? Call(string text) => client.Rpc(isPrepared
            ? new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, true).Add("").Add(text)
            : RawTdsRpc.Sql(text)).OrThrow().Scalar;
    }

    [Test]
    public void Ids_are_asked_for_in_a_batch_of_their_own()
    {
        var client = Login(_gateway.Port);
        client.Run("INSERT INTO dbo.journal (mark, who) VALUES (N'own batch', N'state')");
        Assert.That(client.Scalar("SELECT who FROM dbo.journal WHERE id = @@IDENTITY"), Is.EqualTo("state"));
        Assert.That(client.Scalar("INSERT INTO dbo.journal (mark, who) VALUES (N'same batch', N'state') SELECT COUNT(*) FROM dbo.journal WHERE id = SCOPE_IDENTITY()"), Is.EqualTo("1"));
        client.Run("DELETE FROM dbo.journal WHERE who = N'state'");
    }

    [TestCase("EXECUTE AS LOGIN = 'sa'")]
    [TestCase("SETUSER 'dbo'")]
    [TestCase("SELECT * FROM other.shop.dbo.customers")]
    [TestCase("EXEC master..xp_cmdshell 'id'")]
    [TestCase("EXEC sp_configure 'show advanced options', 1")]
    [TestCase("KILL 51")]
    [TestCase("DBCC TRACEON (3604)")]
    [TestCase("SELECT * FROM sys.dm_exec_connections")]
    public void The_floor_holds_whatever_a_rule_allows(string sql)
    {
        Assert.That(Login(_gateway.Port).Error(sql).Number, Is.EqualTo(229));
    }
}
