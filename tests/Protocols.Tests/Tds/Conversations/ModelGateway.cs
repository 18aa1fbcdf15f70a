using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ProxyDb.Protocols.Tds;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Tests.Tds.Conversations;

/// <summary>
/// The smallest gateway a conversation can live in: denies texts that hold <c>denied</c>, leases a backend at the first need, and
/// checks that every record that is opened is closed once. What a text is comes from marks in it, see <see cref="ModelText"/>.
/// </summary>
internal sealed partial class ModelGateway : IGatewaySession
{
    public const string DenialText = "refused by rule `model`";

    private readonly Dictionary<long, string> _openRecords = [];
    private long _lastTicket;

    public object Namespace { get; set; } = new();

    public IBackendState? Backend { get; set; }

    /// <summary>Gives the next lease; null: none now, the command waits.</summary>
    public Func<IBackendState?> Lease { get; set; } = () => null;

    public WireBuffer Client { get; } = new(4096);

    public WireBuffer Server { get; } = new(4096);

    /// <summary>Closed records: text, status, code, rows, affected.</summary>
    public List<string> Records { get; } = [];

    public List<string> Denied { get; } = [];

    /// <summary>What was asked about and allowed.</summary>
    public List<string> Judged { get; } = [];

    /// <summary>Verdicts take their time.</summary>
    public bool Waits { get; set; }

    /// <summary>Kinds of what was sent, in order.</summary>
    public List<string> Sent { get; } = [];

    public bool IsTimedOut { get; set; }

    public bool MayFinishNow { get; set; }

    public Action? OnCancel { get; set; }

    public bool ResetWaits { get; set; }

    /// <summary>What was reported of the session, in order.</summary>
    public List<string> Reports { get; } = [];

    public int OpenRecords => _openRecords.Count;

    public bool IsClientDone { get; private set; }

    public bool IsHeld { get; private set; }

    public int Cancels { get; private set; }

    /// <summary>Secured forms of texts.</summary>
    public Dictionary<string, SentText> Secured { get; } = [];

    public HashSet<long> Sessions { get; } = [];

    public List<string?[]> OwnRows { get; } = [];

    public List<string> OwnEnds { get; } = [];

    public bool Denies { get; set; }

    public void ToClient(ReadOnlySpan<byte> bytes) => Client.WriteBytes(bytes);

    public JudgeOutcome Judge(
        StatementUse use, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes, out JudgedText? judged, out Denial? denial)
    {
        var words = Encoding.UTF8.GetString(text);
        (judged, denial) = (null, null);
        if (words.Contains("denied", StringComparison.Ordinal) || Denies)
        {
            Denied.Add(words);
            denial = new Denial(DenialCase.Policy, DenialText);
            return JudgeOutcome.Denied;
        }

        Judged.Add(parameterTypes.IsEmpty ? $"{use}: {words}" : $"{use}: {words} ({Encoding.UTF8.GetString(parameterTypes)})");
        if (Waits)
        {
            return JudgeOutcome.Wait;
        }

        judged = new ModelText(words, Secured.GetValueOrDefault(words));
        return JudgeOutcome.Allowed;
    }

    public JudgeOutcome Rejudge(
        StatementUse use, ref JudgedText judged, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes, out Denial? denial)
    {
        var outcome = Judge(use, text, parameterTypes, out var renewed, out denial);
        judged = renewed is ModelText next && !ReferenceEquals(next.Sent, judged.Sent) ? renewed : judged;
        return outcome;
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
        _openRecords.Add(ticket, ((ModelText)judged).TextOf(index));
        return true;
    }

    public ReadOnlySpan<byte> SlotValue(JudgedText judged, int slot, bool isLiteral) => "'S01'"u8;

    public object SlotVersion { get; set; } = new();

    public bool MayWrite(JudgedText judged, int check, ReadOnlySpan<byte> value, bool isKnown, ReadOnlySpan<byte> text, out Denial? denial)
    {
        denial = isKnown && value.SequenceEqual("S01"u8) ? null : new Denial(DenialCase.Policy, DenialText);
        return denial is null;
    }

    public bool MayFinish(JudgedText judged, long since) => MayFinishNow;

    public bool RunsSecured(JudgedText judged) => false;

    public void Progress(long ticket, long rows, long bytes)
    {
        // The records are looked at when they are closed.
    }

    public void CloseRecord(long ticket, RecordStatus status, ReadOnlySpan<byte> code, in ResultCounts counts)
    {
        Assert.That(_openRecords.Remove(ticket, out var text), Is.True, "a record that is closed twice");
        Records.Add($"{text}: {status} {Encoding.ASCII.GetString(code)} {counts.Rows}/{counts.Affected}".Replace("  ", " ", StringComparison.Ordinal));
    }

    public RowLimit RowLimitOn(JudgedText judged, int index) => ((ModelText)judged).LimitOn(index);

    public bool IsCancelling { get; set; }

    public long Now => 0;

    public void CancelRunning()
    {
        Cancels++;
        OnCancel?.Invoke();
    }

    public void Hold() => IsHeld = true;

    public void Resume() => IsHeld = false;

    public void SendPermitted(JudgedText judged, ReadOnlyMemory<byte> payload) => Send("permit", payload.Span);

    public void SendControl(ControlMessage kind, ReadOnlySpan<byte> bytes) => Send(kind.ToString(), bytes);

    public void SendOwn(OwnMessage kind, ReadOnlyMemory<byte> bytes) => Send($"own {kind}", bytes.Span);

    public void EffectsSent(JudgedText judged) => Reports.Add("sent");

    public void StatementCompleted(JudgedText judged, int index, ReadOnlySpan<byte> tag) => Reports.Add($"completed {index}");

    public void StatementDropped(JudgedText judged, int index) => Reports.Add($"dropped {index}");

    public void ServerReady(int transaction) => Reports.Add(transaction == 0 ? "ready" : "in transaction");

    public void SettingReported(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        Reports.Add($"{Encoding.UTF8.GetString(name)}={Encoding.UTF8.GetString(value)}");

    public void StateReported() => Reports.Add("state");

    public void ResultReported(JudgedText? judged, in LastResult result) =>
        Reports.Add(string.Create(CultureInfo.InvariantCulture, $"result {result.InsertId} {result.AffectedRows} {result.Warnings}"));

    public bool ResetSession()
    {
        if (ResetWaits)
        {
            return false;
        }

        Reports.Add("reset");
        return true;
    }

    public void ChangeUser(ReadOnlySpan<byte> packet) => Reports.Add("change user");

    public bool Kill(long connectionId, bool queryOnly)
    {
        Reports.Add($"kill {connectionId} {queryOnly}");
        return Sessions.Contains(connectionId);
    }

    public void OwnCompleted(ReadOnlySpan<byte> errorCode) => OwnEnds.Add(Encoding.ASCII.GetString(errorCode));

    public void OwnRow(ReadOnlySpan<byte> row) => OwnRows.Add(new WireProtocol().ReadRow(row));

    public bool ParameterChanged(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool hidden) => false;

    public void ServerError(ReadOnlySpan<byte> code, bool isShownFatal) => Reports.Add($"error {Encoding.ASCII.GetString(code)}");

    public void ClientDone() => IsClientDone = true;

    private void Send(string kind, ReadOnlySpan<byte> bytes)
    {
        Sent.Add(kind);
        Assert.That(Backend, Is.Not.Null, "bytes for a backend without a lease");
        Server.WriteBytes(bytes);
    }

    /// <summary>
    /// One record a text, whatever it holds: <c>/*cut N*/</c> and <c>/*limit N*/</c> limit its rows, <c>/*effects*/</c> gives it effects.
    /// </summary>
    private sealed partial class ModelText : JudgedText
    {
        private readonly string _text;

        public ModelText(string text, SentText? sent)
        {
            _text = text;
            StatementCount = text.Length == 0 ? 0 : 1;
            HasEffects = text.Contains("/*effects*/", StringComparison.Ordinal) || text.Contains("TRANSACTION", StringComparison.Ordinal);
            ChangesReading = text.StartsWith("USE ", StringComparison.Ordinal);
            Sent = sent;
        }

        public string TextOf(int index) => _text;

        public RowLimit LimitOn(int index) => LimitText().Match(_text) is { Success: true } limit
            ? new RowLimit(long.Parse(limit.Groups[2].Value, CultureInfo.InvariantCulture), limit.Groups[1].Value == "cut", "model")
            : RowLimit.None;

        [GeneratedRegex(@"/\*(cut|limit) (\d+)\*/")]
        private static partial Regex LimitText();
    }

    /// <summary>A secured form of a text: what is sent, and the masks put on as its rows pass.</summary>
    public static SentText Form(string client, string sent, string[] names, params OutputMask[] masks) => new()
    {
        Parts = [new SentPart(Encoding.UTF8.GetBytes(sent), -1)],
        ClientText = Encoding.UTF8.GetBytes(client),
        OutputNames = [.. names.Select(Encoding.UTF8.GetBytes)],
        Masks = [.. masks],
    };
}
