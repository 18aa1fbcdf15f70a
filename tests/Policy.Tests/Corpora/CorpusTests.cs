using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>One test per corpus; scores are held by <see cref="ScoreSheet"/>.</summary>
[NonParallelizable]
public sealed partial class CorpusTests
{
    private static readonly AnalysisNamespace Shop = new("shop", ["public"], "app");
    private static readonly AnalysisNamespace NoPath = new("", [], "app");

    [Test]
    public void Gotchas_are_exact()
    {
        var failures = new List<string>();
        var rows = CorpusFile.Read("gotchas.jsonl.gz").Where(static row => row.Text("dialect") == "postgres").ToList();
        foreach (var row in rows)
        {
            var result = SqlAnalyzer.Analyze(SqlDialect.Postgres, row.Text("sql")!, Shop, GotchaCatalog.Database);
            var got = GotchaText.Of(AnalysisSummary.Of(result, GotchaText.Name));
            if (got != GotchaText.Expected(row))
            {
                failures.Add($"{row.Text("sql")}\n  want {GotchaText.Expected(row)}\n  got  {got}");
            }
        }

        Report(failures);
        ScoreSheet.Check("gotchas (postgres)", "exact", rows.Count - failures.Count, rows.Count);
    }

    [Test]
    public void Every_postgres_text_parses_or_fails_as_the_grammar_says_and_every_node_is_understood()
    {
        var status = new List<string>();
        var incomplete = new List<string>();
        var rows = CorpusFile.Read("postgres.jsonl.gz");
        foreach (var row in rows)
        {
            var sql = row.Text("sql")!;
            var result = SqlAnalyzer.Analyze(SqlDialect.Postgres, sql, Shop, null);
            if (result.Error is null != (row.Text("libpg15") == "ok"))
            {
                status.Add($"{row.Text("id")} {result.Error} {sql[..Math.Min(80, sql.Length)]}");
            }

            // Bodies in other languages than SQL are refused knowingly; anything else would be a node nobody knows.
            var unknown = result.Statements.SelectMany(static s => s.Unresolved)
                .Where(static u => u != "DO block" && !u.StartsWith("body in language", StringComparison.Ordinal) && !u.Contains('`', StringComparison.Ordinal));
            if (unknown.Any())
            {
                incomplete.Add($"{row.Text("id")} {string.Join(", ", unknown)}");
            }
        }

        Report(status);
        Report(incomplete);
        ScoreSheet.Check("postgres", "parse status equal", rows.Count - status.Count, rows.Count);
        ScoreSheet.Check("postgres", "every node known", rows.Count - incomplete.Count, rows.Count);
    }

    [Test]
    public void Tables_of_the_lineage_corpus_are_found()
    {
        int known = 0, found = 0, reported = 0, rowsOf = 0;
        var failures = new List<string>();
        foreach (var row in CorpusFile.Read("lineage.jsonl.gz"))
        {
            if (row.Text("dialect") is not ("postgres" or "generic") || row.Text("libpg15") != "ok" || !row.TryGetProperty("tables", out var labels))
            {
                continue;
            }

            rowsOf++;
            var got = AnalysisSummary.Of(SqlAnalyzer.Analyze(SqlDialect.Postgres, row.Text("sql")!, NoPath, null), static n => LineageName(n.ToString()));
            var tables = got.Read.Keys.Concat(got.Written.Keys).ToHashSet(StringComparer.Ordinal);
            var expected = labels.EnumerateArray().Select(static t => LineageName(t.GetString()!)).ToHashSet(StringComparer.Ordinal);
            known += expected.Count;
            reported += tables.Count;
            var hits = expected.Count(tables.Contains);
            found += hits;
            if (hits < expected.Count)
            {
                failures.Add($"{row.Text("id")} want {string.Join(",", expected)} got {string.Join(",", tables)}: {row.Text("sql")!.ReplaceLineEndings(" ")[..Math.Min(150, row.Text("sql")!.Length)]}");
            }
        }

        Report(failures);
        ScoreSheet.Check("lineage (postgres, generic)", "tables found", found, known);
        TestContext.Out.WriteLine($"{rowsOf} rows, {reported} tables reported, {found} of them labelled");
    }

    [Test]
    public void Columns_of_the_lineage_corpus_are_found()
    {
        int known = 0, found = 0, reported = 0, labelled = 0;
        var failures = new List<string>();
        foreach (var row in CorpusFile.Read("lineage.jsonl.gz"))
        {
            if (row.Text("dialect") is not ("postgres" or "generic") || row.Text("libpg15") != "ok" || !row.TryGetProperty("columns", out var labels))
            {
                continue;
            }

            // Labels are columns as written: without their table where the text has none.
            var isQualified = row.Text("truth")!.StartsWith("sqllineage", StringComparison.Ordinal);
            var got = AnalysisSummary.Of(SqlAnalyzer.Analyze(SqlDialect.Postgres, row.Text("sql")!, NoPath, null), static n => LineageName(n.ToString()));
            var read = got.Read.Concat(isQualified ? [] : got.Written)
                .SelectMany(table => table.Value.Select(column => (isQualified ? table.Key + "." : "") + column.ToLowerInvariant())).ToHashSet(StringComparer.Ordinal);
            var expected = labels.EnumerateArray().Select(label => LineageName(label.GetString()!))
                .Select(name => isQualified ? name : name[(name.LastIndexOf('.') + 1)..]).ToHashSet(StringComparer.Ordinal);

            // A star over a table that no catalog knows reads every column of it.
            var hits = expected.Count(name => read.Contains(name) || read.Contains(name[..(name.LastIndexOf('.') + 1)] + "*"));
            (known, found) = (known + expected.Count, found + hits);
            (reported, labelled) = isQualified ? (reported, labelled) : (reported + read.Count, labelled + read.Count(expected.Contains));
            if (hits < expected.Count)
            {
                failures.Add($"{row.Text("id")} want {string.Join(",", expected)} got {string.Join(",", read)}: {row.Text("sql")!.ReplaceLineEndings(" ")}");
            }
        }

        Report(failures);
        ScoreSheet.Check("lineage (postgres, generic)", "columns found", found, known);
        ScoreSheet.Check("lineage (postgres, generic)", "columns reported that are labelled", labelled, reported);
    }

    [Test]
    public void A_statement_and_its_qualified_twin_read_the_same_tables()
    {
        var schemas = JsonDocument.Parse(File.ReadAllText(CorpusFile.PathOf("lineage_schemas.json"))).RootElement;
        var failures = new List<string>();
        var rows = 0;
        foreach (var row in CorpusFile.Read("lineage.jsonl.gz"))
        {
            if (row.Text("libpg15") != "ok" || row.Text("qualified_sql") is not { } qualified
                || ParseOracle.Tree(qualified) is null || !schemas.TryGetProperty(row.Text("schema")!, out var schema)
                || !schema.TryGetProperty("tables", out var tables))
            {
                continue;
            }

            rows++;
            var catalog = LineageCatalog.Of(tables);
            var left = AnalysisSummary.Of(SqlAnalyzer.Analyze(SqlDialect.Postgres, row.Text("sql")!, Shop, catalog), static n => n.Name);
            var right = AnalysisSummary.Of(SqlAnalyzer.Analyze(SqlDialect.Postgres, qualified, Shop, catalog), static n => n.Name);
            if (!left.Read.Keys.SequenceEqual(right.Read.Keys) || !right.Read.All(table => left.Read[table.Key].IsSupersetOf(table.Value)))
            {
                failures.Add($"{row.Text("sql")}\n  {qualified}\n  {Show(left.Read)} / {Show(right.Read)}");
            }
        }

        Report(failures);
        ScoreSheet.Check("lineage (pairs)", "same tables, columns covered", rows - failures.Count, rows);
    }

    [Test]
    public void No_differential_reaches_the_secret_table_unseen()
    {
        var bypasses = new List<string>();
        var wrong = new List<string>();
        var rows = CorpusFile.Read("attacks_differential.jsonl.gz").Where(static row => row.Text("dialect") == "postgres").ToList();
        foreach (var row in rows)
        {
            var names = new AnalysisNamespace("judge", ["public"], "app", row.Text("session") != "standard_conforming_strings=off");
            var result = SqlAnalyzer.Analyze(SqlDialect.Postgres, row.Text("sql")!, names, GotchaCatalog.Database);
            var summary = AnalysisSummary.Of(result, static n => n.Name);
            var isRefused = result.Error is not null || summary.Unresolved.Count > 0 || summary.Facilities.Count > 0;
            var reads = summary.Read.ContainsKey("secret");
            var label = row.GetProperty("reads_secret");
            var text = $"{row.Text("sql")} ({row.Text("note")}) {result.Error}";
            if (label.ValueKind == JsonValueKind.True && !reads && !isRefused)
            {
                bypasses.Add(text);
            }

            if (label.ValueKind == JsonValueKind.False && (reads || isRefused))
            {
                wrong.Add(text);
            }

            if (label.ValueKind == JsonValueKind.String && !isRefused)
            {
                wrong.Add(text);
            }
        }

        Report(bypasses);
        Report(wrong);
        Assert.That(bypasses, Is.Empty);
        ScoreSheet.Check("attacks_differential (postgres)", "no bypass", rows.Count - bypasses.Count, rows.Count);
        ScoreSheet.Check("attacks_differential (postgres)", "as the server reads it", rows.Count - wrong.Count - bypasses.Count, rows.Count);
    }

    [Test]
    public void No_payload_gets_more_than_the_policy_grants_and_benign_input_passes()
    {
        var carriers = JsonDocument.Parse(File.ReadAllText(CorpusFile.PathOf("attack_carriers.json"))).RootElement.GetProperty("carriers");
        var bypasses = new List<string>();
        var denied = new List<string>();
        int texts = 0, benign = 0;
        foreach (var row in CorpusFile.Read("attacks.jsonl.gz"))
        {
            var payload = row.Text("sql")!;
            foreach (var carrier in carriers.EnumerateObject())
            {
                texts++;
                var sql = carrier.Value.GetString()!.Replace("{P}", payload, StringComparison.Ordinal);
                if (AttackPolicy.Allows(sql) && ParseOracle.Tree(sql) is { } tree && AttackPolicy.IsExceededBy(tree))
                {
                    bypasses.Add(sql);
                }
            }

            if (row.Text("kind") == "benign_input" && !payload.Contains('\0', StringComparison.Ordinal))
            {
                benign++;
                var sql = carriers.GetProperty("str").GetString()!
                    .Replace("{P}", payload.Replace("'", "''", StringComparison.Ordinal), StringComparison.Ordinal);
                if (!AttackPolicy.Allows(sql))
                {
                    denied.Add(sql);
                }
            }
        }

        Report(bypasses);
        Report(denied);
        Assert.That(bypasses, Is.Empty);
        ScoreSheet.Check("attacks", "no bypass, payloads in every carrier", texts - bypasses.Count, texts);
        ScoreSheet.Check("attacks", "benign input allowed", benign - denied.Count, benign);
    }

    [Test]
    public void Every_workload_statement_is_complete()
    {
        var failures = new List<string>();
        var rows = CorpusFile.Read("workloads.jsonl.gz")
            .Where(static row => row.Text("dialect") is "postgres" or "generic" && row.Text("libpg15") == "ok").ToList();
        foreach (var row in rows)
        {
            var number = 0;
            var sql = row.TryGetProperty("jdbc", out var jdbc) && jdbc.ValueKind == JsonValueKind.True
                ? Marker().Replace(row.Text("sql")!, match => match.Value == "?" ? $"${++number}" : match.Value)
                : row.Text("sql")!;
            var result = SqlAnalyzer.Analyze(SqlDialect.Postgres, sql, Shop, null);
            if (result.Error is not null || result.Statements.Any(static s => !s.Complete))
            {
                failures.Add($"{row.Text("id")} {result.Error} {string.Join(", ", result.Statements.SelectMany(static s => s.Unresolved))} {sql[..Math.Min(100, sql.Length)]}");
            }
        }

        Report(failures);
        ScoreSheet.Check("workloads (postgres, generic)", "complete", rows.Count - failures.Count, rows.Count);
    }

    /// <summary>Labels give names as written; quotes and case are no part of the comparison.</summary>
    private static string LineageName(string name) =>
        name.Replace("\"", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal)
            .Replace("<default>.", "", StringComparison.Ordinal).Replace("pg_temp.", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string Show(SortedDictionary<string, SortedSet<string>> tables) =>
        string.Join("; ", tables.Select(static t => $"{t.Key}({string.Join(",", t.Value)})"));

    private static void Report(List<string> lines)
    {
        foreach (var line in lines.Take(40))
        {
            TestContext.Out.WriteLine(line);
        }
    }

    [GeneratedRegex(@"'(?:[^']|'')*'|""[^""]*""|\?")]
    private static partial Regex Marker();
}
