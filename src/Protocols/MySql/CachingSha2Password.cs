using System.Security.Cryptography;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// <c>caching_sha2_password</c>: SHA256(password) under the mask SHA256(SHA256(SHA256(password)) + scramble); a server that does not have the
/// inner hash at hand asks for the password itself, in TLS or under its public key
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html"/>).
/// </summary>
internal static class CachingSha2Password
{
    public const string Name = "caching_sha2_password";

    public const int Length = 32;

    /// <summary>What a client answers; nothing for an empty password.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> password, ReadOnlySpan<byte> scramble)
    {
        if (password.IsEmpty)
        {
            return [];
        }

        var first = SHA256.HashData(password);
        Mask(first, SHA256.HashData([.. SHA256.HashData(first), .. scramble]));
        return first;
    }

    /// <summary>Whether an answer was made from the password whose twofold hash is at hand.</summary>
    public static bool IsProven(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> twofold, ReadOnlySpan<byte> scramble)
    {
        if (answer.Length != Length)
        {
            return false;
        }

        var first = answer.ToArray();
        Mask(first, SHA256.HashData([.. twofold, .. scramble]));
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(first), twofold);
    }

    public static byte[] Twofold(ReadOnlySpan<byte> password) => SHA256.HashData(SHA256.HashData(password));

    /// <summary>The password and its zero as they stand under the public key: masked by the scramble over and over.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> password, ReadOnlySpan<byte> scramble, RSA key)
    {
        byte[] plain = [.. password, 0];
        Mask(plain, scramble);
        var encrypted = key.Encrypt(plain, RSAEncryptionPadding.OaepSHA1);
        CryptographicOperations.ZeroMemory(plain);
        return encrypted;
    }

    /// <summary>Mask of any length, repeated.</summary>
    public static void Mask(Span<byte> target, ReadOnlySpan<byte> mask)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] ^= mask[i % mask.Length];
        }
    }
}
