using NUnit.Framework;
using ProxyDb.Integration.Tests.Oracles;
using ProxyDb.TestKit.Postgres.Raw;
using ProxyDb.TestKit.Processes;
using static ProxyDb.TestKit.Postgres.Raw.ClientMessage;

namespace ProxyDb.Integration.Tests.BypassClasses;

/// <summary>Objects and names between the statement and the table.</summary>
public sealed class ObjectClassTests : BypassFixture
{
    [Test]
    public void Class_11_hidden_tables_behind_views_routines_triggers_rules_columns_and_operators()
    {
        Superuser("""
            DROP SCHEMA IF EXISTS behind CASCADE; CREATE SCHEMA behind; GRANT USAGE ON SCHEMA behind TO app;
            CREATE VIEW behind.v AS SELECT amount AS a FROM public.payroll;
            CREATE VIEW behind.vv AS SELECT a + 0 AS b FROM behind.v;
            CREATE VIEW behind.masked AS SELECT upper(number) AS n, id FROM public.v_customers;
            CREATE FUNCTION behind.f() RETURNS int LANGUAGE sql AS 'SELECT max(amount) FROM public.payroll';
            CREATE FUNCTION behind.ff() RETURNS int LANGUAGE sql AS 'SELECT behind.f()';
            CREATE FUNCTION behind.p() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT max(amount) FROM public.payroll); END';
            CREATE FUNCTION behind.n(i int) RETURNS text LANGUAGE sql AS 'SELECT public.f_number(i)';
            CREATE VIEW behind.vf AS SELECT behind.n(1) AS n;
            CREATE VIEW behind.vp AS SELECT public.f_opaque(1) AS n;
            CREATE FUNCTION behind.op(int, int) RETURNS int LANGUAGE sql AS 'SELECT behind.f()';
            CREATE OPERATOR behind.@@@ (LEFTARG = int, RIGHTARG = int, FUNCTION = behind.op);
            CREATE TABLE behind.computed (resident_no text, prefix text GENERATED ALWAYS AS (left(resident_no, 6)) STORED);
            INSERT INTO behind.computed SELECT resident_no FROM public.customers;
            CREATE RULE r AS ON UPDATE TO public.branches WHERE NEW.city = 'rule' DO ALSO SELECT max(amount) AS m FROM public.payroll;
            CREATE TYPE behind.pair AS (a int, b int);
            CREATE FUNCTION behind.cast_pair(int) RETURNS behind.pair LANGUAGE sql AS 'SELECT behind.f(), $1';
            CREATE CAST (int AS behind.pair) WITH FUNCTION behind.cast_pair(int);
            GRANT ALL ON ALL TABLES IN SCHEMA behind TO app;
            """);
        try
        {
            var analyst = Analyst();
            foreach (var text in (string[])
            [
                "SELECT * FROM behind.v", "SELECT * FROM behind.vv", "SELECT n FROM behind.masked ORDER BY id", "SELECT behind.f()", "SELECT behind.ff()", "SELECT behind.p()", "SELECT * FROM behind.ff()",
                "SELECT behind.n(1)", "SELECT n FROM behind.vf", "SELECT n FROM behind.vp", "SELECT 1 OPERATOR(behind.@@@) 2",
                "SELECT prefix FROM behind.computed", "SELECT * FROM behind.computed", "SELECT (1::behind.pair).a", "SELECT public.f_definer(1)",
            ])
                Ask(analyst, text);
            Ask(analyst, "BEGIN");
            Ask(analyst, "UPDATE branches SET city = 'rule'");
            Ask(analyst, "ROLLBACK");
            Ask(analyst, "BEGIN");
            Ask(analyst, "UPDATE customers SET name = name");
            Ask(analyst, "ROLLBACK");
            // The mask is found two levels deep: nobody with this prefix, rather than everybody.
            var found = Ask(analyst, "SELECT count(*) FROM behind.masked WHERE n LIKE '7701%'");
            Assert.That(found.Exists(m => m.IsError) || found.Single(m => m.Kind == 'D').TextValues[0] == "0", Is.True, string.Join(' ', found));
        }
        finally
        {
            CloseClients();
            Superuser("DROP RULE r ON public.branches; DROP SCHEMA behind CASCADE");
        }
    }

    [Test]
    public void Class_12_search_path_and_shadowing()
    {
        Superuser("DROP FUNCTION IF EXISTS lab.yes(text, text) CASCADE");
        var analyst = Analyst();
        foreach (var (make, ask, undo) in ((string, string, string)[])
        [
            ("CREATE TEMP TABLE customers AS SELECT 1 AS customer_id, 'mine'::text AS resident_no", "SELECT resident_no FROM public.customers", "DROP TABLE pg_temp.customers"),
            ("CREATE VIEW lab.customers AS SELECT * FROM public.customers", "SET search_path = lab; SELECT resident_no FROM customers", "RESET search_path; DROP VIEW lab.customers"),
            ("CREATE VIEW lab.payroll AS SELECT * FROM branches", "SET search_path = public, lab; SELECT * FROM payroll", "RESET search_path; DROP VIEW lab.payroll"),
            ("SELECT set_config('search_path', 'hidden', false)", "SELECT v FROM t", "RESET search_path"),
            ("SET search_path = 'hidden', pg_temp", "TABLE t", "RESET search_path"),
        ])
        {
            Ask(analyst, make);
            foreach (var step in ask.Split("; "))
                Ask(analyst, step);
            foreach (var step in undo.Split("; "))
                Ask(analyst, step);
        }

        // An operator put in front of the filter's after a statement was prepared.
        Ask(analyst, "SET search_path = lab, pg_catalog, public");
        analyst.Send(Parse("late", "SELECT name FROM customers WHERE name = name"), Bind("", "late"), Execute(), Sync);
        AssertHidden(analyst.ReadUntilReady(), "before there is an operator in front");
        Ask(analyst, "CREATE FUNCTION lab.yes(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'");
        Ask(analyst, "CREATE OPERATOR lab.= (LEFTARG = text, RIGHTARG = text, FUNCTION = lab.yes)");
        analyst.Send(Bind("", "late"), Execute(), Sync);
        var late = analyst.ReadUntilReady();
        Superuser("DROP FUNCTION lab.yes(text, text) CASCADE");
        AssertHidden(late, "an operator in front of the filter's");
        Ask(analyst, "RESET search_path");

        foreach (var parameter in ((string, string)[])[("options", "-c search_path=hidden"), ("search_path", "hidden"), ("options", "--search_path=hidden,public")])
            AssertDenied(Login(AnalystLogin(TwinSchema.Left) with { Parameters = [parameter] }), "SELECT v FROM t");

        // A domain's check runs when Bind reads the value. What is under masks and filters is named with its schema in what is sent; and the path
        // is taken back before the next transaction. Within the transaction the path stands as user code left it: docs/policies.md.
        Superuser("DROP DOMAIN IF EXISTS lab.mover; CREATE DOMAIN lab.mover AS text CHECK (set_config('search_path', VALUE, false) IS NOT NULL)");
        try
        {
            // Temporary objects keep a session on its backend, where the path would stand until the session ends.
            analyst = Analyst();
            Wait.Until(() => analyst.Query("SELECT 'public'::lab.mover").Exists(m => m.Kind == 'D'), TimeSpan.FromSeconds(15), () => "the new domain is never known");
            analyst.Send(Parse("", "SELECT $1::lab.mover"), Bind("", "", false, "hidden"), Execute(), Parse("s", "SELECT resident_no FROM customers"), Bind("", "s"), Execute(), Sync);
            AssertHidden(analyst.ReadUntilReady(), "a path set while a value is read");
            Ask(analyst, "SELECT v FROM t");
        }
        finally
        {
            Superuser("DROP DOMAIN lab.mover");
        }
    }

    [Test]
    public void Class_25_dynamic_sql_and_foreign_servers()
    {
        var analyst = Analyst();
        foreach (var text in (string[])
        [
            "SELECT query_to_xml('SELECT amount FROM payroll', true, false, '')", "SELECT query_to_xml('SELECT ' || 'resident_no FROM customers', true, false, '')", "SELECT table_to_xml('payroll', true, false, '')",
            "SELECT schema_to_xml('public', true, false, '')", "SELECT database_to_xml(true, false, '')", "SELECT cursor_to_xml('c', 1, true, false, '')", "SELECT * FROM ts_stat('SELECT to_tsvector(employee) FROM payroll')",
            "DO $$ BEGIN EXECUTE 'DELETE FROM orders'; END $$", "DO $$ DECLARE s text := 'SELECT amount FROM payroll'; BEGIN EXECUTE s; END $$",
            "CREATE FUNCTION lab.dyn(s text) RETURNS SETOF record LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE s; END $$",
            "SELECT * FROM dblink('dbname=twin_l', 'SELECT amount FROM payroll') t (a int)", "SELECT ts_rewrite('a'::tsquery, 'SELECT a, b FROM t')",
            "SELECT public.f_opaque(1)",
        ])
            AssertDenied(analyst, text);
        foreach (var text in (string[])["CREATE EXTENSION dblink", "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw", "IMPORT FOREIGN SCHEMA public FROM SERVER s INTO lab"])
            Assert.That(Ask(analyst, text).Exists(m => m.IsError), Is.True, text);
    }

    [Test]
    public void Class_30_catalog_drift()
    {
        Superuser("""
            DROP SCHEMA IF EXISTS drift CASCADE; CREATE SCHEMA drift; GRANT USAGE ON SCHEMA drift TO app;
            CREATE TABLE drift.t (id int, resident_no text, other text); INSERT INTO drift.t SELECT customer_id, resident_no, 'o' FROM public.customers;
            CREATE VIEW drift.v AS SELECT id, other AS x FROM drift.t; GRANT ALL ON ALL TABLES IN SCHEMA drift TO app;
            """);
        using var gateway = Setup.GatewayUnderTest.StartProxyDb(OraclePolicy.Options(Shared.Database.Port) with
        {
            PoolSize = 1, Environment = new Dictionary<string, string> { ["PROXYDB__CLUSTERS__SHOP__CATALOG__POLL"] = "1s" },
        });
        var analyst = Login(new RawLogin(gateway.Port, OraclePolicy.Analyst, OraclePolicy.Password, TwinSchema.Left));
        try
        {
            analyst.Send(Parse("s", "SELECT * FROM drift.t ORDER BY id"), Parse("v", "SELECT x FROM drift.v ORDER BY id"), Parse("c", "SELECT other FROM drift.t ORDER BY id"), Sync);
            analyst.ReadUntilReady();
            // The columns change their places, then the view its meaning.
            Superuser("ALTER TABLE drift.t DROP COLUMN other; ALTER TABLE drift.t ADD COLUMN other text DEFAULT 'o'");
        }
        catch (InvalidOperationException)
        {
            Superuser("DROP VIEW drift.v; ALTER TABLE drift.t DROP COLUMN other; ALTER TABLE drift.t ADD COLUMN other text DEFAULT 'o'; CREATE VIEW drift.v AS SELECT id, other AS x FROM drift.t; GRANT ALL ON drift.v TO app");
        }

        AssertPrepared(analyst, "after the columns moved");
        Superuser("CREATE OR REPLACE VIEW drift.v AS SELECT id, resident_no AS x FROM drift.t");
        // Until the next look at the catalog a view replaced elsewhere is decided by its old definition: the documented window.
        Wait.Until(() => !Reads(analyst, "SELECT x FROM drift.v ORDER BY id"), TimeSpan.FromSeconds(15), () => "a view replaced elsewhere is never noticed");
        AssertPrepared(analyst, "after the view was replaced");
        Superuser("ALTER TABLE drift.t RENAME COLUMN resident_no TO plain");
        Wait.Until(() => Ask(analyst, "SELECT id FROM drift.t").Exists(m => m.IsError) || !Reads(analyst, "SELECT * FROM drift.t"), TimeSpan.FromSeconds(15), () => "a renamed column is never noticed");
        Superuser("DROP SCHEMA drift CASCADE");

        void AssertPrepared(RawPostgresClient client, string because)
        {
            foreach (var statement in (string[])["s", "v", "c"])
            {
                client.Send(Bind("", statement), Execute(), Sync);
                AssertHidden(client.ReadUntilReady(), $"{statement} {because}");
            }
        }
    }

    /// <summary>The answer shows a hidden value.</summary>
    private static bool Reads(RawPostgresClient client, string sql) =>
        client.Query(sql).Exists(m => m.Kind == 'D' && m.TextValues.Any(v => v?.StartsWith(Prefix, StringComparison.Ordinal) == true));
}
