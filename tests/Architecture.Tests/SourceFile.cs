using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProxyDb.Architecture.Tests;

/// <summary>One C# file of the repository, parsed.</summary>
/// <param name="Path">Relative to the root, with forward slashes.</param>
public sealed record SourceFile(string Path, string Text, CompilationUnitSyntax Tree)
{
    /// <summary>Folder below <c>src</c>: <c>Host/Audit/Spool</c>.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!["src/".Length..];

    public string Name => System.IO.Path.GetFileName(Path);

    public int LineCount => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    public IEnumerable<T> Nodes<T>() => Tree.DescendantNodes().OfType<T>();

    /// <summary>1-based.</summary>
    public int LineOf(Microsoft.CodeAnalysis.SyntaxNode node) => Tree.SyntaxTree.GetLineSpan(node.Span).StartLinePosition.Line + 1;

    public static SourceFile Read(string root, string file)
    {
        var text = File.ReadAllText(file);
        var tree = CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview));
        return new(System.IO.Path.GetRelativePath(root, file), text, tree.GetCompilationUnitRoot());
    }
}
