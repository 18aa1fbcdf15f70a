using System.Buffers.Text;
using System.Security.Cryptography;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>The client's side of one SCRAM-SHA-256 exchange. It trusts the server only after its signature was checked.</summary>
internal sealed class ScramClient(byte[] nonce)
{
    /// <summary>A hostile server could otherwise keep our processors busy (RFC 7677 §4 asks for at least 4,096).</summary>
    private const int MaxIterations = 1_000_000;

    private const int MaxSaltLength = 1024;

    /// <summary>"n": no channel binding; no authorization identity.</summary>
    private static ReadOnlySpan<byte> Gs2Header => "n,,"u8;

    private byte[] _serverFirst = [];
    private byte[] _combinedNonce = [];
    private byte[] _serverSignature = [];

    public byte[] Salt { get; private set; } = [];

    public int Iterations { get; private set; }

    /// <summary>client-first-message; the name is left empty, as libpq does: the start-up message said it.</summary>
    public byte[] First() => [.. Gs2Header, .. FirstBare()];

    /// <summary>Reads server-first-message.</summary>
    /// <returns>Null, or why the server cannot be answered.</returns>
    public string? ReadServerFirst(ReadOnlySpan<byte> message)
    {
        var attributes = new ScramAttributes(message);
        if (message.StartsWith("m="u8))
        {
            return "the server asks for a SCRAM extension that is not known";
        }

        var combined = attributes.ReadNonce();
        if (combined.Length <= nonce.Length || !combined.StartsWith(nonce))
        {
            return "the server's SCRAM nonce does not begin with ours";
        }

        Salt = ScramSha256.FromBase64(attributes.Read('s'));
        var count = attributes.Read('i');
        attributes.SkipExtensions();
        if (Salt.Length is < 1 or > MaxSaltLength)
        {
            return "the server's SCRAM salt has an impossible length";
        }

        if (count.ContainsAnyExceptInRange((byte)'0', (byte)'9') || !Utf8Parser.TryParse(count, out int iterations, out var used) ||
            used != count.Length || iterations is < 1 or > MaxIterations)
        {
            return "the server asks for an impossible number of SCRAM iterations";
        }

        Iterations = iterations;
        _serverFirst = message.ToArray();
        _combinedNonce = combined.ToArray();
        return null;
    }

    /// <summary>client-final-message.</summary>
    public byte[] Final(ScramKeys keys)
    {
        byte[] withoutProof = [.. "c="u8, .. ScramSha256.ToBase64(Gs2Header), .. ",r="u8, .. _combinedNonce];
        byte[] authMessage = [.. FirstBare(), .. ","u8, .. _serverFirst, .. ","u8, .. withoutProof];
        var signature = ScramSha256.Sign(SHA256.HashData(keys.ClientKey), authMessage);
        _serverSignature = ScramSha256.Sign(keys.ServerKey, authMessage);
        return [.. withoutProof, .. ",p="u8, .. ScramSha256.ToBase64(ScramSha256.Xor(keys.ClientKey, signature))];
    }

    /// <summary>Reads server-final-message: whether the server knows our verifier too.</summary>
    public bool IsServerProven(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("e="u8))
        {
            return false;
        }

        var attributes = new ScramAttributes(message);
        var signature = ScramSha256.FromBase64(attributes.Read('v'));
        attributes.SkipExtensions();
        return _serverSignature.Length > 0 && CryptographicOperations.FixedTimeEquals(signature, _serverSignature);
    }

    private byte[] FirstBare() => [.. "n=,r="u8, .. nonce];
}
