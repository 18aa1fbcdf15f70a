using System.Collections.Immutable;
using NUnit.Framework;
using ProxyDb.Policy.Cases;
using ProxyDb.Policy.Catalog;
using ProxyDb.Policy.Decisions;
using ProxyDb.Policy.Rules;
using ProxyDb.Policy.Sql;
using ProxyDb.Policy.Tests.Rules;

namespace ProxyDb.Policy.Tests.Decisions;

/// <summary>Statements as they are written, with a catalog: what they are bound to.</summary>
public class ObligationAnalysisTests
{
    private static readonly PolicySet Set = PolicyText.Set("""
        tags: {pii: ["**.email"]}
        rules:
          - {id: all, subjects: [any], effect: allow, actions: [any, ddl], objects: ["**"], functions: ["**"], except_columns: [public.customers.pin], star: narrow}
          - {id: m, effect: mask, tags: [pii], mask: null}
          - {id: f, effect: filter, objects: [public.customers, public.events], where: "branch_id IN ({{user.branches}})"}
        """ + "\n");

    private static readonly CatalogSnapshot Catalog = new(SqlDialect.Postgres,
    [
        new CatalogDatabase("shop", SqlDialect.Postgres,
        [
            new CatalogSchema("public",
            [
                Table("customers", "id", "branch_id", "name", "email", "pin"),
                Table("orders", "id", "customer_id"),
                Table("partners", "id", "email"),
                View("contacts", "SELECT customers.id, customers.email AS mail FROM customers", "id", "mail"),
                View("names", "SELECT customers.id, customers.name FROM customers", "id", "name"),
                Table("events", "id", "branch_id", "email"),
                Partition("events_2026", "events", "id", "branch_id", "email"),
            ]),
        ]),
    ]);

    private static CatalogRelation Table(string name, params string[] columns) => new()
    {
        Schema = "public", Name = name, Kind = RelationKind.Table, Columns = [.. columns.Select((c, i) => new CatalogColumn(c, "text", i + 1))],
    };

    private static CatalogRelation View(string name, string definition, params string[] columns) => new()
    {
        Schema = "public", Name = name, Kind = RelationKind.View, Definition = definition, Columns = [.. columns.Select((c, i) => new CatalogColumn(c, "text", i + 1))],
    };

    private static CatalogRelation Partition(string name, string parent, params string[] columns) => new()
    {
        Schema = "public", Name = name, Kind = RelationKind.Table, Parents = [new ObjectName("public", parent)],
        Columns = [.. columns.Select((c, i) => new CatalogColumn(c, "text", i + 1))],
    };

    private static string Bound(string sql)
    {
        var decision = new PolicyQuestion(FactsOf.Park, SqlDialect.Postgres, sql) { At = FactsOf.Noon }.Decide(Set, Catalog);
        var obligations = decision.Obligations;
        return decision.Verdict == Verdict.Deny
            ? "deny by " + decision.Rules.FirstOrDefault("none")
            : string.Join(' ', obligations.Masks.Select(m => $"{m.Table.Name}.{m.Column}")
                .Concat(obligations.Filters.Select(f => "|" + f.Table.Name)).Concat(obligations.Hidden.Select(h => "-" + h.Column)));
    }

    [TestCase("SELECT 1", "")]
    [TestCase("SELECT id FROM orders", "")]
    [TestCase("SELECT name FROM customers", "|customers")]
    [TestCase("SELECT count(*) FROM customers", "|customers")]
    [TestCase("SELECT email FROM customers", "customers.email |customers")]
    [TestCase("SELECT id FROM customers WHERE email LIKE 'a%'", "customers.email |customers")]
    [TestCase("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY c.email", "customers.email |customers")]
    [TestCase("SELECT * FROM customers", "customers.email |customers -pin")]
    [TestCase("SELECT c.* FROM customers c", "customers.email |customers -pin")]
    [TestCase("SELECT *, pin FROM customers", "deny by all")]
    [TestCase("SELECT c FROM customers c", "deny by all", Description = "a whole row is no star")]
    [TestCase("SELECT to_json(c) FROM customers c", "deny by all")]
    [TestCase("SELECT name FROM names", "|customers")]
    [TestCase("SELECT mail FROM contacts", "customers.email |customers")]
    [TestCase("SELECT email FROM events", "events.email events_2026.email |events")]
    [TestCase("SELECT email FROM events_2026", "events_2026.email events.email |events")]
    [TestCase("UPDATE customers SET name = 'x' WHERE id = 1", "|customers")]
    [TestCase("UPDATE customers SET name = email", "customers.email |customers")]
    [TestCase("UPDATE customers SET email = 'x'", "deny by m")]
    [TestCase("DELETE FROM customers", "|customers")]
    [TestCase("DELETE FROM customers RETURNING email", "customers.email |customers")]
    [TestCase("INSERT INTO customers (id, name) VALUES (1, 'x')", "|customers")]
    [TestCase("INSERT INTO customers (id, email) VALUES (1, 'x')", "deny by m")]
    [TestCase("INSERT INTO customers VALUES (1, '1', 'x', 'y', 'z')", "deny by m")]
    [TestCase("INSERT INTO orders SELECT id, id FROM customers", "|customers")]
    [TestCase("TRUNCATE customers", "|customers")]
    [TestCase("COPY customers (email) TO STDOUT", "customers.email |customers")]
    [TestCase("COPY customers FROM STDIN", "deny by m")]
    [TestCase("LOCK TABLE customers", "|customers")]
    [TestCase("SELECT id FROM customers FOR UPDATE", "|customers")]
    [TestCase("EXPLAIN SELECT email FROM customers", "customers.email |customers")]
    [TestCase("DECLARE c CURSOR FOR SELECT email FROM customers", "customers.email |customers")]
    [TestCase("PREPARE p AS SELECT email FROM customers", "customers.email |customers")]
    [TestCase("CREATE VIEW v AS SELECT email FROM customers", "customers.email |customers")]
    [TestCase("CREATE TABLE t AS SELECT email FROM customers", "customers.email |customers")]
    [TestCase("ALTER TABLE customers ADD COLUMN copy text GENERATED ALWAYS AS (email) STORED", "customers.email |customers")]
    [TestCase("ALTER TABLE customers ALTER COLUMN name TYPE text USING email", "customers.email |customers")]
    [TestCase("ALTER TABLE customers ADD CHECK (email <> 'x')", "customers.email |customers")]
    [TestCase("CREATE INDEX ON customers (lower(email))", "customers.email |customers")]
    [TestCase("CREATE UNIQUE INDEX ON orders (id)", "")]
    [TestCase("CREATE UNIQUE INDEX ON partners (email)", "partners.email", Description = "its error shows the value")]
    [TestCase("ALTER TABLE partners ADD UNIQUE (email)", "partners.email")]
    [TestCase("ALTER TABLE partners ADD FOREIGN KEY (email) REFERENCES orders (id)", "partners.email")]
    [TestCase("ALTER TABLE partners ALTER email TYPE int USING 1", "partners.email")]
    [TestCase("CREATE TRIGGER t AFTER UPDATE ON partners FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger()", "partners.email")]
    [TestCase("ALTER TABLE partners ADD COLUMN more text DEFAULT 'x'", "")]
    [TestCase("ALTER TABLE partners RENAME COLUMN email TO mail", "")]
    [TestCase("DROP TABLE partners", "")]
    [TestCase("WITH d AS (DELETE FROM customers RETURNING email) SELECT * FROM d", "customers.email |customers")]
    public void A_statement_is_bound_to(string sql, string expected) => Assert.That(Bound(sql), Is.EqualTo(expected));

    [TestCase("CREATE TRIGGER t AFTER UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION public.spy()")]
    [TestCase("CREATE RULE r AS ON UPDATE TO customers DO ALSO INSERT INTO orders VALUES (1, 1)")]
    [TestCase("CREATE POLICY p ON customers USING (email = 'x')")]
    public void What_runs_with_the_rows_of_a_bound_table_is_bound_or_refused(string sql) => Assert.That(Bound(sql), Is.Not.Empty);
}
