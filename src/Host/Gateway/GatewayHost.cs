using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using ProxyDb.Host.Admin;
using ProxyDb.Host.Audit;
using ProxyDb.Host.Backends;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Identity;
using ProxyDb.Host.Network;
using ProxyDb.Host.Telemetry;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Gateway;

/// <summary>Puts one gateway process together, runs it until it is told to stop, and takes it apart without losing a record.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly GatewayOptions _options;
    private readonly ILogger _log;
    private readonly ILoggerFactory _logs;
    private readonly EventLoop[] _loops;
    private readonly AuditTrail _audit;
    private readonly GatewayRuntime _runtime;
    private readonly LoopServices[] _services;
    private readonly LiveCatalogs _catalogs;
    private readonly GatewayControl _control;
    private readonly List<IDisposable> _watches = [];
    private AdminServer? _admin;

    private GatewayHost(
        GatewayOptions options, ILoggerFactory logs, PolicyState policies, UserState users, MaskKeyRing keys, AuditTrail audit, EventLoop[] loops)
    {
        (_options, _logs, _audit, _loops) = (options, logs, audit, loops);
        _log = logs.CreateLogger("proxydb");
        var protocols = options.Clusters.Values.Select(static c => c.Protocol).Distinct().ToDictionary(static p => p, ProtocolCatalog.Create);
        var limits = GatewayRuntime.LimitsOf(options.Limits);
        var metrics = new GatewayMetrics(loops.Length)
        {
            AuditSpoolBytes = () => audit.SpoolBytes,
            AuditOldestUnsealedSeconds = () => audit.OldestUnsealedSeconds,
        };
        var clusters = options.Clusters.Values.ToDictionary(
            static c => c.Name, c => new BackendPools(c, protocols[c.Protocol], limits, loops, _log), StringComparer.Ordinal);
        _catalogs = new LiveCatalogs(options, policies, metrics, clusters, _log);
        var tls = new TlsFiles();
        foreach (var listener in options.Listeners)
        {
            tls.Load(listener);
        }

        _runtime = new GatewayRuntime
        {
            Options = options, Protocols = protocols, Limits = limits, Policies = policies, Users = users, Clusters = clusters, Metrics = metrics,
            Catalogs = _catalogs, Cancels = new CancelRouter(options.Node.CancelId), Audit = audit, Log = _log, Tls = tls, MaskKeys = keys,
        };
        var analysed = new ProxyDb.Policy.Sql.AnalysisLimits { Text = (int)Math.Min(options.Limits.AnalysedText, int.MaxValue), Depth = options.Limits.Depth };
        _services = [.. loops.Select(l => new LoopServices(l, audit.Lane(l.Index), protocols.Keys.ToDictionary(
            static p => p, p => new StatementJudge(ProtocolCatalog.DialectOf(p), analysed, metrics, l.Index))))];
        metrics.CacheEntries = () => _services.Sum(static s => s.JudgedEntries);
        metrics.Control = _control = new GatewayControl(_runtime, _services, BeginDrain);
        TellPolicies();
    }

    /// <summary>Bound end points by listener name; for a configured port 0.</summary>
    public Dictionary<string, IPEndPoint> Addresses { get; } = new(StringComparer.Ordinal);

    /// <summary>Address of the administration port.</summary>
    public IPEndPoint? AdminAddress => _admin?.Address;

    private TaskCompletionSource Drained { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Runs until <paramref name="stop"/> fires, then drains. Everything that stands against a start is in <paramref name="errors"/>;
    /// false then.
    /// </summary>
    public static async Task<bool> RunAsync(
        GatewayOptions options, ILoggerFactory logs, DocumentErrors errors, Action<GatewayHost>? started, CancellationToken stop)
    {
        if (Open(options, logs, errors) is not { } host)
        {
            return false;
        }

        await using (host.ConfigureAwait(false))
        {
            await host.StartAsync(stop).ConfigureAwait(false);
            started?.Invoke(host);
            await using (stop.Register(host.BeginDrain).ConfigureAwait(false))
            {
                await host.Drained.Task.ConfigureAwait(false);
            }
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watch in _watches)
        {
            watch.Dispose();
        }

        // Some catalogs are read over the loops.
        await _catalogs.DisposeAsync().ConfigureAwait(false);
        foreach (var pools in _runtime.Clusters.Values)
        {
            pools.CloseIdle();
        }

        foreach (var loop in _loops)
        {
            loop.Stop();
        }

        if (_admin is not null)
        {
            await _admin.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var loop in _loops)
        {
            loop.Dispose();
        }

        _audit.Seal();
        _audit.Dispose();
        _log.Stopped();
    }

    private static GatewayHost? Open(GatewayOptions options, ILoggerFactory logs, DocumentErrors errors)
    {
        var log = logs.CreateLogger("proxydb");
        var policies = PolicyState.Load(options.Policies.Directory, errors);
        var users = UserState.Load(options.UsersFile, MockSecret.Obtain(options.StateDirectory), errors);
        var keys = MaskKeyRing.Load(options.Masks.Keys, errors);
        foreach (var warning in errors.Where(static e => e.IsWarning))
        {
            log.ConfigurationProblem(warning.ToString());
        }

        if (policies is null || users is null || keys is null)
        {
            return null;
        }

        try
        {
            var loops = EventLoops.Create(options.Network.Transport == NetworkTransport.Epoll ? "epoll" : "sockets", options.Network.LoopCount);
            var audit = AuditTrail.Start(AuditOptionsOf(options), options.Node.Name, TimeProvider.System, problem => log.AuditFailed(problem));
            return new GatewayHost(options, logs, policies, users, keys, audit, loops);
        }
        catch (Exception fault) when (fault is AuditFault or PlatformNotSupportedException or System.Security.Cryptography.CryptographicException)
        {
            errors.Add(options.BaseDirectory, 1, 1, fault.Message);
            return null;
        }
    }

    private static AuditTrailOptions AuditOptionsOf(GatewayOptions options) => new()
    {
        Directory = options.Audit.Directory,
        SpoolDirectory = options.Audit.Spool.Directory,
        SpoolSize = options.Audit.Spool.Size,
        Fsync = options.Audit.Fsync,
        OnFull = options.Audit.OnFull == OnFull.Alarm ? AuditFullAction.Alarm : AuditFullAction.Refuse,
        TextLimit = (int)Math.Min(options.Audit.TextLimit, 1 << 20),
        LocalMax = options.Audit.LocalMax,
        Retention = options.Audit.Retention,
        SigningKeyFile = options.Audit.SigningKeyFile,
        StateDirectory = options.StateDirectory,
        Loops = options.Network.LoopCount,
    };

    private async Task StartAsync(CancellationToken stop)
    {
        var version = typeof(GatewayHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        _log.Starting(version, _options.Node.Name, _loops.Length, _options.Listeners.Length);
        foreach (var services in _services)
        {
            services.Loop.Faulted += (loop, fault) => _log.Unexpected($"loop {loop.Index}", fault);
            services.Loop.AddTurnHook(services.Audit);
            services.Loop.Start();
            await OnLoopAsync(services, () => StartTicking(services)).ConfigureAwait(false);
        }

        foreach (var listener in _options.Listeners)
        {
            await ListenAsync(listener).ConfigureAwait(false);
        }

        Record("start", ("version", version), ("policy", _runtime.Policies.Current.Version));
        Watch();
        _control.HasStarted = true;
        _admin = await AdminServer
            .StartAsync(_options.Admin, _control, _runtime.Metrics, RecordAdmin, _logs, TimeProvider.System, stop).ConfigureAwait(false);
        _log.AdminListening(_admin.Address.ToString());
    }

    private async Task ListenAsync(ListenerOptions listener)
    {
        var address = listener.Listen;
        foreach (var services in _services)
        {
            await OnLoopAsync(services, () => address = services.Loop.Listen(address, 1024, t => Accept(services, listener, t))).ConfigureAwait(false);
        }

        Addresses[listener.Name] = address;
        _log.Listening(listener.Name, address.ToString());
    }

    private void Accept(LoopServices services, ListenerOptions listener, Transport transport)
    {
        if (!_runtime.TryAdmit())
        {
            transport.Close();
            return;
        }

        _ = new ClientConnection(_runtime, services, listener, transport);
    }

    private void StartTicking(LoopServices services)
    {
        ILoopTimer? timer = null;
        timer = services.Loop.CreateTimer(() =>
        {
            Tick(services);
            timer!.Start(TickInterval);
        });
        timer.Start(TickInterval);
    }

    private static TimeSpan TickInterval { get; } = TimeSpan.FromMilliseconds(500);

    private void Tick(LoopServices services)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var client in services.Clients.ToArray())
        {
            client.Tick(now);
        }

        if (services.Loop.Index == 0)
        {
            foreach (var pools in _runtime.Clusters.Values)
            {
                pools.Tend();
            }
        }

        _control.Beat(services.Loop.Index);
    }

    private void Watch()
    {
        _watches.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnHangUp));
        _watches.Add(new FileWatch(_options.Policies.Directory, ReloadPolicies, TimeProvider.System, _log));
        _watches.Add(new MaskKeyWatch(_runtime));
        _watches.Add(new FileWatch(_options.UsersFile, ReloadUsers, TimeProvider.System, _log));
        foreach (var listener in _options.Listeners.Where(static l => l.Tls.CertificateFile is not null))
        {
            _watches.Add(new FileWatch(listener.Tls.CertificateFile!, () => ReloadCertificate(listener), TimeProvider.System, _log));
            _watches.Add(new FileWatch(listener.Tls.KeyFile!, () => ReloadCertificate(listener), TimeProvider.System, _log));
        }
    }

    /// <summary>SIGHUP reads again what is watched anyway: policies, users, certificates, administrators.</summary>
    private void OnHangUp(PosixSignalContext signal)
    {
        signal.Cancel = true;
        ReloadPolicies();
        ReloadUsers();
        foreach (var listener in _options.Listeners.Where(static l => l.Tls.CertificateFile is not null))
        {
            ReloadCertificate(listener);
        }

        _admin?.Reload();
    }

    private void ReloadPolicies()
    {
        var errors = new DocumentErrors();
        if (_runtime.Policies.Reload(errors))
        {
            TellPolicies();
            Record("policy", ("result", "loaded"), ("policy", _runtime.Policies.Current.Version));
        }
        else if (errors.Any)
        {
            _runtime.Metrics.PolicyLoadFailures.Increment(0);
            var first = errors.First(static e => !e.IsWarning).ToString();
            _log.PoliciesRefused(first);
            Record("policy", ("result", "refused"), ("reason", first), ("policy", _runtime.Policies.Current.Version));
        }
    }

    private void TellPolicies()
    {
        var version = _runtime.Policies.Current.Version;
        _runtime.Metrics.PolicySha256 = version.StartsWith("sha256:", StringComparison.Ordinal) ? version["sha256:".Length..] : version;
        _log.PoliciesLoaded(_runtime.Metrics.PolicySha256, _runtime.Policies.Current.Rules.Length);
    }

    private void ReloadUsers()
    {
        var errors = new DocumentErrors();
        if (!_runtime.Users.Reload(errors))
        {
            _log.UsersRefused(errors.FirstOrDefault(static e => !e.IsWarning)?.ToString() ?? "unreadable");
            Record("config", ("what", "users"), ("result", "refused"));
            return;
        }

        _log.UsersLoaded(_runtime.Users.Current.Count);
        Record("config", ("what", "users"), ("result", "loaded"));
        foreach (var services in _services)
        {
            services.Loop.Post(() => ChangedUsers.Apply(_runtime, services));
        }
    }

    private void ReloadCertificate(ListenerOptions listener)
    {
        try
        {
            _runtime.Tls.Load(listener);
            _log.Reloaded("the certificate of listener " + listener.Name);
            Record("config", ("what", "certificate of " + listener.Name), ("result", "loaded"));
        }
        catch (Exception fault) when (fault is System.Security.Cryptography.CryptographicException or ArgumentException or IOException)
        {
            _log.ReloadRefused("the certificate of listener " + listener.Name, fault.Message);
        }
    }

    private void BeginDrain() => _ = DrainAsync();

    /// <summary>
    /// Accepts for a while longer, because the Service may still route here; then ends sessions at safe points, at the deadline all.
    /// </summary>
    private async Task DrainAsync()
    {
        if (!_control.TryBeginDrain())
        {
            return;
        }

        var started = Stopwatch.GetTimestamp();
        _log.Draining(_runtime.SessionCount, DateTimeOffset.Now + _options.Drain.Accept + _options.Drain.Deadline);
        Record("drain", ("phase", "begin"), ("sessions", _runtime.SessionCount.ToString(CultureInfo.InvariantCulture)));
        await WaitAsync(() => Stopwatch.GetElapsedTime(started) >= _options.Drain.Accept || _runtime.SessionCount == 0).ConfigureAwait(false);
        foreach (var services in _services)
        {
            services.Loop.Post(services.Loop.StopListening);
        }

        _control.HasStoppedAccepting = true;
        var draining = Stopwatch.GetTimestamp();
        await WaitAsync(() =>
        {
            EndSafeSessions();
            return _runtime.SessionCount == 0 || Stopwatch.GetElapsedTime(draining) >= _options.Drain.Deadline;
        }).ConfigureAwait(false);
        foreach (var services in _services)
        {
            await OnLoopAsync(services, () => EndAll(services)).ConfigureAwait(false);
        }

        Record("drain", ("phase", "end"), ("killed", _runtime.SessionCount.ToString(CultureInfo.InvariantCulture)));
        Drained.TrySetResult();
    }

    private static async Task WaitAsync(Func<bool> isOver)
    {
        while (!isOver())
        {
            await Task.Delay(100).ConfigureAwait(false);
        }
    }

    private void EndSafeSessions()
    {
        foreach (var services in _services)
        {
            services.Loop.Post(() =>
            {
                foreach (var client in services.Clients.ToArray())
                {
                    client.EndAtSafePoint("drain");
                }
            });
        }
    }

    private static void EndAll(LoopServices services)
    {
        foreach (var client in services.Clients.ToArray())
        {
            client.End(
                new Protocols.Statements.Denial(
                    Protocols.Statements.DenialCase.Shutdown, "terminating connection due to administrator command: the gateway has shut down"),
                "drain deadline");
        }
    }

    private static Task OnLoopAsync(LoopServices services, Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        services.Loop.Post(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        return done.Task;
    }

    private void RecordAdmin(AdminCall call) => Record(
        "admin", ("admin", call.Admin), ("address", call.Address), ("action", call.Action), ("target", call.Target), ("result", call.Result));

    private void Record(string name, params ReadOnlySpan<(string Key, string Value)> fields)
    {
        var list = System.Collections.Immutable.ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(fields.Length);
        foreach (var (key, value) in fields)
        {
            list.Add(new KeyValuePair<string, string>(key, value));
        }

        _audit.TryRecord(new AuditEvent(name, null, list.ToImmutable()));
    }
}
