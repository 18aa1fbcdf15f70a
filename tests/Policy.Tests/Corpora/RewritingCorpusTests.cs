using System.Collections.Immutable;
using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>
/// Texts of the wild under a mask and a filter on every table they touch: each is secured or refused with a reason for its author,
/// never for one of ours.
/// </summary>
public sealed class RewritingCorpusTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["public"], "clerk");

    [Test]
    public void Texts_of_the_lineage_corpus_are_secured_or_refused_for_a_reason_of_theirs()
    {
        var schemas = JsonDocument.Parse(File.ReadAllText(CorpusFile.PathOf("lineage_schemas.json"))).RootElement;
        var (secured, refused, faults) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal), new List<string>());
        foreach (var row in CorpusFile.Read("lineage.jsonl.gz"))
        {
            if (row.Text("schema") is not { } schema || row.Text("sql") is not { } sql || !schemas.TryGetProperty(schema, out var known)
                || !known.TryGetProperty("tables", out var tables))
            {
                continue;
            }

            var catalog = Typed(tables);
            var facts = SqlAnalyzer.Analyze(SqlDialect.Postgres, sql, Session, catalog);
            var obligations = Obligations(facts.Statements, catalog);
            if (facts.Error is not null || facts.Statements.Any(static s => !s.Complete) || obligations.IsEmpty)
            {
                continue;
            }

            var result = StatementRewriter.Rewrite(SqlDialect.Postgres, sql, Session, catalog, facts.Statements, obligations);
            if (result.Statement is not null)
            {
                secured++;
                continue;
            }

            if (result.Refusal!.StartsWith("this ", StringComparison.Ordinal) || result.Refusal.StartsWith("masks and filters", StringComparison.Ordinal))
            {
                faults.Add($"{result.Refusal}: {sql}");
            }

            var reason = string.Join(' ', result.Refusal.Split('`').Where(static (_, i) => i % 2 == 0));
            refused[reason] = refused.GetValueOrDefault(reason) + 1;
        }

        Assert.That(faults, Is.Empty, string.Join('\n', faults));
        Assert.That(secured, Is.GreaterThan(refused.Values.Sum() * 10), string.Join('\n', refused));
    }

    private static CatalogDatabase Typed(JsonElement tables)
    {
        var known = LineageCatalog.Of(tables);
        var relations = known.Schema("public")!.Relations.Select(static r => new CatalogRelation
        {
            Schema = r.Schema,
            Name = r.Name,
            Kind = r.Kind,
            Columns = [.. r.Columns.Select(static c => c with { Type = "text" })],
        });
        return new CatalogDatabase("shop", SqlDialect.Postgres, [new CatalogSchema("public", relations)], ["public"]);
    }

    private static Obligations Obligations(ImmutableArray<StatementFacts> facts, CatalogDatabase catalog)
    {
        var tables = facts.SelectMany(static s => s.Accesses)
            .Where(static a => a is { Kind: AccessKind.Object, Name.Schema: "public" }).Select(static a => a.Name).Distinct()
            .Select(name => catalog.Relation("public", name.Name)).OfType<CatalogRelation>().Where(static r => !r.Columns.IsEmpty).ToList();
        return new Obligations(
            [.. tables.Select(static t => new ColumnMask(t.ObjectName, t.Columns[^1].Name, new MaskTerms(MaskKind.Null), false, ["mask"]))],
            [.. tables.Select(static t => new RowFilter(t.ObjectName, Filter(t.Columns[0].Name), "filter"))]);
    }

    private static FilterTerms Filter(string column)
    {
        var quoted = "\"" + column.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        return new FilterTerms($"{quoted} = {{{{user.x}}}}", [new FilterPart($"{quoted} = ", null), new FilterPart(null, "x")])
        {
            Columns = [new FilterColumn(column, 0, quoted.Length)],
        };
    }
}
