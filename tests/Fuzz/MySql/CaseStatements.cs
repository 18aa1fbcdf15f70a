namespace ProxyDb.Fuzz.MySql;

/// <summary>Statements of the case files of the analysis: something of every class.</summary>
internal static class CaseStatements
{
    public static IReadOnlyList<string> All { get; } = [.. Read()];

    private static IEnumerable<string> Read()
    {
        var folder = Path.GetFullPath(Path.Combine(Corpus.DirectoryOf("."), "..", "..", "Policy.Tests", "Sql", "MySql", "Cases"));
        return Directory.GetFiles(folder, "*.cases").Order(StringComparer.Ordinal)
            .SelectMany(File.ReadLines).Where(static line => line.StartsWith("> ", StringComparison.Ordinal)).Select(static line => line[2..]);
    }
}
