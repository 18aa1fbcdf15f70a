namespace ProxyDb.Host.Configuration;

/// <summary>A file that holds a key of masks: at least 32 bytes, as a key of HMAC-SHA-256 should have.</summary>
internal static class MaskKeyFile
{
    private const int LengthMin = 32;

    /// <summary>The key; null when there is none that can be used, and <paramref name="fault"/> says why without anything of its content.</summary>
    public static byte[]? Read(string path, out string fault)
    {
        fault = "";
        try
        {
            var key = SecretFile.Read(path);
            if (key.Length >= LengthMin)
            {
                return key;
            }

            fault = $"the key is shorter than {LengthMin} bytes; make one with `openssl rand -hex 32`";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = "the key cannot be read; check the file's owner, mode and size";
        }

        return null;
    }
}
