using System.Collections.Immutable;
using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;
using static ProxyDb.Policy.Tests.Decisions.FactsOf;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>architecture.md §5: names are bound to object ids once they are resolved, and a name that matches nothing any more is told.</summary>
public class TagBindingTests
{
    private const string Rules = """
        tags: {pii: [shop.public.customers.resident_no, "**.email"]}
        rules:
          - {id: all, subjects: [any], effect: allow, actions: [any], objects: ["**"], except_columns: [public.customers.card_no]}
          - {id: m, effect: mask, tags: [pii], mask: null}
          - {id: f, effect: filter, objects: [public.customers], where: "id = 1"}

        """;

    private static readonly PolicySet Set = PolicyText.Set(Rules);

    private static readonly CatalogDatabase Before = Shop("customers", "id", "resident_no", "email", "card_no", "name");

    /// <summary>One table with the object id 100; columns are numbered from 1, <c>-</c> is a dropped one.</summary>
    private static CatalogDatabase Shop(string table, params string[] columns) => Shop("shop", 100, table, columns);

    private static CatalogDatabase Shop(string database, uint oid, string table, params string[] columns) => new(database, SqlDialect.Postgres,
    [
        new CatalogSchema("public",
        [
            new CatalogRelation
            {
                Schema = "public", Name = table, Kind = RelationKind.Table, Oid = oid,
                Columns = [.. columns.Select((c, i) => new CatalogColumn(c, "text", i + 1)).Where(c => c.Name != "-")],
            },
        ]),
    ]);

    private static TagBindings Bind(params CatalogDatabase[] catalogs) =>
        catalogs.Aggregate((TagBindings?)null, (previous, catalog) => TagBindings.Make(Set, catalog, previous))!;

    private static Decision Decide(TagBindings? bindings, StatementFacts facts) =>
        DecisionEngine.Plan(facts, Set.Match(Park), "public", bindings).Decide(new DecisionContext(Noon));

    private static string Masked(TagBindings? bindings, string table, params string[] columns) =>
        string.Join(' ', Decide(bindings, SelectOf(table, columns)).Obligations.Masks.Select(m => m.Column));

    [Test]
    public void What_matches_by_name_needs_no_binding()
    {
        var bindings = Bind(Before);
        Assert.That(bindings.Drift, Is.Empty);
        Assert.That(Masked(bindings, "public.customers", "resident_no", "email", "name"), Is.EqualTo(Masked(null, "public.customers", "resident_no", "email", "name")));
    }

    [Test]
    public void A_renamed_column_keeps_its_tag_and_the_exact_name_is_told()
    {
        var bindings = Bind(Before, Shop("customers", "id", "rrn", "mail", "card_no", "name"));
        Assert.That(Masked(bindings, "public.customers", "rrn", "mail", "name"), Is.EqualTo("rrn mail"));
        Assert.That(Masked(null, "public.customers", "rrn", "mail"), Is.Empty);
        Assert.That(bindings.Drift, Is.EqualTo(new[] { new TagDrift("pii", true, "shop.public.customers.resident_no", "public.customers.rrn") }));
        Assert.That(Decide(bindings, SelectOf("public.customers", "rrn")).Tags, Is.EqualTo(new[] { "pii" }));
    }

    [Test]
    public void A_renamed_table_keeps_its_tags_and_filters()
    {
        var bindings = Bind(Before, Shop("clients", "id", "resident_no", "email", "card_no", "name"));
        Assert.That(Masked(bindings, "public.clients", "resident_no"), Is.EqualTo("resident_no"));
        Assert.That(Decide(bindings, SelectOf("public.clients", "name")).Obligations.Filters.Select(f => f.Table.Name), Is.EqualTo(new[] { "clients" }));
        Assert.That(Decide(null, SelectOf("public.clients", "name")).Obligations.IsEmpty);
    }

    [Test]
    public void A_renamed_column_stays_out_of_an_allow_that_excepts_it()
    {
        var bindings = Bind(Before, Shop("customers", "id", "resident_no", "email", "plastic", "name"));
        Assert.That(Decide(bindings, SelectOf("public.customers", "plastic")).Verdict, Is.EqualTo(Verdict.Deny));
        Assert.That(Decide(bindings, SelectOf("public.customers", "name")).Verdict, Is.EqualTo(Verdict.Allow));
    }

    [Test]
    public void Bindings_outlive_further_changes_and_other_policies()
    {
        var renamed = Bind(Before, Shop("customers", "id", "a"), Shop("customers", "id", "b"), Shop("c", "id", "c"));
        Assert.That(Masked(renamed, "public.c", "c"), Is.EqualTo("c"));
        var other = PolicyText.Set(Rules.Replace("mask: null", "mask: email", StringComparison.Ordinal));
        var bindings = TagBindings.Make(other, Shop("c", "id", "c"), renamed);
        var decision = DecisionEngine.Plan(SelectOf("public.c", "c"), other.Match(Park), "public", bindings).Decide(new DecisionContext(Noon));
        Assert.That(decision.Obligations.Masks.Select(m => m.Column), Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public void A_pattern_taken_out_of_the_policy_binds_no_more()
    {
        var other = PolicyText.Set(Rules.Replace("shop.public.customers.resident_no, ", "", StringComparison.Ordinal));
        var bindings = TagBindings.Make(other, Shop("customers", "id", "rrn"), Bind(Before));
        Assert.That(
            DecisionEngine.Plan(SelectOf("public.customers", "rrn"), other.Match(Park), "public", bindings).Decide(new DecisionContext(Noon)).Obligations.Masks,
            Is.Empty);
    }

    [Test]
    public void A_new_column_of_the_old_name_is_tagged_besides_the_renamed_one() =>
        Assert.That(Masked(Bind(Before, Shop("customers", "id", "rrn", "email", "card_no", "name", "resident_no")), "public.customers", "rrn", "resident_no"),
            Is.EqualTo("rrn resident_no"));

    [Test]
    public void A_dropped_column_is_drift_and_stays_drift()
    {
        var gone = new[] { new TagDrift("pii", true, "shop.public.customers.resident_no", null) };
        Assert.That(Bind(Before, Shop("customers", "id", "-", "email", "card_no")).Drift, Is.EqualTo(gone));
        Assert.That(Bind(Before, Shop("customers", "id", "-", "email", "card_no"), Shop("customers", "id", "-", "email", "card_no", "m")).Drift, Is.EqualTo(gone));
        Assert.That(Bind(Shop("customers", "id")).Drift, Is.EqualTo(gone), "the name says the database");
        Assert.That(Bind(Shop("other", 7, "customers", "id")).Drift, Is.Empty, "another database never had it");
    }

    [Test]
    public void Drift_denies_what_the_rule_could_protect_only_when_that_is_asked_for()
    {
        var after = Shop("customers", "id", "-", "email", "-", "name");
        var alarm = TagBindings.Make(Set, after, Bind(Before));
        var deny = TagBindings.Make(Set, after, Bind(Before), denyOnDrift: true);
        Assert.That(Decide(alarm, SelectOf("public.customers", "name")).Verdict, Is.EqualTo(Verdict.Allow));
        var decision = Decide(deny, SelectOf("public.customers", "name"));
        Assert.That(decision.Message, Does.StartWith("rule `m` protects a tag that names something which is not there any more"));
        Assert.That(decision.Rules[0], Is.EqualTo("m"));
        Assert.That(Decide(deny, SelectOf("public.customers")).Verdict, Is.EqualTo(Verdict.Allow), "no column is read");
        Assert.That(Decide(deny, SelectOf("pg_catalog.pg_class", "relname")).Verdict, Is.EqualTo(Verdict.Allow));
        Assert.That(Decide(TagBindings.Make(Set, Before, deny, denyOnDrift: true), SelectOf("public.customers", "name")).Verdict, Is.EqualTo(Verdict.Allow));
    }

    [Test]
    public void Columns_without_ids_are_known_by_name_only()
    {
        var bindings = Bind(Shop("shop", 0, "customers", "id", "resident_no"), Shop("customers", "id", "rrn"));
        Assert.That(Masked(bindings, "public.customers", "rrn"), Is.Empty);
    }
}
