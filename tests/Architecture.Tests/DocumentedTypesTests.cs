using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProxyDb.Architecture.Tests;

/// <summary>The documents speak of the code as it is.</summary>
[TestFixture]
public sealed partial class DocumentedTypesTests
{
    private static IEnumerable<string> Documents() => Repository.Files("*.md")
        .Where(f => f == "docs/architecture.md" || f.StartsWith("src/", StringComparison.Ordinal));

    private static IEnumerable<string> LinkedDocuments() => Repository.Files("*.md");

    [TestCaseSource(nameof(Documents))]
    public void Every_type_named_in_a_document_exists(string document)
    {
        var missing = TypeName().Matches(WithoutFences(Repository.Read(document))).Select(m => m.Groups["type"].Value).Distinct()
            .Where(t => !Repository.DeclaredTypes.Contains(t)).ToList();
        Assert.That(missing, Is.Empty, document);
    }

    [TestCaseSource(nameof(Documents))]
    public void Every_member_named_in_a_document_exists(string document)
    {
        var missing = MemberName().Matches(WithoutFences(Repository.Read(document)))
            .Where(m => Repository.DeclaredTypes.Contains(m.Groups["type"].Value))
            .Where(m => !Members(m.Groups["type"].Value).Contains(m.Groups["member"].Value))
            .Select(m => m.Value).ToList();
        Assert.That(missing, Is.Empty, document);
    }

    [TestCaseSource(nameof(LinkedDocuments))]
    public void Every_link_to_a_file_leads_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        var broken = Link().Matches(WithoutFences(Repository.Read(document))).Select(m => m.Groups["target"].Value)
            .Where(t => !t.Contains("://", StringComparison.Ordinal) && !t.StartsWith('#') && !t.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(t => !Path.Exists(Path.Combine(folder, t.Split('#')[0]))).ToList();
        Assert.That(broken, Is.Empty, document);
    }

    [Test]
    public void The_index_of_a_folder_names_every_document_in_it()
    {
        var missing = Repository.Files("*.md").Where(f => f.StartsWith("docs/", StringComparison.Ordinal) && Path.GetFileName(f) != "README.md")
            .Where(f => !Repository.Read($"{Path.GetDirectoryName(f)}/README.md").Contains($"]({Path.GetFileName(f)})", StringComparison.Ordinal))
            .ToList();
        Assert.That(missing, Is.Empty, "add them to the README.md beside them");
    }

    private static HashSet<string> Members(string type) => Repository.DeclaredTypes[type]
        .SelectMany(f => f.Nodes<BaseTypeDeclarationSyntax>().Where(t => t.Identifier.Text == type))
        .SelectMany(t => t.DescendantTokens().Select(token => token.Text))
        .ToHashSet(StringComparer.Ordinal);

    private static string WithoutFences(string text) => Fence().Replace(text, "");

    [GeneratedRegex(@"`(?<type>I?[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)(?:\.\w+)?`")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"`(?<type>I?[A-Z][A-Za-z0-9]+)\.(?<member>\w+)`")]
    private static partial Regex MemberName();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
