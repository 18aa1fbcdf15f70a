using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ProxyDb.Host.Configuration;

/// <summary>A certificate with its key and chain, read from PEM files.</summary>
public static class ServerCertificate
{
    /// <summary>For <see cref="SslServerAuthenticationOptions.ServerCertificateContext"/>.</summary>
    /// <exception cref="CryptographicException">Not PEM, or the key is not the certificate's.</exception>
    public static SslStreamCertificateContext Load(string certificateFile, string keyFile)
    {
        using var pem = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        if (chain.Count > 0)
        {
            chain.RemoveAt(0);
        }

        // The ephemeral key of CreateFromPemFile is not accepted by every TLS back end; a PKCS#12 round trip makes it one that is.
        var usable = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(usable, chain, offline: true);
    }

    /// <summary>Null when the two fit; else why not, without a word of the key.</summary>
    internal static string? Check(string certificateFile, string keyFile)
    {
        try
        {
            using var both = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            return null;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return "certificate and key do not fit, or the key is not PEM without a passphrase";
        }
    }

    internal static DateTimeOffset Expiry(string certificateFile)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(certificateFile);
        return certificate.NotAfter;
    }
}
