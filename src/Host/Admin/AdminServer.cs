using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Identity;
using ProxyDb.Host.Telemetry;

namespace ProxyDb.Host.Admin;

/// <summary>The administration port: a small web server beside the gateway, which keeps answering probes until the very end.</summary>
public sealed class AdminServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly AdminOptions _options;
    private readonly ILogger _log;
    private readonly List<FileWatch> _watches = [];
    private SslStreamCertificateContext? _certificate;
    private volatile UserDirectory? _admins;

    private AdminServer(
        AdminOptions options, IGatewayControl control, GatewayMetrics metrics, Action<AdminCall> recorded, ILoggerFactory logs, TimeProvider time)
    {
        (_options, _log) = (options, logs.CreateLogger("proxydb.admin"));
        Reload();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // The web server must not watch the working directory for settings files: it has none of its own.
            Args = ["--hostBuilder:reloadConfigOnChange=false"], ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(logs);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(Configure);
        _application = builder.Build();
        var endpoints = new AdminEndpoints(
            control, metrics, new AdminLogin(() => _admins, new LoginThrottle(), time), call => Record(call, recorded), options.Metrics.Public);
        endpoints.Map(_application);
    }

    /// <summary>The bound address, for a configured port 0.</summary>
    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Binds and answers.</summary>
    /// <param name="options">Address, certificate, administrators.</param>
    /// <param name="control">The running gateway.</param>
    /// <param name="metrics">Rendered at each scrape.</param>
    /// <param name="recorded">Receives every call of an administrator and every refused login; must not throw.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="time">For lock-out and expiry.</param>
    /// <param name="cancel">Gives up binding.</param>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<AdminServer> StartAsync(
        AdminOptions options, IGatewayControl control, GatewayMetrics metrics, Action<AdminCall> recorded, ILoggerFactory logs,
        TimeProvider time, CancellationToken cancel)
    {
        var server = new AdminServer(options, control, metrics, recorded, logs, time);
        await server._application.StartAsync(cancel).ConfigureAwait(false);
        var bound = new Uri(server._application.Urls.First());
        server.Address = new IPEndPoint(options.Listen.Address, bound.Port);
        server.Watch(time);
        return server;
    }

    /// <summary>Reads administrators and certificate again, as happens when their files change; what is faulty leaves the former in force. Any thread.</summary>
    public void Reload()
    {
        var errors = new Policy.Documents.DocumentErrors();
        if (!File.Exists(_options.UsersFile))
        {
            _log.AdminUnavailable($"no file `{_options.UsersFile}`: only probes are answered");
            _admins = null;
        }
        else if (AdminsDocument.Load(_options.UsersFile, errors) is { } admins)
        {
            _admins = admins;
        }
        else
        {
            _log.ReloadRefused("administrators", string.Join("; ", errors.Where(static e => !e.IsWarning)));
        }

        if (_options.Tls is { CertificateFile: { } certificate, KeyFile: { } key })
        {
            ReloadCertificate(certificate, key);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _watches.ForEach(static w => w.Dispose());
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _application.StopAsync(grace.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private void Watch(TimeProvider time)
    {
        foreach (var file in new[] { _options.UsersFile, _options.Tls?.CertificateFile, _options.Tls?.KeyFile }.OfType<string>())
        {
            _watches.Add(new FileWatch(file, Reload, time, _log));
        }
    }

    private void ReloadCertificate(string certificate, string key)
    {
        try
        {
            _certificate = ServerCertificate.Load(certificate, key);
        }
        catch (Exception fault) when (_certificate is not null && fault is IOException or ArgumentException or System.Security.Cryptography.CryptographicException)
        {
            _log.ReloadRefused("certificate of the administration port", fault.Message);
        }
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 4096;
        kestrel.Limits.MaxConcurrentConnections = 256;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Listen(_options.Listen, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (_options.Tls is not null)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = _certificate }),
                });
            }
        });
    }

    private void Record(AdminCall call, Action<AdminCall> recorded)
    {
        if (call.Action == "login")
        {
            _log.AdminLoginRefused(call.Address, call.Result);
        }
        else
        {
            _log.AdminAction(call.Admin, call.Address, call.Action, call.Target);
        }

        recorded(call);
    }

    /// <summary>Signals are the gateway's business.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
