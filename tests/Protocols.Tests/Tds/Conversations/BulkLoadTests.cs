using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Bulk loads: rows only behind an insert bulk that was allowed; however they end.</summary>
[TestFixture]
internal sealed class BulkLoadTests
{
    private const string Text = "insert bulk t ([a] int)";

    private static byte[] Rows(int rows, int ending) =>
        [0x81, 1, 0, 0, 0, 0, 0, 8, 0, 0x38, 1, 0x61, 0, .. Enumerable.Range(0, rows).SelectMany(i => new byte[] { 0xd1, (byte)i, 0, 0, 0 }),
            .. ending == 0 ? [] : (byte[])[0xfd, .. new byte[ending - 1]]];

    private static byte[] Packets(byte[] body, int packetSize)
    {
        var buffer = new ProxyDb.Protocols.Wire.WireBuffer();
        FrameWriter.Write(buffer, MessageKind.BulkLoad, body, packetSize);
        return buffer.Written.ToArray();
    }

    private static ScriptedPair Begun(string text = Text)
    {
        var pair = new ScriptedPair(packetSize: 512);
        pair.Client(pair.Bytes.Batch(text));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done()));
        return pair;
    }

    [TestCase(0)]
    [TestCase(9)]
    [TestCase(13)]
    public void Rows_pass_packet_by_packet_whatever_their_end(int ending)
    {
        var pair = Begun();
        Assert.That(pair.Conversation.IsAtRest, Is.False, "the backend waits for them");
        var load = Packets(Rows(300, ending), 512);
        var sent = new List<byte>();
        var kept = new List<byte>();
        foreach (var piece in load.Chunk(700))
        {
            kept.AddRange(piece);
            sent.AddRange(pair.Client(kept.ToArray()));
            kept.RemoveRange(0, pair.Consumed);
            Assert.That(pair.Conversation.IsMidMessage, Is.EqualTo(sent.Count < load.Length));
        }

        Assert.That(sent, Is.EqualTo(load));
        Assert.That(pair.Gateway.Sent.Distinct(), Is.EqualTo(new[] { "permit", "Continuation" }));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done(DoneStatus.Count, 300, 0xf0)));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{Text}: Ok 0/300" }));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void Without_an_insert_bulk_rows_go_nowhere()
    {
        var pair = new ScriptedPair(packetSize: 512);
        Assert.That(pair.Client(Packets(Rows(300, 13), 512)), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error4002/16 done[2]"));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void Nor_behind_one_that_was_denied_or_has_failed()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("insert bulk denied (a int)"));
        Assert.That(pair.Client(Packets(Rows(1, 13), 4096)), Is.Empty);

        var failed = new ScriptedPair();
        failed.Client(failed.Bytes.Batch(Text));
        failed.Server(failed.Bytes.Answer(failed.Bytes.Error(208), failed.Bytes.Done(DoneStatus.Error)));
        Assert.That(failed.Client(Packets(Rows(1, 13), 4096)), Is.Empty);
    }

    [Test]
    public void Nor_a_second_time()
    {
        var pair = Begun();
        pair.Client(Packets(Rows(1, 13), 512));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done(DoneStatus.Count, 1)));
        Assert.That(pair.Client(Packets(Rows(1, 13), 512)), Is.Empty);
    }

    [Test]
    public void Another_request_in_their_place_ends_the_load()
    {
        var pair = Begun();
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{Text}: Ok 0/0" }));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done()));
        Assert.That(pair.Client(Packets(Rows(1, 13), 512)), Is.Empty);
    }

    [Test]
    public void A_load_that_the_client_takes_back_is_the_servers_to_end()
    {
        var pair = Begun();
        var load = Packets(Rows(300, 0), 512);
        load[(load.Length / 512 * 512) + 1] |= (byte)PacketStatus.Ignore;
        Assert.That(pair.Client(load), Is.EqualTo(load));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done(DoneStatus.Error)));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{Text}: Error 0/0" }));
    }

    [TestCase("insert bulk t (a int)")]
    [TestCase("INSERT\r\n\tBULK [t] (a int) WITH (TABLOCK)")]
    public void Under_masks_or_filters_there_is_none(string text)
    {
        var pair = new ScriptedPair();
        pair.Gateway.Secured[text] = ModelGateway.Form(text, "x", []);
        Assert.That(pair.Client(pair.Bytes.Batch(text)), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error50000/16 done[2]"));
        Assert.That(pair.Gateway.Records, Has.Count.EqualTo(1));
        Assert.That(pair.Gateway.Records[0], Does.Contain("Denied"));
    }

    [TestCase("WRITETEXT BULK t.c @p WITH LOG")]
    [TestCase("updatetext bulk t.c @p 0 NULL")]
    public void Older_ways_of_writing_in_bulk_are_refused(string text)
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Batch(text)), Is.Empty);
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("error50000/16 done[2]"));
    }

    [Test]
    public void A_lost_backend_leaves_what_still_comes_without_a_way()
    {
        var pair = Begun();
        var load = Packets(Rows(300, 13), 512);
        pair.Client(load[..1024]);
        pair.Gateway.Backend = null;
        pair.Conversation.OnLeaseEnded(RecordStatus.Lost);
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { $"{Text}: Lost 0/0" }));
        Assert.That(pair.Client(load[1024..]), Is.Empty);
        Assert.That(pair.Consumed, Is.EqualTo(load.Length - 1024));
    }
}
