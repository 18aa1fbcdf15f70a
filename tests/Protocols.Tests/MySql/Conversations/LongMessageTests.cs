using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql.Conversations;

/// <summary>Messages of more than one packet, both ways: what continues a packet is never taken for anything else.</summary>
[TestFixture]
public sealed class LongMessageTests
{
    private const int Packet = 0xffffff;
    private const MySqlCapability Modern = MySqlCapability.DeprecateEof | MySqlCapability.SessionTrack | MySqlCapability.MultiStatements;

    private ConversationBridge _bridge = null!;

    private RawMySqlClient Client => _bridge.Client;

    [SetUp]
    public void Connect() => _bridge = new ConversationBridge(RealServer.Port, Modern, MySqlCapability.MultiStatements, piece: 1 << 22);

    [TearDown]
    public void Disconnect()
    {
        _bridge.Dispose();
        Assert.That(_bridge.Fault, Is.Null);
    }

    [TestCase(Packet - 9)]
    [TestCase(Packet)]
    [TestCase((2 * Packet) - 10)]
    public void Rows_of_several_packets_pass(int length)
    {
        // The byte that follows the first packet looks like the end of rows, or like an error.
        foreach (var filler in new[] { "0xFE", "0xFF" })
        {
            var answer = Client.Query($"SELECT REPEAT({filler}, {length}), 'end' UNION ALL SELECT 'b', 'c'");
            Assert.That(answer[0].Rows.Select(r => r.Length), Is.EqualTo(new[] { length + (length < 1 << 24 ? 4 : 9) + 4, 4 }));
        }

        Assert.That(Client.Scalar("SELECT 1"), Is.EqualTo("1"));
    }

    [TestCase(100_000)]
    [TestCase(Packet - 30)]
    [TestCase(Packet + 1000)]
    public void Executions_and_long_data_of_any_length_pass(int length)
    {
        var statement = Client.Prepare("SELECT LENGTH(?), LENGTH(?)");
        var value = new string('v', length);
        for (var i = 0; i < 2; i++)
        {
            Assert.That(Client.Execute(statement, value, "12")[0].Texts[0], Is.EqualTo(new[] { $"{length}", "2" }));
        }

        Client.SendLongData(statement, 0, value);
        Client.Send(PacketBytes.Of(0x17).Int4(statement.Id).Int1(0).Int4(1).Int1(0).Int1(1).Int2(252).Int2(253).LenencText("v").ToArray());
        Assert.That(Client.ReadAnswer(isBinary: true)[0].Texts[0], Is.EqualTo(new[] { $"{length}", "1" }));
    }

    [Test]
    public void A_denied_execution_of_several_packets_is_answered_behind_its_last()
    {
        var statement = Client.Prepare("SELECT LENGTH(?)");
        _bridge.Gateway.Denies = true;
        Assert.That(Client.Execute(statement, new string('v', Packet + 100))[0].ErrorCode, Is.EqualTo(1142));
        Assert.That(Client.Packets.LastSequence, Is.EqualTo(2));
        _bridge.Gateway.Denies = false;
        Assert.That(Client.Scalar("SELECT 1"), Is.EqualTo("1"));
    }

    [Test]
    public void Texts_of_several_packets_are_decided_whole()
    {
        using var bridge = new ConversationBridge(RealServer.Port, Modern, Modern, piece: 1 << 25, limits: new WireLimits { StatementLength = 64 << 20 });
        var client = bridge.Client;
        var filler = new string('x', Packet + 200);
        Assert.That(client.Scalar($"SELECT LENGTH('{filler}')"), Is.EqualTo($"{filler.Length}"));
        Assert.That(client.Error($"SELECT LENGTH('{filler}'), 'denied'").ErrorCode, Is.EqualTo(1142));
        Assert.That(client.Packets.LastSequence, Is.EqualTo(2));
        Assert.That(client.Execute(client.Prepare($"SELECT LENGTH('{filler}')"))[0].Texts[0][0], Is.EqualTo($"{filler.Length}"));
        Assert.That(bridge.Fault, Is.Null);
    }
}
