using System.IO.Compression;
using System.Text.Json;
using NUnit.Framework;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>What a real server allowed and denied under a policy of columns: exactly the same here.</summary>
public class ColumnPolicyCorpusTests
{
    /// <summary>The labels of the corpus' policy <c>sepgsql-dml</c> as rules.</summary>
    private const string Policy = """
        rules:
          - {id: t1, subjects: [any], effect: allow, actions: [select, insert, update, delete, copy], objects: [public.t1]}
          - {id: t2, subjects: [any], effect: allow, actions: [select, copy], objects: [public.t2]}
          - {id: t3, subjects: [any], effect: allow, actions: [select, insert, copy], objects: [public.t3]}
          - {id: t5-read, subjects: [any], effect: allow, actions: [select], objects: [public.t5], columns: [public.t5.e, public.t5.f]}
          - {id: t5-write, subjects: [any], effect: allow, actions: [insert, update, delete, copy], objects: [public.t5], columns: [public.t5.e]}
          - {id: t1p-read, subjects: [any], effect: allow, actions: [select], objects: [public.t1p*], columns: [public.t1p*.o, public.t1p*.p]}
          - {id: t1p-write, subjects: [any], effect: allow, actions: [insert, update, delete, copy], objects: [public.t1p*], columns: [public.t1p*.o]}
          - {id: customer, subjects: [any], effect: allow, actions: [select, insert, update, delete, copy], objects: [public.customer], except_columns: [public.customer.ccredit]}
          - {id: credit, subjects: [any], effect: allow, functions: [public.customer_credit]}
          - {id: files, subjects: [any], effect: allow, facilities: [file_read, file_write], overrides_floor: [floor-server-programs]}

        """;

    private const string Catalog = """
        proxydb: catalog/v1
        dialect: postgres
        databases:
          regress:
            search_path: [public]
            schemas:
              my_schema_1: {tables: {ts1: [a, b]}}
              my_schema_2: {tables: {ts2: [x, y]}}
              public:
                tables:
                  t1: [a, b]
                  t2: [x, y]
                  t3: [s, t]
                  t4: [m, n]
                  t5: [e, f, g]
                  t1p: [o, p, q]
                  t1p_ones: [o, p, q]
                  t1p_tens: [o, p, q]
                  customer: [cid, cname, ccredit]
                functions:
                  customer_credit: {language: sql, body: "SELECT regexp_replace(ccredit, '-[0-9]+$', '-????') FROM customer WHERE cid = $1"}

        """;

    [Test]
    public void Column_policies_decide_as_the_real_server_did()
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("regress.catalog.yaml", Catalog, errors);
        Assert.That(errors, Is.Empty);
        var set = PolicyText.Set(("sepgsql.yaml", PolicyText.Head + Policy));
        var wrong = new List<string>();
        var rows = 0;
        foreach (var row in Rows())
        {
            rows++;
            var sql = row.GetProperty("sql").GetString()!;
            var decision = new PolicyQuestion(new Subject("regress", "l", "regress"), SqlDialect.Postgres, sql).Decide(set, catalog);
            var expected = row.GetProperty("expected").GetString() == "allow" ? Verdict.Allow : Verdict.Deny;
            if (decision.Verdict != expected)
            {
                wrong.Add($"{row.GetProperty("id")} expected {expected}: {sql} {decision.Message}");
            }
        }

        Assert.That(rows, Is.GreaterThan(0));
        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
    }

    private static IEnumerable<JsonElement> Rows()
    {
        var path = Corpus("decisions.jsonl.gz");
        if (path is null)
        {
            Assert.Ignore("the corpora are not at hand");
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(path!), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            var row = JsonDocument.Parse(line).RootElement;
            if (row.GetProperty("kind").GetString() == "column_policy" && row.GetProperty("dialect").GetString() == "postgres")
            {
                yield return row;
            }
        }
    }

    private static string? Corpus(string name)
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "corpora", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
