using NUnit.Framework;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Denial;

/// <summary>A statement is decided by what it means at its place in the pipeline and in its transaction.</summary>
public sealed class MeaningTests : DenialFixture
{
    [OneTimeSetUp]
    public void MakeSchemas() => Shared.Database.Psql("""
        SET client_min_messages = error;
        DROP SCHEMA IF EXISTS hidden CASCADE; DROP SCHEMA IF EXISTS shown CASCADE;
        CREATE SCHEMA hidden; CREATE SCHEMA shown AUTHORIZATION app;
        CREATE TABLE hidden.t AS SELECT 'hidden' AS v; CREATE TABLE shown.t AS SELECT 'shown' AS v;
        GRANT USAGE ON SCHEMA hidden TO app; GRANT ALL ON hidden.t, shown.t TO app
        """, "shop");

    [Test]
    public void A_set_in_a_pipeline_changes_how_the_next_statement_is_decided()
    {
        var client = Login(Gateway.Port);
        client.Query("SET search_path = shown");
        client.Send(Run("SET search_path = hidden"), Run("SELECT v FROM t"), Sync);
        var answer = client.ReadUntilReady();
        Assert.That(answer.Single(m => m.IsError).SqlState, Is.EqualTo("42501"));
        // The pipeline failed as a whole, so the SET is undone with it.
        Assert.That(client.Scalar("SHOW search_path"), Is.EqualTo("shown"));
        client.Send(Run("SET search_path = shown"), Run("SELECT v FROM t"), Sync);
        Assert.That(client.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("shown"));
    }

    [Test]
    public void A_set_that_fails_in_a_pipeline_stops_what_follows()
    {
        var client = Login(Gateway.Port);
        client.Query("SET search_path = shown");
        client.Send(Run("SET search_path = shown"), Run("SET datestyle = 'nosuch'"), Run("SELECT v FROM t"), Sync);
        var answer = client.ReadUntilReady();
        Assert.That(answer.Single(m => m.IsError).SqlState, Is.EqualTo("22023"));
        Assert.That(answer.Exists(m => m.Kind == 'D'), Is.False);
        Assert.That(client.Scalar("SELECT v FROM t"), Is.EqualTo("shown"));
    }

    [Test]
    public void A_set_in_a_multi_statement_text_changes_how_the_next_statement_is_decided()
    {
        var client = Login(Gateway.Port);
        client.Query("SET search_path = shown");
        Assert.That(client.Query("SET search_path = hidden; SELECT v FROM t")[0].SqlState, Is.EqualTo("42501"));
        Assert.That(client.Query("SET search_path = shown; SELECT v FROM t").Exists(m => m.Kind == 'D'), Is.True);
    }

    [Test]
    public void A_statement_prepared_under_one_search_path_is_decided_again_under_another()
    {
        var client = Login(Gateway.Port);
        client.Query("SET search_path = shown");
        client.Send(Parse("s", "SELECT v FROM t"), Bind("", "s"), Execute(), Sync);
        Assert.That(client.ReadUntilReady().Exists(m => m.Kind == 'D'), Is.True);
        client.Query("SET search_path = hidden");
        client.Send(Bind("", "s"), Execute(), Sync);
        Assert.That(client.ReadUntilReady()[0].SqlState, Is.EqualTo("42501"));
    }

    [Test]
    public void A_prepare_under_one_search_path_is_decided_again_at_execute_under_another()
    {
        // The server itself plans it again under the new path.
        var client = Login(Gateway.Port);
        client.Query("SET search_path = shown");
        client.Query("PREPARE p AS SELECT v FROM t");
        Assert.That(client.Scalar("EXECUTE p"), Is.EqualTo("shown"));
        client.Query("SET search_path = hidden");
        foreach (var execute in (string[])["EXECUTE p", "EXPLAIN EXECUTE p", "CREATE TABLE shown.stolen AS EXECUTE p"])
            Assert.That(client.Query(execute)[0].SqlState, Is.EqualTo("42501"), execute);
        Assert.That(client.Extended("EXECUTE p")[0].SqlState, Is.EqualTo("42501"));
        client.Query("SET search_path = shown");
        client.Query("BEGIN");
        client.Query("SET LOCAL search_path = hidden");
        Assert.That(client.Query("EXECUTE p")[0].SqlState, Is.EqualTo("42501"));
        client.Query("ROLLBACK");
    }

    [Test]
    public void Rolled_back_settings_decide_no_longer()
    {
        var client = Login(Gateway.Port);
        client.Query("SET search_path = shown");
        client.Query("BEGIN");
        client.Query("SET search_path = hidden");
        client.Query("ROLLBACK");
        Assert.That(client.Scalar("SELECT v FROM t"), Is.EqualTo("shown"));
        client.Query("BEGIN");
        client.Query("SAVEPOINT s");
        client.Query("SET LOCAL search_path = hidden");
        Assert.That(client.Query("SELECT v FROM t")[0].SqlState, Is.EqualTo("42501"));
        client.Query("ROLLBACK TO s");
        Assert.That(client.Scalar("SELECT v FROM t"), Is.EqualTo("shown"));
        client.Query("COMMIT");
    }

    [Test]
    public void Search_path_by_set_config_and_by_start_up_parameter_counts()
    {
        var client = Login(Gateway.Port);
        client.Query("SELECT set_config('search_path', 'hidden', false)");
        Assert.That(client.Query("SELECT v FROM t")[0].SqlState, Is.EqualTo("42501"));
        var other = Login(new RawLogin(Gateway.Port) { Parameters = [("options", "-c search_path=hidden")] });
        Assert.That(other.Query("SELECT v FROM t")[0].SqlState, Is.EqualTo("42501"));
    }

    [Test]
    public void A_value_computed_at_run_time_never_decides()
    {
        var client = Login(Gateway.Port);
        client.Query("SET search_path = shown");
        client.Query("SELECT set_config('search_path', 'hid' || 'den', false)");
        Assert.That(client.Query("SELECT v FROM t").Exists(m => m.Kind == 'D' && m.TextValues[0] == "hidden"), Is.False);
        Assert.That(client.Query("SELECT set_config('search_path', 'hid' || 'den', false), v FROM t").Exists(m => m.Kind == 'D' && m.TextValues.Contains("hidden")), Is.False);
    }

    [Test]
    public void Ddl_of_the_own_uncommitted_transaction_is_seen()
    {
        var client = Login(Gateway.Port);
        client.Rows("SET search_path = shown, public");
        client.Rows("BEGIN");
        client.Rows("CREATE TABLE salaries (employee text, mine int)");
        client.Rows("INSERT INTO salaries VALUES ('own', 1)");
        Assert.That(client.Scalar("SELECT mine FROM salaries"), Is.EqualTo("1"), "shown.salaries shadows the denied table");
        client.Rows("ALTER TABLE salaries ADD COLUMN later int DEFAULT 7");
        Assert.That(client.Scalar("SELECT later FROM salaries"), Is.EqualTo("7"));
        client.Rows("DROP TABLE salaries");
        Assert.That(client.Query("SELECT * FROM salaries")[0].SqlState, Is.EqualTo("42501"), "the denied table is visible again");
        client.Query("ROLLBACK");
        Assert.That(client.Query("SELECT * FROM salaries")[0].SqlState, Is.EqualTo("42501"));
    }

    [Test]
    public void Another_session_does_not_see_uncommitted_ddl()
    {
        var owner = Login(Gateway.Port);
        var other = Login(Gateway.Port);
        owner.Rows("SET search_path = shown, public");
        other.Rows("SET search_path = shown, public");
        owner.Rows("BEGIN");
        owner.Rows("CREATE TABLE salaries (a int)");
        Assert.That(other.Query("SELECT * FROM salaries")[0].SqlState, Is.EqualTo("42501"));
        owner.Rows("ROLLBACK");
    }

    [Test]
    public void A_temp_table_of_the_denied_name_is_the_sessions_own()
    {
        var client = Login(Gateway.Port);
        client.Rows("CREATE TEMP TABLE salaries (a int)");
        client.Rows("INSERT INTO salaries VALUES (5)");
        Assert.That(client.Scalar("SELECT a FROM salaries"), Is.EqualTo("5"));
        Assert.That(client.Query("SELECT * FROM public.salaries")[0].SqlState, Is.EqualTo("42501"));
        client.Rows("DROP TABLE salaries");
        Assert.That(client.Query("SELECT * FROM salaries")[0].SqlState, Is.EqualTo("42501"));
    }

    [Test]
    public void A_view_over_the_denied_table_made_elsewhere_is_refused()
    {
        Shared.Database.Psql("CREATE OR REPLACE VIEW shown.v AS SELECT amount FROM public.salaries; GRANT SELECT ON shown.v TO app", "shop");
        var client = Login(Gateway.Port);
        Assert.That(client.Query("SELECT * FROM shown.v")[0].SqlState, Is.EqualTo("42501"));
    }
}
