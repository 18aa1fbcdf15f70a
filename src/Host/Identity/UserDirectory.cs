using System.Collections.Frozen;
using System.Net;
using ProxyDb.Protocols.Statements;

namespace ProxyDb.Host.Identity;

/// <summary>An immutable snapshot of the users file; a reload makes a new one.</summary>
public sealed class UserDirectory
{
    private readonly FrozenDictionary<string, GatewayUser> _users;
    private readonly MockVerifiers _mocks;

    /// <param name="users">By distinct names.</param>
    /// <param name="mockSecret">Stable and unknown to clients; see <see cref="MockSecret"/>.</param>
    public UserDirectory(IEnumerable<GatewayUser> users, ReadOnlySpan<byte> mockSecret)
    {
        _users = users.ToFrozenDictionary(static u => u.Name, StringComparer.Ordinal);
        _mocks = new MockVerifiers(_users.Values, mockSecret);
    }

    public int Count => _users.Count;

    public IEnumerable<GatewayUser> Users => _users.Values;

    public GatewayUser? Find(string name) => _users.GetValueOrDefault(name);

    /// <summary>
    /// What the login of a client goes on with. Whoever may not log in gets a mock verifier and fails at the end of the exchange,
    /// so that a client cannot tell an unknown name from a wrong password, an expired account or a forbidden address.
    /// </summary>
    /// <param name="canUse">Whether the methods of the client's protocol can use one of a user's verifiers.</param>
    public LoginLookup Lookup(string name, IPAddress address, DateTimeOffset now, Predicate<PasswordVerifiers> canUse)
    {
        var refusal = Find(name) switch
        {
            null => LoginRefusal.UnknownUser,
            var user when !canUse(user.Verifiers) => LoginRefusal.NoVerifier,
            var user when !user.IsValidAt(now) => LoginRefusal.Expired,
            var user when !user.MayComeFrom(address) => LoginRefusal.ForbiddenSource,
            _ => LoginRefusal.None,
        };
        return refusal == LoginRefusal.None
            ? new LoginLookup(Find(name), Find(name)!.Verifiers, LoginRefusal.None)
            : new LoginLookup(null, Mock(name), refusal);
    }

    /// <summary>Verifiers no password fits, the same for a name at every try and on every replica that has the secret.</summary>
    public PasswordVerifiers Mock(string name) => _mocks.For(name);

    /// <summary>What has become of a user since a session logged in. Everything but None ends the session (contracts.md §1).</summary>
    /// <param name="atLogin">The entry the session logged in with.</param>
    /// <param name="address">The session's client.</param>
    /// <param name="now">Expiry is checked against it.</param>
    public UserChange ChangeSince(GatewayUser atLogin, IPAddress address, DateTimeOffset now) => Find(atLogin.Name) switch
    {
        null => UserChange.Removed,
        var user when !user.IsValidAt(now) => UserChange.Expired,
        var user when !user.MayComeFrom(address) => UserChange.SourceForbidden,
        var user when !user.HasSameVerifiers(atLogin) => UserChange.VerifierChanged,
        var user when !user.HasSameRights(atLogin) => UserChange.RightsChanged,
        var user when !user.HasSameAttributes(atLogin) => UserChange.AttributesChanged,
        _ => UserChange.None,
    };
}

/// <param name="User">Null when the login is bound to fail.</param>
/// <param name="Verifiers">For <see cref="IClientLogin.UseVerifier"/>.</param>
/// <param name="Refusal">For the audit record; the client never learns it.</param>
public readonly record struct LoginLookup(GatewayUser? User, PasswordVerifiers Verifiers, LoginRefusal Refusal)
{
    public bool IsMock => User is null;
}

/// <summary>Why a login cannot succeed, whatever the password.</summary>
public enum LoginRefusal
{
    None,
    UnknownUser,
    NoVerifier,
    Expired,
    ForbiddenSource,
    LockedOut,
}

public enum UserChange
{
    None,
    Removed,
    Expired,
    SourceForbidden,
    VerifierChanged,
    RightsChanged,

    /// <summary>Values that row filters compare with: the session lives on with the new ones.</summary>
    AttributesChanged,
}
