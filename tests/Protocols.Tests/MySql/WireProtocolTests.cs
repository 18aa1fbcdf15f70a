using System.Text;
using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.MySql.Messages;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.MySql;

[TestFixture]
public sealed class WireProtocolTests
{
    private static readonly WireProtocol Protocol = new();

    [TestCase("plain", "'plain'")]
    [TestCase("it's", "'it''s'")]
    [TestCase(@"back\slash", " _utf8mb4 0x6261636B5C736C617368 ")]
    [TestCase("표", " _utf8mb4 0xED919C ")]
    [TestCase("", "''")]
    public void Literal_reads_the_same_in_every_mode_and_character_set(string value, string literal) =>
        Assert.That(Protocol.Literal(value), Is.EqualTo(literal));

    [Test]
    public void Literal_with_a_control_character_is_refused() => Assert.That(() => Protocol.Literal("a\0"), Throws.ArgumentException);

    [Test]
    public void List_stands_between_the_brackets_of_in()
    {
        Assert.That(Protocol.ListText(["a", "b'c"]), Is.EqualTo("'a','b''c'"));
        Assert.That(Protocol.ListText([]), Is.EqualTo("NULL"));
    }

    [Test]
    public void Row_is_read_as_texts_and_nulls() =>
        Assert.That(Protocol.ReadRow([1, (byte)'1', 0xfb, 0, 3, .. "비"u8]), Is.EqualTo(new[] { "1", null, "", "비" }));

    [Test]
    public void Cancel_names_the_connection() => Assert.That(Protocol.CancelText(new CancelKey(-1, 0)), Is.EqualTo("KILL QUERY 4294967295"));

    [Test]
    public void Reset_is_over_after_all_its_answers_and_clean_only_without_an_error([Values] bool hasDatabase, [Values] bool fails, [Values] bool wasInDatabase)
    {
        var state = State();
        state.Database = wasInDatabase ? "shop" : null;
        var buffer = new WireBuffer();
        Protocol.WriteReset(buffer, state, hasDatabase ? "shop" : "");
        var commands = 0;
        for (var rest = buffer.Written; FrameReader.TryRead(rest, 4096, out var frame); rest = rest[frame.Raw.Length..])
        {
            commands++;
        }

        Assert.That(commands, Is.EqualTo(hasDatabase ? 3 : 2));
        var answers = new WireBuffer();
        for (var i = 0; i < commands; i++)
        {
            byte sequence = 1;
            FrameWriter.Write(answers, ref sequence, fails && i == 1 ? [0xff, 1, 4, .. "#HY000x"u8] : [0, 0, 0, 2, 0, 0, 0]);
        }

        var failed = false;
        var isOver = false;
        var isClean = false;
        var at = 0;
        for (var shown = 1; shown <= answers.Length; shown++)
        {
            Assert.That(isOver, Is.False);
            isOver = Protocol.TryReadOwnEnd(
                answers.Written[at..shown], WireLimits.Default, state, static (_, _) => { }, ref failed, out var consumed, out isClean);
            at += consumed;
        }

        Assert.That((isOver, isClean, at), Is.EqualTo((true, !fails && (hasDatabase || !wasInDatabase), answers.Length)));
    }

    [Test]
    public void Own_answer_with_rows_is_read_to_its_end_and_reports_variables()
    {
        var state = State();
        var answers = new WireBuffer();
        byte sequence = 1;
        FrameWriter.Write(answers, ref sequence, [1]);
        var mark = FrameWriter.Begin(answers);
        new ColumnDefinition41 { Name = "1"u8 }.Write(answers);
        FrameWriter.End(answers, mark, ref sequence);
        FrameWriter.Write(answers, ref sequence, [1, (byte)'1']);
        var changes = new WireBuffer();
        SessionStateChanges.WriteVariable(changes, "sql_mode"u8, "ANSI"u8);
        SessionStateChanges.Write(changes, SessionStateKind.Schema, "other"u8);
        mark = FrameWriter.Begin(answers);
        new OkPacket { StateChanges = changes.Written }.Write(answers, OkPacket.EndOfRowsHeader, state.Session.Capabilities);
        FrameWriter.End(answers, mark, ref sequence);
        var failed = false;
        var reported = new List<string>();
        Assert.That(
            Protocol.TryReadOwnEnd(
                answers.Written, WireLimits.Default, state, (name, value) => reported.Add($"{name}={value}"), ref failed, out var consumed, out var isClean),
            Is.True);
        Assert.That((consumed, isClean, state.Database), Is.EqualTo((answers.Length, true, "other")));
        Assert.That(reported, Is.EqualTo(new[] { "sql_mode=ANSI" }));
    }

    private static BackendState State() => (BackendState)Protocol.CreateBackendState(10, new SessionState
    {
        Capabilities = Capabilities.Protocol41 | Capabilities.SessionTrack | Capabilities.DeprecateEof, IsMariaDb = true,
        ServerVersion = "5.5.5-10.11.6-MariaDB", ConnectionId = 7,
    });
}
