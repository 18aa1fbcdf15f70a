using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql.Conversations;

/// <summary>A server that answers what was not asked, out of order, or for a file it has no business with.</summary>
[TestFixture]
public sealed class HostileServerTests
{
    private static readonly byte[] Row = [1, (byte)'x'];

    private static IEnumerable<TestCaseData> OutOfTurn()
    {
        yield return Case("another number", ScriptedPair.Frame(ScriptedPair.Ok(), 2));
        yield return Case("a second result that was not judged", ScriptedPair.Answer(ScriptedPair.Ok(0x0a), [1], ScriptedPair.Column("c")));
        yield return Case("a second write that was not judged", ScriptedPair.Answer(ScriptedPair.Ok(0x0a), ScriptedPair.Ok(affected: 5)));
        yield return Case("more definitions than announced", ScriptedPair.Answer([1], ScriptedPair.Column("a"), ScriptedPair.Column("b")), isRow: true);
        yield return Case("an empty packet", ScriptedPair.Frame([], 1));
        yield return Case("an end without a beginning", ScriptedPair.Answer(ScriptedPair.End()));
        yield return Case("OK cut short", ScriptedPair.Answer([0, 0, 0, 2]));
        yield return Case("an answer too many", [.. ScriptedPair.Answer(ScriptedPair.Ok()), .. ScriptedPair.Answer(ScriptedPair.Ok())]);
        yield return Case("0xFE as a first packet", ScriptedPair.Answer([0xfe, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }

    private static TestCaseData Case(string name, byte[] bytes, bool isRow = false) => new TestCaseData(bytes, isRow).SetArgDisplayNames(name);

    [TestCaseSource(nameof(OutOfTurn))]
    public void What_has_no_place_ends_the_lease(byte[] bytes, bool isRow)
    {
        var pair = new ScriptedPair();
        pair.Client(ScriptedPair.Query("SELECT 1"));
        if (isRow)
        {
            // A definition too many is a row to whoever counts.
            Assert.That(() => pair.Server([.. bytes, .. ScriptedPair.Frame(ScriptedPair.End(), 4)]), Throws.Nothing);
            return;
        }

        Assert.That(() => pair.Server(bytes), Throws.TypeOf<WireFault>());
    }

    [Test]
    public void A_file_that_no_statement_names_is_not_asked_for()
    {
        var pair = new ScriptedPair();
        pair.Client(ScriptedPair.Query("SELECT 1"));
        Assert.That(pair.Server(ScriptedPair.Answer([0xfb, .. "secret"u8])), Is.Empty);
        Assert.That(pair.Gateway.Server.Written.ToArray(), Is.EqualTo(new byte[] { 0, 0, 0, 2 }), "an empty packet");
        var shown = pair.Server(ScriptedPair.Frame(ScriptedPair.Ok(), 3));
        Assert.That(shown[4], Is.EqualTo(0xff));
        Assert.That(shown[3], Is.EqualTo(1));
    }

    [Test]
    public void Nor_when_what_follows_would_be_taken_for_its_contents()
    {
        var pair = new ScriptedPair();
        pair.Client(ScriptedPair.Query("SELECT 1"), ScriptedPair.Query("SELECT 2"));
        Assert.That(() => pair.Server(ScriptedPair.Answer([0xfb, .. "secret"u8])), Throws.TypeOf<WireFault>());
    }

    [Test]
    public void Another_file_than_the_one_named_is_not_asked_for()
    {
        var pair = new ScriptedPair();
        var sent = pair.Client(ScriptedPair.Query("LOAD DATA LOCAL INFILE 'a.csv' INTO TABLE t"), ScriptedPair.Query("SELECT 2"));
        Assert.That(pair.Consumed, Is.EqualTo(sent.Length), "what follows waits");
        Assert.That(pair.Server(ScriptedPair.Answer([0xfb, .. "a.csv.bak"u8])), Is.Empty);
        Assert.That(pair.Gateway.Server.Written.ToArray(), Is.EqualTo(new byte[] { 0, 0, 0, 2 }));
    }

    [Test]
    public void Contents_behind_an_answer_that_came_too_soon_are_passed_over()
    {
        var pair = new ScriptedPair();
        pair.Client(ScriptedPair.Query("LOAD DATA LOCAL INFILE 'a.csv' INTO TABLE t"));
        Assert.That(pair.Server(ScriptedPair.Answer([0xfb, .. "a.csv"u8])), Is.EqualTo(ScriptedPair.Answer([0xfb, .. "a.csv"u8])));
        Assert.That(pair.Client(ScriptedPair.Frame("one\n"u8.ToArray(), 2)), Is.EqualTo(ScriptedPair.Frame("one\n"u8.ToArray(), 2)));
        pair.Server(ScriptedPair.Frame(ScriptedPair.Error(1146), 2));
        Assert.That(pair.Client(ScriptedPair.Frame("two\n"u8.ToArray(), 3), ScriptedPair.Frame([], 4)), Is.Empty);
        pair.Server(ScriptedPair.Answer(ScriptedPair.Ok()));
        Assert.That(pair.Client(ScriptedPair.Query("SELECT 1")), Is.EqualTo(ScriptedPair.Query("SELECT 1")));
    }

    [Test]
    public void Progress_reports_are_no_errors()
    {
        var pair = new ScriptedPair();
        pair.Client(ScriptedPair.Query("SELECT 1"));
        var shown = pair.Server(ScriptedPair.Answer(PacketBytes.Of(0xff).Int2(0xffff).Int1(1).Int1(1).Int1(1).Int1(0).Int2(0).LenencText("stage").ToArray(), ScriptedPair.Ok()));
        Assert.That(shown, Is.EqualTo(ScriptedPair.Answer(ScriptedPair.Ok())));
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "SELECT 1: Ok 0/0" }));
    }

    [Test]
    public void An_error_leaves_the_lease_until_the_server_has_told_its_status()
    {
        var pair = new ScriptedPair();
        pair.Client(ScriptedPair.Query("SELECT 1"));
        pair.Server(ScriptedPair.Answer(ScriptedPair.Error(1054)));
        Assert.That(pair.Gateway.Server.Written.ToArray(), Is.EqualTo(ScriptedPair.Frame([0x0e])));
        Assert.That(pair.Conversation.IsAtRest, Is.False);
        Assert.That(pair.Server(ScriptedPair.Answer(ScriptedPair.Ok(3))), Is.Empty);
        Assert.That(pair.Conversation.InTransaction, Is.True);
        Assert.That(pair.Gateway.Reports.Last(), Is.EqualTo("in transaction"));
    }

    [Test]
    public void A_lost_lease_closes_what_was_open()
    {
        var pair = new ScriptedPair();
        pair.Client(ScriptedPair.Query("SELECT 1; SELECT 2"), ScriptedPair.Query("SELECT 3"));
        pair.Server(ScriptedPair.Answer([1], ScriptedPair.Column("c"), Row));
        Assert.That(pair.Conversation.TryGetRunning(out _, out var index, out _), Is.True);
        Assert.That(index, Is.Zero);
        pair.Gateway.Backend = null;
        pair.Conversation.OnLeaseEnded(RecordStatus.Lost);
        Assert.That(pair.Gateway.Records, Is.EqualTo(new[] { "SELECT 1: Lost 1/0", "SELECT 2: Lost 0/0", "SELECT 3: Lost 0/0" }));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }

    [Test]
    public void A_last_error_has_the_number_that_is_due()
    {
        var pair = new ScriptedPair();
        Assert.That(Fatal(pair)[3], Is.Zero, "nobody waits");
        pair.Client(ScriptedPair.Query("SELECT 1"));
        Assert.That(Fatal(pair)[3], Is.EqualTo(1));
        pair.Server(ScriptedPair.Answer([1], ScriptedPair.Column("c"), Row));
        Assert.That(Fatal(pair)[3], Is.EqualTo(4));

        var waiting = new ScriptedPair();
        waiting.Gateway.Lease = () => null;
        waiting.Client(ScriptedPair.Query("SELECT 1"));
        Assert.That(Fatal(waiting)[3], Is.EqualTo(1), "a command waits for a backend");
    }

    [Test]
    public void A_command_that_waits_for_a_backend_is_refused_in_its_turn()
    {
        var pair = new ScriptedPair();
        pair.Gateway.Lease = () => null;
        var query = ScriptedPair.Query("SELECT 1");
        pair.Client(query);
        Assert.That(pair.Consumed, Is.Zero);
        Assert.That(pair.Conversation.RefuseWaiting(query, new Denial(DenialCase.NoBackend, "no backend in time")), Is.EqualTo(query.Length));
        Assert.That(pair.Gateway.Client.Written[5..7].ToArray(), Is.EqualTo(BitConverter.GetBytes((ushort)1203)));
        Assert.That(pair.Gateway.OpenRecords, Is.Zero);
    }

    [Test]
    public void An_own_read_in_a_pipeline_is_not_shown()
    {
        var pair = new ScriptedPair();
        pair.Client(ScriptedPair.Query("SELECT 1"));
        pair.Gateway.Server.Clear();
        pair.Conversation.ReadOwn("SELECT own");
        Assert.That(pair.Gateway.Server.Written.ToArray(), Is.EqualTo(ScriptedPair.Query("SELECT own")));
        var shown = pair.Server([.. ScriptedPair.Answer(ScriptedPair.Ok()), .. ScriptedPair.Answer([1], ScriptedPair.Column("o"), Row, ScriptedPair.End())]);
        Assert.That(shown, Is.EqualTo(ScriptedPair.Answer(ScriptedPair.Ok())));
        Assert.That(pair.Gateway.OwnRows.Select(r => r[0]), Is.EqualTo(new[] { "x" }));
        Assert.That(pair.Gateway.OwnEnds, Is.EqualTo(new[] { "" }));
    }

    private static byte[] Fatal(ScriptedPair pair)
    {
        pair.Gateway.Client.Clear();
        pair.Conversation.WriteFatal(new Denial(DenialCase.Shutdown, "the end"));
        return pair.Gateway.Client.Written.ToArray();
    }
}
