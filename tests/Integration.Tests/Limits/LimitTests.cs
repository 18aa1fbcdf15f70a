using NUnit.Framework;
using ProxyDb.Integration.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Postgres.Raw;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.Limits;

/// <summary>Limits of policy on rows, time and concurrency, and <c>pool.statement_timeout</c>.</summary>
public sealed class LimitTests : GatewayFixture
{
    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: few, subjects: [any], objects: [public.few], effect: limit, limit: {rows: 10, on_exceed: error}}
          - {id: cut, subjects: [any], objects: [public.cut], effect: limit, limit: {rows: 10, on_exceed: truncate}}
          - {id: quick, subjects: [any], objects: [public.quick], effect: limit, limit: {timeout: 1s}}
          - {id: single, subjects: [any], objects: [public.single], effect: limit, limit: {concurrency: 1}}

        """;

    private ProxyDbProcess? _gateway;

    private int Port => _gateway!.Port;

    [OneTimeSetUp]
    public void StartGateway()
    {
        Shared.Database.Psql("""
            SET client_min_messages = error;
            DROP TABLE IF EXISTS few, cut, quick, single;
            CREATE TABLE few AS SELECT n FROM generate_series(1, 1000) n; CREATE TABLE cut AS SELECT * FROM few;
            CREATE TABLE quick AS SELECT 1 AS n; CREATE TABLE single AS SELECT 1 AS n;
            GRANT ALL ON few, cut, quick, single TO app
            """, "shop");
        _gateway = GatewayUnderTest.StartProxyDb(new GatewayOptions(Shared.Database.Port)
        {
            Policies = new Dictionary<string, string> { ["everything.yaml"] = OpenPolicy.Text, ["limits.yaml"] = Policy },
            PoolSize = 2,
            Pool = new Dictionary<string, string> { ["statement_timeout"] = "4s" },
        });
    }

    [OneTimeTearDown]
    public void StopGateway() => _gateway?.Dispose();

    [Test]
    public void An_answer_within_its_limit_is_whole()
    {
        var client = Login(Port);
        Assert.That(client.Rows("SELECT n FROM few WHERE n <= 10"), Has.Count.EqualTo(10));
        client.Send(Extended("SELECT n FROM cut WHERE n <= 10"), Sync);
        Assert.That(client.ReadUntilReady().Count(m => m.Kind == 'D'), Is.EqualTo(10));
    }

    [Test]
    public void Too_many_rows_are_an_error_that_names_the_rule()
    {
        var client = Login(Port);
        foreach (var message in (byte[][])[Query("SELECT n FROM few"), Join(Extended("SELECT n FROM few"), Sync), Query("COPY few TO STDOUT"), Query("SELECT 1; SELECT n FROM few; SELECT 2")])
        {
            client.Send(message);
            var answer = client.ReadUntilReady();
            var error = answer.Single(m => m.IsError);
            Assert.That(error.SqlState, Is.EqualTo("54000"));
            Assert.That(error.Fields['M'], Does.Contain("`few`"));
            Assert.That(answer.Count(m => m.Kind is 'D' or 'd'), Is.InRange(10, 11));
            Assert.That(answer[^1].ToString(), Is.EqualTo("Ready(I)"));
            Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
        }
    }

    [Test]
    public void Too_many_rows_abort_the_transaction_even_when_the_server_was_faster()
    {
        var client = Login(Port);
        foreach (var isExtended in (bool[])[false, true])
        {
            client.Query("BEGIN");
            client.Send(isExtended ? Join(Extended("SELECT n FROM few LIMIT 11"), Sync) : Query("SELECT n FROM few LIMIT 11"));
            Assert.That(client.ReadUntilReady()[^1].ToString(), Is.EqualTo("Ready(E)"));
            Assert.That(client.Query("SELECT 1")[0].SqlState, Is.EqualTo("25P02"));
            Assert.That(client.Query("COMMIT")[0].Tag, Is.EqualTo("ROLLBACK"));
        }
    }

    [Test]
    public void A_pipeline_with_too_many_rows_leaves_nothing_behind()
    {
        Shared.Database.Psql("DELETE FROM journal WHERE who = 'limits'", "shop");
        var client = Login(Port);
        const string insert = "INSERT INTO journal (mark, who) VALUES ('x', 'limits')";
        client.Send(Extended(insert), Extended("SELECT n FROM few LIMIT 11"), Extended(insert), Sync);
        Assert.That(client.ReadUntilReady().Count(m => m.IsError), Is.EqualTo(1));
        client.Send(Extended("UPDATE few SET n = n RETURNING n"), Sync);
        Assert.That(client.ReadUntilReady().Single(m => m.IsError).SqlState, Is.EqualTo("54000"));
        Assert.That(client.Query("UPDATE few SET n = n RETURNING n")[0].SqlState, Is.EqualTo("54000"));
        Assert.That(client.Scalar("SELECT count(*) FROM journal WHERE who = 'limits'"), Is.EqualTo("0"));
    }

    [Test]
    public void Rows_fetched_in_parts_count_together()
    {
        var client = Login(Port);
        client.Send(Parse("", "SELECT n FROM few"), Bind("p", ""), Execute("p", 6), Execute("p", 6), Execute("p", 6), Sync);
        var answer = client.ReadUntilReady();
        Assert.That(answer.Count(m => m.Kind == 'D'), Is.EqualTo(10));
        Assert.That(answer.Single(m => m.IsError).SqlState, Is.EqualTo("54000"));
        client.Query("BEGIN");
        client.Query("DECLARE c CURSOR FOR SELECT n FROM few");
        Assert.That(client.Rows("FETCH 6 FROM c"), Has.Count.EqualTo(6));
        Assert.That(client.Query("FETCH 6 FROM c").Count(m => m.Kind == 'D'), Is.EqualTo(4));
        client.Query("ROLLBACK");
    }

    [Test]
    public void A_cut_answer_ends_with_a_warning_and_a_tag_that_counts_what_was_shown()
    {
        var client = Login(Port);
        foreach (var message in (byte[][])[Query("SELECT n FROM cut"), Join(Extended("SELECT n FROM cut"), Sync), Query("COPY cut TO STDOUT (FORMAT binary)")])
        {
            client.Send(message);
            var answer = client.ReadUntilReady();
            Assert.That(answer.Exists(m => m.IsError), Is.False);
            Assert.That(answer.Count(m => m.Kind is 'D' or 'd'), Is.InRange(10, 11));
            Assert.That(answer.Single(m => m.Kind == 'N').Fields['S'], Is.EqualTo("WARNING"));
            Assert.That(answer.Single(m => m.Kind == 'C').Tag, Does.EndWith(" 10"));
        }

        client.Send(Parse("", "SELECT n FROM cut"), Bind("p", ""), Execute("p", 6), Execute("p", 6), Execute("p", 6), Sync);
        Assert.That(client.ReadUntilReady().Count(m => m.Kind == 'D'), Is.EqualTo(10));
        client.Query("PREPARE q AS SELECT n FROM cut");
        Assert.That(client.Query("EXECUTE q").Count(m => m.Kind == 'D'), Is.EqualTo(10));
    }

    [Test]
    public void A_statement_beyond_its_time_is_cancelled_in_the_servers_words()
    {
        var client = Login(Port);
        Assert.That(client.Query("SELECT pg_sleep(30) FROM quick")[^2].SqlState, Is.EqualTo("57014"));
        client.Send(Extended("SELECT pg_sleep(30)"), Sync);
        Assert.That(client.ReadUntilReady().Single(m => m.IsError).SqlState, Is.EqualTo("57014"));
        Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
    }

    [Test]
    public void One_statement_too_many_at_a_time_is_refused()
    {
        var first = Login(Port);
        var second = Login(Port);
        first.Query("BEGIN");
        first.Send(Parse("", "SELECT n FROM single"), Bind("p", ""), Flush);
        Assert.That(first.Read()!.Kind, Is.EqualTo('1'));
        Assert.That(first.Read()!.Kind, Is.EqualTo('2'));
        var refused = second.Query("SELECT n FROM single")[0];
        Assert.That(refused.SqlState, Is.EqualTo("54000"));
        Assert.That(refused.Fields['M'], Does.Contain("`single`"));
        first.Send(Execute("p"), Sync);
        first.ReadUntilReady();
        Assert.That(second.Rows("SELECT n FROM single"), Has.Count.EqualTo(1));
        first.Query("ROLLBACK");
    }
}
