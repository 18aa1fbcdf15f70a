using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Network;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// The spine of one logged-in session: carries each statement from its conversation through verdict, record and permit to the lease,
/// and the answers back. What each step means lives in the type that owns it; this one only keeps their order.
/// </summary>
internal sealed partial class GatewaySession : IGatewaySession
{
    private readonly GatewayRuntime _runtime;
    private readonly LoopServices _services;
    private readonly ForwardPermit.Slot _permit = new();
    private readonly SessionSettings _settings;
    private readonly SessionNames _names = new();
    private readonly SessionRecords _records;
    private readonly SessionVerdicts _verdicts;
    private readonly SessionLease _lease;
    private readonly SessionText _text;
    private readonly OwnReads _reads;
    private readonly StatementTimeout _timeout;

    private IWireProtocol Protocol => Identity.Cluster.Protocol;

    public GatewaySession(
        GatewayRuntime runtime, LoopServices services, SessionIdentity identity, SettingsVector startup, ClientConnection client,
        object? negotiated)
    {
        _runtime = runtime;
        _services = services;
        Identity = identity;
        Client = client;
        Pins = new SessionPins(PermanentPins(identity));
        var syntax = identity.Pool.Syntax;
        _settings = new SessionSettings(syntax, syntax.Startup(startup, identity.Pool.Database, identity.Pool.Variant));
        Effects = new SessionEffects(syntax, _settings, Pins, _names);
        _records = new SessionRecords(
            services.Audit, identity.Audit, new SessionMetrics(runtime.Metrics, identity.Listener.Name, services.Loop.Index),
            new SessionSlots(runtime.Concurrency, identity.User.Name), Protocol);
        _timeout = new StatementTimeout(identity.Cluster.Cluster.Pool.StatementTimeout);
        var meaning = NamespaceOf(identity, Reports);
        _attributes = new SessionAttributes(Protocol, identity.User.Attributes);
        _verdicts = new SessionVerdicts(runtime, services, identity, _settings, _names, Effects, Pins, _records, _attributes, meaning);
        Conversation = Protocol.CreateConversation(this, runtime.Limits, negotiated);
        _text = new SessionText(_settings, meaning);
        _securing = new SessionSecuring(_attributes, _text, runtime.MaskKeys);
        _lease = new SessionLease(runtime, this, _settings);
        _reads = new OwnReads(identity.Pool.Database);
        LastActivity = Stopwatch.GetTimestamp();
    }

    public SessionIdentity Identity { get; }

    public ClientConnection Client { get; }

    public IConversation Conversation { get; }

    public SessionPins Pins { get; }

    public SessionEffects Effects { get; }

    public SessionReports Reports { get; } = new();

    public SessionLease Lease => _lease;

    public long StatementCount => _records.Count;

    /// <summary>Stopwatch ticks of the last message of either side.</summary>
    public long LastActivity { get; private set; }

    public EventLoop Loop => _services.Loop;

    public object Namespace => _verdicts.Namespace;

    public IBackendState? Backend => _lease.Connection?.State;

    private static ISessionNamespace NamespaceOf(SessionIdentity identity, SessionReports reports) =>
        identity.Cluster.Cluster.Protocol switch
        {
            Configuration.DatabaseProtocol.Postgres => new PostgresNamespace(identity.Pool.Database, identity.Pool.Login.User, reports),
            Configuration.DatabaseProtocol.Mysql => new MySqlNamespace(identity.Pool.Login.User, reports),
            _ => new TSqlNamespace(identity.Pool.Login.User, reports),
        };

    private static PinReason PermanentPins(SessionIdentity identity) =>
        (identity.Cluster.Cluster.Pool.Mode == Configuration.PoolMode.Session ? PinReason.SessionMode : PinReason.None)
        | (identity.Cluster.Cluster.Pool.PinOn.Contains(identity.User.Name, StringComparer.Ordinal) ? PinReason.PinOn : PinReason.None);

    public int OnClient(ReadOnlySpan<byte> bytes)
    {
        LastActivity = _services.Loop.TurnTimestamp;
        var consumed = Conversation.OnClient(bytes);
        _lease.ForgetCancel();
        _lease.AfterMessages();
        return consumed;
    }

    /// <summary>Bytes of the backend; a <see cref="WireFault"/> is the backend's and is handled by the lease.</summary>
    public int OnServer(ReadOnlySpan<byte> bytes)
    {
        LastActivity = _services.Loop.TurnTimestamp;
        var consumed = Conversation.OnServer(bytes);
        _lease.AfterMessages();
        return consumed;
    }

    public void ToClient(ReadOnlySpan<byte> bytes) => Client.Send(bytes);

    public JudgeOutcome Judge(
        StatementUse use, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes, out JudgedText? judged, out Denial? denial)
    {
        judged = null;
        denial = null;
        if (MustWait(out var outcome))
        {
            return outcome;
        }

        if (!_text.TryRead(text, out var utf8, out var reason))
        {
            denial = _verdicts.RefuseText("encoding", reason, text);
            return JudgeOutcome.Denied;
        }

        var context = _verdicts.Context;
        var known = _verdicts.Judge.Find(context, utf8);
        if (known is null && !TryAnalyze(context, utf8, out known, out denial))
        {
            return denial is null ? JudgeOutcome.Wait : JudgeOutcome.Denied;
        }

        judged = known;
        return Decide(use, ref judged!, utf8, parameterTypes, out denial);
    }

    public JudgeOutcome Rejudge(
        StatementUse use, ref JudgedText judged, ReadOnlySpan<byte> text, ReadOnlySpan<byte> parameterTypes, out Denial? denial)
    {
        denial = null;
        if (MustWait(out var outcome))
        {
            return outcome;
        }

        var kept = (JudgedStatement)judged;
        if (!ReferenceEquals(kept.Context, _verdicts.Context))
        {
            outcome = Judge(use, text, parameterTypes, out var renewed, out denial);
            judged = renewed ?? judged;
            return outcome;
        }

        if (!_verdicts.MustSecure(kept))
        {
            TakeBackFor(kept, use);
            return _verdicts.TryDecide(kept, use, text, Conversation, out denial) ? JudgeOutcome.Allowed : JudgeOutcome.Denied;
        }

        if (!_text.TryRead(text, out var utf8, out var reason))
        {
            denial = _verdicts.RefuseText("encoding", reason, text);
            return JudgeOutcome.Denied;
        }

        return Decide(use, ref judged, utf8, parameterTypes, out denial);
    }

    public bool HasSqlStatement(ReadOnlySpan<byte> name) => _names.HasPrepared && _names.IsPrepared(Encoding.UTF8.GetString(name));

    public bool EnsureLease() => _lease.Ensure();

    public bool TryOpenRecord(JudgedText judged, int index, ReadOnlySpan<byte> text, out long ticket, out Denial? denial)
    {
        var statement = (JudgedStatement)judged;
        return _records.TryOpen(
            statement, _verdicts.DecisionOn(statement), index, text, _lease.Connection?.Server, Pins.Word, out ticket, out denial);
    }

    public void Progress(long ticket, long rows, long bytes) => _records.Progress(ticket, rows, bytes);

    public void CloseRecord(long ticket, RecordStatus status, ReadOnlySpan<byte> code, in ResultCounts counts) =>
        _records.Close(ticket, status, code, counts);

    public RowLimit RowLimitOn(JudgedText judged, int index) => _verdicts.RowLimitOn((JudgedStatement)judged, index);

    public long Now => _services.Loop.TurnTimestamp;

    public void Hold() => Client.Pause();

    public void Resume() => Client.Wake();

    public void SendControl(ControlMessage kind, ReadOnlySpan<byte> bytes) => _lease.Send(kind, bytes);

    public void SendOwn(OwnMessage kind, ReadOnlyMemory<byte> bytes) => _lease.Send(OwnStatement.Of(kind, bytes));

    public void StatementCompleted(JudgedText judged, int index, ReadOnlySpan<byte> tag)
    {
        Effects.Completed((JudgedStatement)judged, index, tag, _lease.Connection, Conversation);
        Client.Wake();
    }

    public void StatementDropped(JudgedText judged, int index)
    {
        Effects.Dropped((JudgedStatement)judged, index, _lease.Connection);
        Client.Wake();
    }

    public void CallEnded(JudgedText judged, bool isDropped)
    {
        Effects.CallEnded((JudgedStatement)judged, isDropped, _lease.Connection, Conversation);
        Client.Wake();
    }

    public void ServerReady(int transaction)
    {
        Effects.Ready(transaction, _lease.Connection);
        if (transaction == 0)
        {
            _verdicts.PrivateCatalog = null;
            if (Effects.TakeCatalogChanged())
            {
                Identity.Catalog.Changed();
            }
        }

        Client.Wake();
    }

    public bool ParameterChanged(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool hidden)
    {
        var text = Encoding.UTF8.GetString(value);
        var key = Encoding.UTF8.GetString(name);
        _lease.Connection?.SetParameter(key, text);
        return Reports.Tell(key, text) && Client.IsRunning;
    }

    public void ServerError(ReadOnlySpan<byte> code, bool isShownFatal)
    {
        Effects.Failed(_lease.Connection, Now);
        _lease.OnServerError(isShownFatal);
    }

    public void ClientDone() => Client.OnTerminate();

    /// <summary>A backend was found or refused for the message that waits.</summary>
    public void OnRefused(Denial denial) => Client.RefuseWaiting(denial);

    /// <summary>The session is over: what it holds goes back or is closed.</summary>
    public void End() => _lease.End();

    /// <summary>Whether the next statement has to wait for something under way; pauses the client if so.</summary>
    private bool MustWait(out JudgeOutcome outcome)
    {
        outcome = JudgeOutcome.Allowed;
        if (Effects.HoldsFollowers)
        {
            Client.Pause();
            outcome = JudgeOutcome.Hold;
            return true;
        }

        if ((_names.IsTemporaryStale || Effects.IsOwnCatalogStale) && ReadOwn())
        {
            Client.Pause();
            outcome = JudgeOutcome.Hold;
            return true;
        }

        if (Identity.Catalog.Refreshing is { } refresh)
        {
            Client.PauseFor(refresh);
            outcome = JudgeOutcome.Wait;
            return true;
        }

        return false;
    }

    /// <summary>False with a denial: refused; false without: a worker analyses and the session waits.</summary>
    private bool TryAnalyze(JudgeContext context, ReadOnlySpan<byte> utf8, out JudgedStatement? judged, out Denial? denial)
    {
        denial = null;
        judged = null;
        AnalysisError? error;
        DecisionPlan? refusal;
        if (utf8.Length > GatewayRuntime.AnalysedInline)
        {
            if (!_text.TryTakeAnalysis(context, utf8, out judged, out error, out refusal))
            {
                Client.PauseFor(_text.AnalyzeOnWorker(context, utf8.ToArray()));
                return false;
            }
        }
        else
        {
            judged = StatementJudge.Analyze(context, utf8, out error, out refusal);
        }

        if (judged is null)
        {
            denial = _verdicts.RefuseUnparsed(error!, refusal!, utf8);
            return false;
        }

        if (!judged.NamesUnknown || context.Key.Catalog is null)
        {
            _verdicts.Judge.Add(context, utf8, judged);
            return true;
        }

        // Never remembered: what is not there now may stand over something denied a moment later.
        if (_verdicts.PrivateCatalog is null && !_text.HasLookedFor(utf8))
        {
            Client.PauseFor(Identity.Catalog.Look());
            return false;
        }

        return true;
    }
}
