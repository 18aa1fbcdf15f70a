using ProxyDb.TestKit.Gateways;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Architecture.Tests.Samples;

/// <summary>What we give away works: configurations load, policies compile, cases hold.</summary>
[TestFixture]
public sealed class PolicySampleTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static IEnumerable<string> PolicyDirectories() => ["samples/kubernetes/base/policy", "samples/quickstart/policies"];

    private static IEnumerable<string> CaseDirectories() => Repository.Files("*.cases.yaml")
        .Where(f => f.StartsWith("samples/", StringComparison.Ordinal)).Select(f => Path.GetDirectoryName(f)!);

    [Test]
    public void The_configuration_for_kubernetes_passes_the_check()
    {
        using var directory = new TemporaryDirectory("kubernetes");
        var certificate = TestCertificate.Create(directory);
        foreach (var policy in Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples/kubernetes/base/policy")))
        {
            directory.Write($"etc/policies/{Path.GetFileName(policy)}", File.ReadAllText(policy));
        }

        directory.Write("etc/secrets/shop", "a password\n", OwnerOnly);
        directory.Write("etc/secrets/users.yaml", "proxydb: users/v1\nusers: {}\n", OwnerOnly);
        directory.Write("etc/secrets/admins.yaml", "proxydb: users/v1\nusers: {}\n", OwnerOnly);
        directory.Write("etc/secrets/audit-signing.pem", SigningKey(), OwnerOnly);
        directory.Write("etc/tls/tls.crt", File.ReadAllText(certificate.CertificateFile));
        directory.Write("etc/tls/tls.key", File.ReadAllText(certificate.KeyFile), OwnerOnly);
        directory.Write("etc/tls/db-ca.crt", File.ReadAllText(certificate.CertificateFile));
        var configuration = directory.Write("proxydb.yaml", Repository.Read("samples/kubernetes/base/config/proxydb.yaml")
            .Replace("/etc/proxydb/", directory["etc/"], StringComparison.Ordinal)
            .Replace("/var/lib/proxydb/", directory["var/"], StringComparison.Ordinal));

        var (exitCode, output, error) = ProxyDbExecutable.Run(["check", "--config", configuration]);
        Assert.That(exitCode, Is.Zero, output + error);
    }

    [TestCaseSource(nameof(PolicyDirectories))]
    public void A_policy_of_a_sample_compiles(string folder)
    {
        var (exitCode, output, error) = ProxyDbExecutable.Run(["policy", "check", Path.Combine(Repository.Root, folder)]);
        Assert.That(exitCode, Is.Zero, output + error);
    }

    [TestCaseSource(nameof(CaseDirectories))]
    public void Cases_hold(string folder)
    {
        var (exitCode, output, error) = ProxyDbExecutable.Run(["policy", "test", Path.Combine(Repository.Root, folder)]);
        Assert.That(exitCode, Is.Zero, output + error);
    }

    private static string SigningKey()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
