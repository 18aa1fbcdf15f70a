using NUnit.Framework;
using ProxyDb.Integration.Tds.Tests.Setup;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.TestKit.Processes;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BugClasses;

/// <summary>Prepared statements whose session moves between backends.</summary>
public sealed class PreparedClassTests : GatewayFixture
{
    private const int NoSuchHandle = 8179;

    [Test]
    public void Class_06_statements_evicted_at_the_backend_are_prepared_again()
    {
        var client = Login(PoolOfOne);
        var handles = Enumerable.Range(0, 400).Select(i => Prepare(client, $"SELECT {i} AS n{i}, @t", "@t nvarchar(20)")).ToList();
        Assert.That(handles.Distinct().Count(), Is.EqualTo(400));
        for (var i = 0; i < handles.Count; i += 7)
            Assert.That(Execute(client, handles[i], $"p{i}").OrThrow().Rows[0].Texts, Is.EqualTo(new[] { $"{i}", $"p{i}" }));
        Assert.That(Execute(client, handles[1], "again").OrThrow().Rows[0].Texts, Is.EqualTo(new[] { "1", "again" }));
    }

    [Test]
    public void Class_07_a_failed_prepare_is_not_remembered_as_prepared()
    {
        var client = Login(PoolOfOne);
        for (var i = 0; i < 2; i++)
        {
            var answer = client.Rpc(new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, isOutput: true).Add((string?)null).Add("SELECT v FROM d.dbo.not_yet"));
            Assert.That(answer.Errors[0].Number, Is.EqualTo(208));
        }

        LoginDirectly().Run("CREATE TABLE d.dbo.not_yet (v nvarchar(10)) INSERT INTO d.dbo.not_yet VALUES (N'made')");
        try
        {
            Wait.Until(() => client.Batch("SELECT v FROM d.dbo.not_yet").Rows.Count == 1, TimeSpan.FromSeconds(15), () => "the new table is never known");
            var answer = client.Rpc(new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, isOutput: true).Add((string?)null).Add("SELECT v FROM d.dbo.not_yet")).OrThrow();
            Assert.That(answer.Scalar, Is.EqualTo("made"));
            Assert.That(client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add((int)answer.Outputs[0].Value!)).OrThrow().Scalar, Is.EqualTo("made"));
        }
        finally
        {
            LoginDirectly().Run("DROP TABLE d.dbo.not_yet");
        }
    }

    [Test]
    public void Class_07_a_text_the_server_cannot_prepare_leaves_the_others_alone()
    {
        var client = Login(PoolOfOne);
        var good = Prepare(client, "SELECT @t", "@t nvarchar(20)");
        var bad = client.Rpc(new RawTdsRpc(RawTdsRpc.Prepare).Add((int?)null, isOutput: true).Add("@t nvarchar(20)").Add("SELECT FROM WHERE").Add(1));
        Assert.That(bad.Errors, Is.Not.Empty);
        Assert.That(Execute(client, good, "well").OrThrow().Scalar, Is.EqualTo("well"));
    }

    [Test]
    public void Class_09_handles_of_two_clients_never_meet()
    {
        var a = Login(PoolOfTwo);
        var b = Login(PoolOfTwo);
        var ofA = Prepare(a, "SELECT 'a' + @t", "@t nvarchar(20)");
        var ofB = Prepare(b, "SELECT 'b' + @t", "@t nvarchar(20)");
        Assert.That(Execute(a, ofA, "1").OrThrow().Scalar, Is.EqualTo("a1"));
        Assert.That(Execute(b, ofB, "1").OrThrow().Scalar, Is.EqualTo("b1"));
        a.Rpc(new RawTdsRpc(RawTdsRpc.Unprepare).Add(ofA)).OrThrow();
        Assert.That(Execute(a, ofA, "1").Errors[0].Number, Is.EqualTo(NoSuchHandle));
        Assert.That(Execute(b, ofB, "1").OrThrow().Scalar, Is.EqualTo("b1"));
        foreach (var foreign in (int[])[ofB + 1000, 0, -1, int.MaxValue])
            Assert.That(Execute(b, foreign, "1").Errors[0].Number, Is.EqualTo(NoSuchHandle));
    }

    [Test]
    public void Class_10_parameters_keep_their_types_on_every_backend()
    {
        var a = Login(PoolOfTwo);
        var b = Login(PoolOfTwo);
        var handle = Prepare(a, "SELECT @n, @t, @d", "@n decimal(10,3), @t nvarchar(20), @d datetime2(3)");
        var direct = LoginDirectly();
        var directly = Prepare(direct, "SELECT @n, @t, @d", "@n decimal(10,3), @t nvarchar(20), @d datetime2(3)");
        for (var i = 0; i < 4; i++)
        {
            // Another session takes the backend that has the statement.
            b.Run("BEGIN TRANSACTION");
            b.Run("SELECT 1");
            Assert.That(Typed(a, handle, i).ToString(), Is.EqualTo(Typed(direct, directly, i).ToString()));
            b.Run("COMMIT");
        }
    }

    [Test]
    public void A_reset_forgets_what_was_prepared_and_set()
    {
        var client = Login(PoolOfOne);
        var handle = Prepare(client, "SELECT @t", "@t nvarchar(20)");
        client.Run("USE d SET DATEFIRST 3");
        Assert.That(client.Batch("SELECT 1", 0x08).OrThrow().Changes.Any(c => c.Type == 18), Is.True);
        Assert.That(Execute(client, handle, "x").Errors[0].Number, Is.EqualTo(NoSuchHandle));
        Assert.That(client.Run("SELECT DB_NAME(), @@DATEFIRST").Rows[0].Texts, Is.EqualTo(new[] { "shop", "7" }));
    }

    [Test]
    public void Prepared_statements_follow_a_changed_table()
    {
        LoginDirectly().Run("CREATE TABLE d.dbo.changing (a int) INSERT INTO d.dbo.changing VALUES (1)");
        try
        {
            var client = Login(PoolOfOne);
            var answer = client.Rpc(new RawTdsRpc(RawTdsRpc.PrepExec).Add((int?)null, isOutput: true).Add((string?)null).Add("SELECT * FROM d.dbo.changing")).OrThrow();
            Assert.That(answer.Rows[0].Texts, Is.EqualTo(new[] { "1" }));
            client.Run("ALTER TABLE d.dbo.changing ADD b int NULL");
            Assert.That(client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add((int)answer.Outputs[0].Value!)).OrThrow().Rows[0].Texts, Is.EqualTo(new[] { "1", null }));
        }
        finally
        {
            LoginDirectly().Run("DROP TABLE d.dbo.changing");
        }
    }

    [Test]
    public void A_cursor_keeps_its_backend_until_it_is_closed()
    {
        var a = Login(PoolOfTwo);
        var b = Login(PoolOfTwo);
        var cursor = (int)a.Rpc(new RawTdsRpc(RawTdsRpc.CursorOpen).Add((int?)null, isOutput: true).Add("SELECT customer_id FROM dbo.customers ORDER BY 1").Add(8, isOutput: true).Add(1, isOutput: true).Add(0, isOutput: true))
            .OrThrow().Outputs[0].Value!;
        for (var i = 0; i < 5; i++)
        {
            Assert.That(b.Scalar($"SELECT 'b {i}'"), Is.EqualTo($"b {i}"));
            var rows = a.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(2).Add(0).Add(3)).OrThrow().Rows;
            Assert.That(rows.Select(r => r.Texts[0]), Is.EqualTo(Enumerable.Range((i * 3) + 1, 3).Select(n => $"{n}")));
            Assert.That(b.Rpc(new RawTdsRpc(RawTdsRpc.CursorFetch).Add(cursor).Add(2).Add(0).Add(3)).Errors, Is.Not.Empty, "a foreign cursor");
        }

        a.Rpc(new RawTdsRpc(RawTdsRpc.CursorClose).Add(cursor)).OrThrow();
        b.Run("BEGIN TRANSACTION");
        b.Run("SELECT 1");
        Assert.That(Login(PoolOfTwo).Scalar("SELECT 'the other is free'"), Is.EqualTo("the other is free"));
        b.Run("COMMIT");
    }

    private static TdsAnswer Typed(RawTdsClient client, int handle, int i) => client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add(handle)
        .Add("@n", SqlType.Decimal(10, 3), new System.Data.SqlTypes.SqlDecimal(i + 0.125m)).Add("@t", SqlType.NVarChar(20), i == 2 ? null : $"t{i}")
        .Add("@d", new SqlType(SqlTypeName.DateTime2, Scale: 3), new DateTime(2026, 1, 2, 3, 4, i)));

    private static int Prepare(RawTdsClient client, string sql, string definition) =>
        (int)client.Rpc(new RawTdsRpc(RawTdsRpc.Prepare).Add((int?)null, isOutput: true).Add(definition).Add(sql).Add(1)).OrThrow().Outputs[0].Value!;

    private static TdsAnswer Execute(RawTdsClient client, int handle, string value) =>
        client.Rpc(new RawTdsRpc(RawTdsRpc.Execute).Add(handle).Add("@t", SqlType.NVarChar(20), value));
}
