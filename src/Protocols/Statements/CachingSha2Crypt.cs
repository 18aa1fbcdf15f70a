using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ProxyDb.Protocols.Statements;

/// <summary>
/// The derivation behind the stored form of MySQL's <c>caching_sha2_password</c>: <c>$A$005$</c>, a salt of 20 characters and 43 characters
/// of SHA-256-crypt (<see href="https://www.akkadia.org/drepper/SHA-crypt.txt"/>) with 1000 rounds for each unit of the number. Expensive
/// on purpose, never on a loop.
/// </summary>
public static class CachingSha2Crypt
{
    private const int PrefixLength = 3;
    private const int HeadLength = 7;
    private const int SaltLength = 20;
    private const int DigestLength = 43;
    private const int RoundsPerUnit = 1000;
    private const string Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Whether a stored form, which must be well formed, was made from the password.</summary>
    public static bool Fits(string verifier, ReadOnlySpan<byte> password)
    {
        var units = int.Parse(verifier.AsSpan(PrefixLength, 3), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var salt = Encoding.Latin1.GetBytes(verifier.Substring(HeadLength, SaltLength));
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Crypt(password, salt, units * RoundsPerUnit)),
            Encoding.ASCII.GetBytes(verifier[(HeadLength + SaltLength)..]));
    }

    /// <summary>SHA-crypt with SHA-256, steps as numbered in its specification; the salt may have 20 bytes here instead of 16.</summary>
    public static string Crypt(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int rounds)
    {
        var second = SHA256.HashData([.. password, .. salt, .. password]); // 4-8
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256); // 1
        hash.AppendData(password); // 2
        hash.AppendData(salt); // 3
        hash.AppendData(Repeat(second, password.Length)); // 9-10
        for (var bits = password.Length; bits > 0; bits >>= 1) // 11
        {
            hash.AppendData((bits & 1) != 0 ? second : password);
        }

        var digest = hash.GetHashAndReset(); // 12
        for (var i = 0; i < password.Length; i++) // 13-14
        {
            hash.AppendData(password);
        }

        var p = Repeat(hash.GetHashAndReset(), password.Length); // 15-16
        for (var i = 0; i < 16 + digest[0]; i++) // 17-18
        {
            hash.AppendData(salt);
        }

        var s = Repeat(hash.GetHashAndReset(), salt.Length); // 19-20
        for (var round = 0; round < rounds; round++) // 21
        {
            hash.AppendData((round & 1) != 0 ? p : digest);
            hash.AppendData(round % 3 != 0 ? s : []);
            hash.AppendData(round % 7 != 0 ? p : []);
            hash.AppendData((round & 1) != 0 ? digest : p);
            digest = hash.GetHashAndReset();
        }

        return Encode(digest); // 22
    }

    private static byte[] Repeat(byte[] digest, int length)
    {
        var all = new byte[length];
        for (var i = 0; i < length; i++)
        {
            all[i] = digest[i % digest.Length];
        }

        return all;
    }

    /// <summary>Bytes in the order the specification gives, six bits a character, lowest first.</summary>
    private static string Encode(byte[] d)
    {
        var text = new StringBuilder(DigestLength);
        var (a, b, c) = (0, 10, 20);
        for (var i = 0; i < 10; i++)
        {
            Append(text, (d[a] << 16) | (d[b] << 8) | d[c], 4);
            (a, b, c) = ((a + 21) % 30, (b + 21) % 30, (c + 21) % 30);
        }

        Append(text, (d[31] << 8) | d[30], 3);
        return text.ToString();
    }

    private static void Append(StringBuilder text, int value, int characters)
    {
        for (var i = 0; i < characters; i++)
        {
            text.Append(Alphabet[value & 0x3f]);
            value >>= 6;
        }
    }
}
