using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds;

[TestFixture]
public sealed class FrameReaderTests
{
    private const int Size = 512;

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(503)]
    [TestCase(504)]
    [TestCase(505)]
    [TestCase(1008)]
    [TestCase(70_000)]
    public void Message_of_any_length_is_read_as_written(int length)
    {
        var payload = new byte[length];
        Random.Shared.NextBytes(payload);
        var message = Message(payload);
        var packets = Math.Max(1, (length + 503) / 504);
        Assert.That(message, Has.Length.EqualTo(length + 8 * packets));
        Assert.That(FrameReader.TryReadMessage(message, Size, int.MaxValue, new WireBuffer(), out var header, out var read, out var consumed), Is.True);
        Assert.That((read.SequenceEqual(payload), consumed, header.Kind), Is.EqualTo((true, message.Length, MessageKind.Rpc)));
        Assert.That(header.Status & PacketStatus.Reset, Is.EqualTo(PacketStatus.ResetConnection), "a reset is of the first packet");
    }

    [Test]
    public void Message_cut_after_every_byte_is_not_read_and_nothing_is_consumed()
    {
        var message = Message(new byte[1500]);
        for (var length = 0; length < message.Length; length++)
        {
            Assert.That(FrameReader.TryReadMessage(message.AsSpan(0, length), Size, int.MaxValue, new WireBuffer(), out _, out _, out _), Is.False);
        }
    }

    [TestCase("01 01 00 07 00 00 01 00", "shorter than its header")]
    [TestCase("01 01 02 01 00 00 01 00", "longer than the packet size")]
    public void Hostile_lengths_are_faults_at_the_header(string packet, string words) =>
        Assert.That(() => FrameReader.TryReadHeader(Hex.Bytes(packet), Size, out _), Throws.TypeOf<WireFault>().With.Message.Contains(words));

    [Test]
    public void Message_longer_than_allowed_is_a_fault_before_it_is_there()
    {
        var message = Message(new byte[1500]);
        Assert.That(
            () => FrameReader.TryReadMessage(message.AsSpan(0, 519), Size, 1000, new WireBuffer(), out _, out _, out _), Throws.Nothing);
        Assert.That(
            () => FrameReader.TryReadMessage(message.AsSpan(0, 520), Size, 1000, new WireBuffer(), out _, out _, out _), Throws.TypeOf<WireFault>());
    }

    [Test]
    public void Packets_of_two_messages_mixed_are_a_fault()
    {
        byte[] mixed = [.. Message(new byte[600])[..512], .. Hex.Bytes("01 01 00 08 00 00 01 00")];
        Assert.That(() => FrameReader.TryReadMessage(mixed, Size, int.MaxValue, new WireBuffer(), out _, out _, out _), Throws.TypeOf<WireFault>());
    }

    [Test]
    public void Message_that_its_client_takes_back_is_told()
    {
        byte[] message = [.. Message(new byte[600])[..512], .. Hex.Bytes("03 03 00 08 00 00 02 00")];
        Assert.That(FrameReader.TryReadMessage(message, Size, int.MaxValue, new WireBuffer(), out var header, out _, out _), Is.True);
        Assert.That(header.IsIgnored, Is.True);
    }

    [Test]
    public void Status_that_nobody_defined_is_not_looked_at()
    {
        var message = Message(new byte[600]);
        message[1] |= 0x04;
        Assert.That(FrameReader.TryReadMessage(message, Size, int.MaxValue, new WireBuffer(), out _, out var payload, out _), Is.True);
        Assert.That(payload.Length, Is.EqualTo(600));
    }

    [TestCase("02 01 00 08 00 00 01 00")]
    [TestCase("04 01 00 08 00 00 01 00")]
    [TestCase("12 01 00 08 00 00 01 00")]
    [TestCase("10 01 00 08 00 00 01 00")]
    [TestCase("01 19 00 08 00 00 01 00")]
    public void Client_that_is_logged_in_sends_requests_only(string packet) =>
        Assert.That(() => ClientMessageReader.TryReadHeader(Hex.Bytes(packet), Size, out _), Throws.TypeOf<WireFault>());

    [Test]
    public void Attention_has_a_header_only()
    {
        Assert.That(FrameWriter.Attention.ToArray(), Is.EqualTo(Hex.Bytes("06 01 00 08 00 00 01 00")));
        Assert.That(
            ClientMessageReader.TryRead(FrameWriter.Attention, Size, WireLimits.Default, new WireBuffer(), out var header, out _, out _), Is.True);
        Assert.That(header.Kind, Is.EqualTo(MessageKind.Attention));
        byte[] withPayload = Hex.Bytes("06 01 00 09 00 00 01 00 00");
        Assert.That(
            () => ClientMessageReader.TryRead(withPayload, Size, WireLimits.Default, new WireBuffer(), out _, out _, out _), Throws.TypeOf<WireFault>());
    }

    private static byte[] Message(byte[] payload) => Hex.Written(
        buffer => FrameWriter.Write(buffer, MessageKind.Rpc, payload, Size, PacketStatus.ResetConnection));
}
