using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql.Conversations;

/// <summary>LOAD DATA LOCAL: the contents go by, and only to the statement that named the file.</summary>
[TestFixture]
public sealed class LocalFileTests
{
    private const MySqlCapability Modern = MySqlCapability.DeprecateEof | MySqlCapability.SessionTrack | MySqlCapability.MultiStatements | MySqlCapability.LocalFiles;

    [TestCase(1 << 16)]
    [TestCase(3)]
    public void Contents_are_relayed_up_to_the_empty_packet(int piece)
    {
        using var bridge = new ConversationBridge(RealServer.Port, Modern, Modern, piece: piece);
        var client = bridge.Client;
        client.Run("DELETE FROM loaded");
        client.SendQuery("SELECT 1; LOAD DATA LOCAL INFILE 'x.csv' INTO TABLE loaded; SELECT 2");
        Assert.That(client.ReadResult().ToString(), Is.EqualTo("1: 1"));
        Assert.That(client.ReadResult().LocalFile, Is.EqualTo("x.csv"));
        client.Packets.Write("one\ntwo\n"u8);
        client.Packets.Write("three\n"u8);
        client.Packets.Write([]);
        var rest = client.ReadAnswer();
        Assert.That(rest, Has.Count.EqualTo(2));
        Assert.That(rest[0].AffectedRows, Is.EqualTo(3));
        Assert.That(rest[1].ToString(), Is.EqualTo("2: 2"));
        Assert.That(client.Scalar("SELECT COUNT(*) FROM loaded"), Is.EqualTo("3"));
        Assert.That(bridge.Fault, Is.Null);
    }

    [Test]
    public void A_client_without_the_capability_is_told_so()
    {
        using var bridge = new ConversationBridge(RealServer.Port, Modern, MySqlCapability.DeprecateEof);
        Assert.That(bridge.Client.Error("LOAD DATA LOCAL INFILE 'x.csv' INTO TABLE loaded").ErrorCode, Is.EqualTo(3948));
    }

    [Test]
    public void A_server_that_asks_for_another_file_gets_nothing()
    {
        using var bridge = new ConversationBridge(RealServer.Port, Modern, Modern);
        var client = bridge.Client;

        // The gateway does not take it for the statement it is.
        var answer = client.Query("LOAD  DATA LOCAL INFILE 'secret' INTO TABLE loaded");
        Assert.That(answer[0].ErrorCode, Is.EqualTo(1142));
        Assert.That(client.Scalar("SELECT 1"), Is.EqualTo("1"));
        Assert.That(bridge.Fault, Is.Null);
    }
}
