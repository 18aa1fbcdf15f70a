using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>A request that was seen before costs no memory.</summary>
[TestFixture]
internal sealed class SteadyStateTests
{
    [Test]
    public void Batches_calls_executions_and_transactions_allocate_nothing()
    {
        var gateway = new QuietGateway();
        var session = new SessionState { Version = TdsVersion.V74, PacketSize = 4096, Database = "shop" };
        var conversation = new Conversation(gateway, WireLimits.Default, session);
        var backend = new BackendState(4, session);
        gateway.Backend = backend;
        var bytes = new TdsBytes(TdsVersion.V74);
        conversation.OnClient(bytes.Rpc(TdsBytes.Call(11, TdsBytes.Int(null, isOutput: true), TdsBytes.Text("@p int"), TdsBytes.Text("SELECT @p"))));
        conversation.OnServer(bytes.Answer(TdsBytes.Status(), bytes.Value(0, 7), bytes.DoneProc()));

        var rows = new[] { bytes.Columns("c"), TdsBytes.Row("x"), TdsBytes.Row("y") };
        byte[][] requests =
        [
            bytes.Batch("SELECT c FROM t"),
            bytes.Rpc(TdsBytes.Call(10, TdsBytes.LongText("SELECT c FROM t WHERE d = @p"), TdsBytes.Text("@p int"), TdsBytes.Int(1, "@p"))),
            bytes.Rpc(TdsBytes.CallWithoutMetadata(12, TdsBytes.Int(1), TdsBytes.Int(1, "@p"))),
            bytes.Rpc(TdsBytes.Call("dbo.p", TdsBytes.Int(1, "@p", isOutput: true)), TdsBytes.Call(10, TdsBytes.Text("SELECT 2"))),
            bytes.Transaction(ProxyDb.Protocols.Tds.Messages.TransactionRequestKind.Begin, 2, 0),
        ];
        byte[][] answers =
        [
            bytes.Answer([.. rows, bytes.Done(DoneStatus.Count, 2)]),
            bytes.Answer([.. rows, bytes.DoneInProc(2), TdsBytes.Status(), bytes.DoneProc()]),
            bytes.Answer([.. rows, bytes.DoneInProc(2), TdsBytes.Status(), bytes.DoneProc()]),
            bytes.Answer([TdsBytes.Status(), bytes.Value(0, 1), bytes.DoneProc(DoneStatus.More), .. rows, bytes.DoneInProc(2), bytes.DoneProc()]),
            bytes.Answer([TdsBytes.Begun(5), TdsBytes.Committed(5), bytes.Done()]),
        ];
        void Run()
        {
            for (var i = 0; i < requests.Length; i++)
            {
                conversation.OnClient(requests[i]);
                conversation.OnServer(answers[i]);
            }
        }

        for (var i = 0; i < 50; i++)
        {
            Run();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Run();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(gateway.Completed, Is.EqualTo(150 * 6));
    }

    private sealed class QuietText : JudgedText
    {
        public QuietText() => StatementCount = 1;
    }

    private sealed class QuietGateway : IGatewaySession
    {
        private readonly QuietText _text = new();

        public int Completed { get; private set; }

        public object Namespace { get; } = new();

        public IBackendState? Backend { get; set; }

        public object SlotVersion => Namespace;

        public bool IsCancelling => false;

        public long Now => 0;

        public void ToClient(ReadOnlySpan<byte> bytes)
        {
            // Nobody looks.
        }

        public JudgeOutcome Judge(StatementUse use, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes, out JudgedText? judged, out Denial? denial)
        {
            (judged, denial) = (_text, null);
            return JudgeOutcome.Allowed;
        }

        public JudgeOutcome Rejudge(StatementUse use, ref JudgedText judged, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes, out Denial? denial)
        {
            denial = null;
            return JudgeOutcome.Allowed;
        }

        public bool HasSqlStatement(ReadOnlySpan<byte> name) => false;

        public bool EnsureLease() => true;

        public bool TryOpenRecord(JudgedText judged, int index, ReadOnlySpan<byte> text, out long ticket, out Denial? denial)
        {
            (ticket, denial) = (1, null);
            return true;
        }

        public ReadOnlySpan<byte> SlotValue(JudgedText judged, int slot, bool isLiteral) => default;

        public bool MayWrite(JudgedText judged, int check, ReadOnlySpan<byte> value, bool isKnown, ReadOnlySpan<byte> text, out Denial? denial)
        {
            denial = null;
            return true;
        }

        public bool MayFinish(JudgedText judged, long since) => true;

        public bool RunsSecured(JudgedText judged) => false;

        public void Progress(long ticket, long rows, long bytes)
        {
            // Nobody looks.
        }

        public void CloseRecord(long ticket, RecordStatus status, ReadOnlySpan<byte> code, in ResultCounts counts) => Completed++;

        public RowLimit RowLimitOn(JudgedText judged, int index) => RowLimit.None;

        public void CancelRunning() => Assert.Fail("nothing is cancelled");

        public void Hold() => Assert.Fail("nothing waits");

        public void Resume() => Assert.Fail("nothing waits");

        public void SendPermitted(JudgedText judged, ReadOnlyMemory<byte> payload)
        {
            // Nobody looks.
        }

        public void SendControl(ControlMessage kind, ReadOnlySpan<byte> bytes) => Assert.Fail("nothing without a permit");

        public void SendOwn(OwnMessage kind, ReadOnlyMemory<byte> bytes) => Assert.Fail("nothing of its own");

        public void EffectsSent(JudgedText judged) => Assert.Fail("no effects");

        public void StatementCompleted(JudgedText judged, int index, ReadOnlySpan<byte> tag) => Assert.Fail("no effects");

        public void StatementDropped(JudgedText judged, int index) => Assert.Fail("no effects");

        public void ServerReady(int transaction)
        {
            // Nobody looks.
        }

        public void ResultReported(JudgedText? judged, in LastResult result)
        {
            // Nobody looks.
        }

        public void OwnCompleted(ReadOnlySpan<byte> errorCode) => Assert.Fail("nothing of its own");

        public void OwnRow(ReadOnlySpan<byte> row) => Assert.Fail("nothing of its own");

        public bool ParameterChanged(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool hidden) => false;

        public void ServerError(ReadOnlySpan<byte> code, bool isShownFatal) => Assert.Fail("no error");

        public void ClientDone() => Assert.Fail("no end");
    }
}
