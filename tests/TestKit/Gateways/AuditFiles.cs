using System.IO.Compression;
using System.Text.Json;

namespace ProxyDb.TestKit.Gateways;

/// <summary>The records of an audit directory, sealed files and the plain last one, in the order of their names.</summary>
public static class AuditFiles
{
    public static IEnumerable<string> Names(string directory) =>
        Directory.EnumerateFiles(directory, "*.jsonl*").Order(StringComparer.Ordinal);

    public static IEnumerable<string> Lines(string directory) => Names(directory).SelectMany(ReadLines);

    public static List<JsonElement> Records(string directory, string kind) =>
        [.. Lines(directory).Select(l => JsonDocument.Parse(l).RootElement).Where(r => r.TryGetProperty("event", out var e) && e.GetString() == kind)];

    public static string Text(JsonElement statement) =>
        statement.TryGetProperty("statement", out var s) && s.TryGetProperty("text", out var t) ? t.GetString() ?? "" : "";

    /// <summary><c>proxydb audit verify</c>: exit code and everything it says.</summary>
    public static (int ExitCode, string Output) Verify(string directory)
    {
        var (exitCode, output, error) = ProxyDbExecutable.Run(["audit", "verify", directory]);
        return (exitCode, output + error);
    }

    private static IEnumerable<string> ReadLines(string file)
    {
        using var raw = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var stream = file.EndsWith(".gz", StringComparison.Ordinal) ? (Stream)new GZipStream(raw, CompressionMode.Decompress) : raw;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();

        // The last line of a file that is being written may be half of one.
        for (int at = 0, end; (end = text.IndexOf('\n', at)) >= 0; at = end + 1)
            yield return text[at..end];
    }
}
