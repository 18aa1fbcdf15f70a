using System.Security.Cryptography;

namespace ProxyDb.Host.Identity;

/// <summary>
/// The secret behind the salts of users that do not exist. The users file may hold one (<c>mock_secret</c>, written when
/// <c>proxydb user add</c> makes the file), so that all replicas answer alike; else each process keeps its own.
/// </summary>
public static class MockSecret
{
    public const int Length = 32;

    /// <summary>Reads the secret of a state directory, or makes it, mode 0600.</summary>
    public static byte[] Obtain(string stateDirectory)
    {
        var path = Path.Combine(stateDirectory, "mock-secret");
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: Length } known)
        {
            return known;
        }

        Directory.CreateDirectory(stateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var secret = RandomNumberGenerator.GetBytes(Length);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var file = new FileStream(path, options);
        file.Write(secret);
        return secret;
    }
}
