using System.Buffers.Binary;
using ProxyDb.Fuzz.Postgres;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Postgres.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

[TestFixture]
public sealed class MessagesTests
{
    private static readonly byte[] Interesting = [0, 1, 2, 3, 4, 5, 0x20, (byte)'A', (byte)'S', 0x7f, 0x80, 0xfe, 0xff];

    private static IEnumerable<TestCaseData> Messages() =>
        SampleMessages.Client.Select(sample => new TestCaseData(sample.Bytes, true).SetArgDisplayNames($"client {sample.Name}"))
            .Concat(SampleMessages.Server.Select(sample => new TestCaseData(sample.Bytes, false).SetArgDisplayNames($"server {sample.Name}")));

    [TestCaseSource(nameof(Messages))]
    public void Message_is_read_to_its_end(byte[] bytes, bool fromClient) =>
        Assert.That(() => Check(bytes, fromClient), Throws.Nothing);

    [TestCaseSource(nameof(Messages))]
    public void Payload_cut_anywhere_is_read_or_a_fault(byte[] bytes, bool fromClient)
    {
        for (var length = 5; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            BinaryPrimitives.WriteInt32BigEndian(cut.AsSpan(1), length - 1);
            AssertReadsOrFaults(cut, fromClient);
        }
    }

    [TestCaseSource(nameof(Messages))]
    public void Payload_changed_anywhere_is_read_or_a_fault(byte[] bytes, bool fromClient)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var value in Interesting)
            {
                var changed = (byte[])bytes.Clone();
                changed[at] = value;
                AssertReadsOrFaults(changed, fromClient);
            }
        }
    }

    [TestCaseSource(nameof(Messages))]
    public void Hostile_numbers_at_any_position_are_read_or_a_fault(byte[] bytes, bool fromClient)
    {
        foreach (var number in new[] { int.MinValue, -2, -1, 0, int.MaxValue, 0x7fff, 0xffff })
        {
            for (var at = 5; at + 4 <= bytes.Length; at++)
            {
                var changed = (byte[])bytes.Clone();
                BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(at), number);
                AssertReadsOrFaults(changed, fromClient);
            }
        }
    }

    [TestCaseSource(nameof(Messages))]
    public void Extra_byte_at_the_end_is_a_fault_unless_the_message_ends_in_free_bytes(byte[] bytes, bool fromClient)
    {
        byte[] longer = [.. bytes, 0];
        BinaryPrimitives.WriteInt32BigEndian(longer.AsSpan(1), longer.Length - 1);
        var isFree = bytes[0] == (byte)'d' || (!fromClient && bytes[0] == (byte)'R' && bytes[8] == 11);
        Assert.That(() => Check(longer, fromClient), isFree ? Throws.Nothing : Throws.TypeOf<WireFault>());
    }

    [Test]
    public void Parameters_of_a_bind_are_read_with_their_formats()
    {
        var bytes = SampleMessages.Client.Single(sample => sample.Name == "bind").Bytes;
        var bind = BindMessage.Read(bytes.AsSpan(5));
        var parameters = bind.ReadParameters();
        Assert.That(bind.Portal.SequenceEqual("p"u8) && bind.Statement.SequenceEqual("s1"u8), Is.True);
        Assert.That(bind.ParameterCount, Is.EqualTo(3));
        Assert.That(parameters.TryRead(out var value, out var isNull, out var isBinary), Is.True);
        Assert.That(value.SequenceEqual("42"u8) && !isNull && !isBinary, Is.True);
        Assert.That(parameters.TryRead(out value, out isNull, out isBinary) && isNull && isBinary, Is.True);
        Assert.That(parameters.TryRead(out value, out isNull, out isBinary) && value.IsEmpty && !isNull && !isBinary, Is.True);
        Assert.That(parameters.TryRead(out _, out _, out _), Is.False);
    }

    [Test]
    public void Names_of_a_streamed_bind_are_read_as_soon_as_they_are_there()
    {
        var payload = "portal\0statement\0rest"u8;
        for (var length = 0; length < payload.Length; length++)
        {
            var isRead = BindMessage.TryReadNames(payload[..length], WireLimits.Default, out var portal, out var statement, out var names);
            Assert.That(isRead, Is.EqualTo(length >= 17), $"{length} bytes");
            if (isRead)
            {
                Assert.That(portal.SequenceEqual("portal"u8) && statement.SequenceEqual("statement"u8) && names == 17, Is.True);
            }
        }
    }

    [TestCase(1025)]
    [TestCase(3000)]
    public void Names_that_never_end_are_a_fault(int length)
    {
        var bytes = Enumerable.Repeat((byte)'a', length).ToArray();
        Assert.Throws<WireFault>(() => BindMessage.TryReadNames(bytes, WireLimits.Default, out _, out _, out _));
        Assert.Throws<WireFault>(() => BindMessage.TryReadNames([0, .. bytes], WireLimits.Default, out _, out _, out _));
    }

    [Test]
    public void Negative_parameter_count_is_read_unsigned_as_the_wire_means_it()
    {
        byte[] payload = [0, 0, 0, 0, 0xff, 0xff];
        Assert.Throws<WireFault>(() => BindMessage.Read(payload));
        payload = [0, 0, 0, 0, 0xff, 0xff, .. Enumerable.Repeat((byte)0xff, 4 * 65535), 0, 0];
        Assert.That(BindMessage.Read(payload).ParameterCount, Is.EqualTo(65535));
    }

    [TestCase("INSERT 0 5", 5L)]
    [TestCase("SELECT 9223372036854775807", long.MaxValue)]
    [TestCase("COPY 0", 0L)]
    [TestCase("CREATE TABLE", null)]
    [TestCase("BEGIN", null)]
    [TestCase("SELECT 9223372036854775808", null)]
    [TestCase("SELECT ", null)]
    [TestCase("SELECT -1", null)]
    public void Rows_are_the_last_word_of_the_tag(string tag, long? rows)
    {
        var has = new CommandCompleteMessage(System.Text.Encoding.ASCII.GetBytes(tag)).TryGetRows(out var count);
        Assert.That(has ? count : (long?)null, Is.EqualTo(rows));
    }

    [Test]
    public void Severity_is_read_from_the_field_that_is_not_translated()
    {
        var fields = ErrorFields.Read("SFATAAL\0VFATAL\0C57P01\0Mbye\0\0"u8);
        Assert.That(fields.IsFatal && fields.Code.SequenceEqual("57P01"u8) && fields.Message.SequenceEqual("bye"u8), Is.True);
        Assert.That(ErrorFields.Read([0]).Code.IsEmpty, Is.True);
    }

    [Test]
    public void Zero_byte_cannot_be_written_into_a_field()
    {
        var buffer = new WireBuffer();
        Assert.Throws<ArgumentException>(() => QueryMessage.Write(buffer, "SELECT 1\0; DROP TABLE t"u8));
        Assert.Throws<ArgumentException>(() => ParseMessage.Write(buffer, "a\0b"u8, ""u8, []));
    }

    [Test]
    public void Reading_and_writing_messages_allocates_nothing()
    {
        var buffer = new WireBuffer(4096);
        ReadAndWriteAll(buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadAndWriteAll(buffer);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Cancel_key_of_another_length_is_not_one_of_ours()
    {
        Assert.That(StartupRequest.TryReadCancel([4, 0xd2, 0x16, 0x2e, 0, 0, 0, 1, 1, 2, 3, 4, 5], out _, out _), Is.False);
        Assert.Throws<WireFault>(() => StartupRequest.TryReadCancel([4, 0xd2, 0x16, 0x2e, 0, 0, 0, 1, 1, 2, 3], out _, out _));
    }

    private static void ReadAndWriteAll(WireBuffer buffer)
    {
        for (var i = 0; i < SampleMessages.Client.Count; i++)
        {
            buffer.Clear();
            ClientMessageReader.TryRead(SampleMessages.Client[i].Bytes, WireLimits.Default, out var kind, out var frame);
            ClientMessageReader.Check(kind, frame.Payload, WireLimits.Default);
            MessageRewriter.RewriteClient(kind, frame.Payload, buffer);
        }

        for (var i = 0; i < SampleMessages.Server.Count; i++)
        {
            buffer.Clear();
            ServerMessageReader.TryRead(SampleMessages.Server[i].Bytes, WireLimits.Default, out var kind, out var frame);
            ServerMessageReader.Check(kind, frame.Payload);
            MessageRewriter.RewriteServer(kind, frame.Payload, buffer);
        }
    }

    private static void AssertReadsOrFaults(byte[] bytes, bool fromClient)
    {
        try
        {
            Check(bytes, fromClient);
        }
        catch (WireFault)
        {
        }
    }

    private static void Check(byte[] bytes, bool fromClient)
    {
        if (!FrameReader.TryRead(bytes, WireLimits.Default, fromClient, out var frame))
        {
            return;
        }

        if (fromClient)
        {
            ClientMessageReader.Check((ClientMessageKind)frame.Kind, frame.Payload, WireLimits.Default);
        }
        else
        {
            ServerMessageReader.Check((ServerMessageKind)frame.Kind, frame.Payload);
        }
    }
}
