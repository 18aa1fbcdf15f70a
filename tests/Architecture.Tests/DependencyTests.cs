using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProxyDb.Architecture.Tests;

/// <summary>Who may use whom: the table of docs/architecture.md, held by what files import and by the names they qualify.</summary>
[TestFixture]
public sealed partial class DependencyTests
{
    /// <summary>A folder, and the folders it may use beside itself and what lies below it.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Protocols/Wire"] = [],
        ["Protocols/Statements"] = ["Protocols/Wire"],
        ["Protocols/Postgres"] = ["Protocols/Statements", "Protocols/Wire"],
        ["Protocols/MySql"] = ["Protocols/Statements", "Protocols/Wire"],
        ["Protocols/Tds"] = ["Protocols/Statements", "Protocols/Wire"],
        ["Policy/Documents"] = [],
        ["Policy/Sql"] = ["Policy/Catalog"],
        ["Policy/Catalog"] = ["Policy/Sql", "Policy/Documents"],
        ["Policy/Rules"] = ["Policy/Sql", "Policy/Catalog", "Policy/Documents"],
        ["Policy/Decisions"] = ["Policy/Rules", "Policy/Sql", "Policy/Catalog"],
        ["Policy/Rewriting"] = ["Policy/Decisions", "Policy/Rules", "Policy/Sql", "Policy/Catalog"],
        ["Policy/Cases"] = ["Policy/Decisions", "Policy/Rules", "Policy/Sql", "Policy/Catalog", "Policy/Documents", "Policy/Rewriting"],
        ["Host/Network"] = [],
        ["Host/Telemetry"] = ["Host/Admin"],
        ["Host/Configuration"] = ["Host/Telemetry", "Policy/Documents"],
        ["Host/Audit"] = ["Host/Network", "Host/Telemetry", "Policy/Sql", "Policy/Decisions"],
        ["Host/Identity"] = ["Host/Configuration", "Host/Telemetry", "Policy/Documents", "Protocols/Statements"],
        ["Host/Backends"] =
        [
            "Host/Network", "Host/Configuration", "Host/Telemetry", "Policy/Decisions", "Policy/Catalog", "Policy/Sql", "Policy/Documents",
            "Protocols/Statements", "Protocols/Wire",
        ],
        ["Host/Gateway"] =
        [
            "Host/Admin", "Host/Audit", "Host/Backends", "Host/Configuration", "Host/Identity", "Host/Network", "Host/Telemetry", "Policy",
            "Protocols/Statements", "Protocols/Wire",
        ],
        ["Host/Admin"] = ["Host/Configuration", "Host/Identity", "Host/Telemetry", "Policy/Documents"],
        ["Host/Cli"] =
        [
            "Host/Admin", "Host/Audit", "Host/Backends", "Host/Configuration", "Host/Gateway", "Host/Identity", "Host/Network", "Host/Telemetry",
            "Policy",
        ],
        ["Host"] = ["Host/Cli"],
    };

    /// <summary>Single files that may use more, each with its reason.</summary>
    private static readonly Dictionary<string, string[]> Exceptions = new()
    {
        // The one place that names the protocols.
        ["src/Host/Gateway/ProtocolCatalog.cs"] = ["Protocols/Postgres", "Protocols/MySql", "Protocols/Tds"],
    };

    [Test]
    public void Folders_use_only_what_the_table_allows()
    {
        var violations = Repository.SourceFiles.SelectMany(Violations).ToList();
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
    }

    [Test]
    public void Every_folder_of_code_stands_in_the_table()
    {
        var strangers = Repository.SourceFiles.Select(f => f.Folder).Distinct().Where(f => OwnerOf(f) is null).ToList();
        Assert.That(strangers, Is.Empty, "a new folder needs a line in the table, and one in docs/architecture.md");
    }

    [Test]
    public void Protocols_and_Policy_reference_no_project()
    {
        foreach (var project in new[] { "src/Protocols/ProxyDb.Protocols.csproj", "src/Policy/ProxyDb.Policy.csproj" })
        {
            var text = Repository.Read(project);
            Assert.That(text, Does.Not.Contain("ProjectReference"), project);
            Assert.That(text, Does.Not.Contain("FrameworkReference"), project);
            Assert.That(text, Does.Not.Contain("InternalsVisibleTo Include=\"ProxyDb.Host\""), project);
        }
    }

    private static IEnumerable<string> Violations(SourceFile file)
    {
        if (OwnerOf(file.Folder) is not { } owner)
        {
            yield break;
        }

        string[] allowed = [owner, .. Allowed[owner], .. Exceptions.GetValueOrDefault(file.Path, [])];
        foreach (var used in UsedFolders(file).Distinct())
        {
            // The executable's entry owns its own folder only, not all of the host.
            var isAllowed = allowed.Any(a => a == "Host" ? used == a : Repository.IsWithin(used, a));
            if (!isAllowed)
            {
                yield return $"{file.Path} uses {used}, which {owner} may not";
            }
        }
    }

    private static IEnumerable<string> UsedFolders(SourceFile file)
    {
        var names = file.Nodes<UsingDirectiveSyntax>().Select(u => u.NamespaceOrType.ToString())
            .Concat(file.Nodes<QualifiedNameSyntax>().Where(IsWholeReference).Select(q => q.ToString()))
            .Concat(file.Nodes<MemberAccessExpressionSyntax>().Select(m => m.ToString()));
        return names.Select(n => FolderOf(n, file.Folder)).OfType<string>();
    }

    private static bool IsWholeReference(QualifiedNameSyntax name) =>
        name.Parent is not (QualifiedNameSyntax or UsingDirectiveSyntax or BaseNamespaceDeclarationSyntax);

    /// <summary>The folder a qualified name leads to; null for anything that is none of our namespaces.</summary>
    private static string? FolderOf(string name, string from)
    {
        var parts = PlainName().Match(name).Value.Split('.').ToList();
        if (parts[0] is "ProxyDb")
        {
            parts.RemoveAt(0);
        }
        else if (Folders.Contains($"{from.Split('/')[0]}/{parts[0]}") && parts.Count > 1 && Repository.DeclaredTypes[parts[1]]
            .Any(f => Repository.IsWithin(f.Folder, $"{from.Split('/')[0]}/{parts[0]}")))
        {
            parts.Insert(0, from.Split('/')[0]);
        }

        for (var length = parts.Count; length > 0; length--)
        {
            var candidate = string.Join('/', parts.Take(length));
            if (Folders.Contains(candidate))
            {
                return length > 1 || parts.Count == 1 ? candidate : null;
            }
        }

        return null;
    }

    private static HashSet<string> Folders { get; } = [.. Repository.SourceFiles.Select(f => f.Folder)];

    private static string? OwnerOf(string folder) => Allowed.Keys
        .Where(k => k == "Host" ? folder == k : Repository.IsWithin(folder, k))
        .MaxBy(k => k.Length);

    [GeneratedRegex(@"^[\w.]+")]
    private static partial Regex PlainName();
}
