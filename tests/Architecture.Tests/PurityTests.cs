using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProxyDb.Architecture.Tests;

/// <summary>Protocols and Policy are sans-IO: bytes, texts and times are handed in, and nothing waits.</summary>
[TestFixture]
public sealed class PurityTests
{
    /// <summary>Types of the outside world; any use of one of their members counts.</summary>
    private static readonly Dictionary<string, HashSet<string>> Outside = new Type[]
    {
        typeof(File), typeof(Directory), typeof(FileInfo), typeof(Environment), typeof(Stopwatch), typeof(Thread), typeof(Monitor),
        typeof(Process), typeof(Console), typeof(Random), typeof(TimeProvider), typeof(Timer), typeof(Task), typeof(ThreadPool),
    }.ToDictionary(t => t.Name, t => t.GetMembers().Select(m => m.Name).ToHashSet());

    private static readonly string[] OutsideTypes =
    [
        "Socket", "NetworkStream", "SslStream", "TcpClient", "TcpListener", "FileStream", "Task",
        "ValueTask", "TaskCompletionSource", "SemaphoreSlim", "Timer", "PeriodicTimer", "Stopwatch", "HttpClient", "Thread",
    ];

    private static readonly string[] OutsideNamespaces =
        ["System.Net.Sockets", "System.Net.Security", "System.Threading.Tasks", "System.IO.Pipelines", "Microsoft.Extensions", "Microsoft.AspNetCore"];

    /// <summary>Files that may, and why.</summary>
    private static readonly Dictionary<string, (string Word, string Reason)[]> Exceptions = new()
    {
        ["src/Policy/Sql/AnalysisStack.cs"] =
            [("Thread", "parsers and walkers recurse: a long text is read on a thread with a large stack, and the caller waits for it")],
    };

    [Test]
    public void Protocols_and_Policy_touch_no_socket_file_clock_or_task()
    {
        var violations = Repository.In("Protocols", "Policy").SelectMany(f => Found(f).Where(v => !IsExcepted(f, v.Word))
            .Select(v => $"{f.Path}:{v.Line}: {v.Word}")).Distinct().ToList();
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
    }

    [Test]
    public void Every_exception_is_still_needed()
    {
        foreach (var (path, words) in Exceptions)
        {
            var file = Repository.SourceFiles.SingleOrDefault(f => f.Path == path);
            Assert.That(file, Is.Not.Null, path);
            foreach (var (word, _) in words)
            {
                Assert.That(Found(file!).Select(f => f.Word), Does.Contain(word), path);
            }
        }
    }

    [Test]
    public void Nothing_on_the_path_of_a_statement_is_async()
    {
        string[] path = ["Host/Gateway", "Host/Backends", "Host/Audit/Spool", "Protocols", "Policy"];
        // Connecting, reading the catalog, starting and stopping happen beside the path.
        string[] beside =
        [
            "AnalysisWorkers", "BackendConnector", "CancelLogin", "GatewayControl", "GatewayHost", "LiveCatalogs", "MySqlCatalogFeed", "PolicyState", "PoolOpenings", "ServerVersions",
            "TSqlCatalogFeed", "UserState",
        ];
        var violations = Repository.In(path)
            .Where(f => !beside.Contains(f.Name.Split('.')[0]) && !f.Name.StartsWith("Catalog", StringComparison.Ordinal))
            .Where(f => f.Tree.DescendantTokens().Any(t => t.IsKind(SyntaxKind.AsyncKeyword) || t.IsKind(SyntaxKind.AwaitKeyword)))
            .Select(f => f.Path).ToList();
        Assert.That(violations, Is.Empty);
    }

    private static bool IsExcepted(SourceFile file, string word) =>
        Exceptions.TryGetValue(file.Path, out var words) && words.Any(w => w.Word == word);

    private static IEnumerable<(int Line, string Word)> Found(SourceFile file)
    {
        foreach (var directive in file.Nodes<UsingDirectiveSyntax>())
        {
            var name = directive.NamespaceOrType.ToString();
            if (OutsideNamespaces.Any(n => name.StartsWith(n, StringComparison.Ordinal)))
            {
                yield return (file.LineOf(directive), name);
            }
        }

        foreach (var token in file.Tree.DescendantTokens().Where(t => t.IsKind(SyntaxKind.AsyncKeyword) || t.IsKind(SyntaxKind.AwaitKeyword)))
        {
            yield return (file.LineOf(token.Parent!), token.Text);
        }

        foreach (var access in file.Nodes<MemberAccessExpressionSyntax>())
        {
            var member = access.Name.Identifier.Text;
            if (access.Expression is IdentifierNameSyntax { Identifier.Text: var type } && Reaches(type, member))
            {
                yield return (file.LineOf(access), type);
            }
        }

        foreach (var name in file.Nodes<SimpleNameSyntax>().Where(n => IsTypePosition(n) && OutsideTypes.Contains(n.Identifier.Text)))
        {
            yield return (file.LineOf(name), name.Identifier.Text);
        }
    }

    private static bool Reaches(string type, string member) =>
        (type is "DateTime" or "DateTimeOffset" && member is "Now" or "UtcNow" or "Today")
        || (Outside.TryGetValue(type, out var members) && members.Contains(member));

    private static bool IsTypePosition(SimpleNameSyntax name) =>
        name.Parent is ObjectCreationExpressionSyntax or VariableDeclarationSyntax or ParameterSyntax or BaseTypeSyntax or TypeArgumentListSyntax
            or PropertyDeclarationSyntax or MethodDeclarationSyntax or NullableTypeSyntax or ArrayTypeSyntax;
}
