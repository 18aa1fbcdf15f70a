using ProxyDb.Protocols.MySql;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Protocols.Tests.MySql.Conversations;

/// <summary>A statement that was seen before costs no memory, whatever the two sides' forms are.</summary>
[TestFixture]
public sealed class SteadyStateTests
{
    private static IEnumerable<TestCaseData> Sides()
    {
        const Capabilities Plain = ScriptedPair.Usual & ~(Capabilities.DeprecateEof | Capabilities.SessionTrack);
        yield return new TestCaseData(ScriptedPair.Usual).SetArgDisplayNames("the same form");
        yield return new TestCaseData(Plain).SetArgDisplayNames("another form");
    }

    [TestCaseSource(nameof(Sides))]
    public void A_text_and_an_execution_allocate_nothing(Capabilities client)
    {
        var gateway = new QuietGateway();
        var conversation = new Conversation(gateway, WireLimits.Default, Session(client));
        gateway.Backend = new BackendState(4, Session(ScriptedPair.Usual));
        conversation.OnClient(ScriptedPair.Frame(PacketBytes.Of(0x16).Text("SELECT ?").ToArray()));
        conversation.OnServer(ScriptedPair.Answer(
            PacketBytes.Of(0).Int4(9).Int2(1).Int2(1).Int1(0).Int2(0).ToArray(), ScriptedPair.Column("?"), ScriptedPair.Column("c")));

        var query = ScriptedPair.Query("SELECT c FROM t");
        var rows = ScriptedPair.Answer([1], ScriptedPair.Column("c"), [1, (byte)'x'], [1, (byte)'y'], ScriptedPair.End(0x4002));
        var execute = ScriptedPair.Frame(PacketBytes.Of(0x17).Int4(1).Int1(0).Int4(1).Int1(0).Int1(1).Int2(253).LenencText("v").ToArray());
        var again = ScriptedPair.Frame(PacketBytes.Of(0x17).Int4(1).Int1(0).Int4(1).Int1(0).Int1(0).LenencText("v").ToArray());
        var binary = ScriptedPair.Answer([1], ScriptedPair.Column("c"), [0, 0, 1, (byte)'x'], ScriptedPair.End());
        void Run()
        {
            conversation.OnClient(query);
            conversation.OnServer(rows);
            conversation.OnClient(execute);
            conversation.OnServer(binary);
            conversation.OnClient(again);
            conversation.OnServer(binary);
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
        Assert.That(gateway.Completed, Is.EqualTo(450));
    }

    private static SessionState Session(Capabilities capabilities) => new()
    {
        Capabilities = capabilities, IsMariaDb = false, ServerVersion = "8.4.0", ConnectionId = 1,
    };

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
