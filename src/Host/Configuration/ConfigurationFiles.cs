using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ProxyDb.Policy.Documents;

namespace ProxyDb.Host.Configuration;

internal enum FileKind
{
    Plain,

    /// <summary>Not empty, and not to be read by everybody.</summary>
    Secret,

    Certificate,

    Directory,
}

/// <summary>Resolves the files a configuration names and looks whether they can be used.</summary>
internal sealed class ConfigurationFiles(string baseDirectory)
{
    public string Resolve(string path) => Path.GetFullPath(path, baseDirectory);

    /// <summary>The absolute path; an error at the node when it cannot be read.</summary>
    public string? Existing(DocumentNode node, FileKind kind)
    {
        if (node.Text() is not { } text)
        {
            return null;
        }

        if (text.Length == 0 || text.Contains('\0', StringComparison.Ordinal))
        {
            node.Error("expected a path");
            return null;
        }

        return Check(node, text, Resolve(text), kind);
    }

    private static string? Check(DocumentNode node, string text, string path, FileKind kind)
    {
        try
        {
            if (kind == FileKind.Directory ? !Directory.Exists(path) : !File.Exists(path))
            {
                node.Error($"{(kind == FileKind.Directory ? "the directory" : "the file")} `{text}` does not exist");
                return null;
            }

            if (kind == FileKind.Directory)
            {
                _ = Directory.EnumerateFileSystemEntries(path).FirstOrDefault();
                return path;
            }

            using var file = File.OpenRead(path);
            CheckContent(node, text, path, file.Length, kind);
            return path;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            node.Error($"`{text}` cannot be read; check owner and mode");
            return null;
        }
    }

    private static void CheckContent(DocumentNode node, string text, string path, long length, FileKind kind)
    {
        if (kind == FileKind.Secret)
        {
            if (length == 0)
            {
                node.Error($"the file `{text}` is empty");
            }

            WarnIfLoose(node, text, path);
        }
        else if (kind == FileKind.Certificate && !HoldsCertificate(path))
        {
            node.Error($"`{text}` holds no certificate in PEM form");
        }
    }

    /// <summary>Group may read: that is how Kubernetes hands secrets to a pod that does not run as root (fsGroup).</summary>
    public static void WarnIfLoose(DocumentNode node, string text, string path)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        const UnixFileMode Loose = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
        if ((File.GetUnixFileMode(target) & Loose) != 0)
        {
            node.Warn($"`{text}` can be read or changed by others; chmod 600, or 640 with a group of its own");
        }
    }

    private static bool HoldsCertificate(string path)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(path);
            return all.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
