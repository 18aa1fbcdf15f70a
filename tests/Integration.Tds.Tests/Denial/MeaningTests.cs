using NUnit.Framework;
using ProxyDb.TestKit.Processes;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Denial;

/// <summary>A statement is decided by what it means at its place in the batch and in its session.</summary>
public sealed class MeaningTests : DenialFixture
{
    [OneTimeSetUp]
    public void MakeTables()
    {
        using var client = RawTdsClient.Login(Shared.Database.Port);
        foreach (var (database, value) in (ReadOnlySpan<(string, string)>)[("d", "shown"), ("e", "hidden")])
        {
            client.Batch($"DROP TABLE {database}.dbo.t");
            client.Run($"SELECT N'{value}' AS v INTO {database}.dbo.t");
        }
    }

    [Test]
    public void A_use_in_one_request_changes_how_the_next_is_decided()
    {
        var client = Login(Gateway.Port);
        client.Run("USE d");
        Assert.That(client.Scalar("SELECT v FROM t"), Is.EqualTo("shown"));
        client.Run("USE e");
        Assert.That(client.Error("SELECT v FROM t").Number, Is.EqualTo(Refused));
        Assert.That(client.Rpc(RawTdsRpc.Sql("SELECT v FROM t")).Errors[0].Number, Is.EqualTo(Refused));
    }

    [Test]
    public void A_use_inside_a_batch_counts_for_what_follows_it()
    {
        var client = Login(Gateway.Port);
        Assert.That(client.Batch("USE e SELECT v FROM t").Errors.Select(e => e.Number), Is.EqualTo(new[] { Refused }));
        Assert.That(client.Run("USE d SELECT v FROM t").Scalar, Is.EqualTo("shown"));
        Assert.That(client.Scalar("SELECT v FROM t"), Is.EqualTo("shown"));
    }

    [Test]
    public void A_prepared_statement_means_what_it_meant_when_it_was_prepared_or_does_not_run()
    {
        var client = Login(Gateway.Port);
        client.Run("USE d");
        var prepared = client.Rpc(new RawTdsRpc(RawTdsRpc.Prepare).Add(default(int?), isOutput: true).Add(default(string)).Add("SELECT v FROM t").Add(1)).OrThrow();
        var handle = (int)prepared.Outputs[0].Value!;
        client.Run("USE e");
        var answer = client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add(handle));
        Assert.That(answer.Errors.Count > 0 || answer.Scalar == "shown", Is.True, answer.ToString());
        client.Run("USE d");
        Assert.That(client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add(handle)).OrThrow().Scalar, Is.EqualTo("shown"));
    }

    [Test]
    public void Quoted_identifier_decides_what_a_quote_means()
    {
        var client = Login(Gateway.Port);
        client.Run("SET QUOTED_IDENTIFIER OFF");
        Assert.That(client.Scalar("SELECT TOP 1 \"amount\" FROM dbo.customers"), Is.EqualTo("amount"));
        Assert.That(client.Scalar("SELECT \"x' FROM dbo.salaries --\""), Is.EqualTo("x' FROM dbo.salaries --"));
        client.Run("SET QUOTED_IDENTIFIER ON");
        Assert.That(client.Error("SELECT \"amount\" FROM \"salaries\"").Number, Is.EqualTo(Refused));
        Assert.That(client.Error("SET QUOTED_IDENTIFIER OFF SELECT * FROM salaries").Number, Is.EqualTo(Refused));
    }

    [Test]
    public void Dynamic_sql_is_decided_or_refused()
    {
        var client = Login(Gateway.Port);
        Assert.That(client.Scalar("EXEC (N'SELECT name FROM dbo.customers WHERE customer_id = 1')"), Is.EqualTo("customer 1"));
        Assert.That(client.Error("DECLARE @s nvarchar(100) SELECT TOP 1 @s = name FROM dbo.customers EXEC (@s)").Number, Is.EqualTo(Refused));
        Assert.That(client.Rpc(RawTdsRpc.Sql("EXEC (@s)", "@s nvarchar(100)").Add(Denied)).Errors[0].Number, Is.EqualTo(Refused));
    }

    [Test]
    public void A_temporary_table_of_the_denied_name_is_the_sessions_own()
    {
        var client = Login(Gateway.Port);
        client.Run("CREATE TABLE #salaries (v nvarchar(10)) INSERT INTO #salaries VALUES (N'mine')");
        Assert.That(client.Scalar("SELECT v FROM #salaries"), Is.EqualTo("mine"));
        Assert.That(client.Error(Denied).Number, Is.EqualTo(Refused));
    }

    [Test]
    public void A_view_or_routine_over_the_denied_table_made_elsewhere_is_refused()
    {
        using (var direct = RawTdsClient.Login(Shared.Database.Port))
        {
            foreach (var old in (string[])["VIEW dbo.v_pay", "PROCEDURE dbo.p_pay", "SYNONYM dbo.s_pay", "VIEW dbo.v_open"])
                direct.Batch($"DROP {old}");
            direct.Run("CREATE VIEW dbo.v_pay AS SELECT employee FROM dbo.salaries");
            direct.Run("CREATE PROCEDURE dbo.p_pay AS SELECT employee FROM dbo.salaries");
            direct.Run("CREATE SYNONYM dbo.s_pay FOR dbo.salaries");
            direct.Run("CREATE VIEW dbo.v_open AS SELECT name FROM dbo.customers");
        }

        // What the gateway does not know it refuses too: only once it knows the last of them do refusals tell of what stands beneath.
        var client = Login(Gateway.Port);
        Wait.Until(() => client.Batch("SELECT name FROM dbo.v_open").Errors.Count == 0, TimeSpan.FromSeconds(20), () => "the new view is never known");
        foreach (var sql in (string[])["SELECT * FROM dbo.v_pay", "EXEC dbo.p_pay", "SELECT * FROM dbo.s_pay"])
            Assert.That(client.Error(sql).Number, Is.EqualTo(Refused), sql);
        Assert.That(client.Rpc(new RawTdsRpc("dbo.p_pay")).Errors[0].Number, Is.EqualTo(Refused));
    }
}
