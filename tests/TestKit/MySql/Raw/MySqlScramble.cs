using System.Security.Cryptography;
using System.Text;

namespace ProxyDb.TestKit.MySql.Raw;

/// <summary>Answers of the password methods to a server's challenge.</summary>
public static class MySqlScramble
{
    /// <summary>mysql_native_password: SHA1(p) XOR SHA1(challenge, SHA1(SHA1(p))).</summary>
    public static byte[] Native(string password, ReadOnlySpan<byte> challenge)
    {
        if (password.Length == 0)
            return [];
#pragma warning disable CA5350 // the method is defined by SHA-1
        var once = SHA1.HashData(Encoding.UTF8.GetBytes(password));
        var proof = SHA1.HashData([.. challenge, .. SHA1.HashData(once)]);
#pragma warning restore CA5350
        return Xor(once, proof);
    }

    /// <summary>What a server keeps of mysql_native_password.</summary>
    public static string NativeVerifier(string password)
    {
#pragma warning disable CA5350 // the method is defined by SHA-1
        return "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(Encoding.UTF8.GetBytes(password)).AsSpan()));
#pragma warning restore CA5350
    }

    /// <summary>caching_sha2_password, fast: SHA256(p) XOR SHA256(SHA256(SHA256(p)), challenge).</summary>
    public static byte[] CachingSha2(string password, ReadOnlySpan<byte> challenge)
    {
        if (password.Length == 0)
            return [];
        var once = SHA256.HashData(Encoding.UTF8.GetBytes(password));
        return Xor(once, SHA256.HashData([.. SHA256.HashData(SHA256.HashData(once).AsSpan()), .. challenge]));
    }

    /// <summary>caching_sha2_password, full, without TLS: the password XOR the challenge, under the server's RSA key.</summary>
    public static byte[] Encrypted(string password, ReadOnlySpan<byte> challenge, string publicKeyPem)
    {
        var plain = Encoding.UTF8.GetBytes(password + "\0");
        for (var i = 0; i < plain.Length; i++)
            plain[i] ^= challenge[i % challenge.Length];
        using var rsa = RSA.Create();
        rsa.ImportFromPem(publicKeyPem);
        return rsa.Encrypt(plain, RSAEncryptionPadding.OaepSHA1);
    }

    private static byte[] Xor(byte[] one, byte[] other)
    {
        var result = new byte[one.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (byte)(one[i] ^ other[i]);
        return result;
    }
}
