using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>A server that answers what was not asked, out of order, or would take the client elsewhere.</summary>
[TestFixture]
internal sealed class HostileServerTests
{
    private static readonly TdsBytes Bytes = new(TdsVersion.V74);

    private static IEnumerable<TestCaseData> OutOfTurn()
    {
        yield return Case("a row without columns", Bytes.Answer(TdsBytes.Row("x"), Bytes.Done()));
        yield return Case("rows without columns that nobody knows", Bytes.Answer(TdsBytes.NoColumns(), TdsBytes.Row("x"), Bytes.Done()));
        yield return Case("another server", Bytes.Answer([0xe3, 11, 0, 20, 6, 0, 0, 1, 0, 0, 0, 0, 0, 0], Bytes.Done()));
        yield return Case("a login", Bytes.Answer([0xad, 10, 0, 1, 0x74, 0, 0, 4, 0, 15, 0, 0, 0], Bytes.Done()));
        yield return Case("features", Bytes.Answer([0xae, 0xff], Bytes.Done()));
        yield return Case("an unknown token", Bytes.Answer([0x42, 0, 0], Bytes.Done()));
        yield return Case("a token cut short", Bytes.Answer(Bytes.Done()[..5]));
        yield return Case("another kind of packet", [1, .. Bytes.Answer(Bytes.Done())[1..]]);
        yield return Case("an answer too many", [.. Bytes.Answer(Bytes.Done()), .. Bytes.Answer(Bytes.Columns("c"), Bytes.Done())]);
        yield return Case("a packet shorter than its header", [4, 1, 0, 7, 0, 0, 0, 0]);
    }

    private static TestCaseData Case(string name, byte[] bytes) => new TestCaseData(bytes).SetArgDisplayNames(name);

    [TestCaseSource(nameof(OutOfTurn))]
    public void What_has_no_place_ends_the_lease(byte[] bytes)
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        Assert.That(() => pair.Conversation.OnServer(bytes), Throws.TypeOf<WireFault>());
    }

    [Test]
    public void What_speaks_of_the_gateways_affairs_is_not_shown()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        var shown = pair.Server(pair.Bytes.Answer(
            [0xe3, 7, 0, 4, 1, 0x39, 0, 1, 0x38, 0], [0xe3, 5, 0, 13, 1, 0x39, 0, 0], [0xe4, 5, 0, 0, 0, 1, 0, 0, 0, 0], pair.Bytes.Info(5701, "x"),
            pair.Bytes.Done()));
        Assert.That(pair.Shown(shown), Is.EqualTo("info5701/0 done[0]"));
        Assert.That(pair.Gateway.Reports[0], Is.EqualTo("state"), "what cannot be recovered");
    }

    [Test]
    public void What_can_be_recovered_is_nothing_to_keep_the_backend_for()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        pair.Server(pair.Bytes.Answer([0xe4, 5, 0, 0, 0, 1, 0, 0, 0, 1], pair.Bytes.Done()));
        Assert.That(pair.Gateway.Reports, Does.Not.Contain("state"));
    }

    [Test]
    public void Language_and_collation_are_told_the_gateway()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SET LANGUAGE x"));
        var language = new WireBuffer();
        EnvChangeToken.WriteText(language, EnvChangeKind.Language, "한국어", "us_english");
        var answer = pair.Bytes.Answer(language.Written.ToArray(), TdsBytes.Change(EnvChangeKind.Collation, [9, 4, 0xd0, 0, 0x34], []), pair.Bytes.Done());
        Assert.That(pair.Server(answer), Is.EqualTo(answer));
        Assert.That(pair.Gateway.Reports.Take(2), Is.EqualTo(new[] { "language=한국어", "collation=0904d00034" }));
    }

    [Test]
    public void An_error_that_answers_nothing_is_the_gateways_to_tell()
    {
        var pair = new ScriptedPair();
        pair.Gateway.Backend = pair.Backend;
        Assert.That(pair.Server(pair.Bytes.Answer(pair.Bytes.Error(6005, "down", 20), pair.Bytes.Done(DoneStatus.Error))), Is.Empty);
        Assert.That(pair.Gateway.Reports, Is.EqualTo(new[] { "error 6005" }));
    }

    [Test]
    public void Packets_larger_than_the_clients_are_cut_to_its_size()
    {
        var pair = new ScriptedPair(packetSize: 512);
        var large = new TdsBytes(TdsVersion.V74, 4096);
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        byte[][] tokens = [large.Columns("a"), .. Enumerable.Repeat(TdsBytes.Row(new string('x', 90)), 3), large.Done(DoneStatus.Count, 3)];
        var shown = pair.Server(large.Answer(tokens));
        Assert.That(pair.Shown(shown), Is.EqualTo(pair.Shown(large.Answer(tokens))));
        Assert.That(shown[2] << 8 | shown[3], Is.EqualTo(512));
    }

    [Test]
    public void Every_beginning_of_an_answer_shows_a_beginning_or_nothing()
    {
        var answer = Bytes.Answer(
            Bytes.Columns("a"), TdsBytes.Row("x"), Bytes.Error(1, "e"), TdsBytes.Begun(1), TdsBytes.Status(), Bytes.Value(0, 1),
            Bytes.Done(DoneStatus.Count, 1));
        for (var length = 0; length < answer.Length; length++)
        {
            var pair = new ScriptedPair();
            pair.Client(pair.Bytes.Batch("SELECT 1"));
            Assert.That(pair.Conversation.OnServer(answer.AsSpan(0, length)), Is.Zero);
            Assert.That(pair.Conversation.OnServer(answer), Is.EqualTo(answer.Length));
        }
    }
}
