using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.Limits;

/// <summary>Limits of policy on rows, time and concurrency, and <c>pool.statement_timeout</c>.</summary>
public sealed class LimitTests : GatewayFixture
{
    private const int LimitReached = 10928;
    private const int TimedOut = 3617;

    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: few, subjects: [any], objects: [dbo.few], effect: limit, limit: {rows: 10, on_exceed: error}}
          - {id: cut, subjects: [any], objects: [dbo.cut], effect: limit, limit: {rows: 10, on_exceed: truncate}}
          - {id: quick, subjects: [any], objects: [dbo.quick], effect: limit, limit: {timeout: 1s}}
          - {id: single, subjects: [any], objects: [dbo.single], effect: limit, limit: {concurrency: 1}}

        """;

    private ProxyDbProcess? _gateway;

    private int Port => _gateway!.Port;

    [OneTimeSetUp]
    public void StartGateway()
    {
        using (var client = RawTdsClient.Login(Shared.Database.Port))
        {
            foreach (var table in (string[])["few", "cut", "quick", "single"])
                client.Batch($"DROP TABLE dbo.{table}");
            client.Run("SELECT id AS n INTO dbo.few FROM dbo.orders SELECT n INTO dbo.cut FROM dbo.few SELECT 1 AS n INTO dbo.quick SELECT 1 AS n INTO dbo.single");
        }

        _gateway = GatewayUnderTest.StartProxyDb(GatewayOptions.Tds(Shared.Database.Port) with
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
        Assert.That(client.Run("SELECT n FROM few WHERE n <= 10").Rows, Has.Count.EqualTo(10));
        Assert.That(client.Rpc(RawTdsRpc.Sql("SELECT n FROM cut WHERE n <= 10")).OrThrow().Rows, Has.Count.EqualTo(10));
    }

    [Test]
    public void Too_many_rows_are_an_error_that_names_the_rule()
    {
        var client = Login(Port);
        foreach (var answer in (Func<TdsAnswer>[])[() => client.Batch("SELECT n FROM few"), () => client.Rpc(RawTdsRpc.Sql("SELECT n FROM few")), () => client.Batch("SELECT 1 SELECT n FROM few SELECT 2")])
        {
            var error = answer().Errors[^1];
            Assert.That(error.Number, Is.EqualTo(LimitReached));
            Assert.That(error.Text, Does.Contain("`few`"));
            Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
        }
    }

    [Test]
    public void Rows_fetched_in_parts_count_together()
    {
        var client = Login(Port);
        var opened = client.Rpc(new RawTdsRpc(RawTdsRpc.CursorOpen).Add(default(int?), isOutput: true).Add("SELECT n FROM few").Add(8, isOutput: true).Add(1, isOutput: true).Add(0, isOutput: true)).OrThrow();
        var cursor = (int)opened.Outputs[0].Value!;
        Assert.That(client.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(2).Add(0).Add(6)).OrThrow().Rows, Has.Count.EqualTo(6));
        Assert.That(client.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(2).Add(0).Add(6)).Errors[^1].Number, Is.EqualTo(LimitReached));
        Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
    }

    [Test]
    public void A_cut_answer_ends_after_its_last_row()
    {
        var client = Login(Port);
        Assert.That(client.Run("SELECT n FROM cut").Rows, Has.Count.EqualTo(10));
        Assert.That(client.Rpc(RawTdsRpc.Sql("SELECT n FROM cut")).OrThrow().Rows, Has.Count.EqualTo(10));
        Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
    }

    [Test]
    public void A_statement_beyond_its_time_is_cancelled_in_the_servers_words()
    {
        var client = Login(Port);
        Assert.That(client.Batch("SELECT n FROM quick WAITFOR DELAY '00:01:00'").Errors[^1].Number, Is.EqualTo(TimedOut));
        Assert.That(client.Rpc(RawTdsRpc.Sql("WAITFOR DELAY '00:01:00'")).Errors[^1].Number, Is.EqualTo(TimedOut), "pool.statement_timeout");
        Assert.That(client.Scalar("SELECT 'alive'"), Is.EqualTo("alive"));
    }

    [Test]
    public void One_statement_too_many_at_a_time_is_refused()
    {
        var first = Login(Port);
        var second = Login(Port);
        first.SendBatch("SELECT n FROM single WAITFOR DELAY '00:00:00.500'");
        Thread.Sleep(100);
        var refused = second.Error("SELECT n FROM single");
        Assert.That(refused.Number, Is.EqualTo(LimitReached));
        Assert.That(refused.Text, Does.Contain("`single`"));
        first.Read();
        Assert.That(second.Run("SELECT n FROM single").Rows, Has.Count.EqualTo(1));
    }
}
