using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ProxyDb.TestKit.Processes;

/// <summary>A throw-away authority and a certificate for <c>localhost</c> and 127.0.0.1, as PEM files.</summary>
public sealed record TestCertificate(string CertificateFile, string KeyFile, string AuthorityFile)
{
    public static TestCertificate Create(TemporaryDirectory directory)
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=ProxyDb test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(29), RandomNumberGenerator.GetBytes(8));

        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new TestCertificate(
            directory.Write("tls.crt", certificate.ExportCertificatePem()),
            directory.Write("tls.key", key.ExportPkcs8PrivateKeyPem(), ownerOnly),
            directory.Write("ca.crt", authority.ExportCertificatePem()));
    }
}
