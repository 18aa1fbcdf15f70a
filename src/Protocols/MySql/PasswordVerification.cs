using System.Security.Cryptography;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Protocols.MySql;

/// <summary>Checks a password that came whole, in TLS or under the public key, against a verifier: thousands of rounds of SHA-256.</summary>
/// <param name="received">The password and its zero; or what of them is under the key.</param>
/// <param name="key">Null: the password came as it is.</param>
/// <param name="scramble">Mask under the key.</param>
internal sealed class PasswordVerification(
    byte[] received, LoginKey? key, byte[] scramble, PasswordVerifiers verifiers, bool isMock, CachingSha2Cache cache) : ILoginWork
{
    public bool IsDone { get; private set; }

    public bool IsVerified { get; private set; }

    public void Run()
    {
        var password = key is null ? received : Unmask(key.TryDecrypt(received));
        IsVerified = password is [.., 0] && Fits(password.AsSpan(..^1)) && !isMock;
        CryptographicOperations.ZeroMemory(password);
        CryptographicOperations.ZeroMemory(received);
        IsDone = true;
    }

    private byte[]? Unmask(byte[]? masked)
    {
        CachingSha2Password.Mask(masked, scramble);
        return masked;
    }

    private bool Fits(ReadOnlySpan<byte> password)
    {
        if (verifiers.CachingSha2 is not { } verifier)
        {
            return verifiers.MysqlNative is { } native && NativePassword.Fits(native, password);
        }

        if (!CachingSha2Crypt.Fits(verifier, password))
        {
            return false;
        }

        if (!isMock)
        {
            cache.Add(verifier, CachingSha2Password.Twofold(password));
        }

        return true;
    }
}
