using System.Diagnostics.CodeAnalysis;
using NUnit.Framework;

namespace ProxyDb.TestKit.Processes;

/// <summary>Servers and clients a test needs. Where one is missing the test is ignored with the reason; with <c>CI=true</c> it fails.</summary>
public static class Prerequisite
{
    private static readonly string[] ExtraDirectories = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

    /// <summary>Absolute path of a program on PATH or in the system directories.</summary>
    public static string Program(string name, string package)
    {
        if (!TryFindProgram(name, out var path))
            Missing($"`{name}` is not installed (Debian package {package})");
        return path;
    }

    public static bool TryFindProgram(string name, [NotNullWhen(true)] out string? path)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        path = directories.Concat(ExtraDirectories).Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);
        return path is not null;
    }

    /// <summary>The newest file of a pattern, such as a jar of a Debian package.</summary>
    public static string FileOf(string path, string package)
    {
        if (!File.Exists(path))
            Missing($"`{path}` is missing (Debian package {package})");
        return path;
    }

    [DoesNotReturn]
    public static void Missing(string reason)
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            throw new AssertionException(reason);
        throw new IgnoreException(reason);
    }
}
