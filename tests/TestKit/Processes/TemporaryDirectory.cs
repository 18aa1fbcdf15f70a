namespace ProxyDb.TestKit.Processes;

/// <summary>A directory under the system's temporary directory that others may enter; deleted on dispose.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private const UnixFileMode Traversable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public TemporaryDirectory(string purpose)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"proxydb-{purpose}-{Guid.NewGuid():N}"[..(purpose.Length + 21)]);
        Directory.CreateDirectory(Path, Traversable);
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text, UnixFileMode? mode = null)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (mode is { } m)
            File.SetUnixFileMode(path, m);
        return path;
    }

    /// <summary>Gives the directory and all in it to a user; only root can.</summary>
    public void GiveTo(string user) => ChildProcess.Run("chown", ["-R", $"{user}:", Path]);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A server that is still writing its last file: the system's temporary directory is cleaned by the system.
        }
    }
}
