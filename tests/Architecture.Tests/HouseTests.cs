using System.Text;
using System.Text.RegularExpressions;

namespace ProxyDb.Architecture.Tests;

/// <summary>Habits that a reader relies on.</summary>
[TestFixture]
public sealed partial class HouseTests
{
    private static readonly string[] TextTypes =
        [".cs", ".md", ".yaml", ".yml", ".json", ".sh", ".sql", ".js", ".mjs", ".java", ".py", ".csproj", ".props", ".txt", ".xml", ".properties", ""];

    private static readonly string[] CatchAlls = ["Util", "Utils", "Utilities", "Helper", "Helpers", "Manager", "Common", "Misc"];

    [Test]
    public void No_file_is_named_after_a_catch_all()
    {
        var names = Repository.SourceFiles.Concat(Repository.TestFiles)
            .Where(f => CatchAlls.Any(c => Path.GetFileNameWithoutExtension(f.Name).EndsWith(c, StringComparison.Ordinal)));
        Assert.That(names.Select(f => f.Path), Is.Empty);
    }

    [Test]
    public void No_type_is_named_after_a_catch_all()
    {
        var names = Repository.DeclaredTypes.Select(t => t.Key).Where(t => CatchAlls.Any(c => t.EndsWith(c, StringComparison.Ordinal)));
        Assert.That(names, Is.Empty);
    }

    [Test]
    public void A_file_is_named_after_a_type_in_it()
    {
        var strangers = Repository.SourceFiles.Where(f => f.Name is not "Program.cs" && !HoldsItsType(f)).Select(f => f.Path);
        Assert.That(strangers, Is.Empty);
        Assert.That(Subjects.Where(s => !File.Exists(Path.Combine(Repository.Root, s))), Is.Empty, "remove these from SubjectFiles.txt");
    }

    [Test]
    public void Nothing_is_left_to_do_in_comments()
    {
        var marks = Repository.SourceFiles.Concat(Repository.TestFiles).Where(f => f.Name != "HouseTests.cs")
            .SelectMany(f => f.Text.Split('\n').Select((line, index) => (line, Place: $"{f.Path}:{index + 1}")))
            .Where(l => Mark().IsMatch(l.line)).Select(l => l.Place);
        Assert.That(marks, Is.Empty);
    }

    [Test]
    public void No_path_of_a_machine_is_written_down()
    {
        string[] own = [Repository.Root, .. Repository.FindBeside("shared") is { } beside ? [beside] : Array.Empty<string>()];
        var found = TextFiles().Where(f =>
        {
            var text = Repository.Read(f);
            return own.Any(p => text.Contains(p, StringComparison.Ordinal)) || MachinePath().IsMatch(text);
        });
        Assert.That(found, Is.Empty);
    }

    [Test]
    public void Text_files_are_UTF8_without_carriage_returns_and_end_with_one_line_feed()
    {
        var strict = new UTF8Encoding(false, true);
        var bad = TextFiles().Where(f => !f.StartsWith("tests/Fuzz/Corpus", StringComparison.Ordinal)).Where(f =>
        {
            var bytes = File.ReadAllBytes(Path.Combine(Repository.Root, f));
            return bytes.Length > 0 && (bytes[^1] != '\n' || bytes.Contains((byte)'\r') || strict.GetCharCount(bytes) == 0);
        });
        Assert.That(bad, Is.Empty);
    }

    private static IEnumerable<string> TextFiles() => Repository.Files()
        .Where(f => TextTypes.Contains(Path.GetExtension(f)) && !f.StartsWith("tests/Fuzz/Corpus", StringComparison.Ordinal));

    /// <summary>Partial types spread over files as <c>Type.Part.cs</c>; contract files hold several types and are named for the subject.</summary>
    private static bool HoldsItsType(SourceFile file)
    {
        var name = file.Name.Split('.')[0];
        return Repository.DeclaredTypes[name].Contains(file) || Subjects.Contains(file.Path);
    }

    /// <summary>Files that hold a small vocabulary and are named for its subject.</summary>
    private static readonly string[] Subjects = Repository.Read("tests/Architecture.Tests/SubjectFiles.txt")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Mark();

    [GeneratedRegex(@"(?<![\w.])/(home|root|Users)/\w|[A-Z]:\\Users")]
    private static partial Regex MachinePath();
}
