using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.Limits;

/// <summary>Limits of policy on rows, time and concurrency, and <c>pool.statement_timeout</c>.</summary>
public sealed class LimitTests : GatewayFixture
{
    private const int LimitReached = 1226;
    private const string Endless = "SELECT COUNT(*) FROM quick, seq_1_to_100000000 a, seq_1_to_1000 b";

    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: few, subjects: [any], objects: [shop.few], effect: limit, limit: {rows: 10, on_exceed: error}}
          - {id: cut, subjects: [any], objects: [shop.cut], effect: limit, limit: {rows: 10, on_exceed: truncate}}
          - {id: quick, subjects: [any], objects: [shop.quick], effect: limit, limit: {timeout: 1s}}
          - {id: single, subjects: [any], objects: [shop.single], effect: limit, limit: {concurrency: 1}}

        """;

    private ProxyDbProcess? _gateway;

    private int Port => _gateway!.Port;

    [OneTimeSetUp]
    public void StartGateway()
    {
        Shared.Database.Sql("""
            CREATE OR REPLACE TABLE few AS SELECT seq AS n FROM seq_1_to_1000; CREATE OR REPLACE TABLE cut AS SELECT * FROM few;
            CREATE OR REPLACE TABLE quick AS SELECT 1 AS n; CREATE OR REPLACE TABLE single AS SELECT 1 AS n
            """, "shop");
        _gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.MySql(Shared.Database.Port) with
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
        Assert.That(client.Execute(client.Prepare("SELECT n FROM cut WHERE n <= 10"))[0].Rows, Has.Count.EqualTo(10));
    }

    [Test]
    public void Too_many_rows_are_an_error_that_names_the_rule()
    {
        var client = Login(Port);
        foreach (var answer in (Func<IReadOnlyList<MySqlResult>>[])
        [
            () => client.Query("SELECT n FROM few"), () => client.Execute(client.Prepare("SELECT n FROM few")), () => client.Query("SELECT 1; SELECT n FROM few; SELECT 2"),
        ])
        {
            var error = answer()[^1];
            Assert.That(error.ErrorCode, Is.EqualTo(LimitReached));
            Assert.That(error.Message, Does.Contain("`few`"));
            Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
        }
    }

    [Test]
    public void Rows_fetched_in_parts_count_together()
    {
        var client = Login(Port);
        var statement = client.Prepare("SELECT n FROM few");
        var columns = client.OpenCursor(statement).Columns;
        Assert.That(client.Fetch(statement, columns, 6).Rows, Has.Count.EqualTo(6));
        Assert.That(client.Fetch(statement, columns, 6).ErrorCode, Is.EqualTo(LimitReached));
        Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
    }

    [Test]
    public void A_cut_answer_ends_after_its_last_row()
    {
        var client = Login(Port);
        Assert.That(client.Rows("SELECT n FROM cut"), Has.Count.EqualTo(10));
        Assert.That(client.Execute(client.Prepare("SELECT n FROM cut"))[0].Rows, Has.Count.EqualTo(10));
        Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
    }

    [Test]
    public void A_statement_beyond_its_time_is_cancelled_in_the_servers_words()
    {
        var client = Login(Port);
        Assert.That(client.Query(Endless)[^1].ErrorCode, Is.AnyOf(3024, 1969, 1317));
        Assert.That(client.Execute(client.Prepare("SELECT COUNT(*) FROM seq_1_to_100000000 a, seq_1_to_1000 b"))[^1].ErrorCode, Is.AnyOf(3024, 1969, 1317));
        Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
    }

    [Test]
    public void One_statement_too_many_at_a_time_is_refused()
    {
        var first = Login(Port);
        var second = Login(Port);
        first.SendQuery("SELECT n, SLEEP(0.5) FROM single");
        Thread.Sleep(100);
        var refused = second.Error("SELECT n FROM single");
        Assert.That(refused.ErrorCode, Is.EqualTo(LimitReached));
        Assert.That(refused.Message, Does.Contain("`single`"));
        first.ReadAnswer();
        Assert.That(second.Rows("SELECT n FROM single"), Has.Count.EqualTo(1));
    }
}
