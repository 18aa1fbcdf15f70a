using NUnit.Framework;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Denial;

/// <summary>A denial keeps the server's truth: rows and transaction state are what a real error in its place would have left.</summary>
public sealed class BatchDenialTests : DenialFixture
{
    [Test]
    public void Allow_deny_allow_one_after_the_other() => AssertAsTheServerWould(_ => Insert("a"), denied => denied, _ => Insert("b"));

    [Test]
    public void Deny_first_then_allow() => AssertAsTheServerWould(denied => denied, _ => Insert("a"));

    [Test]
    public void Deny_inside_an_explicit_transaction_leaves_it_open() =>
        AssertAsTheServerWould(_ => "BEGIN TRANSACTION", _ => Insert("a"), denied => denied, _ => Insert("b"), _ => "COMMIT", _ => Insert("c"));

    [Test]
    public void Deny_as_first_statement_of_a_transaction() =>
        AssertAsTheServerWould(_ => "BEGIN TRANSACTION", denied => denied, _ => "SELECT 1", _ => "ROLLBACK", _ => "SELECT 1");

    [Test]
    public void Savepoints_bring_back_what_stood_before_the_denial() => AssertAsTheServerWould(
        _ => "BEGIN TRANSACTION", _ => Insert("a"), _ => "SAVE TRANSACTION s", _ => Insert("b"), denied => denied, _ => "ROLLBACK TRANSACTION s", _ => Insert("c"), _ => "COMMIT");

    [Test]
    public void Deny_with_implicit_transactions() =>
        AssertAsTheServerWould(_ => "SET IMPLICIT_TRANSACTIONS ON", _ => Insert("a"), denied => denied, _ => "ROLLBACK", _ => Insert("b"), _ => "COMMIT");

    [Test]
    public void A_denied_statement_is_not_prepared()
    {
        var client = Login(Gateway.Port);
        var answer = client.Rpc(new RawTdsRpc(RawTdsRpc.Prepare).Add(default(int?), isOutput: true).Add("").Add(Denied).Add(1));
        Assert.That(answer.Errors[0].Number, Is.EqualTo(Refused));
        Assert.That(client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add(1)).Errors, Is.Not.Empty);
        Assert.That(client.Scalar("SELECT 1"), Is.EqualTo("1"));
    }

    [TestCase("{0}; {1}; {2}")]
    [TestCase("{0} {2} {1}")]
    [TestCase("{1}; {0}; {2}")]
    [TestCase("BEGIN TRANSACTION {0} {1} COMMIT")]
    [TestCase("{0} IF 1 = 0 {1}")]
    public void A_batch_is_decided_whole(string form)
    {
        var client = Login(Gateway.Port);
        var sql = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Insert("m1"), Denied, Insert("m2"));
        var answer = client.Batch(sql);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Errors.Select(e => e.Number), Is.EqualTo(new[] { Refused }));
            Assert.That(answer.Dones, Has.Count.EqualTo(1));
            Assert.That(client.Scalar("SELECT @@TRANCOUNT"), Is.EqualTo("0"));
            Assert.That(Marks(LoginDirectly()), Is.Empty);
        });
    }

    [Test]
    public void A_message_of_several_calls_is_decided_whole()
    {
        var client = Login(Gateway.Port);
        var answer = client.Rpc(RawTdsRpc.Sql(Insert("m1")), RawTdsRpc.Sql(Denied), RawTdsRpc.Sql(Insert("m2")));
        Assert.That(answer.Errors.Select(e => e.Number), Is.EqualTo(new[] { Refused }));
        Assert.That(Marks(LoginDirectly()), Is.Empty);
        Assert.That(client.Scalar("SELECT 1"), Is.EqualTo("1"));
    }

    [Test]
    public void The_error_names_rule_and_message_and_no_backend_sees_the_statement()
    {
        Shared.Database.Server.Received.Clear();
        var client = Login(Gateway.Port);
        var error = client.Error("SELECT amount /* never-sent */ FROM dbo.salaries");
        Assert.Multiple(() =>
        {
            Assert.That(error.Number, Is.EqualTo(Refused));
            Assert.That(error.Class, Is.EqualTo(14));
            Assert.That(error.Text, Does.Contain("salaries are not for applications").And.Contain(DenialPolicy.Rule));
            Assert.That(Shared.Database.Server.Received.Select(r => r.ToString()), Has.None.Contain("never-sent"));
        });
    }

    [TestCase("SELECT * FROM dbo.salaries")]
    [TestCase("SELECT * FROM salaries")]
    [TestCase("SELECT * FROM shop.dbo.salaries s, dbo.customers")]
    [TestCase("SELECT * FROM shop..salaries")]
    [TestCase("SELECT * FROM [SHOP].[DBO].[Salaries]")]
    [TestCase("SELECT * FROM \"salaries\"")]
    [TestCase("SELECT * FROM [salaries ]")]
    [TestCase("SELECT * FROM ｓａｌａｒｉｅｓ")]
    [TestCase("USE d SELECT * FROM shop.dbo.salaries")]
    [TestCase("WITH x AS (SELECT * FROM dbo.salaries) SELECT count(*) FROM x")]
    [TestCase("SELECT (SELECT max(amount) FROM dbo.salaries)")]
    [TestCase("INSERT INTO dbo.journal (mark, who) SELECT employee, N'denial' FROM dbo.salaries")]
    [TestCase("UPDATE dbo.journal SET mark = (SELECT TOP 1 employee FROM dbo.salaries)")]
    [TestCase("UPDATE j SET mark = s.employee FROM dbo.journal j JOIN dbo.salaries s ON s.employee = j.who")]
    [TestCase("DELETE FROM dbo.salaries")]
    [TestCase("DELETE j FROM dbo.journal j JOIN dbo.salaries s ON s.employee = j.who")]
    [TestCase("DELETE s OUTPUT deleted.amount FROM dbo.salaries s")]
    [TestCase("MERGE dbo.journal AS t USING dbo.salaries AS s ON s.employee = t.who WHEN NOT MATCHED THEN INSERT (mark) VALUES (s.employee);")]
    [TestCase("TRUNCATE TABLE dbo.salaries")]
    [TestCase("SELECT * INTO #stolen FROM dbo.salaries")]
    [TestCase("SELECT * INTO d.dbo.stolen FROM dbo.salaries")]
    [TestCase("DECLARE @v decimal(12,2) = (SELECT MAX(amount) FROM dbo.salaries) SELECT @v")]
    [TestCase("DECLARE @v decimal(12,2) SELECT @v = MAX(amount) FROM dbo.salaries SELECT @v")]
    [TestCase("DECLARE @t TABLE (v decimal(12,2)) INSERT INTO @t SELECT amount FROM dbo.salaries SELECT * FROM @t")]
    [TestCase("DECLARE c CURSOR FOR SELECT amount FROM dbo.salaries OPEN c FETCH NEXT FROM c")]
    [TestCase("IF EXISTS (SELECT 1 FROM dbo.salaries WHERE amount > 5500) SELECT 1")]
    [TestCase("WHILE (SELECT COUNT(*) FROM dbo.salaries) > 100 BREAK")]
    [TestCase("BEGIN TRY SELECT * FROM dbo.salaries END TRY BEGIN CATCH SELECT 1 END CATCH")]
    [TestCase("EXEC (N'SELECT * FROM dbo.salaries')")]
    [TestCase("EXEC sp_executesql N'SELECT * FROM dbo.salaries'")]
    [TestCase("EXEC master..sp_executesql @stmt = N'SELECT * FROM dbo.salaries'")]
    [TestCase("DECLARE @s nvarchar(100) = N'SELECT * FROM dbo.sal' + N'aries' EXEC (@s)")]
    [TestCase("sp_executesql N'SELECT * FROM dbo.salaries'")]
    [TestCase("SET FMTONLY ON SELECT * FROM dbo.salaries SET FMTONLY OFF")]
    [TestCase("EXEC sp_describe_first_result_set N'SELECT * FROM dbo.salaries'")]
    [TestCase("CREATE VIEW dbo.stolen AS SELECT * FROM dbo.salaries")]
    [TestCase("CREATE PROCEDURE #stolen AS SELECT * FROM dbo.salaries")]
    [TestCase("CREATE FUNCTION dbo.stolen() RETURNS int AS BEGIN RETURN (SELECT MAX(amount) FROM dbo.salaries) END")]
    [TestCase("CREATE SYNONYM dbo.harmless FOR dbo.salaries")]
    [TestCase("DROP TABLE dbo.salaries")]
    [TestCase("ALTER TABLE dbo.salaries ADD x int")]
    [TestCase("EXEC sp_rename 'dbo.salaries', 'harmless'")]
    [TestCase("SELECT * FROM OPENROWSET('SQLNCLI', 'Server=x;', 'SELECT 1')")]
    [TestCase("SELECT * FROM OPENQUERY(srv, 'SELECT 1')")]
    [TestCase("SELECT * FROM srv.shop.dbo.salaries")]
    [TestCase("SELECT * FROM OPENROWSET(BULK '/etc/passwd', SINGLE_CLOB) AS x")]
    [TestCase("EXEC xp_cmdshell 'id'")]
    [TestCase("EXEC sp_configure 'show advanced options', 1")]
    [TestCase("EXECUTE AS LOGIN = 'sa'")]
    [TestCase("SELECT * FROM sys.dm_exec_requests")]
    [TestCase("SELECT * FROM sys.sql_logins")]
    [TestCase("DBCC INPUTBUFFER(51)")]
    [TestCase("KILL 51")]
    [TestCase("SHUTDOWN")]
    [TestCase("BACKUP DATABASE shop TO DISK = 'x'")]
    public void Every_way_to_the_denied_table_and_through_the_floor_is_refused(string sql)
    {
        var client = Login(Gateway.Port);
        Assert.That(client.Error(sql).Number, Is.EqualTo(Refused), sql);
        Assert.That(client.Rpc(RawTdsRpc.Sql(sql)).Errors[0].Number, Is.EqualTo(Refused), sql);
        Assert.That(client.Rpc(new RawTdsRpc("sp_executesql").Add(sql, name: "@statement")).Errors[0].Number, Is.EqualTo(Refused), sql);
        Assert.That(client.Scalar("SELECT @@TRANCOUNT"), Is.EqualTo("0"), sql);
    }
}
