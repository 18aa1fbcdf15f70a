using System.Security.Cryptography;

namespace ProxyDb.Protocols.Statements;

/// <summary>Derives the keys of a backend password, on a worker.</summary>
internal sealed class ScramDerivation(ReadOnlyMemory<byte> password, byte[] salt, int iterations) : ILoginWork
{
    private volatile ScramKeys? _keys;

    /// <summary>Null until <see cref="Run"/> is through.</summary>
    public ScramKeys? Keys => _keys;

    public void Run() => _keys = ScramSha256.Derive(password.Span, salt, iterations);
}

/// <summary>Checks a password that a client sent in clear (under TLS) against its verifier, on a worker. Forgets it afterwards.</summary>
/// <param name="proven">Where the keys of a password that fits are kept.</param>
internal sealed class ScramVerification(byte[] password, ScramVerifier verifier, bool isMock, ScramKeyCache? proven = null) : ILoginWork
{
    private volatile bool _isDone;
    private bool _isVerified;

    public bool IsDone => _isDone;

    public bool IsVerified => _isDone && _isVerified;

    public static bool Fits(ScramKeys keys, ScramVerifier verifier) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(keys.ClientKey), verifier.StoredKey);

    public void Run()
    {
        var keys = ScramSha256.Derive(password, verifier.Salt, verifier.Iterations);
        _isVerified = Fits(keys, verifier) && !isMock;
        if (_isVerified)
        {
            proven?.Add(password, verifier.Salt, verifier.Iterations, keys);
        }

        CryptographicOperations.ZeroMemory(password);
        _isDone = true;
    }
}
