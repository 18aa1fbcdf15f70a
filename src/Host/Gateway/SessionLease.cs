using ProxyDb.Host.Backends;
using ProxyDb.Host.Network;
using ProxyDb.Policy.Decisions;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// When a session has a backend, and in which state: takes one for the first message that needs it, brings it to the session's
/// settings, keeps it for a transaction or a pin, gives it back.
/// </summary>
internal sealed partial class SessionLease : ILeaseHolder, IKillTarget
{
    private readonly GatewayRuntime _runtime;
    private readonly GatewaySession _session;
    private readonly SessionSettings _settings;
    private readonly BackendLease _lease;
    private readonly LeaseWaiter _waiter;
    private SettingsVector? _target;
    private Action<Denial?>? _prepared;
    private bool _isWaiting;
    private bool _isSynchronizing;
    private bool _awaitsAnswers;
    private bool _isBackendPaused;
    private bool _hasShownFatal;
    private bool _hasEnded;
    private int _ownRunning;

    public SessionLease(GatewayRuntime runtime, GatewaySession session, SessionSettings settings)
    {
        (_runtime, _session, _settings) = (runtime, session, settings);
        _lease = new BackendLease(session.Identity.Cluster.Protocol);
        _waiter = new LeaseWaiter(this, session.Identity.User.Name);
    }

    public BackendConnection? Connection => _lease.Connection;

    /// <summary>There is a backend, in the session's state.</summary>
    public bool IsUsable => _lease.IsHeld && !_isSynchronizing;

    public bool IsWaiting => _isWaiting;

    /// <summary>An own statement was sent and its end has not been seen: what the server reports is its echo.</summary>
    public bool IsOwnRunning => _ownRunning > 0;

    /// <summary>Something is under way at the backend, or one is waited for.</summary>
    public bool IsBusy => _isWaiting || _isSynchronizing || (_lease.IsHeld && !Conversation.IsAtRest && Conversation.IsBusy);

    public EventLoop Loop => _session.Loop;

    public string Cluster => _session.Identity.Cluster.Cluster.Name;

    public string User => _session.Identity.User.Name;

    public string SessionId => _session.Identity.Id;

    private BackendPool Pool => _session.Identity.Pool;

    private IConversation Conversation => _session.Conversation;

    public void Send(ForwardPermit permit) => _lease.Send(permit);

    public void Send(ControlMessage kind, ReadOnlySpan<byte> bytes) => _lease.Send(kind, bytes);

    public void Send(OwnStatement statement) => _lease.Send(statement);

    /// <summary>True: a backend in the session's state. False: the client was paused until there is one.</summary>
    public bool Ensure()
    {
        if (TakeCancel())
        {
            return false;
        }

        if (!_lease.IsHeld && !_isWaiting)
        {
            Take();
        }

        if (_isWaiting || _isSynchronizing || !Synchronize())
        {
            _session.Client.Pause();
            return false;
        }

        return true;
    }

    /// <summary>
    /// Learns what the server reports to a session with these start-up settings, from a backend if no earlier login has; the settings
    /// are proven valid by it. Ends with a denial if they are not, or if there is no backend.
    /// </summary>
    public void Prepare(Action<Denial?> done)
    {
        if (Pool.Reports.Find(_settings.Startup) is { } known)
        {
            Tell(known);
            done(null);
            return;
        }

        _prepared = done;
        ContinuePrepare();
    }

    /// <summary>After messages of either side: gives the backend back when nothing keeps it.</summary>
    public void AfterMessages()
    {
        if (_awaitsAnswers && !Conversation.IsBusy)
        {
            _awaitsAnswers = false;
            _session.Client.Wake();
        }

        if (_lease.IsHeld && !_isSynchronizing && _prepared is null && Conversation.IsAtRest && !_session.Pins.IsPinned
            && !_session.Effects.Last.KeepsLease)
        {
            Return(ReturnCondition.Clean);
        }

        if (_lease.IsCongested)
        {
            _session.Client.PauseForBackend();
        }
    }

    public bool OnGranted(BackendConnection connection)
    {
        if (_hasEnded || !_isWaiting)
        {
            return false;
        }

        _isWaiting = false;
        if (!TryAttach(connection))
        {
            Take();
        }

        if (_isWaiting)
        {
            return true;
        }

        if (_prepared is not null)
        {
            ContinuePrepare();
        }
        else
        {
            Proceed();
        }

        return true;
    }

    public void OnRefused(Denial denial)
    {
        if (_hasEnded || !_isWaiting)
        {
            return;
        }

        _isWaiting = false;
        if (TakePrepared() is { } prepared)
        {
            prepared(denial.Case == DenialCase.NoBackend ? denial with { Case = DenialCase.NoBackendAtLogin } : denial with { IsFatal = true });
        }
        else
        {
            _session.OnRefused(denial);
        }
    }

    public int OnBackendReceived(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var consumed = _session.OnServer(bytes);
            if (_session.Client.IsCongested && _lease.IsHeld)
            {
                _isBackendPaused = true;
                _lease.Connection.Transport.PauseReading();
            }

            return consumed;
        }
        catch (WireFault fault)
        {
            Break(fault.Message);
            return bytes.Length;
        }
    }

    public void OnBackendDrained() => _session.Client.OnBackendDrained();

    public void OnClientDrained()
    {
        if (_isBackendPaused && _lease.IsHeld)
        {
            _isBackendPaused = false;
            _lease.Connection.Transport.ResumeReading();
        }
    }

    public void OnBackendClosed(string reason)
    {
        if (!_lease.IsHeld)
        {
            return;
        }

        var isOutcomeUnknown = _session.Effects.IsEnding;
        var isMissed = Conversation.IsBusy || Conversation.InTransaction || _isSynchronizing || _session.Pins.LeavesTraces;
        Drop(RecordStatus.Lost);
        Pool.OnLeaseLost(_waiter);
        if (TakePrepared() is { } prepared)
        {
            prepared(new Denial(DenialCase.NoBackendAtLogin, reason));
        }
        else if (isMissed)
        {
            _session.Client.EndLost(reason, _hasShownFatal, isOutcomeUnknown);
        }
    }

    public void OnOwnCompleted(ReadOnlySpan<byte> errorCode)
    {
        var wasSynchronizing = _isSynchronizing;
        _ownRunning = Math.Max(0, _ownRunning - 1);
        _isSynchronizing = false;
        if (!errorCode.IsEmpty)
        {
            RefuseSettings(System.Text.Encoding.ASCII.GetString(errorCode));
            return;
        }

        if (_lease.Connection is { } connection)
        {
            connection.Vector = _target;
        }

        if (_prepared is not null)
        {
            ContinuePrepare();
        }
        else if (wasSynchronizing)
        {
            Proceed();
        }
    }

    /// <summary>The server says it is about to end the connection; the client has been shown so.</summary>
    public void OnServerError(bool isShownFatal) => _hasShownFatal |= isShownFatal;

    private void ContinuePrepare()
    {
        if (!_lease.IsHeld && !_isWaiting && !Ensure())
        {
            return;
        }

        if (_isWaiting || _isSynchronizing || !Synchronize())
        {
            return;
        }

        var connection = _lease.Connection!;
        var reports = Pool.Syntax.KeptFromLogin.Count == 0 ? connection.Parameters : connection.LoginParameters;
        Pool.Reports.Learn(_settings.Startup, reports);
        Tell([.. reports]);
        var prepared = TakePrepared()!;
        AfterMessages();
        prepared(null);
    }

    /// <summary>The session begins anew: what its backend holds for it goes with a reset of the connection.</summary>
    public void Reset()
    {
        if (_lease.IsHeld)
        {
            Return(ReturnCondition.NeedsReset);
        }
    }

    /// <summary>The backend's answers make no sense any more: the lease ends, and with it the session.</summary>
    public void Break(string reason)
    {
        if (!_lease.IsHeld)
        {
            return;
        }

        var isOutcomeUnknown = _session.Effects.IsEnding;
        Return(ReturnCondition.Broken);
        if (TakePrepared() is { } prepared)
        {
            prepared(new Denial(DenialCase.NoBackendAtLogin, reason));
        }
        else
        {
            _session.Client.EndLost(reason, hasShownFatal: false, isOutcomeUnknown);
        }
    }

    private void Return(ReturnCondition condition)
    {
        if (_session.Effects.RanUserCode && _lease.Connection is { Vector: { } vector } used)
        {
            used.Vector = Pool.Syntax.AfterUserCode(vector, used.LoginParameters);
        }

        if (condition == ReturnCondition.Clean && !Pool.Syntax.RestoresUnknown && _lease.Connection is { Vector: null })
        {
            condition = ReturnCondition.NeedsReset;
        }

        if (condition == ReturnCondition.Clean && _session.Effects.IsInDoubt)
        {
            condition = ReturnCondition.NeedsReset;
        }

        if ((_session.Pins.Reasons & PinReason.Impersonation) != 0)
        {
            // No reset of a connection takes another's name back.
            condition = ReturnCondition.Broken;
        }

        var connection = Drop(condition == ReturnCondition.Broken ? RecordStatus.Unknown : RecordStatus.Ok);
        connection.LastHolder = this;
        Pool.Return(connection, _waiter, condition);
    }

    private BackendConnection Drop(RecordStatus status)
    {
        if (_isBackendPaused)
        {
            OnClientDrained();
        }

        Conversation.OnLeaseEnded(status);
        _isSynchronizing = false;
        _ownRunning = 0;
        _session.Effects.LeaseEnded();
        _session.OnLeaseEnded();
        return _lease.Detach();
    }

    private Action<Denial?>? TakePrepared()
    {
        var prepared = _prepared;
        _prepared = null;
        return prepared;
    }
}
