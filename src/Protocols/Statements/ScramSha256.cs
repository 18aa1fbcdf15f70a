using System.Buffers.Text;
using System.Security.Cryptography;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Statements;

/// <summary>
/// The arithmetic of SCRAM-SHA-256 (<see href="https://www.rfc-editor.org/rfc/rfc5802"/> §3,
/// <see href="https://www.rfc-editor.org/rfc/rfc7677"/>).
/// </summary>
public static class ScramSha256
{
    /// <summary>Bytes of every key and signature.</summary>
    public const int KeyLength = 32;

    internal static ReadOnlySpan<byte> Mechanism => "SCRAM-SHA-256"u8;

    /// <summary>ClientKey and ServerKey of a password: the expensive part.</summary>
    public static ScramKeys Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations)
    {
        var prepared = ScramPassword.Prepare(password);
        var salted = Rfc2898DeriveBytes.Pbkdf2(prepared, salt, iterations, HashAlgorithmName.SHA256, KeyLength);
        var keys = new ScramKeys(
            HMACSHA256.HashData(salted, "Client Key"u8),
            HMACSHA256.HashData(salted, "Server Key"u8));
        CryptographicOperations.ZeroMemory(prepared);
        CryptographicOperations.ZeroMemory(salted);
        return keys;
    }

    /// <summary>The verifier of a password: what a users file keeps.</summary>
    public static ScramVerifier MakeVerifier(ReadOnlySpan<byte> password, byte[] salt, int iterations)
    {
        var keys = Derive(password, salt, iterations);
        return new ScramVerifier(iterations, salt, SHA256.HashData(keys.ClientKey), keys.ServerKey);
    }

    /// <summary>HMAC of the whole exchange: with StoredKey the client's signature, with ServerKey the server's.</summary>
    internal static byte[] Sign(byte[] key, ReadOnlySpan<byte> authMessage) => HMACSHA256.HashData(key, authMessage);

    /// <summary>ClientProof := ClientKey XOR ClientSignature; the same operation takes the proof back to the key.</summary>
    internal static byte[] Xor(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var result = new byte[left.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = (byte)(left[i] ^ right[i]);
        }

        return result;
    }

    /// <summary>18 random bytes in base64, as PostgreSQL makes them: no comma can occur.</summary>
    internal static byte[] MakeNonce() => ToBase64(RandomNumberGenerator.GetBytes(18));

    internal static byte[] ToBase64(ReadOnlySpan<byte> bytes)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        Base64.EncodeToUtf8(bytes, text, out _, out _);
        return text;
    }

    internal static byte[] FromBase64(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        var status = Base64.DecodeFromUtf8(text, bytes, out var read, out var written);
        if (status != System.Buffers.OperationStatus.Done || read != text.Length)
        {
            WireFault.Throw("a SCRAM message with an attribute that is not base64");
        }

        return bytes[..written];
    }
}

/// <summary>Keys derived from a password. They are secrets: never shown, never compared but in fixed time.</summary>
public sealed class ScramKeys(byte[] clientKey, byte[] serverKey)
{
    public byte[] ClientKey { get; } = clientKey;

    public byte[] ServerKey { get; } = serverKey;
}
