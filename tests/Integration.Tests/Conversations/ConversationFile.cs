namespace ProxyDb.Integration.Tests.Conversations;

/// <summary>
/// A golden conversation: comments, what the client sends (<c>C&gt;</c>), and all that follows from it: what the backend gets
/// (<c>B&gt;</c>) and answers (<c>B&lt;</c>), what the client sees (<c>C&lt;</c>) and what the audit holds (<c>audit</c>).
/// </summary>
internal sealed class ConversationFile
{
    private ConversationFile(string path, IReadOnlyList<string> lines)
    {
        Path = path;
        Lines = lines;
    }

    public string Path { get; }

    public IReadOnlyList<string> Lines { get; }

    public static IEnumerable<string> Slugs =>
        System.IO.Directory.GetFiles(Directory, "*.conversation").Select(System.IO.Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!;

    private static string Directory => System.IO.Path.GetFullPath(System.IO.Path.Combine(SourceDirectory(), "..", "..", "Conversations", "postgres"));

    public static ConversationFile Read(string slug)
    {
        var path = System.IO.Path.Combine(Directory, slug + ".conversation");
        return new ConversationFile(path, File.ReadAllLines(path));
    }

    /// <summary>Turns of the client: each ends where an answer is waited for.</summary>
    public IEnumerable<IReadOnlyList<string>> Turns()
    {
        var turn = new List<string>();
        foreach (var line in Lines.Where(l => l.StartsWith("C> ", StringComparison.Ordinal)).Select(l => l[3..]))
        {
            turn.Add(line);
            if (line is "Sync" or "Flush" or "Terminate" || line.StartsWith("Query ", StringComparison.Ordinal) || line.StartsWith("CopyFail ", StringComparison.Ordinal)
                || line == "CopyDone")
            {
                yield return turn;
                turn = [];
            }
        }
    }

    /// <summary>What the file would hold after a run: its comments and what was seen.</summary>
    public IReadOnlyList<string> With(IEnumerable<string> seen) =>
        [.. Lines.TakeWhile(l => l.Length == 0 || l[0] == '#'), .. seen];

    private static string SourceDirectory([System.Runtime.CompilerServices.CallerFilePath] string path = "") => System.IO.Path.GetDirectoryName(path)!;
}
