using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Resets that clients ask for with a request, and the gateway's own.</summary>
[TestFixture]
internal sealed class ResetTests
{
    [Test]
    public void A_reset_is_the_gateways_to_do_and_is_acknowledged_before_the_answer()
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Batch("SELECT 1", PacketStatus.ResetConnection)), Is.EqualTo(pair.Bytes.Batch("SELECT 1")));
        Assert.That(pair.Gateway.Reports, Is.EqualTo(new[] { "reset" }));
        var answer = pair.Bytes.Answer(pair.Bytes.Columns("c"), TdsBytes.Row("1"), pair.Bytes.Done(DoneStatus.Count, 1));
        Assert.That(pair.Shown(pair.Server(answer)), Is.EqualTo("change18 columns(c) row(1) done[10,1]"));
    }

    [Test]
    public void A_server_that_acknowledges_it_itself_is_not_repeated()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT 1", PacketStatus.ResetConnection));
        var answer = pair.Bytes.Answer(TdsBytes.ResetDone(), pair.Bytes.Done());
        Assert.That(pair.Server(answer), Is.EqualTo(answer));
        pair.Client(pair.Bytes.Batch("SELECT 1"));
        Assert.That(pair.Shown(pair.Server(answer)), Is.EqualTo("done[0]"), "nobody has asked for this one");
    }

    [Test]
    public void A_denied_request_was_reset_nevertheless()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("SELECT denied", PacketStatus.ResetConnection));
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("change18 error229/14 done[2]"));
    }

    [Test]
    public void Handles_and_cursors_are_gone_with_it()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Rpc(TdsBytes.Call(11, TdsBytes.Int(null, isOutput: true), TdsBytes.Text(""), TdsBytes.Text("SELECT 1"))));
        pair.Server(pair.Bytes.Answer(TdsBytes.Status(), pair.Bytes.Value(0, 5), pair.Bytes.DoneProc()));
        pair.Client(pair.Bytes.Rpc(PacketStatus.ResetConnection, TdsBytes.Call(12, TdsBytes.Int(1))));
        Assert.That(pair.Shown(pair.Told), Is.EqualTo("change18 error8179/16 doneproc[2]"));
    }

    [Test]
    public void While_the_request_waits_it_is_done_once()
    {
        var pair = new ScriptedPair();
        var request = pair.Bytes.Batch("SELECT 1", PacketStatus.ResetConnection);
        pair.Gateway.ResetWaits = true;
        pair.Client(request);
        Assert.That(pair.Consumed, Is.Zero);
        pair.Gateway.ResetWaits = false;
        pair.Gateway.Lease = () => null;
        pair.Client(request);
        pair.Client(request);
        pair.Gateway.Lease = () => pair.Backend;
        Assert.That(pair.Client(request), Is.EqualTo(pair.Bytes.Batch("SELECT 1")));
        Assert.That(pair.Gateway.Reports, Is.EqualTo(new[] { "reset" }));
        Assert.That(pair.Shown(pair.Server(pair.Bytes.Answer(pair.Bytes.Done()))), Is.EqualTo("change18 done[0]"));
        pair.Client(pair.Bytes.Batch("SELECT 2"));
        Assert.That(pair.Gateway.Reports.Count(r => r == "reset"), Is.EqualTo(1));
    }

    [Test]
    public void One_that_keeps_the_transaction_is_the_servers_to_do_and_the_rest_follows_its_end()
    {
        var pair = new ScriptedPair();
        pair.Client(pair.Bytes.Batch("BEGIN TRAN"));
        pair.Server(pair.Bytes.Answer(TdsBytes.Begun(9), pair.Bytes.Done()));
        Assert.That(
            pair.Client(pair.Bytes.Batch("SELECT 1", PacketStatus.ResetConnectionSkipTransaction)),
            Is.EqualTo(pair.Bytes.Batch("SELECT 1", PacketStatus.ResetConnectionSkipTransaction, transaction: 9)));
        var answer = pair.Bytes.Answer(TdsBytes.ResetDone(), pair.Bytes.Done());
        Assert.That(pair.Server(answer), Is.EqualTo(answer));
        Assert.That(pair.Gateway.Reports, Does.Not.Contain("reset"));
        pair.Client(pair.Bytes.Batch("COMMIT"));
        pair.Gateway.ResetWaits = true;
        pair.Server(pair.Bytes.Answer(TdsBytes.Committed(9), pair.Bytes.Done()));
        Assert.That(pair.Conversation.IsAtRest, Is.False, "its backend is as the server has reset it");
        pair.Gateway.ResetWaits = false;
        pair.Client(pair.Bytes.Batch("SELECT 2"));
        Assert.That(pair.Gateway.Reports, Does.Contain("reset"));
    }

    [Test]
    public void Outside_of_a_transaction_both_are_the_same()
    {
        var pair = new ScriptedPair();
        Assert.That(pair.Client(pair.Bytes.Batch("SELECT 1", PacketStatus.ResetConnectionSkipTransaction)), Is.EqualTo(pair.Bytes.Batch("SELECT 1")));
        Assert.That(pair.Gateway.Reports, Is.EqualTo(new[] { "reset" }));
        pair.Server(pair.Bytes.Answer(pair.Bytes.Done()));
        Assert.That(() => pair.Client(pair.Bytes.Batch("SELECT 1", PacketStatus.Reset)), Throws.TypeOf<WireFault>(), "with and without it at once");
    }

    [Test]
    public void The_gateways_own_goes_with_what_a_reset_leaves()
    {
        var protocol = new WireProtocol();
        var pair = new ScriptedPair();
        pair.Backend.Database = "o]ther";
        pair.Backend.TransactionDescriptor = 4;
        var buffer = new WireBuffer();
        protocol.WriteReset(buffer, pair.Backend, "shop");
        Assert.That(buffer.Written.ToArray(), Is.EqualTo(pair.Bytes.Batch(
            "WHILE @@TRANCOUNT > 0 ROLLBACK SET TRANSACTION ISOLATION LEVEL READ COMMITTED USE [shop]", PacketStatus.ResetConnection, 4)));

        var failed = false;
        var reported = new List<string>();
        byte[] answer = pair.Bytes.Answer(
            TdsBytes.ResetDone(), TdsBytes.Change(EnvChangeKind(10), [], BitConverter.GetBytes(4L)), pair.Bytes.Done(DoneStatus.More),
            TdsBytes.Database("shop"), pair.Bytes.Done());
        Assert.That(
            protocol.TryReadOwnEnd(answer.AsSpan(..^1), WireLimits.Default, pair.Backend, (n, v) => reported.Add($"{n}={v}"), ref failed, out var consumed, out _),
            Is.False);
        Assert.That(consumed, Is.Zero);
        Assert.That(
            protocol.TryReadOwnEnd(answer, WireLimits.Default, pair.Backend, (n, v) => reported.Add($"{n}={v}"), ref failed, out consumed, out var isClean),
            Is.True);
        Assert.That((isClean, failed, pair.Backend.Database), Is.EqualTo((true, false, "shop")));
        Assert.That(reported, Is.EqualTo(new[] { "database=shop" }));
    }

    private static ProxyDb.Protocols.Tds.Messages.EnvChangeKind EnvChangeKind(int kind) => (ProxyDb.Protocols.Tds.Messages.EnvChangeKind)kind;

    [Test]
    public void Rows_of_own_statements_are_read_in_text()
    {
        var protocol = new WireProtocol();
        var pair = new ScriptedPair();
        var buffer = new WireBuffer();
        protocol.WriteOwn(buffer, pair.Backend, "SELECT 1");
        Assert.That(buffer.Written.ToArray(), Is.EqualTo(pair.Bytes.Batch("SELECT 1")));
        var (rows, errors, failed) = (new List<string>(), new List<string>(), false);
        var answer = pair.Bytes.Answer(
            [0x81, 3, 0, 0, 0, 0, 0, 8, 0, 0x38, 0, 0, 0, 0, 0, 9, 0, 0xe7, 200, 0, 9, 4, 0xd0, 0, 0x34, 0, 0, 0, 0, 0, 9, 0, 0x68, 1, 0],
            [0xd1, 7, 0, 0, 0, 2, 0, 0x40, 0xae, 1, 1], [0xd2, 6, 8, 0, 0, 0], pair.Bytes.Error(208, "no t"), pair.Bytes.Done(DoneStatus.Error));
        void Add(ReadOnlySpan<byte> row) => rows.Add(string.Join('|', protocol.ReadRow(row).Select(v => v ?? "NULL")));
        Assert.That(
            protocol.TryReadOwnRows(answer, WireLimits.Default, pair.Backend, Add, errors.Add, ref failed, out _, out var isClean), Is.True);
        Assert.That(rows, Is.EqualTo(new[] { "7|김|1", "8|NULL|NULL" }));
        Assert.That(errors, Is.EqualTo(new[] { "208 no t" }));
        Assert.That(isClean, Is.False);
    }

    [Test]
    public void Own_statements_within_a_session_are_not_shown()
    {
        var pair = new ScriptedPair();
        pair.Gateway.Backend = pair.Backend;
        pair.Conversation.ReadOwn("SELECT own");
        Assert.That(pair.Gateway.Server.Written.ToArray(), Is.EqualTo(pair.Bytes.Batch("SELECT own")));
        Assert.That(pair.Server(pair.Bytes.Answer(pair.Bytes.Columns("o"), TdsBytes.Row("x"), pair.Bytes.Done(DoneStatus.Count, 1))), Is.Empty);
        Assert.That(pair.Gateway.OwnRows.Select(r => r[0]), Is.EqualTo(new[] { "x" }));
        pair.Conversation.ExpectOwn();
        pair.Server(pair.Bytes.Answer(pair.Bytes.Error(911), pair.Bytes.Done(DoneStatus.Error)));
        Assert.That(pair.Gateway.OwnEnds, Is.EqualTo(new[] { "", "911" }));
        Assert.That(pair.Conversation.IsAtRest, Is.True);
    }
}
