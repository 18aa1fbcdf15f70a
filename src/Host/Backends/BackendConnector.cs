using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using ProxyDb.Host.Configuration;
using ProxyDb.Host.Network;
using ProxyDb.Host.Telemetry;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Backends;

/// <summary>A connection that has logged in at a server that takes writes.</summary>
internal sealed record OpenedBackend(Transport Transport, string Server, IServerLogin Login);

/// <summary>
/// Opens connections of one cluster: the endpoints in their order, the first that takes writes; failures are tried again by Polly
/// with growing pauses. Nothing here is on the path of a statement.
/// </summary>
internal sealed class BackendConnector(ClusterOptions cluster, IWireProtocol protocol, ILogger log)
{
    /// <summary>How often a login is passed on (Azure SQL names one server; a ring of them is a fault).</summary>
    private const int HopsMax = 4;

    private readonly ResiliencePipeline _retries = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<BackendFault>(static f => f.IsTransient),
            MaxRetryAttempts = 3,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(150),
            UseJitter = true,
        })
        .Build();

    /// <exception cref="BackendFault">No endpoint could be used; the text names each and why.</exception>
    /// <param name="variant">See <see cref="IClientLogin.Variant"/>.</param>
    public async Task<OpenedBackend> OpenAsync(EventLoop loop, string database, ServiceLogin login, string variant, CancellationToken cancel) =>
        await _retries.ExecuteAsync(async _ => await OpenOnceAsync(loop, database, login, variant).ConfigureAwait(false), cancel)
            .ConfigureAwait(false);

    /// <summary>One try at one server, whatever its role.</summary>
    /// <param name="server">As <see cref="OpenedBackend.Server"/> names it.</param>
    /// <exception cref="BackendFault">There is no connection.</exception>
    public Task<OpenedBackend> OpenAtAsync(EventLoop loop, string server, ServiceLogin login) =>
        OpenAtAsync(loop, cluster.Endpoints.First(e => e.ToString() == server), server, "", login, "");

    /// <summary>Address and TLS options of a server as a cancel request needs them.</summary>
    public (EndPoint Address, SslClientAuthenticationOptions? Tls) Route(string server)
    {
        var endpoint = cluster.Endpoints.First(e => e.ToString() == server);
        return (AddressOf(endpoint), TlsFor(endpoint));
    }

    private async Task<OpenedBackend> OpenOnceAsync(EventLoop loop, string database, ServiceLogin login, string variant)
    {
        var failures = new List<string>();
        var isTransient = false;
        string? code = null;
        foreach (var endpoint in cluster.Endpoints)
        {
            var server = endpoint.ToString();
            try
            {
                var opened = await OpenAtAsync(loop, endpoint, server, database, login, variant).ConfigureAwait(false);
                if (!protocol.IsStandby(opened.Login.Parameters))
                {
                    return opened;
                }

                loop.Post(static t => t.Close(), opened.Transport);
                failures.Add($"{server}: is a standby");
                isTransient = true;
            }
            catch (BackendFault fault)
            {
                log.BackendConnectFailed(server, cluster.Name, fault.Message);
                failures.Add(fault.Message);
                isTransient |= fault.IsTransient;
                code = fault.Code;
            }
        }

        throw new BackendFault(string.Join("; ", failures), isTransient) { Code = isTransient ? null : code };
    }

    private async Task<OpenedBackend> OpenAtAsync(
        EventLoop loop, ServerEndpoint endpoint, string server, string database, ServiceLogin login, string variant)
    {
        var isStrict = cluster.Tls.Mode == ClusterTlsMode.Strict;
        var options = new ServerLoginOptions(
            login.User, database, await PasswordAsync(login).ConfigureAwait(false), login.Auth,
            RequireTls: cluster.Tls.Mode != ClusterTlsMode.Disable, TryTls: false, Settings: [])
        {
            Variant = variant, Compress = cluster.Compression, StrictTls = isStrict, Server = server,
        };
        for (var hop = 0; ; hop++)
        {
            var state = protocol.CreateServerLogin(options);
            try
            {
                var transport = await BackendLogin
                    .RunAsync(loop, AddressOf(endpoint), endpoint.ToString(), protocol, state, TlsFor(endpoint), isStrict, cluster.Pool.ConnectTimeout)
                    .ConfigureAwait(false);
                return new OpenedBackend(transport, server, state);
            }
            catch (BackendRoute route)
            {
                // The certificate of the server it names is held against that name: whoever routes cannot lend it another's.
                endpoint = new ServerEndpoint(route.Route.Host, route.Route.Port);
                options = options with { Server = endpoint.ToString() };
                if (hop == HopsMax)
                {
                    throw new BackendFault($"{server}: more than {HopsMax} servers pass the login on, the last one to `{endpoint}`");
                }
            }
        }
    }

    /// <summary>Read for each connection, so that a rotated secret is used at once; one trailing newline is not part of it.</summary>
    private static async Task<ReadOnlyMemory<byte>> PasswordAsync(ServiceLogin login)
    {
        if (login.PasswordFile is null)
        {
            return default;
        }

        try
        {
            var bytes = await File.ReadAllBytesAsync(login.PasswordFile).ConfigureAwait(false);
            var length = bytes.Length;
            length -= length > 0 && bytes[length - 1] == '\n' ? 1 : 0;
            length -= length > 0 && bytes[length - 1] == '\r' ? 1 : 0;
            return bytes.AsMemory(0, length);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BackendFault($"cannot read the password file `{login.PasswordFile}`: {fault.Message}");
        }
    }

    private static EndPoint AddressOf(ServerEndpoint endpoint) =>
        IPAddress.TryParse(endpoint.Host, out var address)
            ? new IPEndPoint(address, endpoint.Port)
            : new DnsEndPoint(endpoint.Host, endpoint.Port);

    private SslClientAuthenticationOptions? TlsFor(ServerEndpoint endpoint)
    {
        if (cluster.Tls.Mode == ClusterTlsMode.Disable)
        {
            return null;
        }

        var options = new SslClientAuthenticationOptions
        {
            TargetHost = endpoint.Host,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        var roots = LoadRoots();
        options.RemoteCertificateValidationCallback = (_, certificate, _, errors) => cluster.Tls.Mode switch
        {
            ClusterTlsMode.Require => certificate is not null,
            ClusterTlsMode.VerifyCa => IsTrusted(certificate, roots),
            _ => IsTrusted(certificate, roots) && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch),
        };
        return options;
    }

    private X509Certificate2Collection? LoadRoots()
    {
        if (cluster.Tls.CaFile is null)
        {
            return null;
        }

        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(cluster.Tls.CaFile);
        return roots;
    }

    private static bool IsTrusted(X509Certificate? certificate, X509Certificate2Collection? roots)
    {
        if (certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        }

        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
