using NUnit.Framework;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Documents;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Catalog;

public sealed class CatalogReaderTests
{
    /// <summary>The file of contracts.md §3.</summary>
    private const string Contract = """
        proxydb: catalog/v1
        dialect: postgres
        databases:
          shop:
            search_path: [public]
            schemas:
              public:
                tables:
                  customers: [customer_id, name, resident_no, branch_id]
                  orders: {columns: [{name: id, type: bigint}, {name: customer_id, type: bigint}]}
                views:
                  v_customers: {columns: [customer_id, name], sql: "SELECT customer_id, name FROM customers"}
                functions:
                  f_total: {language: sql, body: "SELECT sum(total) FROM orders"}
                synonyms: {}
        """;

    [Test]
    public void The_file_of_the_contract_is_read()
    {
        var shop = Read(Contract).Database("shop")!;

        Assert.Multiple(() =>
        {
            Assert.That(shop.SearchPath, Is.EqualTo(new[] { "public" }));
            Assert.That(shop.Relation("public", "customers")!.Columns.Select(c => c.Name), Is.EqualTo(new[] { "customer_id", "name", "resident_no", "branch_id" }));
            Assert.That(shop.Relation("public", "orders")!.Column("id")!.Type, Is.EqualTo("bigint"));
            Assert.That(shop.Relation("public", "v_customers")!.Definition, Does.StartWith("SELECT customer_id"));
            Assert.That(shop.FindRoutines("public", "f_total").Single().Body, Does.StartWith("SELECT sum"));
            Assert.That(shop.Relation("pg_catalog", "pg_class")!.Column("relname"), Is.Not.Null);
        });
    }

    [Test]
    public void In_mysql_tables_stand_under_the_database()
    {
        var catalog = Read("""
            proxydb: catalog/v1
            dialect: mysql
            databases:
              shop:
                tables: {orders: [id]}
                views: {v: {columns: [id], sql: SELECT id FROM orders}}
              empty:
            """);

        Assert.That(catalog.Database("shop")!.Relation("shop", "orders"), Is.Not.Null);
        Assert.That(catalog.Database("empty"), Is.Not.Null);
    }

    [Test]
    public void Every_fault_is_reported_with_its_place()
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("c.yaml", """
            proxydb: catalog/v2
            dialect: postgres
            databases:
              shop:
                schemas:
                  public:
                    tabels: {}
                    tables:
                      a: {colums: [x]}
                      b: {columns: [{type: int}], kind: heap}
                    types: {t: enumeration}
                    synonyms: {s: "a..b.c"}
            """, errors);

        Assert.That(catalog, Is.Null);
        Assert.That(errors.Select(e => $"{e.Line}:{e.Column} {e.Message}"), Is.EquivalentTo(new[]
        {
            "1:10 `catalog/v2` is not one of catalog/v1",
            "7:9 unknown key `tabels`; did you mean `tables`?",
            "9:15 unknown key `colums`; did you mean `columns`?",
            "9:14 the key `columns` is missing",
            "10:25 the key `name` is missing",
            "10:45 `heap` is not one of table, partitioned, foreign, composite",
            "11:20 `enumeration` is not one of base, composite, domain, enum, range, multirange, pseudo",
            "12:23 `a..b.c` is not a name; write one to four parts with dots between",
        }));
    }

    [Test]
    public void What_is_written_is_read_back_equal()
    {
        var text = CatalogWriter.Write(Read(Rich));

        Assert.That(CatalogWriter.Write(Read(text)), Is.EqualTo(text));
        var shop = Read(text).Database("shop")!;
        var orders = shop.Relation("sales", "Order \"s\"")!;
        Assert.Multiple(() =>
        {
            Assert.That(orders.Columns[1].Type, Is.EqualTo("numeric(10,2)"));
            Assert.That(orders.Columns[1].Number, Is.EqualTo(4));
            Assert.That(orders.Parents.Single(), Is.EqualTo(new ObjectName("sales", "a.b")));
            Assert.That(shop.Relation("sales", "a.b")!.Children.Single(), Is.EqualTo(new ObjectName("sales", "Order \"s\"")));
            Assert.That(shop.Schema("sales")!.Routine("f"), Has.Length.EqualTo(2));
            Assert.That(shop.FindRoutines("sales", "f")[1].SearchPath, Is.EqualTo(new[] { "$user", "public" }));
            Assert.That(shop.HasOperator("sales", "="), Is.True);
            Assert.That(shop.CastRunsUserCode("sales", "mood"), Is.True);
            Assert.That(shop.Casts.Single().Function, Is.EqualTo(new ObjectName("sales", "to_mood")));
            Assert.That(shop.Schema("pg_catalog")!.Routine("now"), Has.Length.EqualTo(2), "an overload added to pg_catalog stands beside the built-in one");
        });
    }

    [Test]
    public void A_change_that_reaches_triggers_of_partitions_or_cascades_runs_user_code()
    {
        var shop = Read("""
            proxydb: catalog/v1
            dialect: postgres
            databases:
              shop:
                schemas:
                  public:
                    tables:
                      plain: [id]
                      whole: {columns: [id], kind: partitioned}
                      part: {columns: [id], parents: [public.whole], triggers: [t]}
                      key: {columns: [id], cascades: [public.part]}
                      loop: {columns: [id], cascades: [public.loop]}
            """).Database("shop")!;

        Assert.That(
            new[] { "plain", "whole", "part", "key", "loop" }.Where(name => shop.FindRelation("public", name)!.RunsUserCode),
            Is.EqualTo(new[] { "whole", "part", "key" }));
    }

    [TestCase("\"$user\", public", "$user|public")]
    [TestCase("Public,\"A\"\"b\" ,  c", "public|A\"b|c")]
    [TestCase("\"\"", "")]
    [TestCase("", "")]
    public void A_search_path_is_split_as_the_server_does(string text, string expected) =>
        Assert.That(string.Join('|', SearchPathText.Parse(text)), Is.EqualTo(expected));

    private static CatalogSnapshot Read(string text)
    {
        var errors = new DocumentErrors();
        var catalog = CatalogReader.Read("c.yaml", text, errors);
        Assert.That(errors, Is.Empty);
        return catalog!;
    }

    private const string Rich = """
        proxydb: catalog/v1
        dialect: postgres
        version: 7
        digest: sha256:00
        databases:
          shop:
            search_path: [$user, sales]
            schemas:
              pg_catalog:
                functions: {now: {args: [integer], language: sql, body: select 1}}
              sales:
                owner: kim
                oid: 2200
                tables:
                  "a.b": {columns: [id, "no", "null"], kind: partitioned, keys: [{name: pk, primary: true, columns: [id]}]}
                  'Order "s"': {columns: [id, {name: total, type: "numeric(10,2)", number: 4, not_null: true, default: "'x: {y}'"}], parents: ['sales."a.b"'],
                    triggers: [t1], trigger_routines: [sales.f], rules: [r1], row_security: true, calls_user_code: true, cascades: [sales.x], owner: lee}
                views:
                  v: {columns: [id], sql: "SELECT 'a\nb\u2028' -- c", path: [], kind: materialized}
                sequences: [s1, s2]
                functions:
                  f:
                    - {kind: procedure, args: [integer], arg_names: [a], language: plpgsql, body: "BEGIN\n\tNULL;\nEND", volatility: stable}
                    - {args: [text, "numeric[]"], defaults: 1, variadic: true, returns: record, returns_set: true, out: [{name: o, type: text}], strict: true,
                       security_definer: true, leakproof: true, settings: ['search_path="$user", public'], language: sql}
                types: {mood: enum, d: {kind: domain, base: text, oid: 16400}}
                operators: [{name: "=", left: text, right: sales.mood, function: sales.eq, leakproof: true}]
                synonyms: {syn: 'sales."a.b"'}
            casts: [{source: text, target: sales.mood, function: sales.to_mood, context: implicit}]
        """;
}
