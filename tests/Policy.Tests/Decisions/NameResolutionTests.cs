using NUnit.Framework;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>Names that mean something else than they seem to: each decided by the table of policy-language.md §2 and §3.</summary>
public class NameResolutionTests
{
    private const string Catalog = """
        proxydb: catalog/v1
        dialect: postgres
        databases:
          shop:
            search_path: [app, public]
            schemas:
              app:
                tables:
                  orders: [id, total]
              evil:
                tables:
                  orders: [id, total]
                functions:
                  lower: {language: plpgsql, body: "BEGIN RETURN 1; END"}
                  count: {language: plpgsql, body: "BEGIN RETURN 1; END"}
                  text: {language: plpgsql, body: "BEGIN RETURN 1; END"}
                operators: [{name: "=", left: bigint, right: integer, function: evil.eq}]
              secret:
                tables:
                  salaries: [id, amount]
              public:
                views:
                  v_salaries: {columns: [id, amount], sql: "SELECT id, amount FROM secret.salaries"}
                  v_sessions: {columns: [query], sql: "SELECT query FROM pg_catalog.pg_stat_activity"}
                functions:
                  f_salaries: {language: sql, body: "SELECT sum(amount) FROM secret.salaries"}
                  f_opaque: {language: plpgsql, body: "BEGIN EXECUTE 'SELECT 1'; END"}

        """;

    private const string Rules = """
        rules:
          - {id: safe, subjects: [any], effect: allow, functions: ["@safe"]}
          - {id: orders, subjects: [any], effect: allow, actions: [select], objects: [app.orders, public.*]}
          - {id: routines, subjects: [any], effect: allow, functions: [public.f_*], actions: [call], objects: [public.f_*]}
          - {id: definer, subjects: [user:dba], effect: allow, actions: [ddl], objects: [public.*]}

        """;

    private const string SalariesDenied = "  - {id: no-salaries, effect: deny, objects: [secret.salaries]}\n";

    private static readonly Lazy<CatalogSnapshot> Snapshot = new(() =>
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("shop.catalog.yaml", Catalog, errors);
        Assert.That(errors, Is.Empty);
        return catalog!;
    });

    private static Decision Decide(string sql, string rules = Rules, string user = "park", params string[] path)
    {
        PolicySet set = PolicyText.Set(("own.yaml", PolicyText.Head + rules), ("base.yaml", PolicyText.EmptyBase));
        var question = new PolicyQuestion(new Subject(user, "l", "shop"), SqlDialect.Postgres, sql) { SearchPath = path.Length == 0 ? null : [.. path] };
        return question.Decide(set, Snapshot.Value);
    }

    [Test]
    public void A_function_that_shadows_a_built_in_needs_its_own_allow()
    {
        Assert.That(Decide("SELECT lower('A')").Verdict, Is.EqualTo(Verdict.Allow));
        var shadowed = Decide("SELECT lower('A')", path: ["evil", "app"]);
        Assert.That(shadowed.Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(shadowed.Message, Does.Contain("`evil.lower`"));
        Assert.That(Decide("SELECT pg_catalog.lower('A')", path: ["evil", "app"]).Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(Decide("SELECT count(*) FROM app.orders", path: ["evil", "app"]).Verdict, Is.EqualTo(Verdict.Deny));
    }

    [Test]
    public void An_operator_that_shadows_a_built_in_needs_its_own_allow()
    {
        Assert.That(Decide("SELECT id FROM app.orders WHERE id = 1").Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(Decide("SELECT id FROM app.orders WHERE id = 1", path: ["evil", "app"]).Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(
            Decide("SELECT id FROM app.orders WHERE id = 1", Rules + "  - {id: op, subjects: [any], effect: allow, functions: [\"evil.=\"]}\n", path: ["evil", "app"]).Verdict,
            Is.EqualTo(Verdict.Allow));
    }

    [Test]
    public void A_table_is_the_one_that_the_search_path_finds()
    {
        Assert.That(Decide("SELECT id FROM orders").Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(Decide("SELECT id FROM orders", path: ["evil", "app"]).Verdict, Is.EqualTo(Verdict.Deny));
    }

    [TestCase("SELECT id FROM shop.app.orders", true)]
    [TestCase("SELECT id FROM other.app.orders", false)]
    public void A_name_of_three_parts_is_of_this_database_or_of_none_allowed(string sql, bool allowed) =>
        Assert.That(Decide(sql).Verdict == Verdict.Allow, Is.EqualTo(allowed));

    [Test]
    public void A_view_over_tables_somebody_may_not_read_is_an_interface_until_a_deny_lies_beneath()
    {
        Assert.That(Decide("SELECT amount FROM v_salaries").Verdict, Is.EqualTo(Verdict.Allow));
        var denied = Decide("SELECT amount FROM v_salaries", Rules + SalariesDenied);
        Assert.That(denied.Rules[0], Is.EqualTo("no-salaries"));
        Assert.That(Decide("SELECT amount FROM v_salaries", Rules + SalariesDenied.Replace("objects", "direct: true, objects", StringComparison.Ordinal)).Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(Decide("SELECT f_salaries()", Rules + SalariesDenied).Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(Decide("SELECT f_salaries()").Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(Decide("SELECT f_opaque()").Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(Decide("SELECT f_opaque()", Rules + SalariesDenied).Verdict, Is.EqualTo(Verdict.Deny), "nobody knows what it reads");
    }

    [Test]
    public void Creating_a_view_is_decided_like_its_query_for_who_creates_it()
    {
        Assert.That(Decide("CREATE VIEW public.v2 AS SELECT id FROM app.orders", user: "dba").Verdict, Is.EqualTo(Verdict.Allow));
        var refused = Decide("CREATE VIEW public.v2 AS SELECT amount FROM secret.salaries", user: "dba");
        Assert.That(refused.Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(refused.Message, Does.Contain("`secret.salaries`"));
        Assert.That(Decide("CREATE VIEW public.v2 AS SELECT query FROM pg_stat_activity", user: "dba").Rules[0], Is.EqualTo("floor-sessions"));
        Assert.That(Decide("CREATE FUNCTION public.f2() RETURNS bigint LANGUAGE sql AS 'SELECT amount FROM secret.salaries'", user: "dba").Verdict, Is.EqualTo(Verdict.Deny));
    }

    [Test]
    public void A_cast_to_a_type_that_runs_user_code_is_decided() =>
        Assert.That(Decide("SELECT id::text FROM app.orders").Verdict, Is.EqualTo(Verdict.Allow));

    [Test]
    public void Whole_rows_read_every_column() =>
        Assert.That(
            Decide("SELECT o FROM orders o", Rules + "  - {id: no-total, effect: deny, columns: [app.orders.total]}\n").Rules[0],
            Is.EqualTo("no-total"));
}
