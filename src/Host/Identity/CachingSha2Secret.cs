using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Identity;

/// <summary>
/// The stored form of MySQL's <c>caching_sha2_password</c>: <c>$A$005$</c>, a salt of 20 characters and 43 characters of
/// SHA-256-crypt (<see href="https://www.akkadia.org/drepper/SHA-crypt.txt"/>) with 1000 rounds for each unit of the number.
/// </summary>
internal static class CachingSha2Secret
{
    private const string Prefix = "$A$";
    private const int SaltLength = 20;
    private const int DigestLength = 43;
    private const int Units = 5;
    private const int RoundsPerUnit = 1000;
    private const string Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);

    private static int HeadLength => Prefix.Length + 4;

    /// <summary>Expensive on purpose, never on a loop.</summary>
    public static string Derive(ReadOnlySpan<byte> password)
    {
        var salt = RandomNumberGenerator.GetString(Alphabet, SaltLength);
        return Prefix + Units.ToString("x3", CultureInfo.InvariantCulture) + "$" + salt
            + CachingSha2Crypt.Crypt(password, Encoding.ASCII.GetBytes(salt), Units * RoundsPerUnit);
    }

    /// <summary>A well-formed one that no password fits.</summary>
    public static string Mock() =>
        Prefix + Units.ToString("x3", CultureInfo.InvariantCulture) + "$" + RandomNumberGenerator.GetString(Alphabet, SaltLength + DigestLength);

    public static bool Fits(string verifier, ReadOnlySpan<byte> password) => CachingSha2Crypt.Fits(verifier, password);

    public static bool IsWellFormed(string text) =>
        text.Length == HeadLength + SaltLength + DigestLength
        && text.StartsWith(Prefix, StringComparison.Ordinal) && text[HeadLength - 1] == '$'
        && int.TryParse(text.AsSpan(Prefix.Length, 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var units)
        && units >= Units
        && text.AsSpan(HeadLength + SaltLength).IndexOfAnyExcept(Allowed) < 0
        && text.All(static c => c is > '\0' and < '\x80');
}
