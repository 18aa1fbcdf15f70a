using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ProxyDb.Protocols.MySql;

/// <summary>
/// <c>mysql_native_password</c>: SHA1(password) under the mask SHA1(scramble + SHA1(SHA1(password)))
/// (<see href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_native_password_authentication.html"/>).
/// </summary>
[SuppressMessage("Security", "CA5350", Justification = "The protocol prescribes SHA-1.")]
internal static class NativePassword
{
    public const string Name = "mysql_native_password";

    public const int Length = 20;

    /// <summary>What a client answers; nothing for an empty password.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> password, ReadOnlySpan<byte> scramble)
    {
        if (password.IsEmpty)
        {
            return [];
        }

        var first = SHA1.HashData(password);
        Xor(first, SHA1.HashData([.. scramble, .. SHA1.HashData(first)]));
        return first;
    }

    /// <summary>Whether an answer was made from the password behind the verifier.</summary>
    /// <param name="verifier"><c>*</c> and SHA1(SHA1(password)) in hexadecimal.</param>
    public static bool IsProven(ReadOnlySpan<byte> answer, string verifier, ReadOnlySpan<byte> scramble)
    {
        if (answer.Length != Length)
        {
            return false;
        }

        var stored = Convert.FromHexString(verifier.AsSpan(1));
        var first = answer.ToArray();
        Xor(first, SHA1.HashData([.. scramble, .. stored]));
        return CryptographicOperations.FixedTimeEquals(SHA1.HashData(first), stored);
    }

    /// <summary>Whether the password itself is the one behind the verifier.</summary>
    public static bool Fits(string verifier, ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(SHA1.HashData(SHA1.HashData(password)), Convert.FromHexString(verifier.AsSpan(1)));

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> mask)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] ^= mask[i];
        }
    }
}
