using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>The corpora read as T-SQL; scores are held by <see cref="ScoreSheet"/>.</summary>
[NonParallelizable]
public sealed class TSqlCorpusTests
{
    private static readonly AnalysisNamespace App = new("app", ["dbo"], "app") { TSql = new TSqlSession(true, null, 15) };

    [Test]
    public void Gotchas_are_exact()
    {
        var failures = new List<string>();
        var rows = CorpusFile.Read("gotchas.jsonl.gz").Where(IsOurs).ToList();
        foreach (var row in rows)
        {
            var got = TSqlGotchaText.Of(AnalysisSummary.Of(Analyze(row.Text("sql")!, App, TSqlGotchaText.Catalog), static n => n.Name));
            if (got != TSqlGotchaText.Expected(row))
            {
                failures.Add($"{row.Text("sql")}\n  want {TSqlGotchaText.Expected(row)}\n  got  {got}");
            }
        }

        Report(failures);
        ScoreSheet.Check("gotchas (tsql)", "exact", rows.Count - failures.Count, rows.Count);
    }

    [Test]
    public void Tables_of_the_lineage_corpus_are_found()
    {
        int known = 0, found = 0;
        var failures = new List<string>();
        foreach (var row in Lineage().Where(static row => row.TryGetProperty("tables", out _)))
        {
            var got = AnalysisSummary.Of(Analyze(row.Text("sql")!, App, null), static n => Name(n.ToString()));
            var tables = got.Read.Keys.Concat(got.Written.Keys).ToHashSet(StringComparer.Ordinal);
            var expected = row.GetProperty("tables").EnumerateArray().Select(static t => Name(t.GetString()!)).ToHashSet(StringComparer.Ordinal);
            var hits = expected.Count(tables.Contains);
            (known, found) = (known + expected.Count, found + hits);
            if (hits < expected.Count)
            {
                failures.Add($"{row.Text("id")} want {string.Join(",", expected)} got {string.Join(",", tables)}: {Short(row.Text("sql")!)}");
            }
        }

        Report(failures);
        ScoreSheet.Check("lineage (tsql, generic)", "tables found", found, known);
    }

    [Test]
    public void Columns_of_the_lineage_corpus_are_found()
    {
        int known = 0, found = 0;
        var failures = new List<string>();
        foreach (var row in Lineage().Where(static row => row.TryGetProperty("columns", out _)))
        {
            var summary = AnalysisSummary.Of(Analyze(row.Text("sql")!, App, null), static n => Name(n.ToString()));
            var got = summary.Read.Concat(summary.Written).SelectMany(static t => t.Value.Select(Name)).ToHashSet(StringComparer.Ordinal);

            // Labels qualify by alias, by table or not at all.
            var expected = row.GetProperty("columns").EnumerateArray().Select(static c => Name(c.GetString()!).Split('.')[^1]).ToHashSet(StringComparer.Ordinal);
            var hits = expected.Count(name => got.Contains(name) || got.Contains("*"));
            (known, found) = (known + expected.Count, found + hits);
            if (hits < expected.Count)
            {
                failures.Add($"{row.Text("id")} miss {string.Join(",", expected.Except(got))} got {string.Join(",", got)}: {Short(row.Text("sql")!)}");
            }
        }

        Report(failures);
        ScoreSheet.Check("lineage (tsql, generic)", "columns found", found, known);
    }

    [Test]
    public void No_batch_of_the_corpus_crashes_and_what_is_not_understood_is_said()
    {
        int rows = 0, complete = 0, expected = 0;
        foreach (var row in CorpusFile.Read("tsql.jsonl.gz"))
        {
            var result = SqlAnalyzer.Analyze(SqlDialect.TSql, row.Text("sql")!, App, null);
            if (row.Text("expect") is null)
            {
                rows++;
                complete += result.Error is null && result.Statements.All(static s => s.Complete) ? 1 : 0;
            }

            expected += result.Error is not null || result.Statements.All(static s => s.Span.Length > 0) ? 0 : 1;
        }

        Assert.That(expected, Is.Zero, "a statement without a place");
        ScoreSheet.Check("tsql", "complete batches", complete, rows);
    }

    [Test]
    public void No_differential_reaches_the_secret_table_unseen()
    {
        var bypasses = new List<string>();
        var wrong = new List<string>();
        var rows = CorpusFile.Read("attacks_differential.jsonl.gz").Where(static row => row.Text("dialect") is "tsql").ToList();
        foreach (var row in rows)
        {
            var result = Differential(row);
            var summary = AnalysisSummary.Of(result, static n => n.Name);
            var isRefused = result.Error is not null || summary.Unresolved.Count > 0 || summary.Facilities.Count > 0;
            var reads = summary.Read.ContainsKey("secret") || summary.Written.ContainsKey("secret");
            var label = row.GetProperty("reads_secret");
            var text = $"{row.Text("sql")} [{row.Text("session")}] ({row.Text("note")}) {result.Error} {string.Join(",", summary.Unresolved)}";
            if (label.ValueKind == JsonValueKind.True && !reads && !isRefused)
            {
                bypasses.Add(text);
            }

            var isSeen = label.ValueKind switch
            {
                JsonValueKind.True => reads,
                JsonValueKind.False => !reads && result.Error is null && summary.Unresolved.Count == 0,
                _ => isRefused || reads,
            };
            if (!isSeen)
            {
                wrong.Add(text);
            }
        }

        Report(bypasses);
        Report(wrong);
        Assert.That(bypasses, Is.Empty);
        ScoreSheet.Check("attacks_differential (tsql)", "no bypass", rows.Count - bypasses.Count, rows.Count);
        ScoreSheet.Check("attacks_differential (tsql)", "as the server reads it", rows.Count - wrong.Count, rows.Count);
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
                if (TSqlAttackPolicy.Allows(sql) && TSqlAttackPolicy.IsExceededBy(sql))
                {
                    bypasses.Add(sql);
                }
            }

            if (row.Text("kind") == "benign_input" && !payload.Contains('\0', StringComparison.Ordinal))
            {
                benign++;
                var literal = payload.Replace("'", "''", StringComparison.Ordinal);
                var sql = carriers.GetProperty("str").GetString()!.Replace("{P}", literal, StringComparison.Ordinal);
                if (!TSqlAttackPolicy.Allows(sql))
                {
                    denied.Add(sql);
                }
            }
        }

        Report(bypasses);
        Report(denied);
        Assert.That(bypasses, Is.Empty);
        ScoreSheet.Check("attacks (tsql)", "no bypass, payloads in every carrier", texts - bypasses.Count, texts);
        ScoreSheet.Check("attacks (tsql)", "benign input allowed", benign - denied.Count, benign);
    }

    [Test]
    public void Every_workload_statement_is_complete()
    {
        var failures = new List<string>();
        var rows = CorpusFile.Read("workloads.jsonl.gz").Where(static row => IsOurs(row)).ToList();
        foreach (var row in rows)
        {
            var sql = row.Text("sql")!;
            var result = Analyze(sql, App, null);
            if (result.Error is not null || result.Statements.Any(static s => !s.Complete))
            {
                failures.Add($"{row.Text("id")} {result.Error} {string.Join(", ", result.Statements.SelectMany(static s => s.Unresolved))} {Short(sql)}");
            }
        }

        Report(failures);
        ScoreSheet.Check("workloads (tsql, generic)", "complete", rows.Count - failures.Count, rows.Count);
    }

    [Test]
    public void What_a_server_refused_for_an_object_names_that_object()
    {
        var failures = new List<string>();
        var rows = CorpusFile.Read("decisions.jsonl.gz")
            .Where(static row => row.Text("dialect") is "tsql" && row.Text("kind") == "denied_fact").ToList();
        foreach (var row in rows)
        {
            var wanted = row.GetProperty("object");
            var name = wanted.Text("table") ?? wanted.Text("name")?.Split('.')[^1] ?? wanted.Text("routine") ?? wanted.Text("db");
            var result = Analyze(row.Text("sql")!, App, null);
            var isRefused = result.Error is not null || result.Statements.Any(static s => !s.Complete);
            var isNamed = name is null || result.Statements.Any(s => s.Accesses.Any(a => Names(a, name)));
            if (!isRefused && !isNamed)
            {
                failures.Add($"{row.Text("id")} {wanted} {Short(row.Text("sql")!)}");
            }
        }

        Report(failures);
        ScoreSheet.Check("decisions (tsql)", "denied object named, or refused", rows.Count - failures.Count, rows.Count);
    }

    private static bool Names(in Access access, string name) =>
        string.Equals(access.Name.Name, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(access.Name.Schema, name, StringComparison.OrdinalIgnoreCase);

    private static AnalysisResult Differential(JsonElement row)
    {
        var isQuoted = row.Text("session")?.Contains("QUOTED_IDENTIFIER OFF", StringComparison.OrdinalIgnoreCase) is not true;
        var names = App with { TSql = App.TSql with { QuotedIdentifier = isQuoted } };
        var sent = row.Text("sql_hex") is { } hex ? Convert.FromHexString(hex) : System.Text.Encoding.UTF8.GetBytes(row.Text("sql")!);
        return SqlAnalyzer.Analyze(SqlDialect.TSql, sent, names, TSqlGotchaText.Catalog);
    }

    private static IEnumerable<JsonElement> Lineage() => CorpusFile.Read("lineage.jsonl.gz")
        .Where(static row => IsOurs(row));

    /// <summary>Plain SQL is ours where it is T-SQL too, which no label says.</summary>
    private static bool IsOurs(JsonElement row) => row.Text("dialect") is "tsql"
        || (row.Text("dialect") is "generic" && Analyze(row.Text("sql")!, App, null).Error is null);

    private static AnalysisResult Analyze(string sql, AnalysisNamespace names, ICatalogView? catalog) =>
        SqlAnalyzer.Analyze(SqlDialect.TSql, Marked(sql), names, catalog);

    /// <summary>Drivers write a parameter for each marker.</summary>
    private static string Marked(string sql) => sql.Replace("?", "@p", StringComparison.Ordinal);

    /// <summary>Labels give names as written; quotes and case are no part of the comparison.</summary>
    private static string Name(string name) =>
        name.Replace("\"", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal)
            .Replace("<default>.", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string Short(string sql) => sql.ReplaceLineEndings(" ")[..Math.Min(150, sql.ReplaceLineEndings(" ").Length)];

    private static void Report(List<string> lines)
    {
        foreach (var line in lines.Take(40))
        {
            TestContext.Out.WriteLine(line);
        }
    }
}
