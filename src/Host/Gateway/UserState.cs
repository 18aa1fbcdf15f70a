using ProxyDb.Host.Identity;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Gateway;

/// <summary>The users in force; swapped like the policies.</summary>
internal sealed class UserState
{
    private readonly string _file;
    private readonly byte[] _mockSecret;
    private volatile UserDirectory _current;

    private UserState(string file, byte[] mockSecret, UserDirectory current) =>
        (_file, _mockSecret, _current) = (file, mockSecret, current);

    public UserDirectory Current => _current;

    public LoginThrottle Throttle { get; } = new();

    public static UserState? Load(string file, byte[] mockSecret, DocumentErrors errors) =>
        UsersDocument.Load(file, errors, mockSecret) is { } users ? new UserState(file, mockSecret, users) : null;

    public bool Reload(DocumentErrors errors)
    {
        if (UsersDocument.Load(_file, errors, _mockSecret) is not { } users)
        {
            return false;
        }

        _current = users;
        return true;
    }
}
