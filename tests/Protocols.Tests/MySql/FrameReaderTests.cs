using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

[TestFixture]
public sealed class FrameReaderTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(250)]
    [TestCase(FrameReader.LongestPacket - 1)]
    [TestCase(FrameReader.LongestPacket)]
    [TestCase(FrameReader.LongestPacket + 1)]
    [TestCase(2 * FrameReader.LongestPacket)]
    public void Message_of_any_length_is_read_as_written(int length)
    {
        var payload = new byte[length];
        Random.Shared.NextBytes(payload);
        var buffer = new WireBuffer();
        byte sequence = 254;
        FrameWriter.Write(buffer, ref sequence, payload);
        var packets = (length / FrameReader.LongestPacket) + 1;
        Assert.That((buffer.Length, sequence), Is.EqualTo((length + (4 * packets), (byte)(254 + packets))));
        Assert.That(FrameReader.TryReadMessage(buffer.Written, int.MaxValue, new WireBuffer(), out var read, out var consumed, out var last), Is.True);
        Assert.That((read.SequenceEqual(payload), consumed, last), Is.EqualTo((true, buffer.Length, (byte)(sequence - 1))));
        Assert.That(FrameReader.TryReadMessage(buffer.Written[..^1], int.MaxValue, new WireBuffer(), out _, out consumed, out _), Is.False);
    }

    [Test]
    public void Packet_written_in_place_is_put_into_several_when_it_is_too_long()
    {
        var payload = new byte[FrameReader.LongestPacket + 7];
        var buffer = new WireBuffer();
        byte sequence = 0;
        var mark = FrameWriter.Begin(buffer);
        buffer.WriteBytes(payload);
        FrameWriter.End(buffer, mark, ref sequence);
        Assert.That((buffer.Length, sequence), Is.EqualTo((payload.Length + 8, (byte)2)));
    }

    [Test]
    public void Packets_of_one_message_out_of_order_are_a_fault()
    {
        var buffer = new WireBuffer();
        byte sequence = 0;
        FrameWriter.Write(buffer, ref sequence, new byte[FrameReader.LongestPacket]);
        buffer.WrittenSpan[^1] = 9;
        Assert.That(
            () => FrameReader.TryReadMessage(buffer.Written, int.MaxValue, new WireBuffer(), out _, out _, out _), Throws.InstanceOf<WireFault>());
    }

    [Test]
    public void Length_over_the_limit_is_a_fault_at_the_header()
    {
        byte[] header = [0, 0, 0x20, 0];
        Assert.That(() => FrameReader.TryRead(header, 100, out _), Throws.InstanceOf<WireFault>());
        Assert.That(() => FrameReader.TryReadMessage(header, 100, new WireBuffer(), out _, out _, out _), Throws.InstanceOf<WireFault>());
    }

    [TestCase(new byte[] { 0, 0, 0, 0, 3 }, TestName = "Empty_command_is_a_fault")]
    [TestCase(new byte[] { 1, 0, 0, 1, 3 }, TestName = "Command_that_begins_no_sequence_is_a_fault")]
    [TestCase(new byte[] { 0, 0, 0x20, 0, 0x0e }, TestName = "Ping_longer_than_it_may_be_is_a_fault")]
    public void Impossible_commands_are_faults(byte[] bytes) =>
        Assert.That(() => ClientMessageReader.TryReadHeader(bytes, WireLimits.Default, out _, out _), Throws.InstanceOf<WireFault>());

    [Test]
    public void Under_compression_a_command_may_go_on_with_the_numbers_of_the_last() =>
        Assert.That(ClientMessageReader.TryReadHeader([1, 0, 0, 7, 3], WireLimits.Default, out _, out _, isCompressed: true), Is.True);

    [Test]
    public void Row_whose_first_field_is_huge_is_no_end_of_rows()
    {
        Assert.That(ServerMessageReader.KindOf(0xfe, FrameReader.LongestPacket, ServerPhase.Rows, true), Is.EqualTo(ServerMessageKind.Row));
        Assert.That(ServerMessageReader.KindOf(0xfe, FrameReader.LongestPacket, ServerPhase.Rows, false), Is.EqualTo(ServerMessageKind.Row));
        Assert.That(ServerMessageReader.KindOf(0xfe, 7, ServerPhase.Rows, true), Is.EqualTo(ServerMessageKind.EndOfFile));
        Assert.That(ServerMessageReader.KindOf(0xfe, 5, ServerPhase.Rows, false), Is.EqualTo(ServerMessageKind.EndOfFile));
        Assert.That(ServerMessageReader.KindOf(0xff, 30, ServerPhase.Rows, true), Is.EqualTo(ServerMessageKind.Error));
        Assert.That(ServerMessageReader.KindOf(0, 30, ServerPhase.Rows, true), Is.EqualTo(ServerMessageKind.Row));
    }

    [TestCase(0UL, 1)]
    [TestCase(250UL, 1)]
    [TestCase(251UL, 3)]
    [TestCase(65_535UL, 3)]
    [TestCase(65_536UL, 4)]
    [TestCase(16_777_215UL, 4)]
    [TestCase(16_777_216UL, 9)]
    [TestCase(ulong.MaxValue, 9)]
    public void Length_is_encoded_in_as_few_bytes_as_it_needs(ulong value, int bytes)
    {
        var buffer = new WireBuffer();
        buffer.WriteLength(value);
        Assert.That((buffer.Length, PacketWriter.SizeOfLength(value)), Is.EqualTo((bytes, bytes)));
        Assert.That(new PacketReader(buffer.Written).ReadLength(), Is.EqualTo(value));
    }
}
