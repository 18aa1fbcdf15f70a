namespace ProxyDb.Fuzz;

/// <summary>Committed inputs of each target: <c>tests/Fuzz/Corpus/TARGET/NAME</c>, raw bytes.</summary>
public static class Corpus
{
    public static string DirectoryOf(string target) => Path.Combine(FindRoot(), target);

    public static IReadOnlyList<string> FilesOf(string target)
    {
        var directory = DirectoryOf(target);
        return Directory.Exists(directory) ? Directory.GetFiles(directory).Order(StringComparer.Ordinal).ToArray() : [];
    }

    public static void Write(string target, string name, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(DirectoryOf(target));
        File.WriteAllBytes(Path.Combine(DirectoryOf(target), name), bytes);
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, "tests", "Fuzz", "Corpus");
            if (Directory.Exists(candidate) || File.Exists(Path.Combine(directory.FullName, "ProxyDb.sln")))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException("no tests/Fuzz/Corpus above the program");
    }
}
