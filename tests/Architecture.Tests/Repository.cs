using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProxyDb.Architecture.Tests;

/// <summary>The repository as these tests see it; read once.</summary>
public static class Repository
{
    private static readonly string[] Generated = ["artifacts", "node_modules", "bin", "obj", ".git", "TestResults"];
    private static readonly Lazy<ImmutableArray<SourceFile>> Sources = new(() => ReadSources("src"));
    private static readonly Lazy<ImmutableArray<SourceFile>> Tests = new(() => ReadSources("tests"));
    private static readonly Lazy<ILookup<string, SourceFile>> Types = new(IndexTypes);

    public static string Root { get; } = FindRoot();

    /// <summary>Everything below <c>src</c>.</summary>
    public static ImmutableArray<SourceFile> SourceFiles => Sources.Value;

    public static ImmutableArray<SourceFile> TestFiles => Tests.Value;

    /// <summary>Declared types of <c>src</c> by their simple names.</summary>
    public static ILookup<string, SourceFile> DeclaredTypes => Types.Value;

    public static IEnumerable<SourceFile> In(params string[] folders) =>
        SourceFiles.Where(f => folders.Any(folder => IsWithin(f.Folder, folder)));

    public static bool IsWithin(string folder, string parent) =>
        folder == parent || folder.StartsWith(parent + "/", StringComparison.Ordinal);

    /// <summary>Files of the repository that people write, relative to the root.</summary>
    public static IEnumerable<string> Files(string pattern = "*") => Walk(Root, pattern).Select(f => Path.GetRelativePath(Root, f));

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    /// <summary>A folder that stands beside the project in some check-outs, or null.</summary>
    public static string? FindBeside(string relative)
    {
        for (var directory = new DirectoryInfo(Root); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, relative);
            if (Path.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static IEnumerable<string> Walk(string directory, string pattern) =>
        Directory.EnumerateFiles(directory, pattern).Concat(Directory.EnumerateDirectories(directory)
            .Where(d => !Generated.Contains(Path.GetFileName(d)))
            .SelectMany(d => Walk(d, pattern)));

    private static ImmutableArray<SourceFile> ReadSources(string folder) =>
        [.. Walk(Path.Combine(Root, folder), "*.cs").Order(StringComparer.Ordinal).Select(f => SourceFile.Read(Root, f))];

    private static ILookup<string, SourceFile> IndexTypes() => SourceFiles
        .SelectMany(f => f.Nodes<BaseTypeDeclarationSyntax>().Select(t => (Name: t.Identifier.Text, File: f))
            .Concat(f.Nodes<DelegateDeclarationSyntax>().Select(t => (Name: t.Identifier.Text, File: f))))
        .ToLookup(t => t.Name, t => t.File, StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "ProxyDb.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("no ProxyDb.sln above the test assembly");
    }
}
