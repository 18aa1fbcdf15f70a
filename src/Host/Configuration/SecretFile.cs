namespace ProxyDb.Host.Configuration;

/// <summary>Reads a secret: the bytes of a file without one trailing newline, which editors and shells add.</summary>
public static class SecretFile
{
    private const int MaxLength = 64 << 10;

    /// <exception cref="IOException">Missing, unreadable, or longer than 64 KiB.</exception>
    public static byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > MaxLength)
        {
            throw new IOException($"the file `{path}` is too long for a secret");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var end = bytes.Length;
        if (end > 0 && bytes[end - 1] == '\n')
        {
            end -= end > 1 && bytes[end - 2] == '\r' ? 2 : 1;
        }

        return bytes[..end];
    }
}
