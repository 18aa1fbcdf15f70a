using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Identity;

/// <summary>One entry of the users file: verifiers, never a password.</summary>
public sealed record GatewayUser(string Name)
{
    /// <summary>Serves PostgreSQL and TDS; null: no login over those.</summary>
    public ScramVerifier? Scram { get; init; }

    /// <summary>Crypt form of MySQL's caching_sha2_password.</summary>
    public string? CachingSha2 { get; init; }

    /// <summary>Crypt form of MySQL's mysql_native_password: unsalted.</summary>
    public string? MysqlNative { get; init; }

    public PasswordVerifiers Verifiers => new(Scram, CachingSha2, MysqlNative);

    public ImmutableArray<string> Roles { get; init; } = [];

    public ImmutableDictionary<string, ImmutableArray<string>> Attributes { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Empty: from anywhere.</summary>
    public ImmutableArray<IPNetwork> Sources { get; init; } = [];

    /// <summary>The first instant the user is no longer valid; null: always valid.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The name alone: what is logged by mistake shows no verifier.</summary>
    public override string ToString() => Name;

    public bool IsValidAt(DateTimeOffset now) => ValidUntil is not { } end || now < end;

    public bool MayComeFrom(IPAddress address)
    {
        if (Sources.IsEmpty)
        {
            return true;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Sources.Any(network => network.Contains(plain));
    }

    internal bool HasSameVerifiers(GatewayUser other) =>
        Same(Scram, other.Scram) && CachingSha2 == other.CachingSha2 && MysqlNative == other.MysqlNative;

    internal bool HasSameRights(GatewayUser other) =>
        Roles.SequenceEqual(other.Roles);

    internal bool HasSameAttributes(GatewayUser other) =>
        Attributes.Count == other.Attributes.Count
        && Attributes.All(a => other.Attributes.TryGetValue(a.Key, out var values) && values.SequenceEqual(a.Value));

    private static bool Same(ScramVerifier? one, ScramVerifier? other) =>
        ReferenceEquals(one, other)
        || (one is not null && other is not null && one.Iterations == other.Iterations
            && one.Salt.AsSpan().SequenceEqual(other.Salt)
            && CryptographicOperations.FixedTimeEquals(one.StoredKey, other.StoredKey)
            && CryptographicOperations.FixedTimeEquals(one.ServerKey, other.ServerKey));
}
