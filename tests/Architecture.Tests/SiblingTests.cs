using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProxyDb.Architecture.Tests;

/// <summary>Knowing one protocol is knowing all: the same files with the same roles in each folder.</summary>
[TestFixture]
public sealed class SiblingTests
{
    private static readonly string[] Roles =
    [
        "README.md", "WireProtocol.cs", "MessageKind.cs", "FrameReader.cs", "FrameWriter.cs", "ClientMessageReader.cs", "ServerMessageReader.cs",
        "ClientLogin.cs", "ServerLogin.cs", "SessionState.cs", "Conversation.cs", "StatementReader.cs", "StatementWriter.cs", "ResultReader.cs",
        "ErrorWriter.cs", "SessionReset.cs",
    ];

    private static IEnumerable<string> Siblings() => Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src/Protocols"))
        .Select(d => Path.GetFileName(d)!).Where(d => d is not ("Wire" or "Statements" or "bin" or "obj"));

    [TestCaseSource(nameof(Siblings))]
    public void A_protocol_has_a_file_for_each_role(string sibling)
    {
        var folder = Path.Combine(Repository.Root, "src/Protocols", sibling);
        Assert.That(Roles.Where(r => !File.Exists(Path.Combine(folder, r))), Is.Empty);
        Assert.That(Directory.Exists(Path.Combine(folder, "Messages")), Is.True);
    }

    [TestCaseSource(nameof(Siblings))]
    public void Its_wire_protocol_is_public(string sibling)
    {
        var shown = Repository.In($"Protocols/{sibling}")
            .SelectMany(f => f.Nodes<BaseTypeDeclarationSyntax>())
            .Where(t => t.Modifiers.Any(m => m.IsKind(SyntaxKind.PublicKeyword)) && t.Parent is BaseNamespaceDeclarationSyntax)
            .Select(t => t.Identifier.Text);
        Assert.That(shown, Does.Contain("WireProtocol"));
    }

    [TestCaseSource(nameof(Siblings))]
    public void Siblings_never_see_each_other(string sibling)
    {
        var others = Siblings().Where(s => s != sibling).Select(s => $"ProxyDb.Protocols.{s}").ToList();
        var seen = Repository.In($"Protocols/{sibling}").Where(f => others.Any(o => f.Text.Contains(o, StringComparison.Ordinal)));
        Assert.That(seen.Select(f => f.Path), Is.Empty);
    }
}
