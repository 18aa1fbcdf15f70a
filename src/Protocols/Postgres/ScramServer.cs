using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Protocols.Statements;
using ProxyDb.Protocols.Wire;

namespace ProxyDb.Protocols.Postgres;

/// <summary>The server's side of one SCRAM-SHA-256 exchange, from a verifier. Malformed messages are faults, a wrong proof is not.</summary>
internal sealed class ScramServer(ScramVerifier verifier, bool isMock, byte[] nonce)
{
    private byte[] _clientFirstBare = [];
    private byte[] _serverFirst = [];
    private byte[] _combinedNonce = [];
    private byte[] _channelBinding = [];

    /// <summary>Reads client-first-message, answers server-first-message.</summary>
    public byte[] Begin(ReadOnlySpan<byte> clientFirst)
    {
        var bare = clientFirst[ReadGs2Header(clientFirst)..];
        _channelBinding = ScramSha256.ToBase64(clientFirst[..^bare.Length]);
        var attributes = new ScramAttributes(bare);
        if (bare.StartsWith("m="u8))
        {
            WireFault.Throw("a SCRAM message with a mandatory extension");
        }

        // The name in here is ignored, as PostgreSQL does: the start-up message said who it is.
        attributes.Read('n');
        _combinedNonce = [.. attributes.ReadNonce(), .. nonce];
        attributes.SkipExtensions();
        _clientFirstBare = bare.ToArray();
        _serverFirst =
        [
            .. "r="u8, .. _combinedNonce,
            .. ",s="u8, .. ScramSha256.ToBase64(verifier.Salt),
            .. ",i="u8, .. Encoding.ASCII.GetBytes(verifier.Iterations.ToString(CultureInfo.InvariantCulture)),
        ];
        return _serverFirst;
    }

    /// <summary>Reads client-final-message; answers server-final-message when the proof holds, else null.</summary>
    public byte[]? Finish(ReadOnlySpan<byte> clientFinal)
    {
        var proofAt = clientFinal.LastIndexOf(",p="u8);
        if (proofAt < 0)
        {
            WireFault.Throw("a SCRAM message without a proof");
        }

        var withoutProof = clientFinal[..proofAt];
        var attributes = new ScramAttributes(withoutProof);
        if (!attributes.Read('c').SequenceEqual(_channelBinding))
        {
            WireFault.Throw("a SCRAM message whose channel binding is not that of its beginning");
        }

        if (!attributes.Read('r').SequenceEqual(_combinedNonce))
        {
            WireFault.Throw("a SCRAM message with another nonce");
        }

        attributes.SkipExtensions();
        var proof = ScramSha256.FromBase64(clientFinal[(proofAt + 3)..]);
        if (proof.Length != ScramSha256.KeyLength)
        {
            WireFault.Throw("a SCRAM proof of the wrong length");
        }

        byte[] authMessage = [.. _clientFirstBare, .. ","u8, .. _serverFirst, .. ","u8, .. withoutProof];
        var clientKey = ScramSha256.Xor(proof, ScramSha256.Sign(verifier.StoredKey, authMessage));
        var isProven = CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), verifier.StoredKey);
        CryptographicOperations.ZeroMemory(clientKey);
        return isProven && !isMock
            ? [.. "v="u8, .. ScramSha256.ToBase64(ScramSha256.Sign(verifier.ServerKey, authMessage))]
            : null;
    }

    /// <summary>gs2-header: binding flag, comma, no authzid, comma. Returns its length.</summary>
    private static int ReadGs2Header(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("p="u8))
        {
            WireFault.Throw("SCRAM with channel binding is not supported yet: connect with channel_binding=disable");
        }

        // "y" (the client could bind but believes the server cannot) is the truth: SCRAM-SHA-256-PLUS is not offered.
        if (!message.StartsWith("n,"u8) && !message.StartsWith("y,"u8))
        {
            WireFault.Throw("a malformed SCRAM message");
        }

        if (message.Length < 3 || message[2] != ',')
        {
            WireFault.Throw("SCRAM with an authorization identity is not supported");
        }

        return 3;
    }
}
