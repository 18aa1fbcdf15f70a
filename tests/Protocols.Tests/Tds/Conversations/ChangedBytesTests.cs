using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Tds.Messages;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>Bytes of either side changed at random: nothing but a fault of the wire comes of it, and no record stays open or is closed twice.</summary>
[TestFixture]
internal sealed class ChangedBytesTests
{
    private const int Runs = 20_000;

    private static readonly TdsBytes Bytes = new(TdsVersion.V74);

    private static readonly byte[][] Requests =
    [
        Bytes.Batch("SELECT c FROM t"),
        Bytes.Batch("insert bulk t (a int)"),
        Bytes.Rpc(TdsBytes.Call(10, TdsBytes.LongText("SELECT @p"), TdsBytes.Text("@p int"), TdsBytes.Int(1, "@p"))),
        Bytes.Rpc(TdsBytes.Call(13, TdsBytes.Int(1, isOutput: true), TdsBytes.Text(""), TdsBytes.NText("SELECT 1"))),
        Bytes.Rpc(TdsBytes.Call(12, TdsBytes.Int(1)), TdsBytes.Call("dbo.p", TdsBytes.Int(1, "@a", isOutput: true))),
        Bytes.Rpc(TdsBytes.Call(2, TdsBytes.Int(0, isOutput: true), TdsBytes.Text("SELECT 1"), TdsBytes.Int(1))),
        Bytes.Rpc(TdsBytes.Call(7, TdsBytes.Int(9), TdsBytes.Int(2))),
        Bytes.Transaction(TransactionRequestKind.Begin, 2, 2, 65, 0),
        [6, 1, 0, 8, 0, 0, 1, 0],
        [7, 1, 0, 19, 0, 0, 1, 0, 0x81, 1, 0, 0, 0, 0, 0, 8, 0, 0x38, 0],
    ];

    private static readonly byte[][] Answers =
    [
        Bytes.Answer(Bytes.Columns("c"), TdsBytes.Row("x"), Bytes.Done(DoneStatus.Count, 1)),
        Bytes.Answer(Bytes.Columns("c", "ROWSTAT"), TdsBytes.Row("x", "1"), Bytes.DoneInProc(1), TdsBytes.Status(), Bytes.Value(0, 9), Bytes.DoneProc()),
        Bytes.Answer(TdsBytes.NoColumns(), TdsBytes.Row("x", "1"), Bytes.DoneProc(DoneStatus.More), Bytes.DoneProc()),
        Bytes.Answer(Bytes.Error(8179), Bytes.Done(DoneStatus.Error)),
        Bytes.Answer(TdsBytes.Begun(5), TdsBytes.Database("other"), TdsBytes.ResetDone(), Bytes.Done()),
        Bytes.Acknowledgement(),
    ];

    [Test]
    public void Nothing_but_faults_comes_of_changed_bytes()
    {
        var random = new Random(20261126);
        var pair = new ScriptedPair();
        var faults = 0;
        for (var run = 0; run < Runs; run++)
        {
            try
            {
                var isClient = random.Next(2) == 0;
                var message = Changed(isClient ? Requests : Answers, random);
                _ = isClient ? pair.Conversation.OnClient(message) : pair.Gateway.Backend is null ? 0 : pair.Conversation.OnServer(message);
            }
            catch (WireFault)
            {
                faults++;
                pair.Gateway.Backend = null;
                pair.Conversation.OnLeaseEnded(RecordStatus.Lost);
                Assert.That(pair.Gateway.OpenRecords, Is.Zero, $"run {run}");
                pair = new ScriptedPair();
            }
        }

        Assert.That(faults, Is.InRange(Runs / 50, Runs));
    }

    private static byte[] Changed(byte[][] messages, Random random)
    {
        byte[] message = [.. messages[random.Next(messages.Length)]];
        for (var changes = random.Next(3); changes > 0; changes--)
        {
            message[random.Next(random.Next(2) == 0 ? message.Length : Math.Min(message.Length, 60))] = (byte)random.Next(256);
        }

        return message;
    }
}
