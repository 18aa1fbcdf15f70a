using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

[TestFixture]
public sealed class CompressedPacketsTests
{
    [TestCase(1)]
    [TestCase(45)]
    [TestCase(46)]
    [TestCase(5000)]
    [TestCase(3_000_000)]
    [TestCase(FrameReader.LongestPacket + 5)]
    public void What_one_side_wraps_the_other_unwraps_however_it_is_cut(int length)
    {
        var client = new CompressedPackets(facesClient: false);
        var server = new CompressedPackets(facesClient: true);
        for (var command = 0; command < 2; command++)
        {
            AssertTravels(client, server, Message(length, 0, isRandom: command == 0));
            AssertTravels(server, client, Message(length, 1, isRandom: command == 1));
        }
    }

    [Test]
    public void Short_payload_travels_as_it_is()
    {
        // MySQL's manual, the example of an uncompressed payload: SELECT 1 in 09 00 00 00 00 00 00 …
        var buffer = new WireBuffer();
        new CompressedPackets(facesClient: false).Encode([9, 0, 0, 0, 3, .. "SELECT 1"u8], buffer);
        Assert.That(buffer.Written.ToArray(), Is.EqualTo((byte[])[13, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 3, .. "SELECT 1"u8]));
    }

    [Test]
    public void Each_command_of_a_pipeline_begins_its_own_sequence()
    {
        var buffer = new WireBuffer();
        new CompressedPackets(facesClient: false).Encode([1, 0, 0, 0, 0x1f, 1, 0, 0, 0, 0x0e], buffer);
        Assert.That(buffer.Written.ToArray(), Is.EqualTo(new byte[] { 5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x1f, 5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x0e }));
    }

    [Test]
    public void Answer_goes_on_with_the_sequence_of_its_command()
    {
        var server = new CompressedPackets(facesClient: true);
        server.Decode([1, 0, 0, 0, 0, 0, 0, 5], new WireBuffer());
        server.Decode([1, 0, 0, 1, 0, 0, 0, 0], new WireBuffer());
        var buffer = new WireBuffer();
        server.Encode([1, 0, 0, 1, 0], buffer);
        Assert.That(buffer.Written[3], Is.EqualTo(2));
    }

    [Test]
    public void Packets_of_a_client_out_of_order_are_a_fault()
    {
        var server = new CompressedPackets(facesClient: true);
        server.Decode([1, 0, 0, 0, 0, 0, 0, 5], new WireBuffer());
        Assert.That(() => server.Decode([1, 0, 0, 2, 0, 0, 0, 5], new WireBuffer()), Throws.InstanceOf<WireFault>());
    }

    [Test]
    public void Answers_to_a_pipeline_each_begin_anew()
    {
        var client = new CompressedPackets(facesClient: false);
        client.Encode([1, 0, 0, 0, 0x1f, 1, 0, 0, 0, 0x0e], new WireBuffer());
        var plain = new WireBuffer();
        Assert.That(client.Decode([1, 0, 0, 1, 0, 0, 0, 5, 1, 0, 0, 1, 0, 0, 0, 6], plain), Is.EqualTo(16));
        Assert.That(plain.Written.ToArray(), Is.EqualTo(new byte[] { 5, 6 }));
    }

    [Test]
    public void Payload_that_is_longer_or_shorter_than_promised_is_a_fault([Values(-1, 1)] int difference)
    {
        var buffer = new WireBuffer();
        new CompressedPackets(facesClient: false).Encode(Message(300, 0, isRandom: false), buffer);
        var bytes = buffer.Written.ToArray();
        bytes[4] = (byte)(bytes[4] + difference);
        Assert.That(() => new CompressedPackets(facesClient: true).Decode(bytes, new WireBuffer()), Throws.InstanceOf<WireFault>());
    }

    [Test]
    public void Payload_that_is_no_zlib_is_a_fault() =>
        Assert.That(
            () => new CompressedPackets(facesClient: true).Decode([3, 0, 0, 0, 100, 0, 0, 1, 2, 3], new WireBuffer()), Throws.InstanceOf<WireFault>());

    private static void AssertTravels(CompressedPackets from, CompressedPackets to, byte[] message)
    {
        var travelled = new WireBuffer();
        from.Encode(message, travelled);
        var plain = new WireBuffer();
        var bytes = travelled.Written.ToArray();
        var at = 0;
        for (var shown = Math.Min(bytes.Length, 3); at < bytes.Length; shown = Math.Min(bytes.Length, shown + Math.Max(1, bytes.Length / 7)))
        {
            at += to.Decode(bytes.AsSpan(at, shown - at), plain);
        }

        Assert.That(plain.Written.SequenceEqual(message), Is.True);
    }

    private static byte[] Message(int length, byte sequence, bool isRandom)
    {
        var payload = new byte[length];
        if (isRandom)
        {
            new Random(length).NextBytes(payload);
        }

        var buffer = new WireBuffer();
        FrameWriter.Write(buffer, ref sequence, payload);
        return buffer.Written.ToArray();
    }
}
