using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Corpora;

/// <summary>The corpora read as MySQL and MariaDB; scores are held by <see cref="ScoreSheet"/>.</summary>
[NonParallelizable]
public sealed class MySqlCorpusTests
{
    private static readonly MySqlSession MariaDb = new(MySqlServer.MariaDb, MySqlModes.None, "utf8mb4", false);

    private static readonly AnalysisNamespace App = Named("app");
    private static readonly AnalysisNamespace NoDatabase = Named("");

    [Test]
    public void Gotchas_are_exact()
    {
        var failures = new List<string>();
        var rows = CorpusFile.Read("gotchas.jsonl.gz").Where(IsOurs).ToList();
        foreach (var row in rows)
        {
            var got = MySqlGotchaText.Of(AnalysisSummary.Of(Analyze(row.Text("sql")!, App, MySqlGotchaText.Catalog), static n => n.Name));
            if (got != MySqlGotchaText.Expected(row))
            {
                failures.Add($"{row.Text("sql")}\n  want {MySqlGotchaText.Expected(row)}\n  got  {got}");
            }
        }

        Report(failures);
        ScoreSheet.Check("gotchas (mysql)", "exact", rows.Count - failures.Count, rows.Count);
    }

    [Test]
    public void Tables_of_the_lineage_corpus_are_found()
    {
        int known = 0, found = 0;
        var failures = new List<string>();
        foreach (var row in Lineage().Where(static row => row.TryGetProperty("tables", out _)))
        {
            var got = AnalysisSummary.Of(Analyze(row.Text("sql")!, NoDatabase, null), static n => Name(n.ToString()));
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
        ScoreSheet.Check("lineage (mysql, generic)", "tables found", found, known);
    }

    [Test]
    public void Columns_of_plans_and_labels_are_found()
    {
        var schemas = JsonDocument.Parse(File.ReadAllText(CorpusFile.PathOf("lineage_schemas.json"))).RootElement;
        var catalogs = new DdlCatalog(schemas);
        int known = 0, found = 0;
        var failures = new List<string>();
        foreach (var row in Lineage().Where(static row => row.TryGetProperty("read_columns", out _)))
        {
            var got = AnalysisSummary.OfAll(Analyze(row.Text("sql")!, App, catalogs.Of(row.Text("schema")!)), static n => Name(n.Name));
            var read = got.Read.Concat(got.Written).SelectMany(static t => t.Value.Select(c => t.Key + "." + Name(c))).ToHashSet(StringComparer.Ordinal);

            // A plan also scans columns that nothing asks for: those that the text names count.
            var expected = row.GetProperty("read_columns").EnumerateObject()
                .SelectMany(t => t.Value.EnumerateArray().Where(c => IsNamed(row, c)).Select(c => Name(t.Name) + "." + Name(c.GetString()!)))
                .ToHashSet(StringComparer.Ordinal);
            var hits = expected.Count(name => read.Contains(name) || read.Contains(name[..(name.LastIndexOf('.') + 1)] + "*"));
            (known, found) = (known + expected.Count, found + hits);
            if (hits < expected.Count)
            {
                failures.Add($"{row.Text("id")} miss {string.Join(",", expected.Except(read))} got {string.Join(",", read)}: {Short(row.Text("sql")!)}");
            }
        }

        Report(failures);
        ScoreSheet.Check("lineage (mysql, plans)", "columns found", found, known);
    }

    [Test]
    public void A_statement_and_its_qualified_twin_read_the_same_tables()
    {
        var schemas = JsonDocument.Parse(File.ReadAllText(CorpusFile.PathOf("lineage_schemas.json"))).RootElement;
        var failures = new List<string>();
        var rows = 0;
        foreach (var row in Lineage())
        {
            if (row.Text("qualified_sql") is not { } qualified || !schemas.TryGetProperty(row.Text("schema")!, out var schema)
                || !schema.TryGetProperty("tables", out var tables))
            {
                continue;
            }

            var catalog = LineageCatalog.OfMySql(tables, "app");
            var twin = Analyze(qualified, App, catalog);
            if (twin.Error is not null)
            {
                continue;
            }

            rows++;
            var left = AnalysisSummary.Of(Analyze(row.Text("sql")!, App, catalog), static n => n.Name);
            var right = AnalysisSummary.Of(twin, static n => n.Name);
            if (!left.Read.Keys.SequenceEqual(right.Read.Keys) || !right.Read.All(table => left.Read[table.Key].IsSupersetOf(table.Value)))
            {
                failures.Add($"{row.Text("sql")}\n  {qualified}\n  {Show(left.Read)} / {Show(right.Read)}");
            }
        }

        Report(failures);
        ScoreSheet.Check("lineage (mysql, pairs)", "same tables, columns covered", rows - failures.Count, rows);
    }

    [Test]
    public void No_differential_reaches_the_secret_table_unseen()
    {
        var bypasses = new List<string>();
        var wrong = new List<string>();
        var rows = CorpusFile.Read("attacks_differential.jsonl.gz").Where(static row => row.Text("dialect") is "mysql" or "mariadb").ToList();
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
                JsonValueKind.False => !reads && !isRefused,
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
        ScoreSheet.Check("attacks_differential (mysql)", "no bypass", rows.Count - bypasses.Count, rows.Count);
        ScoreSheet.Check("attacks_differential (mysql)", "as the server reads it", rows.Count - wrong.Count, rows.Count);
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
                if (MySqlAttackPolicy.Allows(sql) && MySqlAttackPolicy.IsExceededBy(sql))
                {
                    bypasses.Add(sql);
                }
            }

            if (row.Text("kind") == "benign_input" && !payload.Contains('\0', StringComparison.Ordinal))
            {
                benign++;
                var literal = payload.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
                var sql = carriers.GetProperty("str").GetString()!.Replace("{P}", literal, StringComparison.Ordinal);
                if (!MySqlAttackPolicy.Allows(sql))
                {
                    denied.Add(sql);
                }
            }
        }

        Report(bypasses);
        Report(denied);
        Assert.That(bypasses, Is.Empty);
        ScoreSheet.Check("attacks (mysql)", "no bypass, payloads in every carrier", texts - bypasses.Count, texts);
        ScoreSheet.Check("attacks (mysql)", "benign input allowed", benign - denied.Count, benign);
    }

    [Test]
    public void Every_workload_statement_is_complete()
    {
        var failures = new List<string>();
        var rows = CorpusFile.Read("workloads.jsonl.gz").Where(static row => IsOurs(row) && row.Text("mariadb_10_11") == "parsed").ToList();
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
        ScoreSheet.Check("workloads (mysql, generic)", "complete", rows.Count - failures.Count, rows.Count);
    }

    [Test]
    public void What_a_server_refused_for_an_object_names_that_object()
    {
        var failures = new List<string>();
        var rows = CorpusFile.Read("decisions.jsonl.gz")
            .Where(static row => row.Text("dialect") is "mariadb" && row.Text("kind") == "denied_fact" && row.Text("mariadb_10_11") == "parsed").ToList();
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
        ScoreSheet.Check("decisions (mariadb)", "denied object named, or refused", rows.Count - failures.Count, rows.Count);
    }

    private static bool IsNamed(JsonElement row, JsonElement column) => System.Text.RegularExpressions.Regex.IsMatch(
        row.Text("sql")!, @"(?<![\w.])(\w+\.)?`?" + System.Text.RegularExpressions.Regex.Escape(column.GetString()!) + @"`?(?!\w)", System.Text.RegularExpressions.RegexOptions.IgnoreCase);

    private static bool Names(in Access access, string name) =>
        string.Equals(access.Name.Name, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(access.Name.Schema, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>By bytes where the row has some, in the character set it names.</summary>
    private static AnalysisResult Differential(JsonElement row)
    {
        var charset = row.Text("charset") ?? "utf8mb4";
        var modes = MySqlModeText.Parse(row.Text("session") ?? "");
        var names = Named("app") with { MySql = MariaDb with { CharacterSet = charset, Modes = modes } };
        var sent = row.Text("sql_hex") is { } hex ? Convert.FromHexString(hex) : System.Text.Encoding.UTF8.GetBytes(row.Text("sql")!);
        return TextEncoding.OfMySql(charset).Decode(sent, out var utf8) is { } refused
            ? new AnalysisResult([], refused)
            : SqlAnalyzer.Analyze(SqlDialect.MariaDb, utf8 ?? sent, names, MySqlGotchaText.Catalog);
    }

    private static IEnumerable<JsonElement> Lineage() => CorpusFile.Read("lineage.jsonl.gz")
        .Where(static row => IsOurs(row) && row.Text("mariadb_10_11") == "parsed");

    private static bool IsOurs(JsonElement row) => row.Text("dialect") is "mysql" or "mariadb" or "generic";

    private static AnalysisNamespace Named(string database) => new(database, database.Length == 0 ? [] : [database], "app") { MySql = MariaDb };

    private static AnalysisResult Analyze(string sql, AnalysisNamespace names, ICatalogView? catalog) =>
        SqlAnalyzer.Analyze(SqlDialect.MariaDb, sql, names, catalog);

    /// <summary>Labels give names as written; quotes and case are no part of the comparison.</summary>
    private static string Name(string name) =>
        name.Replace("\"", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal)
            .Replace("<default>.", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string Show(SortedDictionary<string, SortedSet<string>> tables) =>
        string.Join("; ", tables.Select(static t => $"{t.Key}({string.Join(",", t.Value)})"));

    private static string Short(string sql) => sql.ReplaceLineEndings(" ")[..Math.Min(150, sql.ReplaceLineEndings(" ").Length)];

    private static void Report(List<string> lines)
    {
        foreach (var line in lines.Take(40))
        {
            TestContext.Out.WriteLine(line);
        }
    }
}
