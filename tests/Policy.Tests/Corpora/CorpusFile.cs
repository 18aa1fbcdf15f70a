using System.IO.Compression;
using System.Text.Json;
using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>Gzipped JSON Lines of real SQL beside the project; tests are ignored where there are none.</summary>
internal static class CorpusFile
{
    /// <summary>Rows of a corpus, one object each.</summary>
    public static List<JsonElement> Read(string name)
    {
        using var file = new GZipStream(File.OpenRead(PathOf(name)), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        var rows = new List<JsonElement>();
        while (reader.ReadLine() is { } line)
        {
            rows.Add(JsonDocument.Parse(line).RootElement);
        }

        return rows;
    }

    /// <summary>Folder of the project itself, for documents that tests write.</summary>
    public static string ProjectRoot { get; } = FindUp(static folder => File.Exists(Path.Combine(folder, "ProxyDb.sln"))) ?? ".";

    public static string PathOf(string name)
    {
        var root = FindUp(static folder => Directory.Exists(Path.Combine(folder, "shared", "corpora")));
        if (root is null)
        {
            Assert.Ignore("no folder shared/corpora above the tests: the corpora are not part of the project");
        }

        return Path.Combine(root!, "shared", "corpora", name);
    }

    public static string? Text(this JsonElement row, string member) =>
        row.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? FindUp(Func<string, bool> found)
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            if (found(folder.FullName))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
