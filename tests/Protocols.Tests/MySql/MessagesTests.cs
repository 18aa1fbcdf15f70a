using System.Buffers.Binary;
using ProxyDb.Fuzz.MySql;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

[TestFixture]
public sealed class MessagesTests
{
    private static readonly byte[] Interesting = [0, 1, 2, 0x20, 0x7f, 0x80, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff];

    private static IEnumerable<TestCaseData> Messages() =>
        SampleMessages.Client.Select(sample => new TestCaseData(sample.Bytes, true).SetArgDisplayNames($"client {sample.Name}"))
            .Concat(SampleMessages.Server.Select(sample => new TestCaseData(sample.Bytes, false).SetArgDisplayNames($"server {sample.Name}")));

    [TestCaseSource(nameof(Messages))]
    public void Message_is_read_to_its_end(byte[] bytes, bool fromClient) => Assert.That(Check(bytes, fromClient), Is.True);

    [TestCaseSource(nameof(Messages))]
    public void Prefix_of_a_message_is_not_consumed(byte[] bytes, bool fromClient)
    {
        for (var length = 1; length < bytes.Length; length++)
        {
            Assert.That(Check(bytes[..length], fromClient), Is.False, $"{length} bytes");
        }
    }

    [TestCaseSource(nameof(Messages))]
    public void Payload_cut_anywhere_is_read_or_a_fault(byte[] bytes, bool fromClient)
    {
        var head = fromClient ? 0 : 1;
        for (var length = head + 5; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            cut[head] = (byte)(length - head - FrameReader.HeaderLength);
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
    public void Hostile_lengths_at_any_position_are_read_or_a_fault(byte[] bytes, bool fromClient)
    {
        for (var at = (fromClient ? 0 : 1) + FrameReader.HeaderLength; at + 9 <= bytes.Length; at++)
        {
            foreach (var number in new ulong[] { ulong.MaxValue, 1UL << 63, uint.MaxValue, int.MaxValue })
            {
                var changed = (byte[])bytes.Clone();
                changed[at] = 0xfe;
                BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(at + 1), number);
                AssertReadsOrFaults(changed, fromClient);
            }
        }
    }

    [Test]
    public void Ok_packet_is_written_as_read()
    {
        // MySQL's manual: an OK packet of protocol 4.1, "07 00 00 02 00 00 00 02 00 00 00".
        byte[] payload = [0, 0, 0, 2, 0, 0, 0];
        var ok = OkPacket.Read(payload, Capabilities.Protocol41);
        Assert.That((ok.AffectedRows, ok.LastInsertId, ok.Status, ok.Warnings), Is.EqualTo((0UL, 0UL, ServerStatus.Autocommit, (ushort)0)));
        var buffer = new WireBuffer();
        ok.Write(buffer, OkPacket.Header, Capabilities.Protocol41);
        Assert.That(buffer.Written.ToArray(), Is.EqualTo(payload));
    }

    [Test]
    public void Session_state_changes_come_one_by_one()
    {
        // MySQL's manual: SET autocommit=0 under session tracking: "0f 0a 61 75 74 6f 63 6f 6d 6d 69 74 03 4f 46 46". The second state change
        // is as MariaDB 10.11 writes it.
        byte[] changes = [0, 0x0f, 0x0a, .. "autocommit"u8, 3, .. "OFF"u8, 1, 5, 4, .. "test"u8, 2, 2, 1, (byte)'1', 2, 1, (byte)'1', 9, 1, 0x77];
        var all = new List<(SessionStateKind Kind, string Name, string Value)>();
        var reader = new SessionStateChanges(changes);
        while (reader.MoveNext())
        {
            all.Add((reader.Kind, System.Text.Encoding.ASCII.GetString(reader.Name), System.Text.Encoding.ASCII.GetString(reader.Value)));
        }

        Assert.That(all, Is.EqualTo(new[]
        {
            (SessionStateKind.SystemVariable, "autocommit", "OFF"), (SessionStateKind.Schema, "", "test"), (SessionStateKind.StateChange, "", "1"),
            (SessionStateKind.StateChange, "", "1"), (SessionStateKind.Unknown, "", "w"),
        }));
    }

    [Test]
    public void Error_packet_has_a_state_only_after_the_greeting()
    {
        // MySQL's manual: "17 00 00 01 ff 48 04 23 48 59 30 30 30 4e 6f 20 74 61 62 6c 65 73 20 75 73 65 64".
        var error = ErrPacket.Read([0xff, 0x48, 0x04, .. "#HY000No tables used"u8]);
        Assert.That((error.Code, error.SqlState.SequenceEqual("HY000"u8), error.Message.SequenceEqual("No tables used"u8)), Is.EqualTo((1096, true, true)));
        Assert.That(ErrPacket.Read([0xff, 0x10, 0x04, .. "Too many connections"u8]).SqlState.IsEmpty, Is.True);
    }

    [Test]
    public void Greeting_of_a_server_is_read_and_written_alike()
    {
        // Recorded from MariaDB 10.11 (the scramble replaced).
        var greeting = new HandshakeV10(
            "5.5.5-10.11.6-MariaDB", 31, HandshakeV10.MakeScramble(), (Capabilities)0x81bff7ee, 45, ServerStatus.Autocommit, "mysql_native_password");
        var buffer = new WireBuffer();
        greeting.Write(buffer);
        var read = HandshakeV10.Read(buffer.Written);
        Assert.That(read with { Scramble = greeting.Scramble }, Is.EqualTo(greeting));
        Assert.That(read.Scramble, Is.EqualTo(greeting.Scramble));
    }

    [Test]
    public void Scramble_has_no_zero_and_no_dollar()
    {
        for (var i = 0; i < 2000; i++)
        {
            Assert.That(HandshakeV10.MakeScramble().All(b => b is > 0 and < 128 and not (byte)'$'), Is.True);
        }
    }

    [Test]
    public void Attributes_of_a_query_are_no_part_of_its_text()
    {
        var bytes = SampleMessages.Client.First(sample => sample.Name == "query-attributes").Bytes;
        var query = ComQuery.Read(bytes.AsSpan(4), SampleMessages.Negotiated, WireLimits.Default);
        Assert.That((query.AttributeCount, System.Text.Encoding.ASCII.GetString(query.Text)), Is.EqualTo((1, "SELECT 1")));
        var written = new WireBuffer();
        ComQuery.Write(written, SampleMessages.Negotiated, query.Attributes, query.Text);
        Assert.That(written.Written.ToArray(), Is.EqualTo(bytes[4..]));
        written.Clear();
        ComQuery.Write(written, Capabilities.None, query.Attributes, query.Text);
        Assert.That(written.Written.ToArray(), Is.EqualTo("\u0003SELECT 1"u8.ToArray()));
    }

    private static bool Check(byte[] bytes, bool fromClient)
    {
        if (fromClient)
        {
            if (!ClientMessageReader.TryRead(bytes, WireLimits.Default, new WireBuffer(), out var kind, out var payload, out _, out _))
            {
                return false;
            }

            ClientMessageReader.Check(kind, payload, SampleMessages.Negotiated, WireLimits.Default);
            return true;
        }

        var isDeprecated = (bytes[0] & 4) != 0;
        if (!ServerMessageReader.TryRead(bytes.AsSpan(1), (ServerPhase)(bytes[0] & 3), isDeprecated, WireLimits.Default, out var server, out var frame))
        {
            return false;
        }

        ServerMessageReader.Check(
            server, frame.Payload, isDeprecated ? SampleMessages.Negotiated : SampleMessages.Negotiated & ~Capabilities.DeprecateEof);
        return true;
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

    [Test]
    public void Extended_metadata_of_a_column_is_read_where_it_was_agreed_on_and_can_be_left_out()
    {
        var buffer = new WireBuffer();
        new ColumnDefinition41 { Name = "j"u8, Type = FieldType.Blob, HasExtended = true, Extended = "\u0001\u0004json"u8 }.Write(buffer);
        var read = ColumnDefinition41.Read(buffer.Written, hasExtended: true);
        Assert.That(read.Extended.EndsWith("json"u8) && read.Type == FieldType.Blob, Is.True);
        var plain = new WireBuffer();
        read.WithoutExtended(hasExtended: false).Write(plain);
        Assert.That(ColumnDefinition41.Read(plain.Written).Type, Is.EqualTo(FieldType.Blob));
    }
}
