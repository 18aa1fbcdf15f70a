using Microsoft.SqlServer.TransactSql.ScriptDom;
using NUnit.Framework;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>Every class of statement that ScriptDom knows is understood by a case, or refused knowingly: none is passed over by accident.</summary>
public sealed class TSqlStatementClassTests
{
    /// <summary>Classes that stand in no case, and why; a statement of one is incomplete or no statement of its own.</summary>
    private static readonly Dictionary<string, string> Others = new()
    {
        ["SelectStatementSnippet"] = "made by programs, never by the parser",
        ["TSqlStatementSnippet"] = "made by programs, never by the parser",
        ["EventSessionStatement"] = "stands beneath CREATE and ALTER EVENT SESSION",
        ["ResourcePoolStatement"] = "stands beneath CREATE and ALTER RESOURCE POOL",
        ["ExternalResourcePoolStatement"] = "stands beneath CREATE and ALTER EXTERNAL RESOURCE POOL",
        ["GrantStatement80"] = "made by the parser of SQL Server 2000",
        ["DenyStatement80"] = "made by the parser of SQL Server 2000",
        ["RevokeStatement80"] = "made by the parser of SQL Server 2000",
        ["DiskStatement"] = "made by the parser of SQL Server 2000",
        ["RaiseErrorLegacyStatement"] = "made by the parsers before SQL Server 2012",
        ["AlterServerConfigurationSetExternalAuthenticationStatement"] = "made for Azure, by a later parser",
    };

    [Test]
    public void Every_statement_class_stands_in_a_case_or_is_refused_knowingly()
    {
        var seen = Seen();
        var classes = typeof(TSqlStatement).Assembly.GetExportedTypes()
            .Where(static t => t.IsSubclassOf(typeof(TSqlStatement)) && !t.IsAbstract).Select(static t => t.Name).ToList();
        Assert.That(classes.Where(c => !seen.Contains(c) && !Others.ContainsKey(c)).Order(), Is.Empty, string.Join(' ', classes.Where(c => !seen.Contains(c) && !Others.ContainsKey(c))));
        Assert.That(Others.Keys.Where(c => seen.Contains(c) || !classes.Contains(c)), Is.Empty, "remove these from the list");
    }

    private static HashSet<string> Seen()
    {
        var found = new Classes();
        foreach (var file in Directory.GetFiles(TSqlStatementFamilyTests.Folder(), "*.cases"))
        {
            foreach (var line in File.ReadAllLines(file).Where(static l => l.StartsWith('>')))
            {
                using var reader = new StringReader(line[1..]);
                new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out _)?.Accept(found);
            }
        }

        return found.Names;
    }

    private sealed class Classes : TSqlFragmentVisitor
    {
        public HashSet<string> Names { get; } = [];

        public override void Visit(TSqlStatement node) => Names.Add(node.GetType().Name);
    }
}
