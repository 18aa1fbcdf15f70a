using System.Security.Cryptography;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Identity;
using ProxyDb.Host.Telemetry;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Sql;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Host.Gateway;

/// <summary>
/// Takes one client from its first byte to a session: drives the protocol's login, looks the user up, decides the start-up settings,
/// learns what to report from the pool, and records how it ended.
/// </summary>
internal sealed class LoginSequence
{
    /// <summary>jTDS reads ahead while its TLS ends, and loses an answer in clear that comes at once.</summary>
    private static readonly TimeSpan EndOfTls = TimeSpan.FromMilliseconds(20);

    private readonly GatewayRuntime _runtime;
    private readonly LoopServices _services;
    private readonly ClientConnection _client;
    private readonly IWireProtocol _protocol;
    private readonly LoginRecords _records;
    private IClientLogin? _exchange;
    private object? _negotiated;
    private LoginLookup _lookup;
    private CancelKey _key;
    private GatewaySession? _session;
    private bool _isBusy;
    private bool _isAuthenticated;

    public LoginSequence(GatewayRuntime runtime, LoopServices services, ClientConnection client)
    {
        (_runtime, _services, _client) = (runtime, services, client);
        _protocol = runtime.Protocols[client.Listener.Protocol];
        _records = new LoginRecords(services.Audit, client);
    }

    /// <summary>The client has connected; where servers speak first, it is greeted.</summary>
    public void Begin()
    {
        if (!_protocol.ServerSpeaksFirst)
        {
            _exchange = _protocol.CreateClientLogin(Options);
            return;
        }

        _key = _runtime.Cancels.Reserve();
        if (_runtime.Clusters.GetValueOrDefault(_client.Listener.Cluster)?.Versions.Ask(_services.Loop) is not { } asking)
        {
            Greet();
            return;
        }

        _isBusy = true;
        asking.ContinueWith(
            _ => _services.Loop.Post(() =>
            {
                if (!_client.HasEnded)
                {
                    _isBusy = false;
                    Greet();
                }
            }),
            TaskScheduler.Default);
    }

    /// <summary>The sequence that takes this one's place when its session ends by a change of user; the connection keeps its id.</summary>
    public LoginSequence ChangeUser(GatewaySession left)
    {
        _records.Logout(left, "change of user");
        _runtime.Cancels.Bind(_key, null);
        return new LoginSequence(_runtime, _services, _client) { _key = _key, _negotiated = _negotiated };
    }

    /// <param name="packet">What the client begins its login anew with.</param>
    public void BeginChanged(ReadOnlySpan<byte> packet)
    {
        _exchange = _protocol.CreateChangedLogin(Options, _negotiated, packet);
        Receive(default);
    }

    private ClientLoginOptions Options => new(_runtime.Tls.ModeOf(_client.Listener), _client.Listener.AllowPassword, _runtime.Limits)
    {
        ClientHost = _client.Remote.Address.ToString(), ConnectionId = _key.ProcessId,
        ServerVersion = _runtime.Clusters.TryGetValue(_client.Listener.Cluster, out var cluster) ? cluster.ServerVersion : "",
    };

    private void Greet()
    {
        _exchange = _protocol.CreateClientLogin(Options);
        Receive(default);
    }

    private IClientLogin Login => _exchange ?? throw new InvalidOperationException("the login is over");

    private LoginTls Tls => new(_runtime, _client);

    /// <summary>The loop's: what is written here is sent at once.</summary>
    private WireBuffer Output => _services.LoginOutput;

    public int Receive(ReadOnlySpan<byte> bytes)
    {
        var consumed = 0;
        while (!_isBusy)
        {
            Output.Clear();
            var step = Login.Advance(bytes[consumed..], out var used, Output);
            consumed += used;
            _client.Send(Output.Written);
            switch (step)
            {
                case LoginStep.NeedMore:
                    return consumed;
                case LoginStep.StartTls:
                    Tls.Start(Login, takesKept: _protocol.ServerSpeaksFirst);
                    return consumed;
                case LoginStep.StartDirectTls:
                    Tls.Start(Login, takesKept: true);
                    return consumed;
                case LoginStep.EndTls:
                    EndTls();
                    return consumed;
                case LoginStep.NeedVerifier:
                    LookUp();
                    break;
                case LoginStep.NeedWork:
                    Work();
                    return consumed;
                case LoginStep.Done:
                    _isAuthenticated = true;
                    Admit();
                    return consumed;
                case LoginStep.Cancel:
                    _isBusy = true;
                    Cancel();
                    return bytes.Length;
                default:
                    Refused();
                    return bytes.Length;
            }
        }

        return consumed;
    }

    /// <summary>The client has proven who it is; what the login still waits for is a backend or the catalog.</summary>
    public bool WaitsForDatabase => _session is not null;

    /// <summary>Writes the last message to a client that is not logged in yet.</summary>
    public void WriteRefusal(Denial denial)
    {
        if (_exchange is null)
        {
            return;
        }

        Output.Clear();
        Login.Refuse(denial, Output);
        _client.Send(Output.Written);
    }

    /// <summary>The connection has ended: records the logout, or the login that came to nothing.</summary>
    public void Ended(GatewaySession? session, string reason)
    {
        Release();

        if (session is not null)
        {
            _records.Logout(session, reason);
            return;
        }

        _session?.End();
        if (_exchange?.User.Length > 0)
        {
            RecordLogin("refused", reason);
        }
    }

    private void Release()
    {
        if (_protocol.ServerSpeaksFirst)
        {
            _runtime.Cancels.Release(_key);
        }
        else if (_key != default)
        {
            _runtime.Cancels.Remove(_key);
        }
    }

    private void EndTls()
    {
        _client.Transport.EndTls();
        _isBusy = true;
        _client.Pause();
        _services.Loop.CreateTimer(GoOn).Start(EndOfTls);
    }

    private void GoOn()
    {
        if (!_client.HasEnded)
        {
            _isBusy = false;
            _client.Wake();
            Receive(default);
        }
    }

    private void LookUp()
    {
        var now = _services.Now;
        _lookup = _runtime.Users.Current.Lookup(Login.User, _client.Remote.Address, now, _protocol.CanUse);
        if (_runtime.Users.Throttle.IsLocked(Login.User, _client.Remote.Address, now))
        {
            _lookup = new LoginLookup(null, _runtime.Users.Current.Mock(Login.User), LoginRefusal.LockedOut);
        }

        Login.UseVerifier(_lookup.Verifiers, _lookup.IsMock);
    }

    private void Work()
    {
        _isBusy = true;
        _client.Pause();
        var work = Login.Work!;
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                work.Run();
                _services.Loop.Post(GoOn);
            },
            null);
    }

    private void Refused()
    {
        if (_lookup.Refusal != LoginRefusal.LockedOut)
        {
            _runtime.Users.Throttle.Failed(Login.User, _client.Remote.Address, _services.Now);
        }

        var reason = _lookup.Refusal == LoginRefusal.None ? Login.Refusal?.Message ?? "refused" : _lookup.Refusal.ToString();
        RecordLogin("refused", reason);
        _runtime.Log.LoginRefused(Login.User, _client.Remote.Address.ToString(), _client.Listener.Name, reason);
        _client.End(null, "login refused");
    }

    private void Cancel() =>
        _runtime.Cancels.Cancel(Login.CancelKey, () => _services.Loop.Post(static c => c.End(null, "cancel request"), _client));

    /// <summary>The client has proven who it is: from here it gets a session, unless settings, policy or database stand against it.</summary>
    private void Admit()
    {
        _isBusy = true;
        _client.Pause();
        var user = _lookup.User!;
        _runtime.Users.Throttle.Succeeded(user.Name, _client.Remote.Address);
        if (!_runtime.Clusters.TryGetValue(_client.Listener.Cluster, out var cluster))
        {
            Refuse(new Denial(DenialCase.NoBackendAtLogin, "the listener's cluster is not configured"), "no such cluster");
            return;
        }

        Begin(user, cluster);
    }

    private void Begin(GatewayUser user, BackendPools cluster)
    {
        var pool = cluster.For(Login.Database, user.Name, Login.Variant);
        var subject = new Subject(user.Name, _client.Listener.Name, Login.Database)
        {
            Roles = user.Roles, Attributes = user.Attributes, Address = _client.Remote.Address, Application = Login.Application,
            Tls = _client.Transport.TlsVersion is not null, ServiceLogin = pool.Login.User,
        };
        var startup = SettingsVector.Empty;
        foreach (var (name, value) in Login.Settings)
        {
            startup = startup.With(name, value);
        }

        if (RefuseSettings(subject) is { } denial)
        {
            Refuse(denial, denial.Message);
            return;
        }

        var identity = new SessionIdentity(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), user, subject, _records.SessionOf(user.Name, Login, cluster.Cluster.Name),
            _client.Listener, cluster, pool, _runtime.Catalogs.For(cluster.Cluster.Name, Login.Database), _client.Remote.Address, _services.Now);
        identity = identity with { Audit = identity.Audit with { Id = identity.Id } };
        _session = new GatewaySession(_runtime, _services, identity, startup, _client, Login.Negotiated);
        _session.Lease.Prepare(refusal =>
        {
            if (refusal is null)
            {
                KnowCatalog(identity);
            }
            else
            {
                Refuse(refusal, refusal.Message);
            }
        });
    }

    /// <summary>Only after the backend has let the login into the database: a name that does not exist must not cost a catalog.</summary>
    private void KnowCatalog(SessionIdentity identity) =>
        _runtime.Catalogs.EnsureAsync(identity.Catalog).ContinueWith(
            known => _services.Loop.Post(() =>
            {
                if (known is { IsCompletedSuccessfully: true, Result: true })
                {
                    Complete();
                }
                else
                {
                    Refuse(
                        new Denial(DenialCase.NoBackendAtLogin, "the catalog of the database cannot be read, so nothing in it can be decided"),
                        "no catalog");
                }
            }),
            TaskScheduler.Default);

    private void Complete()
    {
        if (_client.HasEnded)
        {
            return;
        }

        if (!RecordLogin("ok", null))
        {
            _client.End(new Denial(DenialCase.NoBackendAtLogin, "the audit spool is full: no session may begin unrecorded"), "audit spool full");
            return;
        }

        if (_protocol.ServerSpeaksFirst)
        {
            _runtime.Cancels.Bind(_key, _session!.Lease);
        }
        else
        {
            _key = _runtime.Cancels.Register(_session!.Lease);
        }

        Output.Clear();
        Login.Complete([.. _session.Reports.All], _key, Output);
        _client.Send(Output.Written);
        _negotiated = Login.Negotiated;
        if (Login.Codec is { } codec && _client.Transport is not CodedTransport)
        {
            _client.Wrap(codec);
        }

        // Thousands of clients may be idle for hours: what only their logins needed goes.
        _exchange = null;
        _lookup = default;
        _client.Run(_session);
    }

    private void Refuse(Denial denial, string reason)
    {
        RecordLogin("refused", reason);
        _client.End(denial, reason);
    }

    /// <summary>A start-up setting is a SET: decided by the same rules, a <c>role</c> there is a SET ROLE.</summary>
    private Denial? RefuseSettings(Subject subject)
    {
        var match = _runtime.Policies.Current.Match(subject, _runtime.EnforcementOf(_client.Listener));
        foreach (var (name, _) in Login.Settings)
        {
            var facts = new StatementFacts
            {
                Action = SqlAction.Session,
                Kind = "SET",
                Flags = StatementFlags.Session,
                Accesses = [new Access(AccessKind.Session, SqlAction.Session, new ObjectName(null, name))],
            };
            var decision = DecisionEngine.Plan(facts, match).Decide(new DecisionContext(_services.Now));
            if (decision.Verdict != Verdict.Allow)
            {
                return Denials.Of(decision) with { IsFatal = true };
            }
        }

        return null;
    }

    /// <summary>False: the spool is full and `audit.on_full` is refuse.</summary>
    private bool RecordLogin(string result, string? reason) => _records.Login(_session?.Identity.Audit, Login, _isAuthenticated, result, reason);
}
