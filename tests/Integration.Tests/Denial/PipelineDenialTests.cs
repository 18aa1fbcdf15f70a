using NUnit.Framework;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Denial;

/// <summary>A denial keeps the server's truth: rows and transaction state are what a real error in its place would have left.</summary>
public sealed class PipelineDenialTests : DenialFixture
{
    [Test]
    public void Allow_deny_allow_sync_writes_nothing() =>
        AssertAsTheServerWould((denied => Join(Insert("a"), Run(denied), Insert("b"), Sync), 1), (_ => Join(Insert("c"), Sync), 1));

    [Test]
    public void Deny_first_then_allow_skips_to_sync() =>
        AssertAsTheServerWould((denied => Join(Run(denied), Insert("a"), Sync, Insert("b"), Sync), 2));

    [Test]
    public void Several_syncs_commit_part_by_part() =>
        AssertAsTheServerWould((denied => Join(Insert("a"), Sync, Insert("b"), Run(denied), Sync, Insert("c"), Sync), 3));

    [Test]
    public void Two_denials_in_one_pipeline_are_one_error() =>
        AssertAsTheServerWould((denied => Join(Insert("a"), Run(denied), Run(denied), Insert("b"), Sync), 1));

    [Test]
    public void Deny_inside_an_explicit_transaction_aborts_it() =>
        AssertAsTheServerWould(
            (_ => Join(Run("BEGIN"), Insert("a"), Sync), 1), (denied => Join(Run(denied), Sync), 1), (_ => Join(Insert("b"), Sync), 1),
            (_ => Query("SELECT 1"), 1), (_ => Query("COMMIT"), 1), (_ => Join(Insert("c"), Sync), 1));

    [Test]
    public void Deny_as_first_statement_of_a_transaction_aborts_it() =>
        AssertAsTheServerWould((_ => Query("BEGIN"), 1), (Query, 1), (_ => Query("SELECT 1"), 1), (_ => Query("ROLLBACK"), 1), (_ => Query("SELECT 1"), 1));

    [Test]
    public void Begin_and_deny_in_one_pipeline() =>
        AssertAsTheServerWould((denied => Join(Run("BEGIN"), Insert("a"), Run(denied), Insert("b"), Sync), 1), (_ => Join(Run("COMMIT"), Sync), 1));

    [Test]
    public void Commit_after_a_denial_in_the_same_pipeline_is_skipped() =>
        AssertAsTheServerWould(
            (_ => Join(Run("BEGIN"), Insert("a"), Sync), 1), (denied => Join(Run(denied), Run("COMMIT"), Sync), 1), (_ => Query("ROLLBACK"), 1));

    [Test]
    public void Savepoints_bring_back_what_stood_before_the_denial() =>
        AssertAsTheServerWould(
            (_ => Join(Run("BEGIN"), Insert("a"), Run("SAVEPOINT s"), Insert("b"), Sync), 1), (denied => Join(Run(denied), Sync), 1),
            (_ => Query("ROLLBACK TO s"), 1), (_ => Join(Insert("c"), Sync), 1), (_ => Query("COMMIT"), 1));

    [Test]
    public void A_denial_in_an_aborted_transaction_is_the_servers_own_answer() =>
        AssertAsTheServerWould((_ => Query("BEGIN"), 1), (_ => Query("SELECT 1/0"), 1), (Query, 1), (denied => Join(Run(denied), Sync), 1), (_ => Query("ROLLBACK"), 1));

    [Test]
    public void Flush_shows_the_denial_before_sync() =>
        AssertAsTheServerWould((denied => Join(Insert("a"), Flush, Run(denied), Flush, Insert("b"), Flush, Sync), 1));

    [Test]
    public void A_denied_statement_is_not_prepared() =>
        AssertAsTheServerWould(
            (denied => Join(Parse("s", denied), DescribeStatement("s"), Sync), 1), (_ => Join(Bind("", "s"), Execute(), Sync), 1),
            (_ => Join(Parse("s", "SELECT 1"), Bind("", "s"), Execute(), Sync), 1));

    [Test]
    public void Simple_queries_between_extended_ones() =>
        AssertAsTheServerWould((denied => Join(Insert("a"), Sync, Query(denied), Insert("b"), Sync, Query("SELECT 1")), 4));

    [Test]
    public void A_denied_copy_of_a_query() =>
        AssertAsTheServerWould((denied => Query($"COPY ({denied}) TO STDOUT"), 1), (_ => Query("SELECT 1"), 1));

    [Test]
    public void A_multi_statement_text_is_decided_whole()
    {
        var client = Login(Gateway.Port);
        var answer = client.Query($"INSERT INTO journal (mark, who) VALUES ('m1', 'denial'); {Denied}; INSERT INTO journal (mark, who) VALUES ('m2', 'denial')");
        Assert.Multiple(() =>
        {
            Assert.That(answer.Select(m => m.Kind), Is.EqualTo("EZ"));
            Assert.That(answer[0].SqlState, Is.EqualTo("42501"));
            Assert.That(client.Status, Is.EqualTo('I'));
            Assert.That(Marks(LoginDirectly()), Is.Empty);
        });
    }

    [Test]
    public void The_error_names_rule_and_message_and_no_backend_sees_the_statement()
    {
        var client = Login(Gateway.Port);
        var error = client.Query("SELECT amount /* never-sent */ FROM salaries")[0];
        Assert.Multiple(() =>
        {
            Assert.That(error.Fields['C'], Is.EqualTo("42501"));
            Assert.That(error.Fields['S'], Is.EqualTo("ERROR"));
            Assert.That(error.Fields['M'] + error.Fields.GetValueOrDefault('D') + error.Fields.GetValueOrDefault('H'), Does.Contain("salaries are not for applications").And.Contain(DenialPolicy.Rule));
            Assert.That(
                Shared.Database.Psql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%never-' || 'sent%' AND pid <> pg_backend_pid()"), Is.EqualTo("0"));
        });
    }

    [TestCase("SELECT * FROM salaries")]
    [TestCase("SELECT * FROM public.salaries s, customers")]
    [TestCase("WITH x AS (SELECT * FROM salaries) SELECT count(*) FROM x")]
    [TestCase("SELECT (SELECT max(amount) FROM salaries)")]
    [TestCase("INSERT INTO journal (mark, who) SELECT employee, 'denial' FROM salaries")]
    [TestCase("UPDATE journal SET mark = (SELECT employee FROM salaries LIMIT 1)")]
    [TestCase("DELETE FROM salaries")]
    [TestCase("UPDATE salaries SET amount = 0 WHERE employee = 'kim'")]
    [TestCase("TRUNCATE salaries")]
    [TestCase("TABLE salaries")]
    [TestCase("COPY salaries TO STDOUT")]
    [TestCase("COPY salaries FROM STDIN")]
    [TestCase("EXPLAIN SELECT * FROM salaries")]
    [TestCase("EXPLAIN ANALYZE SELECT * FROM salaries")]
    [TestCase("PREPARE p AS SELECT * FROM salaries")]
    [TestCase("DECLARE c CURSOR WITH HOLD FOR SELECT * FROM salaries")]
    [TestCase("CREATE TABLE stolen AS SELECT * FROM salaries")]
    [TestCase("SELECT * INTO stolen FROM salaries")]
    [TestCase("CREATE VIEW stolen AS SELECT * FROM salaries")]
    [TestCase("DO $$ BEGIN PERFORM * FROM salaries; END $$")]
    [TestCase("CREATE FUNCTION stolen() RETURNS SETOF salaries LANGUAGE sql AS 'SELECT * FROM salaries'")]
    [TestCase("ALTER TABLE salaries RENAME TO harmless")]
    [TestCase("DROP TABLE salaries")]
    [TestCase("LOCK TABLE salaries")]
    [TestCase("SELECT salaries FROM salaries")]
    [TestCase("select \"amount\" from PUBLIC . SALARIES")]
    [TestCase("ALTER ROLE app PASSWORD 'app-secret'")]
    [TestCase("ALTER ROLE CURRENT_USER PASSWORD 'app-secret'")]
    [TestCase("SELECT query, state FROM pg_stat_activity")]
    [TestCase("SELECT most_common_vals FROM pg_stats")]
    [TestCase("SELECT pg_terminate_backend(1)")]
    [TestCase("SELECT pg_read_file('postgresql.conf')")]
    [TestCase("COPY journal FROM PROGRAM 'id'")]
    [TestCase("SELECT query_to_xml('SELECT * FROM salaries', true, true, '')")]
    public void Every_way_to_the_denied_table_and_through_the_floor_is_refused(string sql)
    {
        var client = Login(Gateway.Port);
        foreach (var answer in (List<ServerMessage>[])[client.Query(sql), client.Extended(sql)])
        {
            Assert.That(answer[0].SqlState, Is.EqualTo("42501"), sql);
            Assert.That(client.Status, Is.EqualTo('I'), sql);
        }
    }
}
