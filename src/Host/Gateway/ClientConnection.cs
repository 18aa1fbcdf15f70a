using System.Diagnostics;
using System.Net;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Network;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// One client's socket: its login, then its session; the one place where malformed bytes of a client are caught. Reading pauses
/// while the session waits for something, so that a client's pipeline costs memory nowhere.
/// </summary>
internal sealed class ClientConnection : ITransportHandler
{
    /// <summary>Of a client that is listened to while its message waits, no more than this is kept.</summary>
    private const int ListenedMax = 128 << 10;

    private readonly GatewayRuntime _runtime;
    private readonly LoopServices _services;
    private readonly bool _isListening;
    private LoginSequence _login;
    private Denial? _refusal;
    private bool _isPaused;
    private bool _isPausedForBackend;

    /// <summary>The cancel of the message that waits was seen.</summary>
    private bool _hasHeard;
    private bool _hasEnded;
    private string _reason = "client closed the connection";

    public ClientConnection(GatewayRuntime runtime, LoopServices services, ListenerOptions listener, Transport transport)
    {
        (_runtime, _services, Listener, Transport) = (runtime, services, listener, transport);
        Since = Stopwatch.GetTimestamp();
        _isListening = runtime.Protocols[listener.Protocol].CancelsInBand;
        _login = new LoginSequence(runtime, services, this);
        services.Clients.Add(this);
        transport.Handler = this;
        _login.Begin();
    }

    public Transport Transport { get; private set; }

    public ListenerOptions Listener { get; }

    public GatewaySession? Session { get; private set; }

    /// <summary>Stopwatch ticks since when the login runs.</summary>
    public long Since { get; private set; }

    public IPEndPoint Remote => Transport.RemoteEndPoint as IPEndPoint ?? new IPEndPoint(IPAddress.None, 0);

    /// <summary>The login is complete: what the server reports may be passed on.</summary>
    public bool IsRunning { get; private set; }

    public bool HasEnded => _hasEnded;

    public bool IsCongested => Transport.IsCongested;

    /// <summary>A message waits for something, or none is looked at.</summary>
    public bool IsPaused => _isPaused;

    public int OnReceived(Transport transport, ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (!IsRunning)
            {
                return _login.Receive(bytes);
            }

            if (_isListening && IsWaiting)
            {
                Listen(bytes);
                return 0;
            }

            var consumed = 0;
            if (_refusal is { } refusal)
            {
                _refusal = null;
                consumed = Session!.Conversation.RefuseWaiting(bytes, refusal);
            }

            return consumed + Session!.OnClient(bytes[consumed..]);
        }
        catch (WireFault fault)
        {
            End(new Denial(DenialCase.ProtocolViolation, fault.Message) { IsFatal = true }, "protocol violation: " + fault.Message);
            return bytes.Length;
        }
    }

    public void OnDrained(Transport transport) => Session?.Lease.OnClientDrained();

    public void OnClosed(Transport transport, TransportEnd end)
    {
        if (end != TransportEnd.PeerClosed)
        {
            _reason = end == TransportEnd.TlsFailed ? "TLS failed" : "connection lost";
        }

        Finish();
    }

    public void OnTerminate()
    {
        _reason = "client said good-bye";
        Transport.CloseAfterFlush();
        Finish();
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (!_hasEnded)
        {
            Transport.Write(bytes);
        }
    }

    /// <summary>The message at hand has to wait; it will be shown again after <see cref="Wake"/>.</summary>
    public void Pause()
    {
        if (!_hasEnded)
        {
            _isPaused = true;
            StopReading();
        }
    }

    public void Wake()
    {
        if (_isPaused && !_hasEnded)
        {
            _isPaused = false;
            ResumeIfFree();
        }
    }

    /// <summary>Waits for work on another thread.</summary>
    public void PauseFor(Task work)
    {
        Pause();
        work.ContinueWith(
            (_, me) => _services.Loop.Post(static c => c.Wake(), (ClientConnection)me!), this, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public void PauseForBackend()
    {
        _isPausedForBackend = true;
        StopReading();
    }

    public void OnBackendDrained()
    {
        _isPausedForBackend = false;
        ResumeIfFree();
    }

    /// <summary>The waiting message is answered with a denial instead.</summary>
    public void RefuseWaiting(Denial denial)
    {
        _refusal = denial;
        Wake();
    }

    /// <summary>Both sides have agreed to wrap what follows.</summary>
    public void Wrap(IByteCodec codec) => Transport = new CodedTransport(Transport, codec) { Handler = this };

    /// <summary>From here on the client is served.</summary>
    public void Run(GatewaySession session)
    {
        IsRunning = true;
        Session = session;
        _isPaused = false;
        ResumeIfFree();
    }

    /// <summary>The session ends, and another login begins with a message of its client.</summary>
    public void ChangeUser(ReadOnlySpan<byte> packet)
    {
        var left = Session!;
        left.End();
        (IsRunning, Session, Since) = (false, null, Stopwatch.GetTimestamp());
        _isPausedForBackend = false;
        _login = _login.ChangeUser(left);
        _login.BeginChanged(packet);
    }

    /// <summary>The session's backend is gone with something in it that nothing can bring back.</summary>
    public void EndLost(string reason, bool hasShownFatal, bool isOutcomeUnknown)
    {
        var denial = new Denial(DenialCase.OutcomeUnknown, $"{reason}; what the session was doing there is lost, connect again")
        {
            IsFatal = true, Code = isOutcomeUnknown ? null : "08006",
        };
        End(hasShownFatal ? null : denial, "database connection lost: " + reason);
    }

    /// <summary>Ends the connection, with a last message if there is one to give.</summary>
    public void End(Denial? denial, string reason)
    {
        if (_hasEnded)
        {
            return;
        }

        _reason = reason;
        if (denial is not null)
        {
            if (Session is { } session && IsRunning)
            {
                session.Conversation.WriteFatal(denial);
            }
            else
            {
                _login.WriteRefusal(denial);
            }
        }

        Transport.CloseAfterFlush();
        Finish();
    }

    /// <summary>Time-outs, looked at about once a second.</summary>
    public void Tick(long now)
    {
        if (!IsRunning)
        {
            if (Stopwatch.GetElapsedTime(Since, now) >= _runtime.Options.Network.LoginTimeout)
            {
                End(
                    _login.WaitsForDatabase
                        ? new Denial(DenialCase.NoBackendAtLogin, "no database connection became free within `network.login_timeout`")
                        : null,
                    "the login did not end in time");
            }

            return;
        }

        var idle = Stopwatch.GetElapsedTime(Session!.LastActivity, now);
        var conversation = Session.Conversation;
        if (conversation.IsBusy || Session.Lease.IsWaiting)
        {
            Session.EnforceTimeout(now);
            return;
        }

        Session.ReleaseIdle(now);
        var options = Session.Identity.Cluster.Cluster.Pool;
        if (conversation.InTransaction && options.TransactionIdle > TimeSpan.Zero && idle >= options.TransactionIdle)
        {
            End(
                new Denial(DenialCase.TransactionIdle, "the transaction was idle for longer than `pool.transaction_idle`") { IsFatal = true },
                "idle in transaction");
        }
        else if (_runtime.Options.Network.ClientIdleTimeout > TimeSpan.Zero && idle >= _runtime.Options.Network.ClientIdleTimeout)
        {
            End(new Denial(DenialCase.Shutdown, "idle for longer than `network.client_idle_timeout`"), "idle");
        }
    }

    /// <summary>Ends the session if nothing of it would be lost; for draining.</summary>
    public bool EndAtSafePoint(string reason)
    {
        if (_hasEnded)
        {
            return true;
        }

        if (IsRunning && (!Session!.Conversation.IsAtRest || Session.Lease.IsWaiting || Session.Pins.LeavesTraces))
        {
            return false;
        }

        End(new Denial(DenialCase.Shutdown, "terminating connection due to administrator command: the gateway is shutting down"), reason);
        return true;
    }

    private bool IsWaiting => _isPaused || _isPausedForBackend;

    /// <summary>A client that cancels in band is listened to while its message waits.</summary>
    private void StopReading()
    {
        if (_isListening && IsRunning)
        {
            _hasHeard = false;
            return;
        }

        Transport.PauseReading();
    }

    private void Listen(ReadOnlySpan<byte> bytes)
    {
        if (!_hasHeard && _isPaused && Session!.Conversation.SeesCancel(bytes))
        {
            _hasHeard = true;
            Session.Lease.OnCancel(static () => { });
        }

        if (bytes.Length > ListenedMax)
        {
            Transport.PauseReading();
        }
    }

    private void ResumeIfFree()
    {
        if (!IsWaiting && !_hasEnded)
        {
            // Shows what is kept, also where reading has never stopped.
            Transport.PauseReading();
            Transport.ResumeReading();
        }
    }

    private void Finish()
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        _services.Clients.Remove(this);
        Session?.End();
        _login.Ended(Session, _reason);
        _runtime.OnClientEnded();
    }
}
