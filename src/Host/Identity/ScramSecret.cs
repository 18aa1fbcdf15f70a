using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Identity;

/// <summary>
/// The stored form of SCRAM-SHA-256 (RFC 5803, as PostgreSQL writes it in pg_authid):
/// <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>, the last three in Base64.
/// </summary>
internal static class ScramSecret
{
    public const int Iterations = 4096;
    public const int SaltLength = 16;
    private const int KeyLength = 32;
    private const string Prefix = "SCRAM-SHA-256$";

    /// <summary>Derives a verifier (RFC 5802 §3); expensive on purpose, never on a loop.</summary>
    /// <param name="password">Already prepared: see <see cref="PasswordText"/>.</param>
    public static ScramVerifier Derive(ReadOnlySpan<byte> password, byte[] salt, int iterations = Iterations)
    {
        Span<byte> salted = stackalloc byte[KeyLength];
        Rfc2898DeriveBytes.Pbkdf2(password, salt, salted, iterations, HashAlgorithmName.SHA256);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var verifier = new ScramVerifier(iterations, salt, SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8));
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
        return verifier;
    }

    public static bool Fits(ScramVerifier verifier, ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(Derive(password, verifier.Salt, verifier.Iterations).StoredKey, verifier.StoredKey);

    public static string Format(ScramVerifier v) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Prefix}{v.Iterations}:{Convert.ToBase64String(v.Salt)}${Convert.ToBase64String(v.StoredKey)}:{Convert.ToBase64String(v.ServerKey)}");

    public static bool TryParse(string text, [NotNullWhen(true)] out ScramVerifier? verifier)
    {
        verifier = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[Prefix.Length..].Split('$') is not [var head, var keys]
            || head.Split(':') is not [var count, var saltText]
            || keys.Split(':') is not [var stored, var server]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < Iterations or > 10_000_000
            || Base64(saltText) is not { Length: > 0 } salt
            || Base64(stored) is not { Length: KeyLength } storedKey
            || Base64(server) is not { Length: KeyLength } serverKey)
        {
            return false;
        }

        verifier = new ScramVerifier(iterations, salt, storedKey, serverKey);
        return true;
    }

    private static byte[]? Base64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
