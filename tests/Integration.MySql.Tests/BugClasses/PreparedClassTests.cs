using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.BugClasses;

/// <summary>Prepared statements whose session moves between backends.</summary>
public sealed class PreparedClassTests : GatewayFixture
{
    [Test]
    public void Class_06_statements_evicted_at_the_backend_are_prepared_again()
    {
        var client = Login(PoolOfOne);
        var statements = Enumerable.Range(0, 400).Select(i => client.Prepare($"SELECT {i} AS n{i}, ?")).ToList();
        for (var i = 0; i < statements.Count; i += 7)
            Assert.That(client.Execute(statements[i], $"p{i}")[0].Texts[0], Is.EqualTo(new[] { $"{i}", $"p{i}" }));
        Assert.That(client.Execute(statements[1], "again")[0].Texts[0], Is.EqualTo(new[] { "1", "again" }));
    }

    [Test]
    public void Class_09_ids_of_two_clients_never_meet()
    {
        var a = Login(PoolOfTwo);
        var b = Login(PoolOfTwo);
        var ofA = a.Prepare("SELECT 'a'");
        var ofB = b.Prepare("SELECT 'b'");
        Assert.That(a.Execute(ofA)[0].Texts[0][0], Is.EqualTo("a"));
        Assert.That(b.Execute(ofB)[0].Texts[0][0], Is.EqualTo("b"));
        a.Close(ofA);
        Assert.That(a.Execute(ofA)[0].ErrorCode, Is.EqualTo(1243));
        Assert.That(b.Execute(ofB)[0].Texts[0][0], Is.EqualTo("b"));
        Assert.That(b.Execute(new RawStatement(ofB.Id + 1000, [], [], 0))[0].ErrorCode, Is.EqualTo(1243));
    }

    [Test]
    public void Class_10_types_sent_once_hold_on_every_backend()
    {
        var a = Login(PoolOfTwo);
        var b = Login(PoolOfTwo);
        var statement = a.Prepare("SELECT ?, ?");
        Assert.That(a.Execute(statement, "1", null)[0].Texts[0], Is.EqualTo(new[] { "1", null }));
        for (var i = 0; i < 4; i++)
        {
            b.Run("BEGIN");
            b.Run("SELECT 1");
            a.SendExecute(statement, [$"{i}", "x"], sendTypes: false);
            Assert.That(a.ReadAnswer(isBinary: true)[0].Texts[0], Is.EqualTo(new[] { $"{i}", "x" }));
            b.Run("COMMIT");
        }
    }

    [Test]
    public void Long_data_arrives_in_its_statement_and_is_gone_after_a_reset()
    {
        var a = Login(PoolOfOne);
        var statement = a.Prepare("SELECT CONCAT(?, '.')");
        a.SendLongData(statement, 0, "one ");
        a.SendLongData(statement, 0, "two");
        Assert.That(ExecuteLong(a, statement), Is.EqualTo("one two."));
        a.SendLongData(statement, 0, "forgotten");
        Assert.That(a.Reset(statement).IsError, Is.False);
        Assert.That(a.Execute(statement, "fresh")[0].Texts[0][0], Is.EqualTo("fresh."));
        using var b = RawMySqlClient.Login(PoolOfOne);
        Assert.That(b.Scalar("SELECT 'serves'"), Is.EqualTo("serves"));
    }

    [Test]
    public void A_cursor_keeps_its_backend_until_it_is_read_or_closed()
    {
        var a = Login(PoolOfTwo);
        var b = Login(PoolOfTwo);
        var statement = a.Prepare("SELECT customer_id FROM customers ORDER BY 1");
        var opened = a.OpenCursor(statement);
        for (var i = 0; i < 5; i++)
        {
            Assert.That(b.Scalar($"SELECT 'b {i}'"), Is.EqualTo($"b {i}"));
            Assert.That(a.Fetch(statement, opened.Columns, 3).Texts.Select(r => r[0]), Is.EqualTo(Enumerable.Range((i * 3) + 1, 3).Select(n => $"{n}")));
        }

        a.Close(statement);
        using var c = RawMySqlClient.Login(PoolOfTwo);
        b.Run("BEGIN");
        b.Run("SELECT 1");
        Assert.That(c.Scalar("SELECT 'the other is free'"), Is.EqualTo("the other is free"));
        b.Run("COMMIT");
    }

    [Test]
    public void Reset_connection_forgets_what_was_prepared_and_set()
    {
        var client = Login(PoolOfOne);
        var statement = client.Prepare("SELECT 1");
        client.Run("SET @x = 1, time_zone = '+09:00'");
        client.Run("USE d");
        Assert.That(client.Command(0x1f).IsError, Is.False);
        Assert.That(client.Execute(statement)[0].ErrorCode, Is.EqualTo(1243));
        Assert.That(client.Rows("SELECT @x, @@time_zone")[0], Is.EqualTo(LoginDirectly().Rows("SELECT @x, @@time_zone")[0]));
        Assert.That(client.Scalar("SELECT DATABASE()"), Is.EqualTo("d"), "COM_RESET_CONNECTION leaves the database");
    }

    [Test]
    public void Prepared_statements_follow_a_changed_table()
    {
        Shared.Database.Sql("CREATE OR REPLACE TABLE d.changing (a int); INSERT INTO d.changing VALUES (1)");
        var client = Login(PoolOfOne);
        var statement = client.Prepare("SELECT * FROM d.changing");
        Assert.That(client.Execute(statement)[0].Texts[0], Is.EqualTo(new[] { "1" }));
        client.Run("ALTER TABLE d.changing ADD b int DEFAULT 2");
        Assert.That(client.Execute(statement)[0].Texts[0], Is.EqualTo(new[] { "1", "2" }));
    }

    [Test]
    public void A_prepared_call_answers_with_its_out_parameters()
    {
        foreach (var port in (int[])[Shared.Database.Port, PoolOfOne])
        {
            var client = Login(port);
            var statement = client.Prepare("CALL in_and_out(?, ?, ?)");
            var answer = client.Execute(statement, "1", "2", null);
            Assert.That(answer.Select(r => r.ToString()), Is.EqualTo(new[] { "b, c: 3, sum 3", "OK 0 rows, id 0, status 2, 0 warnings, " }), $"{port == PoolOfOne}");
            Assert.That(client.Execute(client.Prepare("CALL three_results(?)"), "1"), Has.Count.EqualTo(4));
            Assert.That(client.Scalar("SELECT 'goes on'"), Is.EqualTo("goes on"));
        }
    }

    private static string? ExecuteLong(RawMySqlClient client, RawStatement statement)
    {
        // Type of a long value, and no value in the message.
        client.Send(PacketBytes.Of(0x17).Int4(statement.Id).Int1(0).Int4(1).Int1(0).Int1(1).Int2(252).ToArray());
        return client.ReadAnswer(isBinary: true)[0].Texts[0][0];
    }
}
