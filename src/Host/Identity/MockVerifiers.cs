using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Identity;

/// <summary>
/// Verifiers no password fits, for names that may not log in: the same for a name at every try and on every replica that has the
/// secret, and of the kinds that users of the file have, so that the method asked for does not tell who exists.
/// </summary>
internal sealed class MockVerifiers
{
    private readonly byte[] _secret;
    private readonly int _iterations;
    private readonly (int CachingSha2, int Native, int Both) _kinds;

    public MockVerifiers(IReadOnlyCollection<GatewayUser> users, ReadOnlySpan<byte> secret)
    {
        _secret = secret.ToArray();
        _iterations = users.Select(static u => u.Scram?.Iterations).OfType<int>()
            .GroupBy(static i => i).OrderByDescending(static g => g.Count()).Select(static g => g.Key).FirstOrDefault(ScramSecret.Iterations);
        _kinds = (
            users.Count(static u => u is { CachingSha2: not null, MysqlNative: null }),
            users.Count(static u => u is { CachingSha2: null, MysqlNative: not null }),
            users.Count(static u => u is { CachingSha2: not null, MysqlNative: not null }));
    }

    public PasswordVerifiers For(string name)
    {
        var (hasSha2, hasNative) = KindsOf(name);
        return new PasswordVerifiers(
            Scram(name), hasSha2 ? CachingSha2Secret.Mock() : null, hasNative ? "*" + Convert.ToHexString(RandomNumberGenerator.GetBytes(20)) : null);
    }

    private ScramVerifier Scram(string name) => new(
        _iterations, Derive("salt:" + name)[..ScramSecret.SaltLength], RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));

    /// <summary>As often as among the users: a name keeps its kind unless the file changes much.</summary>
    private (bool CachingSha2, bool Native) KindsOf(string name)
    {
        var all = (ulong)(_kinds.CachingSha2 + _kinds.Native + _kinds.Both);
        if (all == 0)
        {
            return (true, false);
        }

        var place = (ulong)BinaryPrimitives.ReadUInt32BigEndian(Derive("kind:" + name)) * all >> 32;
        return place < (ulong)_kinds.CachingSha2 ? (true, false)
            : place < (ulong)(_kinds.CachingSha2 + _kinds.Native) ? (false, true)
            : (true, true);
    }

    private byte[] Derive(string label) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(label));
}
