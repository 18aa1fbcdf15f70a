using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Denial;

/// <summary>A statement is decided by what it means at its place in the pipeline and in its session.</summary>
public sealed class MeaningTests : DenialFixture
{
    [OneTimeSetUp]
    public void MakeTables() => Shared.Database.Sql("""
        CREATE OR REPLACE TABLE e.t AS SELECT 'hidden' AS v; CREATE OR REPLACE TABLE d.t AS SELECT 'shown' AS v;
        DELIMITER //
        CREATE OR REPLACE DEFINER = app@'%' PROCEDURE d.move_away() BEGIN SET NAMES gbk; SET sql_mode = 'ANSI_QUOTES'; SET time_zone = '+03:00'; END//
        """);

    [Test]
    public void A_use_in_a_pipeline_changes_how_the_next_statement_is_decided()
    {
        var client = Login(Gateway.Port);
        client.SendQuery("USE d");
        client.SendQuery("SELECT v FROM t");
        client.SendQuery("USE e");
        client.SendQuery("SELECT v FROM t");
        client.ReadAnswer();
        Assert.That(client.ReadAnswer()[0].Texts[0][0], Is.EqualTo("shown"));
        client.ReadAnswer();
        Assert.That(client.ReadAnswer()[0].ErrorCode, Is.EqualTo(Refused));
    }

    [Test]
    public void A_use_inside_a_text_counts_for_what_follows_it()
    {
        var client = Login(Gateway.Port);
        Assert.That(client.Query("USE e; SELECT v FROM t").Select(r => r.ErrorCode), Is.EqualTo(new[] { Refused }));
        Assert.That(client.Query("USE d; SELECT v FROM t")[1].Texts[0][0], Is.EqualTo("shown"));
        Assert.That(client.Scalar("SELECT v FROM t"), Is.EqualTo("shown"));
    }

    [Test]
    public void Com_init_db_counts_as_use()
    {
        var client = Login(Gateway.Port);
        client.Command(2, "d"u8);
        Assert.That(client.Scalar("SELECT v FROM t"), Is.EqualTo("shown"));
        client.Command(2, "e"u8);
        Assert.That(client.Error("SELECT v FROM t").ErrorCode, Is.EqualTo(Refused));
    }

    [Test]
    public void A_prepared_statement_means_what_it_meant_when_it_was_prepared_or_does_not_run()
    {
        var client = Login(Gateway.Port);
        client.Run("USE d");
        var statement = client.Prepare("SELECT v FROM t");
        client.Run("USE e");
        Assert.That(client.Execute(statement)[0].ErrorCode, Is.AnyOf(Refused, 1615));
        client.Run("USE shop");
        Assert.That(client.Execute(statement)[0].ErrorCode, Is.EqualTo(1615));
        client.Run("USE d");
        Assert.That(client.Execute(statement)[0].Texts.Select(r => r[0]), Is.EqualTo(new[] { "shown" }));
    }

    [Test]
    public void Sql_mode_decides_what_a_quote_means()
    {
        var client = Login(Gateway.Port);
        Assert.That(client.Scalar("SELECT \"amount\" FROM customers LIMIT 1"), Is.EqualTo("amount"));
        client.Run("SET sql_mode = 'ANSI_QUOTES'");
        Assert.That(client.Error("SELECT \"amount\" FROM \"salaries\"").ErrorCode, Is.EqualTo(Refused));
        client.Run("SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
        Assert.That(client.Query("SELECT 'a\\', amount FROM salaries; -- '")[0].ErrorCode, Is.EqualTo(Refused));
    }

    [Test]
    public void A_list_of_modes_is_not_guessed_where_its_text_sets_it_twice_and_ends_the_reports()
    {
        var client = Login(Gateway.Port);
        client.Run("SET sql_mode = 'ANSI_QUOTES'");
        Assert.That(
            client.Error("SET sql_mode = '', session_track_system_variables = '', sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')").ErrorCode, Is.EqualTo(Refused));
        Assert.That(client.Error("SELECT \"amount\" FROM \"salaries\"").ErrorCode, Is.EqualTo(Refused));
    }

    [Test]
    public void What_a_routine_sets_is_known_to_the_next_statement()
    {
        var client = Login(Gateway.Port);
        Assert.That(client.Query("CALL d.move_away()")[^1].IsError, Is.False);

        // The server gives a session its own mode and character set back at the end of a routine; other settings stay.
        Assert.That(client.Scalar("SELECT \"amount\" FROM customers LIMIT 1"), Is.EqualTo("amount"));
        Assert.That(client.Rows("SELECT @@character_set_client, @@time_zone")[0], Is.EqualTo(new[] { "utf8mb4", "+03:00" }));
        Assert.That(Login(Gateway.Port).Scalar("SELECT @@time_zone"), Is.Not.EqualTo("+03:00"));
    }

    [Test]
    public void Dynamic_sql_is_decided_or_refused()
    {
        // A rule that grants every facility grants SQL that nobody can read, too.
        using var gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(Shared.Database.Port) with { Policies = DenialPolicy.WithoutFacilities });
        var client = Login(gateway.Port);
        client.Run("SET @s = 'SELECT * FROM salaries'");
        Assert.That(client.Error("PREPARE p FROM @s").ErrorCode, Is.EqualTo(Refused));
        Assert.That(client.Error("EXECUTE IMMEDIATE @s").ErrorCode, Is.EqualTo(Refused));
        Assert.That(client.Error("EXECUTE IMMEDIATE CONCAT('SELECT * FROM ', 'salaries')").ErrorCode, Is.EqualTo(Refused));
        client.Run("PREPARE q FROM 'SELECT name FROM customers WHERE customer_id = ?'");
        client.Run("SET @id = 3");
        Assert.That(client.Rows("EXECUTE q USING @id")[0][0], Is.EqualTo("customer 3"));
    }

    [Test]
    public void A_temporary_table_of_the_denied_name_is_the_sessions_own()
    {
        var client = Login(Gateway.Port);
        client.Run("CREATE TEMPORARY TABLE d.mine (a int)");
        client.Run("INSERT INTO d.mine VALUES (5)");
        Assert.That(client.Scalar("SELECT a FROM d.mine"), Is.EqualTo("5"));
        client.Run("DROP TEMPORARY TABLE d.mine");
        Assert.That(client.Error("SELECT * FROM salaries").ErrorCode, Is.EqualTo(Refused));
    }

    [Test]
    public void A_view_or_routine_over_the_denied_table_made_elsewhere_is_refused()
    {
        Shared.Database.Sql("""
            CREATE OR REPLACE VIEW d.v AS SELECT amount FROM shop.salaries;
            CREATE OR REPLACE PROCEDURE d.tell() SELECT amount FROM shop.salaries;
            CREATE OR REPLACE FUNCTION d.most() RETURNS int READS SQL DATA RETURN (SELECT MAX(amount) FROM shop.salaries)
            """);
        var client = Login(Gateway.Port);
        foreach (var sql in (string[])["SELECT * FROM d.v", "CALL d.tell()", "SELECT d.most()"])
            Assert.That(client.Error(sql).ErrorCode, Is.EqualTo(Refused), sql);
    }

    [Test]
    public void Com_field_list_of_the_denied_table_is_refused()
    {
        var client = Login(Gateway.Port);
        client.Send(PacketBytes.Of(4).NulText("salaries").ToArray());
        Assert.That(client.ReadResult().ErrorCode, Is.EqualTo(Refused));
        client.Send(PacketBytes.Of(4).NulText("customers").ToArray());
        var columns = 0;
        while (client.ReadPacket() is { } packet && packet[0] != 0xfe)
            columns++;
        Assert.That(columns, Is.EqualTo(5));
        Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
    }
}
