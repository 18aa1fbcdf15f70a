using System.Security.Cryptography;
using ProxyDb.Host.Audit.Spool;

namespace ProxyDb.Host.Audit.Sealing;

/// <summary>The ECDSA P-256 key of a writer. Its id is the first 16 hexadecimal digits of the SHA-256 of its public part (SPKI, DER).</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        var spki = key.ExportSubjectPublicKeyInfo();
        Public = Convert.ToBase64String(spki);
        Id = IdOf(spki);
    }

    public string Id { get; }

    /// <summary>The public part, SPKI in base64.</summary>
    public string Public { get; }

    public static string IdOf(ReadOnlySpan<byte> spki) => Convert.ToHexStringLower(SHA256.HashData(spki))[..16];

    /// <summary>The configured key, or the one in the state directory, which is made and warned about when it is missing.</summary>
    public static SigningKey Load(AuditTrailOptions options, Action<string> warn)
    {
        var path = options.SigningKeyFile ?? Path.Combine(options.StateDirectory, "audit-signing-key.pem");
        try
        {
            if (options.SigningKeyFile is null && !File.Exists(path))
            {
                Make(options.StateDirectory, path);
                warn($"`audit.signing_key_file` is not set: a key was made in `{path}`; who can read it can forge the audit log");
            }

            return Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new AuditFault($"the signing key `{path}` cannot be used: {e.Message}; give an ECDSA P-256 private key as PEM", e);
        }
    }

    /// <summary>DER form (SEQUENCE of r and s), base64.</summary>
    public string Sign(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(_key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public void Dispose() => _key.Dispose();

    private static SigningKey Read(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            _ = key.ExportParameters(includePrivateParameters: true);
            return key.KeySize == 256 ? new SigningKey(key) : throw new CryptographicException($"it has {key.KeySize} bits");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static void Make(string directory, string path)
    {
        NativeFile.MakeDirectory(directory);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        file.Flush(flushToDisk: true);
    }
}
