using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ProxyDb.Host.Identity;

/// <summary>MySQL's <c>mysql_native_password</c>: <c>*</c> and the SHA-1 of the SHA-1 in hexadecimal, without a salt.</summary>
internal static class MysqlNativeSecret
{
    private const int DigestLength = 20;

    [SuppressMessage("Security", "CA5350", Justification = "The protocol prescribes SHA-1; written only on request (--native).")]
    public static string Derive(ReadOnlySpan<byte> password) => "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(password)));

    public static bool Fits(string verifier, ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(Convert.FromHexString(verifier.AsSpan(1)), Convert.FromHexString(Derive(password).AsSpan(1)));

    public static bool IsWellFormed(string text) =>
        text.Length == 1 + 2 * DigestLength && text[0] == '*' && text.Skip(1).All(char.IsAsciiHexDigit);
}
