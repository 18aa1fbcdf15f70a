using System.Globalization;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql.Conversations;

/// <summary>Commands sent ahead of their answers, and what stands between them that no server answers.</summary>
[TestFixture]
public sealed class PipelineTests
{
    private const MySqlCapability Modern = MySqlCapability.DeprecateEof | MySqlCapability.SessionTrack | MySqlCapability.MultiStatements | MySqlCapability.LocalFiles;

    private ConversationBridge _bridge = null!;

    private RawMySqlClient Client => _bridge.Client;

    [SetUp]
    public void Connect() => _bridge = new ConversationBridge(RealServer.Port, Modern, Modern);

    [TearDown]
    public void Disconnect()
    {
        _bridge.Dispose();
        Assert.That(_bridge.Fault, Is.Null);
        Assert.That(_bridge.Gateway.OpenRecords, Is.Zero);
    }

    [Test]
    public void Answers_come_in_order_with_denials_and_pings_between_them()
    {
        Client.SendBytes([.. Query("SELECT 1"), .. Query("SELECT denied"), .. Command(0x0e), .. Query("SELECT 2; SELECT 3"), .. Command(0x1d), .. Query("SELECT 4")]);
        var shown = Enumerable.Range(0, 6).SelectMany(_ => Client.ReadAnswer()).Select(r => r.ToString()).ToList();
        Assert.That(shown, Is.EqualTo(new[]
        {
            "1: 1", $"ERR 1142 42000 {ModelGateway.DenialText}", "OK 0 rows, id 0, status 2, 0 warnings, ", "2: 2", "3: 3", "ERR 1047 08S01 Unknown command", "4: 4",
        }));
    }

    [Test]
    public void A_denial_in_a_transaction_changes_nothing()
    {
        Client.Run("BEGIN");
        Client.Run("UPDATE numbers SET word = 'mine' WHERE n = 8");
        Assert.That(Client.Error("DELETE FROM denied").ErrorCode, Is.EqualTo(1142));
        Assert.That(Client.Scalar("SELECT word FROM numbers WHERE n = 8"), Is.EqualTo("mine"));
        Assert.That(Client.Command(0x0e).InTransaction, Is.True);
        Client.Run("ROLLBACK");
        Assert.That(Client.Command(0x0e).InTransaction, Is.False);
    }

    [Test]
    public void A_statement_prepared_and_executed_at_once_is_that_of_MariaDBs_last_id()
    {
        var execute = PacketBytes.Of(0x17).Int4(0xffffffff).Int1(0).Int4(1).Int1(0).Int1(1).Int2(253).LenencText("x").ToArray();
        Client.SendBytes([.. Command(0x16, "SELECT CONCAT(?, 'y')"u8), .. Frame(execute), .. Query("SELECT 5")]);
        Client.ReadPrepared();
        Assert.That(Client.ReadAnswer(isBinary: true)[0].ToString(), Does.EndWith(": xy"));
        Assert.That(Client.ReadAnswer()[0].ToString(), Is.EqualTo("5: 5"));
    }

    [Test]
    public void A_failed_preparation_leaves_no_last_id()
    {
        var execute = PacketBytes.Of(0x17).Int4(0xffffffff).Int1(0).Int4(1).ToArray();
        Client.Prepare("SELECT 1");
        Client.SendBytes([.. Command(0x16, "SELECT nonsense"u8), .. Frame(execute)]);
        Assert.That(Client.ReadAnswer()[0].ErrorCode, Is.EqualTo(1054));
        Assert.That(Client.ReadAnswer()[0].ErrorCode, Is.EqualTo(1243));
    }

    [Test]
    public void An_error_that_leaves_a_transaction_open_keeps_the_backend()
    {
        Assert.That(Client.Error("CALL fails_inside()").ErrorCode, Is.EqualTo(1644));
        Assert.That(Client.Scalar("SELECT word FROM numbers WHERE n = 50"), Is.EqualTo("lost"));
        Client.Run("ROLLBACK");
        Assert.That(Client.Scalar("SELECT word FROM numbers WHERE n = 50"), Is.Not.EqualTo("lost"));
    }

    [Test]
    public void Several_statements_need_the_capability_or_the_option()
    {
        using var bridge = new ConversationBridge(RealServer.Port, Modern, MySqlCapability.None);
        Assert.That(bridge.Client.Error("SELECT 1; SELECT 2").ErrorCode, Is.EqualTo(1064));
        Assert.That(bridge.Client.Command(0x1b, [0, 0]).IsError, Is.False);
        Assert.That(bridge.Client.Query("SELECT 1; SELECT 2"), Has.Count.EqualTo(2));
        Assert.That(bridge.Client.Command(0x1b, [1, 0]).IsError, Is.False);
        Assert.That(bridge.Client.Error("SELECT 1; SELECT 2").ErrorCode, Is.EqualTo(1064));
        Assert.That(bridge.Client.Command(0x1b, [7, 0]).ErrorCode, Is.EqualTo(1047));
        Assert.That(bridge.Gateway.Records, Has.Exactly(2).StartsWith("SELECT 1: Denied 1064"));
        Assert.That(bridge.Fault, Is.Null);
    }

    [Test]
    public void Statements_of_a_text_have_a_record_each()
    {
        Client.Query("SELECT 1; INSERT INTO numbers(n) VALUES (1); SELECT 3");
        Client.Query("CALL three()");
        Client.Query("UPDATE numbers SET amount = amount + 1 WHERE n > 48");
        Assert.That(_bridge.Gateway.Records, Is.EqualTo(new[]
        {
            "SELECT 1: Ok 1/1", "INSERT INTO numbers(n) VALUES (1): Error 1062 0/0", "SELECT 3: Skipped 0/0", "CALL three(): Ok 2/0",
            "UPDATE numbers SET amount = amount + 1 WHERE n > 48: Ok 0/2",
        }));
    }

    [Test]
    public void Effects_settings_and_last_results_are_reported_for_each_statement()
    {
        Client.Query("/*effects*/ SET time_zone = '+01:00'; INSERT INTO loaded VALUES ('r'); USE d");
        Assert.That(_bridge.Gateway.Reports, Is.EqualTo(new[]
        {
            "sent", "completed 0", "time_zone=+01:00", "result 0 0 0", "completed 1", "result 0 1 0", "completed 2", "database=d", "result 0 0 0", "ready",
        }));
    }

    [Test]
    public void KILL_of_the_gateways_ids_is_the_gateways()
    {
        _bridge.Gateway.Sessions.Add(12);
        Assert.That(Client.Query("KILL QUERY 12")[0].IsError, Is.False);
        Assert.That(Client.Error("KILL 13").ToString(), Is.EqualTo("ERR 1094 HY000 Unknown thread id: 13"));
        Assert.That(Client.Command(0x0c, [12, 0, 0, 0]).IsError, Is.False);
        Assert.That(_bridge.Gateway.Reports, Is.EqualTo(new[] { "kill 12 True", "kill 13 False", "kill 12 False" }));
        Assert.That(_bridge.Leases, Is.Zero);
    }

    [Test]
    public void A_reset_forgets_statements_and_a_process_list_is_a_statement()
    {
        var statement = Client.Prepare("SELECT 1");
        Assert.That(Client.Command(0x1f).IsError, Is.False);
        Client.SendExecute(statement, []);
        Assert.That(Client.ReadAnswer(isBinary: true)[0].ErrorCode, Is.EqualTo(1243));
        Client.Send([0x0a]);
        Assert.That(Client.ReadAnswer()[0].Columns.Select(c => c.Name), Does.Contain("Info"));
        Assert.That(_bridge.Gateway.Records, Has.Some.StartsWith("SHOW PROCESSLIST: Ok"));
    }

    [Test]
    public void A_statement_is_not_run_in_another_database_than_it_was_prepared_in()
    {
        _bridge.KeepsBackend = true;
        var statement = Client.Prepare("SELECT n FROM numbers WHERE n = 1");
        Client.Run("USE d");
        Client.SendExecute(statement, []);
        Assert.That(Client.ReadAnswer(isBinary: true)[0].ErrorCode, Is.EqualTo(1615));
        Client.Run("USE shop");
        Assert.That(Client.Execute(statement)[0].ToString(), Is.EqualTo("n: 1"));
    }

    [Test]
    public void Query_attributes_are_read_and_left_out_for_a_server_without_them()
    {
        using var bridge = new ConversationBridge(RealServer.Port, Modern, Modern | MySqlCapability.QueryAttributes);
        var client = bridge.Client;
        Assert.That(client.Capabilities.HasFlag(MySqlCapability.QueryAttributes), Is.True);
        Assert.That(client.Scalar("SELECT 1"), Is.EqualTo("1"));
        client.Send(PacketBytes.Of(3).Lenenc(1).Lenenc(1).Int1(0).Int1(1).Int2(253).LenencText("who").LenencText("denied?").Text("SELECT 6").ToArray());
        Assert.That(client.ReadAnswer()[0].ToString(), Is.EqualTo("6: 6"));
        client.Send(PacketBytes.Of(3).Lenenc(0).Lenenc(1).Text("SELECT denied").ToArray());
        Assert.That(client.ReadAnswer()[0].ErrorCode, Is.EqualTo(1142));

        var statement = client.Prepare("SELECT ?");
        client.Send(PacketBytes.Of(0x17).Int4(statement.Id).Int1(8).Int4(1).Lenenc(2).Int1(0).Int1(1)
            .Int2(253).LenencText("").Int2(253).LenencText("who").LenencText("value").LenencText("me").ToArray());
        Assert.That(client.ReadAnswer(isBinary: true)[0].Texts[0][0], Is.EqualTo("value"));
        Assert.That(bridge.Fault, Is.Null);
    }

    private static byte[] Query(string text) => Command(3, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Command(byte command, ReadOnlySpan<byte> rest = default) => Frame([command, .. rest]);

    private static byte[] Frame(byte[] payload) => [(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), 0, .. payload];

    [Test]
    public void Types_are_sent_again_to_a_server_that_lacks_them()
    {
        var first = Client.Prepare("SELECT ? + 1");
        var second = Client.Prepare("SELECT ? + 1");
        Client.Execute(first, "1");
        Client.Send(PacketBytes.Of(0x17).Int4(second.Id).Int1(0).Int4(1).Int1(0).Int1(1).Int2(8).Int8(41).ToArray());
        Assert.That(Client.ReadAnswer(isBinary: true)[0].Texts[0][0], Is.EqualTo("42"));
        for (var i = 0; i < 6; i++)
        {
            Client.SendExecute(first, [i.ToString(CultureInfo.InvariantCulture)], sendTypes: false);
            Assert.That(Client.ReadAnswer(isBinary: true)[0].Texts[0][0], Is.EqualTo((i + 1).ToString(CultureInfo.InvariantCulture)));
        }

        var third = Client.Prepare("SELECT ?");
        Client.SendExecute(third, ["1"], sendTypes: false);
        Assert.That(Client.ReadAnswer(isBinary: true)[0].ErrorCode, Is.EqualTo(1210));
    }
}
