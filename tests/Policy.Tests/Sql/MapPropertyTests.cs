using NUnit.Framework;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Corpora;

namespace ProxyDb.Policy.Tests.Sql;

public sealed class MapPropertyTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["public"], "app");

    [Test]
    public void Spans_of_the_differential_statements_cover_what_they_claim()
    {
        var folder = Path.Combine(CorpusFile.ProjectRoot, "tests", "Integration.Tests", "Differential", "Statements");
        var statements = Directory.GetFiles(folder, "*.sql").SelectMany(File.ReadAllLines)
            .Where(static line => line.Length > 0 && !line.StartsWith('#') && !line.StartsWith('\\'))
            .Select(static line => line[..(line.LastIndexOf(" \\", StringComparison.Ordinal) is var end && end > 0 ? end : line.Length)]);
        Check(statements.Where(static sql => ParseOracle.Tree(sql) is not null));
    }

    [Test]
    public void Spans_of_real_statements_cover_what_they_claim() =>
        Check(CorpusFile.Read("postgres.jsonl.gz").Where(static row => row.Text("libpg15") == "ok").Select(static row => row.Text("sql")!)
            .Where(static (sql, i) => i % 2 == 0 && sql.Length < 20_000));

    private static void Check(IEnumerable<string> statements)
    {
        var faults = new List<string>();
        var count = 0;
        foreach (var sql in statements)
        {
            count++;
            if (SqlAnalyzer.Map(SqlDialect.Postgres, sql, Session, null) is not { } maps)
            {
                faults.Add($"no map: {sql}");
            }
            else
            {
                faults.AddRange(MapSpanChecks.Faults(sql, maps).Select(fault => $"{fault} in: {sql}"));
            }
        }

        foreach (var fault in faults.Take(60))
        {
            TestContext.Out.WriteLine(fault.ReplaceLineEndings(" ")[..Math.Min(fault.Length, 600)]);
        }

        Assert.That(count, Is.GreaterThan(100));
        Assert.That(faults, Is.Empty);
    }
}
