using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ProxyDb.Host.Configuration;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Gateway;

/// <summary>Certificates of the listeners, read from their files and read again when those change.</summary>
internal sealed class TlsFiles
{
    private readonly ConcurrentDictionary<string, SslServerAuthenticationOptions> _byListener = new(StringComparer.Ordinal);

    /// <summary>Null: the listener has no certificate.</summary>
    public SslServerAuthenticationOptions? For(ListenerOptions listener) => _byListener.GetValueOrDefault(listener.Name);

    /// <summary>(Re)loads one listener's files; a failure leaves what is in force.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file does not hold what it should.</exception>
    public void Load(ListenerOptions listener)
    {
        var tls = listener.Tls;
        if (tls.CertificateFile is null || tls.KeyFile is null)
        {
            return;
        }

        using var pem = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(tls.CertificateFile);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (tls.ClientCaFile is not null)
        {
            RequireClients(options, tls.ClientCaFile);
        }

        _byListener[listener.Name] = options;
    }

    private static void RequireClients(SslServerAuthenticationOptions options, string caFile)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(caFile);
        options.ClientCertificateRequired = true;
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
    }

    /// <summary>What a listener lets its clients choose.</summary>
    public ClientTls ModeOf(ListenerOptions listener) => listener.Tls.Mode switch
    {
        ListenerTlsMode.Disable => ClientTls.Disable,
        ListenerTlsMode.Prefer => For(listener) is null ? ClientTls.Disable : ClientTls.Prefer,
        ListenerTlsMode.LoginOnly => ClientTls.LoginOnly,
        ListenerTlsMode.Strict => ClientTls.Strict,
        _ => ClientTls.Require,
    };
}
