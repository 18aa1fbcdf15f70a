using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Corpora;

namespace ProxyDb.Policy.Tests.Sql;

public sealed class MapAgreementTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["public"], "app");

    [Test]
    public void Every_column_and_relation_of_the_facts_is_in_the_map_or_unmapped()
    {
        var missing = new List<string>();
        var count = 0;
        foreach (var row in CorpusFile.Read("postgres.jsonl.gz").Where(static (row, i) => i % 5 == 0 && row.Text("libpg15") == "ok"))
        {
            var sql = row.Text("sql")!;
            var facts = SqlAnalyzer.Analyze(SqlDialect.Postgres, sql, Session, GotchaCatalog.Database).Statements;
            if (SqlAnalyzer.Map(SqlDialect.Postgres, sql, Session, GotchaCatalog.Database) is not { } maps || maps.Length != facts.Length)
            {
                missing.Add($"no map: {sql}");
                continue;
            }

            count++;
            for (var i = 0; i < facts.Length; i++)
            {
                missing.AddRange(facts[i].Accesses.Where(access => !IsTold(access, maps[i])).Select(access => $"{access} in {sql}"));
            }
        }

        foreach (var line in missing.Take(30))
        {
            TestContext.Out.WriteLine(line.ReplaceLineEndings(" "));
        }

        Assert.That(count, Is.GreaterThan(1_000));
        Assert.That(missing, Is.Empty);
    }

    /// <summary>Reads by name: every column that the facts say is read through a reference is among the reference's used ones.</summary>
    private static bool IsTold(Access access, StatementMap map)
    {
        if (access.Through || access.Action is SqlAction.Metadata || access.Relation is RelationKind.Routine
            || access.Kind is not (AccessKind.Object or AccessKind.Column) || map.Unmapped.Any(use => use.Name == access.Name))
        {
            return true;
        }

        return map.Relations.Any(reference => reference.Name == access.Name
            && (access.Kind == AccessKind.Object || access.Action != SqlAction.Select || reference.NeedsAllColumns
                || reference.UsedColumns.Contains(access.Column!) || reference.SystemColumns.Contains(access.Column!)
                || map.Inserts.Any(insert => map.Relations[insert.Target] == reference)));
    }
}
