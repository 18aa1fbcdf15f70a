using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ProxyDb.TestKit.Postgres.Raw;

/// <summary>The client's half of SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding; ASCII passwords.</summary>
public sealed class ScramExchange(string password)
{
    private static readonly ConcurrentDictionary<(string Password, string Salt, string Iterations), byte[]> Salted = new();

    private readonly string _firstBare = $"n=,r={Convert.ToBase64String(RandomNumberGenerator.GetBytes(18))}";
    private byte[] _serverSignature = [];

    /// <summary>Body of SASLInitialResponse.</summary>
    public byte[] First()
    {
        var first = Encoding.UTF8.GetBytes("n,," + _firstBare);
        return [.. ClientMessage.Text("SCRAM-SHA-256"), .. ClientMessage.Int32(first.Length), .. first];
    }

    /// <summary>Body of SASLResponse for the server's first message.</summary>
    public byte[] Final(string serverFirst)
    {
        var parts = serverFirst.Split(',').ToDictionary(p => p[0], p => p[2..]);
        // Ten thousand clients with one password derive its key once, as drivers that cache do.
        var salted = Salted.GetOrAdd((password, parts['s'], parts['i']), static k => Rfc2898DeriveBytes.Pbkdf2(
            k.Password, Convert.FromBase64String(k.Salt), int.Parse(k.Iterations, CultureInfo.InvariantCulture), HashAlgorithmName.SHA256, 32));
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var withoutProof = $"c=biws,r={parts['r']}";
        var authMessage = Encoding.UTF8.GetBytes($"{_firstBare},{serverFirst},{withoutProof}");
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), authMessage);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), authMessage);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    public bool Verifies(string serverFinal) => serverFinal == "v=" + Convert.ToBase64String(_serverSignature);

    /// <summary>A verifier as in pg_authid and users.yaml.</summary>
    public static string Verifier(string password, int iterations = 4096)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, 32);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
