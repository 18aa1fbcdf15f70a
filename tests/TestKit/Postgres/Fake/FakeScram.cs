using System.Security.Cryptography;
using System.Text;

namespace ProxyDb.TestKit.Postgres.Fake;

/// <summary>The server's half of SCRAM-SHA-256 without channel binding, written independently of the product's; ASCII passwords.</summary>
internal sealed class FakeScram(string password)
{
    private const int Iterations = 4096;

    /// <summary>The same for every session, as a role's verifier has it: clients may keep derived keys.</summary>
    private static readonly byte[] Salt = [16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1];

    private string _clientFirstBare = "";
    private string _serverFirst = "";

    public string First(string clientFirst)
    {
        _clientFirstBare = clientFirst[3..];
        var nonce = _clientFirstBare[(_clientFirstBare.IndexOf(",r=", StringComparison.Ordinal) + 3)..];
        _serverFirst = $"r={nonce}{Convert.ToBase64String(RandomNumberGenerator.GetBytes(18))},s={Convert.ToBase64String(Salt)},i={Iterations}";
        return _serverFirst;
    }

    /// <summary>server-final-message; null when the proof is wrong.</summary>
    public string? Final(string clientFinal)
    {
        var proofAt = clientFinal.LastIndexOf(",p=", StringComparison.Ordinal);
        var proof = Convert.FromBase64String(clientFinal[(proofAt + 3)..]);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, Salt, Iterations, HashAlgorithmName.SHA256, 32);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{clientFinal[..proofAt]}");
        var key = HMACSHA256.HashData(storedKey, authMessage);
        for (var i = 0; i < key.Length; i++)
            key[i] ^= proof[i];
        return SHA256.HashData(key).AsSpan().SequenceEqual(storedKey)
            ? "v=" + Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), authMessage))
            : null;
    }
}
