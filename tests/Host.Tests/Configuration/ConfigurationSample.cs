using NUnit.Framework;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProxyDb.Host.Configuration;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Tests.Configuration;

/// <summary>A directory with every file a configuration may name, and the smallest configuration that is fine.</summary>
internal sealed class ConfigurationSample : IDisposable
{
    public const string SecretMarker = "S3CRET-marker-never-shown";

    public const string Minimal =
        """
        proxydb: config/v1
        clusters:
          shop:
            endpoints: [db:5432]
            login: {user: svc, password_file: pw}
        listeners:
        - {name: l, listen: "127.0.0.1:0", cluster: shop}

        """;

    public ConfigurationSample()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("proxydb-config-").FullName;
        System.IO.Directory.CreateDirectory(In("policies"));
        Write("pw", SecretMarker + "\n");
        Write("empty", "");
        Write("users.yaml", "proxydb: users/v1\nusers: {}\n");
        Write("other-users.yaml", "proxydb: users/v1\nusers: {}\n");
        WriteCertificate("tls", DateTimeOffset.UtcNow.AddYears(1));
        WriteCertificate("other", DateTimeOffset.UtcNow.AddDays(3));
    }

    public string Directory { get; }

    public string In(string name) => Path.Combine(Directory, name);

    public void Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        File.SetUnixFileMode(In(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public GatewayOptions? Load(string text, DocumentErrors errors, params (string Name, string Value)[] environment) =>
        ConfigurationLoader.Parse("proxydb.yaml", text, Directory, environment.ToDictionary(e => e.Name, e => e.Value), errors);

    /// <summary>Loads what must be fine.</summary>
    public GatewayOptions Load(string text, params (string Name, string Value)[] environment)
    {
        var errors = new DocumentErrors();
        var options = Load(text, errors, environment);
        Assert.That(errors.Where(e => !e.IsWarning), Is.Empty);
        return options!;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private void WriteCertificate(string name, DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), end);
        Write(name + ".crt", certificate.ExportCertificatePem());
        Write(name + ".key", key.ExportPkcs8PrivateKeyPem());
    }
}
