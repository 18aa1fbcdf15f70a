using System.Text;
using ProxyDb.Protocols.Postgres;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Fuzz.Postgres;

/// <summary>
/// The smallest gateway a conversation can live in: denies texts that hold <c>denied</c>, leases a backend at the first need, and
/// checks that every record that is opened is closed once. A text that holds <c>hidden</c> is sent with a value behind it.
/// </summary>
public sealed class ModelGateway : IGatewaySession
{
    public const string DenialText = "refused by rule `model`";

    private readonly HashSet<long> _openRecords = [];
    private long _lastTicket;

    public object Namespace { get; } = new();

    public IBackendState? Backend { get; private set; }

    /// <summary>Gives the next lease; null: none now, the message waits.</summary>
    public Func<IBackendState?> Lease { get; set; } = () => new ServerStatements(4);

    public WireBuffer Client { get; } = new(4096);

    public WireBuffer Server { get; } = new(4096);

    public int OpenRecords => _openRecords.Count;

    public int DeniedRecords { get; private set; }

    public bool IsClientDone { get; private set; }

    public void Release() => Backend = null;

    public void ToClient(ReadOnlySpan<byte> bytes) => Client.WriteBytes(bytes);

    public JudgeOutcome Judge(
        StatementUse use, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes, out JudgedText? judged, out Denial? denial)
    {
        judged = null;
        denial = null;
        if (text.IndexOf("denied"u8) >= 0)
        {
            DeniedRecords++;
            denial = new Denial(DenialCase.Policy, DenialText);
            return JudgeOutcome.Denied;
        }

        judged = new ModelText(Encoding.Latin1.GetString(text));
        return JudgeOutcome.Allowed;
    }

    public JudgeOutcome Rejudge(
        StatementUse use, ref JudgedText judged, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes, out Denial? denial)
    {
        denial = null;
        return JudgeOutcome.Allowed;
    }

    public bool HasSqlStatement(ReadOnlySpan<byte> name) => false;

    public bool EnsureLease()
    {
        Backend ??= Lease();
        return Backend is not null;
    }

    public bool TryOpenRecord(JudgedText judged, int index, ReadOnlySpan<byte> text, out long ticket, out Denial? denial)
    {
        denial = null;
        ticket = ++_lastTicket;
        _openRecords.Add(ticket);
        return true;
    }

    public ReadOnlySpan<byte> SlotValue(JudgedText judged, int slot, bool isLiteral) => isLiteral ? "'S01'"u8 : "S01"u8;

    public object SlotVersion { get; } = new();

    public bool MayWrite(
        JudgedText judged, int check, ReadOnlySpan<byte> value, bool isKnown, ReadOnlySpan<byte> text, out Denial? denial)
    {
        denial = isKnown && value.SequenceEqual("S01"u8) ? null : new Denial(DenialCase.Policy, DenialText);
        return denial is null;
    }

    public bool MayFinish(JudgedText judged, long since) => true;

    public bool RunsSecured(JudgedText judged) => false;

    public void Progress(long ticket, long rows, long bytes)
    {
    }

    public void CloseRecord(long ticket, RecordStatus status, ReadOnlySpan<byte> code, in ResultCounts counts) =>
        FuzzFailure.Unless(ticket == 0 || _openRecords.Remove(ticket), "a record that is closed twice");

    public RowLimit RowLimitOn(JudgedText judged, int index) => ((ModelText)judged).LimitOn(index);

    public bool IsCancelling { get; set; }

    /// <summary>Cancel requests asked for.</summary>
    public int Cancels { get; private set; }

    public long Now => 0;

    public void CancelRunning() => Cancels++;

    public void Hold()
    {
    }

    public void Resume()
    {
    }

    public void SendPermitted(JudgedText judged, ReadOnlyMemory<byte> payload) => Send(payload.Span);

    public void SendControl(ControlMessage kind, ReadOnlySpan<byte> bytes) => Send(bytes);

    public void SendOwn(OwnMessage kind, ReadOnlyMemory<byte> bytes) => Send(bytes.Span);

    public void EffectsSent(JudgedText judged)
    {
    }

    public void StatementCompleted(JudgedText judged, int index, ReadOnlySpan<byte> tag)
    {
    }

    public void StatementDropped(JudgedText judged, int index)
    {
    }

    public void ServerReady(int transaction)
    {
    }

    public void OwnCompleted(ReadOnlySpan<byte> errorCode)
    {
    }

    public void OwnRow(ReadOnlySpan<byte> row)
    {
    }

    public bool ParameterChanged(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool hidden) => !hidden;

    public void ServerError(ReadOnlySpan<byte> code, bool isShownFatal)
    {
    }

    public void ClientDone() => IsClientDone = true;

    private void Send(ReadOnlySpan<byte> bytes)
    {
        FuzzFailure.Unless(Backend is not null, "bytes for a backend without a lease");
        Server.WriteBytes(bytes);
    }

    /// <summary>Statements that begin with <c>rows</c> and end in <c>cut</c> or <c>limited</c> may show two rows.</summary>
    private sealed class ModelText : JudgedText
    {
        private readonly string[] _statements;

        public ModelText(string text)
        {
            var statements = _statements = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            StatementCount = statements.Length;
            CopiesIn = statements.Contains("copyin");
            HasEffects = statements.Contains("begin");
            ChecksDeferred = statements.Contains("commit");
            Sent = text.Contains("hidden", StringComparison.Ordinal) ? Secure(text) : null;
        }

        /// <summary><c>hidden 2</c>: the client's own text has two parameters; <c>checked</c>: its first is held against S01.</summary>
        private static SentText Secure(string text)
        {
            var digit = text.IndexOf("hidden ", StringComparison.Ordinal) + "hidden ".Length;
            return new SentText
            {
                Parts = [new SentPart(Encoding.Latin1.GetBytes(text + " ="), -1), new SentPart([], 0)],
                BindsSlots = true,
                SlotCount = 1,
                ParameterCount = digit < text.Length && char.IsAsciiDigit(text[digit]) ? text[digit] - '0' : 0,
                ClientText = Encoding.Latin1.GetBytes(text),
                OutputNames = text.Contains("named", StringComparison.Ordinal) ? ["n"u8.ToArray()] : [],
                CheckedParameters = text.Contains("checked", StringComparison.Ordinal) ? [1] : [],
            };
        }

        public RowLimit LimitOn(int index) =>
            _statements[index].EndsWith(" cut", StringComparison.Ordinal) ? new RowLimit(2, true, "model")
            : _statements[index].EndsWith(" limited", StringComparison.Ordinal) ? new RowLimit(2, false, "model")
            : RowLimit.None;
    }
}
