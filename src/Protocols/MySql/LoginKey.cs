using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// The key pair under which clients without TLS send a password, made when the first of them asks: making it takes long, so it is
/// <see cref="ILoginWork"/>. One for all logins of a protocol object; it is nowhere written down.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as the protocol object, which lives as long as the process.")]
internal sealed class LoginKey : ILoginWork
{
    private const int Bits = 2048;

    private readonly Lock _lock = new();
    private RSA? _key;
    private byte[]? _pem;

    /// <summary>The public half as PEM (SubjectPublicKeyInfo); null until it was made.</summary>
    public byte[]? PublicPem => Volatile.Read(ref _pem);

    public void Run()
    {
        lock (_lock)
        {
            if (_key is null)
            {
                _key = RSA.Create(Bits);
                Volatile.Write(ref _pem, Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem() + "\n"));
            }
        }
    }

    /// <summary>Null: not encrypted under this key.</summary>
    public byte[]? TryDecrypt(byte[] encrypted)
    {
        lock (_lock)
        {
            try
            {
                return _key?.Decrypt(encrypted, RSAEncryptionPadding.OaepSHA1);
            }
            catch (CryptographicException)
            {
                return null;
            }
        }
    }
}
