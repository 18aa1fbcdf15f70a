using System.Buffers.Binary;
using ProxyDb.Fuzz.Postgres;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Postgres;

[TestFixture]
public sealed class FrameReaderTests
{
    private static readonly WireLimits Limits = WireLimits.Default;

    private static readonly int[] HostileLengths = [int.MinValue, -1, 0, 1, 2, 3, 0x4000_0000, int.MaxValue];

    private static IEnumerable<TestCaseData> Messages() =>
        SampleMessages.Client.Select(sample => new TestCaseData(sample.Bytes, true).SetArgDisplayNames($"client {sample.Name}"))
            .Concat(SampleMessages.Server.Select(sample => new TestCaseData(sample.Bytes, false).SetArgDisplayNames($"server {sample.Name}")));

    [TestCaseSource(nameof(Messages))]
    public void Whole_message_is_read_whatever_follows(byte[] bytes, bool fromClient)
    {
        byte[] stream = [.. bytes, 0xff];
        Assert.That(FrameReader.TryRead(stream, Limits, fromClient, out var frame), Is.True);
        Assert.That(frame.Kind, Is.EqualTo(bytes[0]));
        Assert.That(frame.Raw.SequenceEqual(bytes), Is.True);
        Assert.That(frame.Payload.Length, Is.EqualTo(bytes.Length - 5));
    }

    [TestCaseSource(nameof(Messages))]
    public void Message_split_at_any_byte_is_incomplete(byte[] bytes, bool fromClient)
    {
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(FrameReader.TryRead(bytes.AsSpan(0, length), Limits, fromClient, out _), Is.False, $"{length} bytes");
            Assert.That(FrameReader.TryReadHeader(bytes.AsSpan(0, length), Limits, fromClient, out _, out _), Is.EqualTo(length >= 5));
        }
    }

    [TestCaseSource(nameof(Messages))]
    public void Hostile_length_is_refused_from_the_header_alone(byte[] bytes, bool fromClient)
    {
        foreach (var length in HostileLengths)
        {
            var header = bytes[..5];
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), length);
            Assert.That(() => FrameReader.TryReadHeader(header, Limits, fromClient, out _, out _), Throws.TypeOf<WireFault>(), $"length {length}");
        }
    }

    [Test]
    public void Unknown_kinds_are_refused([Values] bool fromClient)
    {
        var known = fromClient
            ? Enum.GetValues<ClientMessageKind>().Where(kind => kind != ClientMessageKind.Startup).Select(kind => (byte)kind).ToHashSet()
            : Enum.GetValues<ServerMessageKind>().Select(kind => (byte)kind).ToHashSet();
        for (var kind = 0; kind < 256; kind++)
        {
            if (!known.Contains((byte)kind))
            {
                byte[] header = [(byte)kind, 0, 0, 0, 8];
                Assert.That(() => FrameReader.TryReadHeader(header, Limits, fromClient, out _, out _), Throws.TypeOf<WireFault>(), $"kind {kind}");
            }
        }
    }

    [Test]
    public void Rows_and_copy_data_may_be_as_long_as_postgresql_allows()
    {
        byte[] header = [(byte)'D', 0x3f, 0xff, 0xff, 0xff];
        Assert.That(FrameReader.TryReadHeader(header, Limits, fromClient: false, out _, out var total), Is.True);
        Assert.That(total, Is.EqualTo(0x4000_0000));
    }

    [Test]
    public void Statement_over_the_limit_is_refused_by_the_name_of_the_limit()
    {
        byte[] header = [(byte)'Q', 0, 0, 1, 0];
        var fault = Assert.Throws<WireFault>(() =>
            FrameReader.TryReadHeader(header, Limits with { StatementLength = 255 }, fromClient: true, out _, out _));
        Assert.That(fault!.Message, Does.Contain("limits.statement"));
    }

    [Test]
    public void Start_up_message_is_bounded_before_it_is_there()
    {
        Assert.Throws<WireFault>(() => FrameReader.TryReadStartup([0, 0, 0x27, 0x11], Limits, out _));
        Assert.Throws<WireFault>(() => FrameReader.TryReadStartup([0, 0, 0, 7], Limits, out _));
        Assert.Throws<WireFault>(() => FrameReader.TryReadStartup([0xff, 0xff, 0xff, 0xff], Limits, out _));
        Assert.That(FrameReader.TryReadStartup([0, 0, 0x27, 0x10], Limits, out _), Is.False);
        Assert.That(FrameReader.TryReadStartup([0, 0, 0], Limits, out _), Is.False);
    }

    [Test]
    public void Direct_tls_is_refused_by_name()
    {
        var fault = Assert.Throws<WireFault>(() => FrameReader.TryReadStartup([0x16, 3, 1], Limits, out _));
        Assert.That(fault!.Message, Does.Contain("sslnegotiation=postgres"));
    }
}
