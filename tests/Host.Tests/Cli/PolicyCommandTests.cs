using System.Text.Json.Nodes;
using NUnit.Framework;

namespace ProxyDb.Host.Tests.Cli;

/// <summary><c>proxydb policy check|test|explain</c>: words, exit codes and JSON.</summary>
[NonParallelizable]
public sealed class PolicyCommandTests
{
    private const string Policy = """
        proxydb: policy/v1
        rules:
          - {id: orders, subjects: [user:park], effect: allow, actions: [select], objects: [public.orders]}

        """;

    private const string Cases = """
        proxydb: cases/v1
        catalog: shop.catalog.yaml
        cases:
          - {name: reads, subject: {user: park}, database: shop, sql: SELECT id FROM orders, expect: {decision: allow, rules: [orders]}}
          - {name: writes, subject: {user: park}, database: shop, sql: DELETE FROM orders, expect: {decision: DECISION}}

        """;

    private const string Catalog = """
        proxydb: catalog/v1
        dialect: postgres
        databases: {shop: {search_path: [public], schemas: {public: {tables: {orders: [id, total]}}}}}

        """;

    private string _directory = "";

    [SetUp]
    public void Make()
    {
        _directory = Directory.CreateTempSubdirectory("policies").FullName;
        Write("own.yaml", Policy);
        Write("shop.catalog.yaml", Catalog);
        Write("own.cases.yaml", Cases.Replace("DECISION", "deny", StringComparison.Ordinal));
    }

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task A_sound_directory_is_fine()
    {
        var run = await CommandRun.Of("policy", "check", _directory);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("fine").And.Contain("2 cases").And.Contain("sha256:"));
    }

    [Test]
    public async Task All_errors_of_all_files_come_with_their_places()
    {
        Write("own.yaml", Policy.Replace("effect", "efect", StringComparison.Ordinal));
        Write("more.cases.yaml", "proxydb: cases/v1\ncases:\n  - {name: x, sql: SELECT 1}\n");
        var run = await CommandRun.Of("policy", "check", _directory);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("own.yaml:3:").And.Contain("did you mean `effect`?").And.Contain("more.cases.yaml:3:").And.Contain("`subject` is missing"));
    }

    [Test]
    public async Task Names_that_the_catalog_does_not_know_are_warnings()
    {
        Write("own.yaml", Policy.Replace("public.orders", "public.order", StringComparison.Ordinal));
        var run = await CommandRun.Of("policy", "check", _directory, "--catalog", Path.Combine(_directory, "shop.catalog.yaml"), "--json");
        Assert.That(run.ExitCode, Is.Zero);
        var report = JsonNode.Parse(run.Output)!;
        Assert.That((string?)report["warnings"]![0]!["message"], Is.EqualTo("the rule `orders` names `public.order`, and the catalog has no such object"));
    }

    [Test]
    public async Task Cases_that_hold_end_with_0_and_others_with_1()
    {
        var fine = await CommandRun.Of("policy", "test", _directory);
        Assert.That((fine.ExitCode, fine.Output), Is.EqualTo((0, "ok   reads\nok   writes\n2 passed, 0 failed\n")));
        Write("own.cases.yaml", Cases.Replace("DECISION", "allow", StringComparison.Ordinal));
        var failed = await CommandRun.Of("policy", "test", _directory, "--json");
        Assert.That(failed.ExitCode, Is.EqualTo(1));
        Assert.That((int?)JsonNode.Parse(failed.Output)!["failed"], Is.EqualTo(1));
        Assert.That((string?)JsonNode.Parse(failed.Output)!["cases"]![1]!["failures"]![0], Does.StartWith("expected allow, but: no rule allows delete on `public.orders`"));
    }

    [Test]
    public async Task A_missing_catalog_is_unusable_input()
    {
        File.Delete(Path.Combine(_directory, "shop.catalog.yaml"));
        var run = await CommandRun.Of("policy", "test", _directory);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((2, Path.Combine(_directory, "own.cases.yaml") + ":1:1: the catalog `shop.catalog.yaml` is not there\n")));
    }

    [Test]
    public async Task An_explanation_names_each_access_and_the_least_change()
    {
        var run = await CommandRun.Of(
            "policy", "explain", _directory, "--user", "kim", "--database", "shop", "--sql", "SELECT id FROM public.orders", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var access = JsonNode.Parse(run.Output)!["statements"]![0]!["accesses"]![0]!;
        Assert.That((string?)access["access"], Is.EqualTo("select on `public.orders`"));
        Assert.That((string?)access["least_change"], Is.EqualTo("actions: [select], objects: [public.orders]"));
        Assert.That(access["nearly"]!.ToJsonString(), Is.EqualTo("""[{"rule":"orders","effect":"allow","key":"subjects"}]"""));
    }

    [Test]
    public async Task An_explanation_reads_well_too()
    {
        var run = await CommandRun.Of("policy", "explain", _directory, "--user", "park", "--database", "shop", "--sql", "DELETE FROM orders");
        Assert.That(run.Output, Does.StartWith("denied: no rule allows delete on `public.orders`").And.Contain("least change: actions: [delete], objects: [public.orders]"));
    }

    [Test]
    public async Task An_explanation_shows_masks_by_their_ways_filters_near_misses_and_the_text_that_is_sent()
    {
        Write("shop.catalog.yaml", """
            proxydb: catalog/v1
            dialect: postgres
            databases:
              shop:
                search_path: [public]
                schemas:
                  public:
                    tables: {customers: {columns: [{name: id, type: int}, {name: branch, type: text}, {name: resident_no, type: text}]}}
                    views:
                      v_customers: {columns: [id, number], sql: "SELECT id, resident_no AS number FROM public.customers"}
                      v_deep: {columns: [rn], sql: "SELECT number AS rn FROM public.v_customers"}

            """);
        Write("own.yaml", """
            proxydb: policy/v1
            rules:
              - {id: read, subjects: [any], actions: [select], objects: [public.*], effect: allow}
              - {id: numbers, subjects: [user:park], columns: [public.customers.resident_no], effect: mask, mask: {partial: {keep_last: 4}}}
              - {id: branches, subjects: [user:park], objects: [public.customers], effect: filter, where: "branch IN ({{user.branches}})"}

            """);
        var catalog = Path.Combine(_directory, "shop.catalog.yaml");
        string[] arguments =
        [
            "policy", "explain", _directory, "--catalog", catalog, "--database", "shop", "--attribute", "branches=S01",
            "--sql", "WITH x AS (SELECT rn FROM v_deep d) SELECT rn FROM x",
        ];
        var run = await CommandRun.Of([.. arguments, "--user", "park"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.StartWith("allowed"));
        Assert.That(run.Output, Does.Contain("""masked: public.customers.resident_no (partial: {keep_first: 0, keep_last: 4, with: "*"}) by numbers"""));
        Assert.That(run.Output, Does.Contain("by way of WITH x → public.v_deep d.rn → public.v_customers.number → public.customers.resident_no"));
        Assert.That(run.Output, Does.Contain("filtered: public.customers (branch IN ({{user.branches}})) by branches").And.Contain(":user.branches"));
        var other = await CommandRun.Of([.. arguments, "--user", "kim", "--json"]);
        var report = JsonNode.Parse(other.Output)!;
        Assert.That(report["masked"]!.AsArray(), Is.Empty);
        Assert.That((string?)report["nearly_secured"]![0]!["key"], Is.EqualTo("subjects"));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);
}
