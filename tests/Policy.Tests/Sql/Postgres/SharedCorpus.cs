using System.IO.Compression;
using System.Text.Json;
using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Sql.Postgres;

/// <summary>The corpora that lie beside the project; tests over them are ignored where there are none.</summary>
internal static class SharedCorpus
{
    /// <summary>The SQL texts of one corpus.</summary>
    public static IEnumerable<string> Texts(string corpus)
    {
        var directory = TestContext.CurrentContext.TestDirectory;
        while (directory is not null && !Directory.Exists(Path.Combine(directory, "shared", "corpora")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        if (directory is null)
        {
            Assert.Ignore("shared/corpora is not beside the project");
        }

        using var file = new GZipStream(File.OpenRead(Path.Combine(directory, "shared", "corpora", corpus)), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("sql", out var sql) && sql.ValueKind == JsonValueKind.String)
            {
                yield return sql.GetString()!;
            }
        }
    }
}
