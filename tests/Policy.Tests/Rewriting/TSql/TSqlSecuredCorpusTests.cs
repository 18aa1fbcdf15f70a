using System.Collections.Immutable;
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Corpora;

namespace ProxyDb.Policy.Tests.Rewriting.TSql;

/// <summary>
/// Every text of the corpus whose tables are put under a filter is refused, or becomes one that the parser reads again, in which each of
/// the tables is read beneath the filter and written behind it. The check knows nothing of maps.
/// </summary>
public sealed class TSqlSecuredCorpusTests
{
    private const string Condition = "proxydb_tenant = 5";

    private static readonly FilterTerms Terms = TSqlBank.Filter(new ObjectName("dbo", "x"), Condition, "tenant").Where;

    private static readonly AnalysisNamespace Names = new("bank", ["dbo"], "clerk")
    {
        TSql = new TSqlSession(QuotedIdentifier: true, "Latin1_General_CI_AS", ServerMajor: 15),
    };

    [Test]
    public void Texts_of_the_corpus_are_refused_or_read_beneath_the_filter()
    {
        var (secured, refused, wrong) = (0, new Dictionary<string, int>(), new List<string>());
        foreach (var text in CorpusFile.Read("tsql.jsonl.gz").Select(static r => r.Text("sql") ?? ""))
        {
            var facts = SqlAnalyzer.Analyze(SqlDialect.TSql, text, Names, SameTables.Instance);
            if (facts.Error is not null || facts.Statements.IsEmpty || facts.Statements.Any(static f => !f.Complete)
                || Bound(facts) is not { IsEmpty: false } bound)
            {
                continue;
            }

            var result = StatementRewriter.Rewrite(SqlDialect.TSql, text, Names, SameTables.Instance, facts.Statements, bound);
            if (result.Statement is not { } statement)
            {
                var reason = result.Refusal!.Split('`')[^1];
                refused[reason] = refused.GetValueOrDefault(reason) + 1;
            }
            else if (Fault(Bank.Text(statement, static _ => "N'x'"), bound) is { } fault)
            {
                wrong.Add($"{fault}\n{text}\n---\n{Bank.Text(statement, static _ => "N'x'")}");
            }
            else
            {
                secured++;
            }
        }

        TestContext.Out.WriteLine($"{secured} secured");
        foreach (var (reason, count) in refused.OrderByDescending(static r => r.Value))
        {
            TestContext.Out.WriteLine($"{count} {reason}");
        }

        Assert.That(wrong, Is.Empty, string.Join("\n\n", wrong.Take(20)));
        Assert.That(secured, Is.GreaterThan(1000));
    }

    private static Obligations? Bound(AnalysisResult facts)
    {
        ImmutableArray<RowFilter> filters =
        [
            .. facts.Statements.SelectMany(static f => f.Accesses)
                .Where(static a => a is { Kind: AccessKind.Object, Name: { Schema: not "sys" and not "information_schema", Database: null, Server: null } }
                    && a.Action is SqlAction.Select or SqlAction.Update or SqlAction.Delete && a.Relation is null or RelationKind.Table)
                .Select(static a => a.Name).Distinct().Select(static name => new RowFilter(name, Terms, "tenant")),
        ];
        return filters.IsEmpty ? null : new Obligations([], filters);
    }

    private static string? Fault(string secured, Obligations bound)
    {
        var script = new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(secured), out var errors);
        if (errors.Count > 0)
        {
            return $"it does not parse: {errors[0].Message}";
        }

        var common = new CommonTables();
        script.Accept(common);
        var look = new Look(bound.Filters.Select(static f => f.Table.Name).ToHashSet(StringComparer.OrdinalIgnoreCase), common.Names);
        script.Accept(look);
        return look.Fault;
    }

    private sealed class CommonTables : TSqlFragmentVisitor
    {
        public HashSet<string> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

        public override void Visit(CommonTableExpression node) => _ = Names.Add(node.ExpressionName.Value);
    }

    /// <summary>Finds reads of the tables that stand beside no filter.</summary>
    private sealed class Look(HashSet<string> tables, HashSet<string> common) : TSqlFragmentVisitor
    {
        private readonly HashSet<TSqlFragment> _covered = [];

        public string? Fault { get; private set; }

        public override void Visit(QuerySpecification node)
        {
            if (Holds(node.WhereClause) && node.FromClause is { TableReferences: [NamedTableReference only] })
            {
                _ = _covered.Add(only);
            }
        }

        public override void Visit(UpdateDeleteSpecificationBase node)
        {
            if (Holds(node.WhereClause))
            {
                _ = _covered.Add(node.Target);
                node.FromClause?.Accept(new Targets(_covered, Of(node.WhereClause!)));
            }
        }

        public override void Visit(InsertSpecification node) => _ = _covered.Add(node.Target);

        public override void Visit(OutputIntoClause node) => _ = _covered.Add(node.IntoTable);

        public override void Visit(NamedTableReference node)
        {
            if (tables.Contains(node.SchemaObject.BaseIdentifier.Value) && node.SchemaObject.DatabaseIdentifier is null && !_covered.Contains(node)
                && !(node.SchemaObject.SchemaIdentifier is null && common.Contains(node.SchemaObject.BaseIdentifier.Value)))
            {
                Fault ??= $"{node.SchemaObject.BaseIdentifier.Value} is read at {node.StartOffset}";
            }
        }

        private static bool Holds(WhereClause? where) => where is not null && Of(where).Contains("proxydb_tenant", StringComparison.Ordinal);

        private static string Of(TSqlFragment fragment)
        {
            var text = new StringBuilder();
            for (var i = fragment.FirstTokenIndex; i <= fragment.LastTokenIndex; i++)
            {
                _ = text.Append(fragment.ScriptTokenStream[i].Text);
            }

            return text.ToString();
        }

        /// <summary>Tables of FROM by whose name the condition holds the filter.</summary>
        private sealed class Targets(HashSet<TSqlFragment> covered, string condition) : TSqlFragmentVisitor
        {
            public override void Visit(NamedTableReference node)
            {
                var name = (node.Alias ?? node.SchemaObject.BaseIdentifier).Value;
                if (condition.Contains($"{name}.proxydb_tenant", StringComparison.OrdinalIgnoreCase)
                    || condition.Contains($"[{name}].proxydb_tenant", StringComparison.OrdinalIgnoreCase))
                {
                    _ = covered.Add(node);
                }
            }
        }
    }

    /// <summary>Every table exists, with the same columns.</summary>
    private sealed class SameTables : ICatalogView
    {
        public static SameTables Instance { get; } = new();

        public SqlDialect Dialect => SqlDialect.TSql;

        public RelationDescription? FindRelation(string schema, string name) =>
            new(new ObjectName(schema, name), RelationKind.Table, ["id", "name", "proxydb_tenant"]);

        public ImmutableArray<RoutineDescription> FindRoutines(string schema, string name) => [];

        public bool HasOperator(string schema, string name) => false;

        public bool CastRunsUserCode(string schema, string name) => false;

        public CatalogType? FindType(string schema, string name) => null;
    }
}
