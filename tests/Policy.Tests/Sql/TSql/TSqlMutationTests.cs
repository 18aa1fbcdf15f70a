using Microsoft.SqlServer.TransactSql.ScriptDom;
using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Sql.TSql;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>
/// Statements of the case files, changed by tokens: whatever comes of it is answered, and facts that are complete name every table that
/// the parser finds in the text.
/// </summary>
public sealed class TSqlMutationTests
{
    private const int Runs = 3000;

    private static readonly AnalysisNamespace Session = new("shop", ["dbo"], "clerk") { TSql = new TSqlSession(true, null, 15) };

    [Test]
    public void Complete_facts_name_every_table_of_a_changed_text()
    {
        var catalog = TSqlStatementFamilyTests.Catalog();
        var mutator = new TSqlTokenMutator(new Random(20261126), Seeds());
        var complete = 0;
        for (var i = 0; i < Runs; i++)
        {
            var (text, inner) = mutator.Next();
            var result = SqlAnalyzer.Analyze(SqlDialect.TSql, text, Session, catalog);
            if (result.Error is not null || result.Statements.Any(static s => !s.Complete))
            {
                continue;
            }

            complete++;
            var named = result.Statements.SelectMany(static s => s.Accesses).Select(static a => a.Name.Name).ToHashSet(StringComparer.Ordinal);
            Assert.That(NamedTables.Of(text).Concat(NamedTables.Of(inner)).Where(t => !named.Contains(t)), Is.Empty, text);
        }

        Assert.That(complete, Is.GreaterThan(Runs / 20));
    }

    private static List<string> Seeds() =>
    [
        .. Directory.GetFiles(TSqlStatementFamilyTests.Folder(), "*.cases").Order(StringComparer.Ordinal).SelectMany(File.ReadLines)
            .Where(static line => line.StartsWith("> ", StringComparison.Ordinal)).Select(static line => line[2..]),
    ];

    /// <summary>Tables a text names, by ScriptDom alone: neither temporary ones nor names that stand for something else in it.</summary>
    private sealed class NamedTables : TSqlFragmentVisitor
    {
        private readonly List<string> _tables = [];
        private readonly HashSet<string> _others = new(StringComparer.Ordinal) { "inserted", "deleted" };

        public static IEnumerable<string> Of(string text)
        {
            using var reader = new StringReader(text);
            var names = new NamedTables();
            new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out _)?.Accept(names);
            return names._tables.Where(t => !t.StartsWith('#') && !names._others.Contains(t));
        }

        public override void Visit(NamedTableReference node)
        {
            _tables.Add(Fold(node.SchemaObject.BaseIdentifier));
            Other(node.Alias);
        }

        public override void Visit(CommonTableExpression node) => Other(node.ExpressionName);

        public override void Visit(TableReferenceWithAlias node) => Other(node.Alias);

        public override void Visit(MergeSpecification node) => Other(node.TableAlias);

        private static string Fold(Identifier name) => TSqlNames.Of(null).Fold(name.Value);

        private void Other(Identifier? name)
        {
            if (name is not null)
            {
                _ = _others.Add(Fold(name));
            }
        }
    }
}
