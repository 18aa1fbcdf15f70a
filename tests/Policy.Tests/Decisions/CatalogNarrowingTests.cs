using System.Collections.Immutable;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Catalog.Builtins;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rewriting;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;
using static ProxyDb.Policy.Tests.Decisions.FactsOf;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>What <c>catalog: narrow</c> makes of statements that read the server's catalogs.</summary>
public class CatalogNarrowingTests
{
    private const string All = """
        tags: {pii: ["**.resident_no"]}
        rules:
          - {id: all, subjects: [any], effect: allow, actions: [any], objects: ["**"], functions: ["**"]}

        """;

    private const string NoSalaries = "objects: [hr.salaries, public.pay*]";

    private static readonly AnalysisNamespace Session = new("shop", ["public"], "park");

    private static readonly CatalogDatabase WithIds = Catalog(
        Table("hr", "salaries", 16501, "id"), Table("public", "payments", 16502, "id"), Table("public", "customers", 16503, "id", "name", "email", "resident_no"));

    private static IEnumerable<TestCaseData> Texts()
    {
        const string hidden =
            "ARRAY(SELECT c.oid FROM pg_catalog.pg_class AS c WHERE c.oid OPERATOR(pg_catalog.=) ANY ('{16501,16502}'::pg_catalog.oid[])"
            + " UNION ALL SELECT i.indexrelid FROM pg_catalog.pg_index AS i WHERE i.indrelid OPERATOR(pg_catalog.=) ANY ('{16501,16502}'::pg_catalog.oid[])"
            + " UNION ALL SELECT d.objid FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_class AS p ON (p.oid OPERATOR(pg_catalog.=) d.objid)"
            + " WHERE d.classid OPERATOR(pg_catalog.=) '1259'::pg_catalog.oid AND d.refclassid OPERATOR(pg_catalog.=) '1259'::pg_catalog.oid"
            + " AND p.relkind OPERATOR(pg_catalog.=) ANY ('{i,I,S,t}'::pg_catalog.\"char\"[])"
            + " AND (d.refobjid OPERATOR(pg_catalog.=) ANY ('{16501,16502}'::pg_catalog.oid[])))";
        yield return new TestCaseData(
            NoSalaries, "SELECT relname FROM pg_class c WHERE pg_table_is_visible(c.oid)",
            $"SELECT relname FROM (SELECT oid, relname FROM pg_catalog.pg_class WHERE (((oid OPERATOR(pg_catalog.=) ANY ({hidden}))) IS NOT TRUE) OFFSET 0) c"
            + " WHERE pg_table_is_visible(c.oid)").SetArgDisplayNames("relations by id");
        yield return new TestCaseData(
            NoSalaries, "SELECT count(*) FROM information_schema.tables t",
            "SELECT count(*) FROM (SELECT FROM information_schema.tables WHERE"
            + " (((table_schema OPERATOR(pg_catalog.=) 'hr'::pg_catalog.name AND table_name OPERATOR(pg_catalog.=) ANY (ARRAY['salaries']::pg_catalog.name[]))"
            + " OR (table_schema OPERATOR(pg_catalog.=) 'public'::pg_catalog.name"
            + " AND table_name OPERATOR(pg_catalog.=) ANY (ARRAY['payments']::pg_catalog.name[]))) IS NOT TRUE)) t").SetArgDisplayNames("relations by name");
        yield return new TestCaseData(
            "tags: [pii]", "SELECT grantee FROM information_schema.column_privileges s",
            "SELECT grantee FROM (SELECT grantee FROM information_schema.column_privileges WHERE (((table_schema OPERATOR(pg_catalog.=) 'public'::pg_catalog.name"
            + " AND table_name OPERATOR(pg_catalog.=) 'customers'::pg_catalog.name"
            + " AND column_name OPERATOR(pg_catalog.=) ANY (ARRAY['resident_no']::pg_catalog.name[]))) IS NOT TRUE)) s").SetArgDisplayNames("columns by name");
    }

    [TestCaseSource(nameof(Texts))]
    public void A_catalog_is_read_without_what_is_denied(string names, string sql, string secured) =>
        Assert.That(Secure($"effect: deny, {names}, catalog: narrow", sql, WithIds), Is.EqualTo(secured));

    [Test]
    public void A_column_is_told_by_its_number()
    {
        var filter = Filters("effect: deny, columns: [public.customers.resident_no], catalog: narrow", "pg_catalog.pg_attribute", WithIds).Single();
        Assert.That(filter.Where.Text, Does.Contain(
            "(attrelid OPERATOR(pg_catalog.=) '16503'::pg_catalog.oid AND attnum OPERATOR(pg_catalog.=) ANY ('{4}'::pg_catalog.int2[]))"));
        Assert.That(Filters("effect: deny, tags: [pii], catalog: narrow", "information_schema.tables", WithIds), Is.Empty, "the table is not denied");
    }

    [Test]
    public void Without_object_ids_relations_are_looked_up_by_name()
    {
        var catalog = Catalog(Table("hr", "salaries", 0, "id"));
        var filter = Filters("effect: deny, objects: [hr.salaries], catalog: narrow", "pg_catalog.pg_class", catalog).Single();
        Assert.That(filter.Where.Text, Does.Contain("n.nspname OPERATOR(pg_catalog.=) 'hr'::pg_catalog.name AND c.relname OPERATOR(pg_catalog.=) 'salaries'::pg_catalog.name"));
    }

    [Test]
    public void A_quote_in_a_name_ends_no_literal()
    {
        var catalog = Catalog(Table("public", "it's\\", 0, "id"));
        var filter = Filters("effect: deny, objects: [public.*], catalog: narrow", "pg_catalog.pg_tables", catalog).Single();
        Assert.That(filter.Where.Text, Does.Contain("ARRAY[E'it''s\\\\']::pg_catalog.name[]"));
    }

    [Test]
    public void Only_reads_of_catalogs_that_show_it_are_bound()
    {
        const string rule = $"effect: deny, {NoSalaries}, catalog: narrow";
        Assert.That(Filters(rule, "pg_catalog.pg_settings", WithIds), Is.Empty);
        Assert.That(Filters(rule, "public.customers", WithIds), Is.Empty);
        Assert.That(Filters(rule, "pg_catalog.pg_class", WithIds).Single().Rule, Is.EqualTo("r"));
        Assert.That(Filters($"effect: deny, {NoSalaries}", "pg_catalog.pg_class", WithIds), Is.Empty, "without the key");
        Assert.That(Filters($"effect: deny, {NoSalaries}, catalog: show", "pg_catalog.pg_class", WithIds), Is.Empty);
        Assert.That(Filters("effect: deny, objects: [nosuch.*], catalog: narrow", "pg_catalog.pg_class", WithIds), Is.Empty, "nothing is denied");
        Assert.That(Filters($"{rule}, subjects: [\"user:kim\"]", "pg_catalog.pg_class", WithIds), Is.Empty, "another subject");
        Assert.That(Filters($"{rule}, databases: [crm]", "pg_catalog.pg_class", WithIds), Is.Empty, "another database");
        Assert.That(Filters($"{rule}, valid_until: 2020-01-01", "pg_catalog.pg_class", WithIds), Is.Empty, "over");
    }

    [Test]
    public void Shadow_and_observe_hide_nothing_and_are_recorded()
    {
        foreach (var (mode, enforcement) in new[] { (", mode: shadow", Enforcement.Enforce), ("", Enforcement.Observe) })
        {
            var decision = Decide($"effect: deny, {NoSalaries}, catalog: narrow{mode}", SelectOf("pg_catalog.pg_class"), WithIds, enforcement);
            Assert.That(decision.Obligations.IsEmpty);
            Assert.That(decision.Shadow, Is.EqualTo(new[] { "r" }));
        }
    }

    [Test]
    public void A_catalog_that_is_not_known_cannot_be_narrowed()
    {
        var decision = Decide($"effect: deny, {NoSalaries}, catalog: narrow", SelectOf("pg_catalog.pg_class"), null);
        Assert.That(decision.Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(decision.Message, Does.StartWith("rule `r` hides what it denies from `pg_catalog.pg_class`"));
        Assert.That(Decide($"effect: deny, {NoSalaries}, catalog: narrow", SelectOf("pg_catalog.pg_settings"), null).Verdict, Is.EqualTo(Verdict.Allow));
    }

    [Test]
    public void Places_are_columns_of_the_servers_catalogs()
    {
        foreach (var (name, places) in PostgresCatalogs.All)
        {
            var relation = PostgresBuiltins.Schema(name.Schema!)!.Relation(name.Name);
            Assert.That(relation, Is.Not.Null, name.ToString());
            foreach (var place in places)
            {
                var columns = place.GetType().GetProperties().Where(p => p.PropertyType == typeof(string)).Select(p => (string?)p.GetValue(place)).OfType<string>();
                Assert.That(columns.Where(c => relation!.Column(c) is null), Is.Empty, $"{name} {place}");
            }
        }
    }

    private static Decision Decide(string rule, StatementFacts facts, CatalogDatabase? catalog, Enforcement enforcement = Enforcement.Enforce)
    {
        var set = PolicyText.Set(All + $"  - {{id: r, {rule}}}\n");
        var bindings = catalog is null ? null : TagBindings.Make(set, catalog, null);
        return DecisionEngine.Plan(facts, set.Match(Park, enforcement), "public", bindings).Decide(new DecisionContext(Noon));
    }

    private static ImmutableArray<RowFilter> Filters(string rule, string relation, CatalogDatabase catalog) =>
        Decide(rule, SelectOf(relation), catalog).Obligations.Filters;

    private static string Secure(string rule, string sql, CatalogDatabase catalog)
    {
        var facts = SqlAnalyzer.Analyze(SqlDialect.Postgres, sql, Session, catalog).Statements;
        var decision = Decide(rule, facts[0], catalog);
        Assert.That(decision.Verdict, Is.EqualTo(Verdict.Allow), decision.Message);
        var result = StatementRewriter.Rewrite(SqlDialect.Postgres, sql, Session, catalog, facts, decision.Obligations);
        Assert.That(result.Refusal, Is.Null);
        return string.Concat(result.Statement!.Parts.Select(static p => p.Text));
    }

    private static CatalogDatabase Catalog(params CatalogRelation[] relations) =>
        new("shop", SqlDialect.Postgres, relations.GroupBy(static r => r.Schema).Select(static g => new CatalogSchema(g.Key, g)));

    private static CatalogRelation Table(string schema, string name, uint oid, params string[] columns) => new()
    {
        Schema = schema,
        Name = name,
        Kind = RelationKind.Table,
        Oid = oid,
        Columns = [.. columns.Select((c, i) => new CatalogColumn(c, "text", oid == 0 ? 0 : i + 1))],
    };
}
