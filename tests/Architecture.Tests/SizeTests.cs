using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProxyDb.Architecture.Tests;

/// <summary>
/// The size guide: files up to 400 lines, methods up to 70, lines of the product up to 160 characters. What is larger stands in
/// SizeExceptions.txt with its figure, which may only shrink; <c>FILE:lines N</c> are N long lines.
/// </summary>
[TestFixture]
public sealed class SizeTests
{
    private const int FileMax = 400;
    private const int MedianMax = 120;
    private const int MethodMax = 70;
    private const int LineMax = 160;

    private static readonly Dictionary<string, int> Exceptions = Repository.Read("tests/Architecture.Tests/SizeExceptions.txt").Split('\n')
        .Where(l => l.Length > 0 && l[0] != '#')
        .Select(l => l.Split(' '))
        .ToDictionary(l => l[0], l => int.Parse(l[1], System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<SourceFile> All => Repository.SourceFiles.Concat(Repository.TestFiles);

    [Test]
    public void Files_are_short()
    {
        var large = Sizes().Where(s => s.Size > FileMax && s.Size > Exceptions.GetValueOrDefault(s.Path)).ToList();
        Assert.That(large, Is.Empty, $"more than {FileMax} lines; split them by what they know");
    }

    [Test]
    public void The_median_file_is_short()
    {
        var sizes = Repository.SourceFiles.Select(f => f.LineCount).Order().ToList();
        Assert.That(sizes[sizes.Count / 2], Is.AtMost(MedianMax));
    }

    [Test]
    public void Methods_are_short()
    {
        var large = Methods().Where(m => m.Size > MethodMax && m.Size > Exceptions.GetValueOrDefault(m.Path)).ToList();
        Assert.That(large, Is.Empty, $"more than {MethodMax} lines");
    }

    [Test]
    public void Lines_are_short()
    {
        var large = LongLines().Where(l => l.Size > Exceptions.GetValueOrDefault(l.Path)).ToList();
        Assert.That(large, Is.Empty, $"lines of more than {LineMax} characters");
    }

    [Test]
    public void The_list_of_exceptions_holds_nothing_that_fits()
    {
        var sizes = Sizes().Where(s => s.Size > FileMax).Concat(Methods().Where(m => m.Size > MethodMax)).Concat(LongLines()).Select(s => s.Path).ToHashSet();
        Assert.That(Exceptions.Keys.Where(k => !sizes.Contains(k)), Is.Empty, "remove these from SizeExceptions.txt");
    }

    private static IEnumerable<(string Path, int Size)> Sizes() => All.Select(f => (f.Path, f.LineCount));

    private static IEnumerable<(string Path, int Size)> LongLines() => Repository.SourceFiles
        .Select(f => (Path: f.Path + ":lines", Size: f.Text.Split('\n').Count(line => line.Length > LineMax)))
        .Where(l => l.Size > 0);

    private static IEnumerable<(string Path, int Size)> Methods() =>
        from file in All
        from method in file.Nodes<BaseMethodDeclarationSyntax>()
        let name = method is MethodDeclarationSyntax named ? named.Identifier.Text : ".ctor"
        let span = file.Tree.SyntaxTree.GetLineSpan(method.Span)
        select ($"{file.Path}:{name}", span.EndLinePosition.Line - span.StartLinePosition.Line + 1);
}
