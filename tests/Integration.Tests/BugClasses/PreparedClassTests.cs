using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.BugClasses;

/// <summary>Prepared statements whose session moves between backends.</summary>
public sealed class PreparedClassTests : GatewayFixture
{
    [Test]
    public void Class_06_statements_evicted_inside_a_batch_are_prepared_again()
    {
        var client = Login(PoolOfOne);
        const int count = 600;
        var all = new List<byte[]>();
        for (var i = 0; i < count; i++)
            all.Add(Parse($"s{i}", $"SELECT {i}::int AS n{i}"));
        for (var i = 0; i < count; i += 7)
            all.AddRange([Bind("", $"s{i}"), Execute()]);
        all.AddRange([Bind("", "s0"), Execute(), Sync]);
        client.Send([.. all]);
        var rows = client.ReadUntilReady();
        Assert.That(rows.Find(m => m.IsError)?.ToString(), Is.Null);
        Assert.That(
            rows.Where(m => m.Kind == 'D').Select(m => m.TextValues[0]),
            Is.EqualTo(Enumerable.Range(0, count).Where(i => i % 7 == 0).Append(0).Select(i => $"{i}")));
        client.Send(Bind("", "s1"), Execute(), Sync);
        Assert.That(client.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("1"));
    }

    [Test]
    public void Class_08_discard_all_in_a_pipeline_forgets_what_stood_before_and_nothing_after()
    {
        foreach (var discard in (string[])["DISCARD ALL", "DEALLOCATE ALL"])
        {
            var client = Login(PoolOfOne);
            client.Send(Parse("before", "SELECT 'before'"), Sync);
            client.ReadUntilReady();
            client.Send(Query(discard), Parse("s1", "SELECT 'after'"), Sync, Bind("", "s1"), Execute(), Sync, Bind("", "before"), Execute(), Sync);
            Assert.That(client.ReadUntilReady()[0].Kind, Is.EqualTo('C'), discard);
            Assert.That(client.ReadUntilReady()[0].Kind, Is.EqualTo('1'), discard);
            Assert.That(client.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("after"), discard);
            Assert.That(client.ReadUntilReady()[0].SqlState, Is.EqualTo("26000"), discard);
        }
    }

    [Test]
    public void Class_09_names_of_two_clients_never_meet()
    {
        var a = Login(PoolOfTwo);
        var b = Login(PoolOfTwo);
        a.Rows("PREPARE x AS SELECT 'a sql'");
        b.Send(Parse("x", "SELECT 'b protocol'"), Sync);
        Assert.That(b.ReadUntilReady()[0].Kind, Is.EqualTo('1'));
        Assert.That(a.Scalar("EXECUTE x"), Is.EqualTo("a sql"));
        b.Send(Bind("", "x"), Execute(), Sync);
        Assert.That(b.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("b protocol"));
        a.Send(Parse("x", "SELECT 'taken'"), Sync);
        Assert.That(a.ReadUntilReady()[0].SqlState, Is.EqualTo("42P05"));
        a.Rows("DEALLOCATE x");
        a.Send(Parse("x", "SELECT 'a protocol'"), Bind("", "x"), Execute(), Sync);
        Assert.That(a.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("a protocol"));
        b.Send(Parse("x", "SELECT 1"), Sync);
        Assert.That(b.ReadUntilReady()[0].SqlState, Is.EqualTo("42P05"));
        b.Send(CloseStatement("x"), Parse("x", "SELECT 'b new'"), Bind("", "x"), Execute(), Sync);
        Assert.That(b.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("b new"));
    }

    [Test]
    public void Class_09_deallocate_gives_up_a_statement_that_was_prepared_by_the_protocol()
    {
        var client = Login(PoolOfOne);
        var other = Login(PoolOfOne);
        other.Send(Parse("S_1", "SELECT 'other'"), Bind("", "S_1"), Execute(), Sync);
        other.ReadUntilReady();
        foreach (var isExtended in (bool[])[false, true])
        {
            client.Send(Parse("S_1", "SELECT 'mine'"), Bind("", "S_1"), Execute(), Sync);
            Assert.That(client.ReadUntilReady().Exists(m => m.IsError), Is.False);
            client.Query("BEGIN");
            client.Send(isExtended ? Join(Extended("DEALLOCATE \"S_1\""), Sync) : Query("DEALLOCATE \"S_1\""));
            var answer = client.ReadUntilReady();
            Assert.That(answer.Find(m => m.IsError)?.ToString(), Is.Null);
            Assert.That(answer.Single(m => m.Kind == 'C').Tag, Is.EqualTo("DEALLOCATE"));
            Assert.That(answer[^1].ToString(), Is.EqualTo("Ready(T)"));
            Assert.That(client.Query("DEALLOCATE \"S_1\"")[0].SqlState, Is.EqualTo("26000"));
            Assert.That(client.Query("ROLLBACK")[0].Tag, Is.EqualTo("ROLLBACK"));
            client.Send(Bind("", "S_1"), Sync);
            Assert.That(client.ReadUntilReady()[0].SqlState, Is.EqualTo("26000"));
        }

        other.Send(Bind("", "S_1"), Execute(), Sync);
        Assert.That(other.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("other"));
        for (var i = 1; i < 5; i++)
            Assert.That(client.Query($"DEALLOCATE proxydb_{i}")[0].SqlState, Is.EqualTo("26000"));
        Assert.That(client.Query("PREPARE proxydb_9 AS SELECT 1")[0].SqlState, Is.EqualTo("42939"));
    }

    [Test]
    public void Class_10_the_unnamed_statement_lives_across_sync()
    {
        var a = Login(PoolOfOne);
        var b = Login(PoolOfOne);
        a.Send(Parse("", "SELECT 'a', $1::text"), Sync);
        a.ReadUntilReady();
        b.Send(Parse("", "SELECT 'b', $1::text"), Sync);
        b.ReadUntilReady();
        for (var i = 0; i < 3; i++)
        {
            a.Send(Bind("", "", false, $"{i}"), Execute(), Sync);
            Assert.That(a.ReadUntilReady().Single(m => m.Kind == 'D').TextValues, Is.EqualTo(new[] { "a", $"{i}" }));
            b.Send(Bind("", "", false, $"{i}"), Execute(), Sync);
            Assert.That(b.ReadUntilReady().Single(m => m.Kind == 'D').TextValues, Is.EqualTo(new[] { "b", $"{i}" }));
        }

        // A simple query ends the unnamed statement, as in the server.
        var direct = LoginDirectly();
        foreach (var client in (RawPostgresClient[])[a, direct])
        {
            client.Send(Parse("", "SELECT 'a', $1::text"), Sync);
            client.ReadUntilReady();
            client.Query("SELECT 1");
            client.Send(Bind("", "", false, "x"), Execute(), Sync);
        }

        Assert.That(Lines(a.ReadUntilReady()), Is.EqualTo(Lines(direct.ReadUntilReady())));
    }

    [Test]
    public void Class_10_several_unnamed_statements_in_one_batch_keep_their_order()
    {
        var client = Login(PoolOfOne);
        var parts = Enumerable.Range(0, 20).Select(i => Extended($"SELECT 'n{i}'")).Append(Sync);
        client.Send([.. parts]);
        Assert.That(client.ReadUntilReady().Where(m => m.Kind == 'D').Select(m => m.TextValues[0]), Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"n{i}")));
    }

    [Test]
    public void Class_16_the_same_text_means_another_table_under_another_search_path()
    {
        Shared.Database.Psql("""
            SET client_min_messages = error; DROP SCHEMA IF EXISTS one CASCADE; DROP SCHEMA IF EXISTS two CASCADE; CREATE SCHEMA one AUTHORIZATION app; CREATE SCHEMA two AUTHORIZATION app;
            CREATE TABLE one.t AS SELECT 'one' AS v; CREATE TABLE two.t AS SELECT 2 AS v; GRANT ALL ON one.t, two.t TO app
            """, "shop");
        var a = Login(PoolOfOne);
        var b = Login(PoolOfOne);
        a.Rows("SET search_path = one");
        b.Rows("SET search_path = two");
        a.Send(Parse("s", "SELECT v FROM t"), Sync);
        a.ReadUntilReady();
        b.Send(Parse("s", "SELECT v FROM t"), Sync);
        b.ReadUntilReady();
        for (var i = 0; i < 2; i++)
        {
            a.Send(Bind("", "s"), Execute(), Sync);
            Assert.That(a.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("one"));
            b.Send(Bind("", "s"), Execute(), Sync);
            Assert.That(b.ReadUntilReady().Single(m => m.Kind == 'D').TextValues[0], Is.EqualTo("2"));
            Assert.That(a.Scalar("SELECT v FROM t"), Is.EqualTo("one"));
            Assert.That(b.Scalar("SELECT v FROM t"), Is.EqualTo("2"));
        }
    }

    [Test]
    public void Class_16_ddl_between_executions_answers_as_the_server_does()
    {
        Shared.Database.Psql("SET client_min_messages = error; DROP SCHEMA IF EXISTS ddl16 CASCADE; CREATE SCHEMA ddl16 AUTHORIZATION app", "shop");
        List<string> Play(int port)
        {
            var client = Login(port);
            var seen = new List<string>();
            client.Query("DROP TABLE IF EXISTS ddl16.t");
            client.Query("CREATE TABLE ddl16.t (a int)");
            client.Query("INSERT INTO ddl16.t VALUES (1)");
            client.Send(Parse("s", "SELECT * FROM ddl16.t"), Bind("", "s"), Execute(), Sync);
            seen.AddRange(Lines(client.ReadUntilReady()));
            client.Query("ALTER TABLE ddl16.t ADD COLUMN b int DEFAULT 5");
            client.Send(Bind("", "s"), Execute(), Sync);
            seen.AddRange(Lines(client.ReadUntilReady()));
            client.Send(CloseStatement("s"), Parse("s", "SELECT * FROM ddl16.t"), Bind("", "s"), Execute(), Sync);
            seen.AddRange(Lines(client.ReadUntilReady()));
            return seen;
        }

        Assert.That(Play(PoolOfOne), Is.EqualTo(Play(Shared.Database.Port)));
    }
}
