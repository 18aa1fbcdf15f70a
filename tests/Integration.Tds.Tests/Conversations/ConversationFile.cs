namespace ProxyDb.Integration.Tds.Tests.Conversations;

/// <summary>
/// A golden conversation: comments, what the client sends (<c>C&gt;</c>; <c>other&gt;</c> is another client, whose
/// answers are not written down), and all that follows from it: what the backend gets (<c>B&gt;</c>) and answers (<c>B&lt;</c>), what the client
/// sees (<c>C&lt;</c>) and what the audit holds (<c>audit</c>).
/// </summary>
internal sealed class ConversationFile
{
    private ConversationFile(string path, IReadOnlyList<string> lines) => (Path, Lines) = (path, lines);

    public string Path { get; }

    public IReadOnlyList<string> Lines { get; }

    public static IEnumerable<string> Slugs =>
        System.IO.Directory.GetFiles(Directory, "*.conversation").Select(System.IO.Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!;

    /// <summary>What is sent, in order; what only came of it is left out.</summary>
    public IEnumerable<string> Sent =>
        Lines.Where(static l => l.Split(' ')[0] is "C>" or "other>");

    private static string Directory => System.IO.Path.GetFullPath(System.IO.Path.Combine(SourceDirectory(), "..", "..", "Conversations", "tds"));

    public static ConversationFile Read(string slug)
    {
        var path = System.IO.Path.Combine(Directory, slug + ".conversation");
        return new ConversationFile(path, File.ReadAllLines(path));
    }

    /// <summary>A comment of the file that says how it is played.</summary>
    public bool Says(string comment) => Lines.Contains("# " + comment);

    /// <summary>What the file would hold after a run: its comments and what was seen.</summary>
    public IReadOnlyList<string> With(IEnumerable<string> seen) => [.. Lines.TakeWhile(l => l.Length == 0 || l[0] == '#'), .. seen];

    private static string SourceDirectory([System.Runtime.CompilerServices.CallerFilePath] string path = "") => System.IO.Path.GetDirectoryName(path)!;
}
