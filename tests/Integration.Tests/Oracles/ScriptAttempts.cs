using static ProxyDb.Integration.Tests.Oracles.Attempt;

namespace ProxyDb.Integration.Tests.Oracles;

/// <summary>Conversations that would tell: writes, copies, objects made on top, names put in front, settings changed.</summary>
internal static class ScriptAttempts
{
    private const string First = "770111-1214001";

    public static IReadOnlyList<Attempt> All { get; } =
        [.. Writes(), .. Copies(), .. Definitions(), .. References(), .. Shadowing(), .. Settings(), .. Others()];

    private static IEnumerable<Attempt> Writes() =>
    [
        Undone("UPDATE copies a masked value", "UPDATE customers SET name = resident_no WHERE customer_id = 1 RETURNING name", "SELECT name FROM customers WHERE customer_id = 1"),
        Undone("UPDATE by a masked predicate", "UPDATE customers SET name = 'x' WHERE resident_no LIKE '7701%'"),
        Undone("UPDATE by a masked predicate with RETURNING", "UPDATE customers SET name = 'x' WHERE resident_no < '8' RETURNING customer_id"),
        Undone("UPDATE of everything", "UPDATE customers SET amount = amount + 1"),
        Undone("UPDATE of hidden rows", "UPDATE customers SET name = 'x' WHERE customer_id > 8 RETURNING *"),
        Undone("UPDATE with division", "UPDATE customers SET amount = amount WHERE 1/(amount-100) = 0"),
        Undone("UPDATE dividing on the right side", "UPDATE customers SET amount = 1/(amount-100)"),
        Undone("UPDATE returning", "UPDATE customers SET amount = amount WHERE customer_id = 1 RETURNING resident_no, note, customers::text"),
        Undone("UPDATE FROM guesses", $"UPDATE customers c SET amount = 0 FROM (VALUES ('{First}')) v (n) WHERE c.resident_no = v.n RETURNING c.customer_id"),
        Undone("UPDATE of another table from the masked one", "UPDATE orders o SET total = c.salary FROM customers c WHERE c.customer_id = o.customer_id RETURNING o.total"),
        Undone("UPDATE by a subquery", "UPDATE branches SET city = (SELECT max(resident_no) FROM customers) RETURNING city"),
        Undone("UPDATE of a masked column", "UPDATE customers SET resident_no = upper(resident_no) WHERE customer_id = 1 RETURNING resident_no"),
        Undone("UPDATE moves rows into sight", "UPDATE customers SET branch = 'S01'", "SELECT count(*) FROM customers"),
        Undone("UPDATE through a view", "UPDATE v_customers SET name = number RETURNING name, number"),
        Undone("UPDATE of a partition", "UPDATE visits_s02 SET customer_id = 1 RETURNING resident_no"),
        Undone("UPDATE WHERE CURRENT OF", "DECLARE c CURSOR FOR SELECT customer_id FROM customers FOR UPDATE", "FETCH 1 FROM c", "UPDATE customers SET amount = 1 WHERE CURRENT OF c RETURNING resident_no"),
        Undone("DELETE of everything", "DELETE FROM orders", "DELETE FROM customers"),
        Undone("DELETE by a masked predicate", "DELETE FROM orders", "DELETE FROM customers WHERE resident_no LIKE '7701%' RETURNING customer_id"),
        Undone("DELETE of hidden rows", "DELETE FROM customers WHERE customer_id > 8 RETURNING name, resident_no"),
        Undone("DELETE USING guesses", $"DELETE FROM orders o USING customers c WHERE c.customer_id = o.customer_id AND c.resident_no = '{First}' RETURNING o.id"),
        Undone("DELETE with division", "DELETE FROM orders", "DELETE FROM customers WHERE 1/(amount-100) = 1"),
        Undone("DELETE of a partition", "DELETE FROM visits_s02 RETURNING *"),
        Undone("INSERT SELECT", "CREATE TEMP TABLE t (a text, b int)", "INSERT INTO t SELECT resident_no, salary FROM customers RETURNING a, b", "TABLE t"),
        Undone("INSERT of a row that is hidden then", "INSERT INTO customers (customer_id, name, branch, code, amount) VALUES (50, 'x', 'S02', '1', 1) RETURNING resident_no", "SELECT count(*) FROM customers")
            with { Tells = false },
        Undone("INSERT ON CONFLICT shows the old row", "INSERT INTO customers AS c (customer_id, name, branch, code, amount) VALUES (1, 'x', 'S01', '1', 1) ON CONFLICT (customer_id) DO UPDATE SET name = c.resident_no RETURNING c.name, c.resident_no"),
        Undone("INSERT ON CONFLICT by a masked column", $"INSERT INTO customers (customer_id, name, branch, code, amount, resident_no) VALUES (50, 'x', 'S01', '1', 1, '{First}') ON CONFLICT (resident_no) DO NOTHING"),
        Undone("INSERT ON CONFLICT with a masked condition", "INSERT INTO customers AS c (customer_id, name, branch, code, amount) VALUES (1, 'x', 'S01', '1', 1) ON CONFLICT (customer_id) DO UPDATE SET amount = 7 WHERE c.resident_no < '8' RETURNING c.amount"),
        Undone("INSERT ON CONFLICT with division", "INSERT INTO customers AS c (customer_id, name, branch, code, amount) VALUES (9, 'x', 'S01', '1', 1) ON CONFLICT (customer_id) DO UPDATE SET amount = 7 WHERE 1/(c.amount-100) = 0"),
        Undone("INSERT collides with a masked value", $"INSERT INTO customers (customer_id, name, branch, code, amount, resident_no) VALUES (50, 'x', 'S01', '1', 1, '{First}')"),
        Undone("a writing CTE", "WITH d AS (DELETE FROM orders RETURNING customer_id), u AS (UPDATE customers SET amount = 0 RETURNING resident_no, name) SELECT (SELECT count(*) FROM d), u.* FROM u"),
        Undone("MERGE", $"MERGE INTO customers c USING (VALUES ('{First}')) v (n) ON c.resident_no = v.n WHEN MATCHED THEN UPDATE SET name = 'hit' WHEN NOT MATCHED THEN DO NOTHING"),
        Undone("MERGE into another table", "MERGE INTO orders o USING customers c ON c.customer_id = o.customer_id AND c.resident_no < '8' WHEN MATCHED THEN DELETE"),
        Undone("TRUNCATE", "TRUNCATE customers CASCADE") with { Tells = false },
        Undone("LOCK TABLE", "LOCK TABLE customers IN ACCESS SHARE MODE") with { Tells = false },
        Undone("FOR UPDATE shows rows", "SELECT customer_id, resident_no FROM customers FOR UPDATE", "SELECT name FROM customers WHERE customer_id > 8 FOR SHARE SKIP LOCKED"),
    ];

    private static IEnumerable<Attempt> Copies() =>
    [
        Script("COPY TO", "COPY customers TO STDOUT"),
        Script("COPY TO of columns", "COPY customers (customer_id, resident_no) TO STDOUT (FORMAT csv, HEADER)"),
        Script("COPY TO binary", "COPY customers TO STDOUT (FORMAT binary)"),
        Script("COPY of a partition", "COPY visits_s02 TO STDOUT"),
        Script("COPY of writing statements", "COPY (UPDATE customers SET amount = amount RETURNING resident_no) TO STDOUT"),
        Script("COPY of a materialized view", "COPY (TABLE m_customers) TO STDOUT"),
        Script("temporary copy", "CREATE TEMP TABLE mine AS TABLE customers", "SELECT * FROM mine", "DROP TABLE mine"),
        Script("SELECT INTO", "SELECT * INTO TEMP mine FROM customers", "TABLE mine", "DROP TABLE mine"),
        Script("CREATE TABLE AS EXECUTE", "PREPARE x AS SELECT resident_no FROM customers", "CREATE TEMP TABLE mine AS EXECUTE x", "TABLE mine", "DEALLOCATE x", "DROP TABLE mine"),
        Script("large objects", "SELECT lo_get(lo_from_bytea(0, convert_to(max(resident_no), 'UTF8'))) FROM customers"),
        Script("NOTIFY payload", "LISTEN tell", "SELECT pg_notify('tell', max(resident_no)) FROM customers", "SELECT 1", "UNLISTEN tell"),
        Script("set_config keeps a value", "SELECT set_config('my.kept', max(resident_no), false) FROM customers", "SHOW my.kept", "SELECT current_setting('my.kept', true)"),
        Undone("application_name keeps a value", "SELECT set_config('application_name', max(resident_no), true) FROM customers", "SHOW application_name"),
        Undone("advisory lock keeps a value", "SELECT pg_advisory_xact_lock(max(salary)) FROM customers", "SELECT objid FROM pg_locks WHERE locktype = 'advisory'") with { Tells = false },
        Undone("a sequence keeps a value", "CREATE TEMP SEQUENCE s", "SELECT setval('s', max(salary)) FROM customers", "SELECT last_value FROM s"),
        Undone("a cursor moved", "DECLARE c SCROLL CURSOR FOR SELECT resident_no FROM customers ORDER BY resident_no", "MOVE 3 IN c", "FETCH RELATIVE 0 FROM c", "FETCH ABSOLUTE 9 FROM c", "FETCH BACKWARD ALL FROM c"),
    ];

    private static IEnumerable<Attempt> Definitions() =>
    [
        Script("a view over the table", "CREATE VIEW lab.v AS SELECT customer_id, resident_no AS n FROM customers", "SELECT n FROM lab.v ORDER BY customer_id", "DROP VIEW lab.v"),
        Script("a temporary view", "CREATE TEMP VIEW v AS SELECT * FROM customers", "SELECT * FROM v", "DROP VIEW v"),
        Script("a view over a view", "CREATE VIEW lab.v AS SELECT upper(number) AS n FROM v_customers", "SELECT n FROM lab.v", "DROP VIEW lab.v"),
        Script("a view over nothing masked", "CREATE VIEW lab.v AS SELECT count(*) AS n FROM customers", "SELECT n FROM lab.v", "DROP VIEW lab.v"),
        Script("a barrier view with a leak above", "CREATE VIEW lab.v WITH (security_barrier) AS SELECT amount FROM customers", "SELECT 1/(amount-100) FROM lab.v", "DROP VIEW lab.v"),
        Script("an SQL function over the table", "CREATE FUNCTION lab.f() RETURNS SETOF text LANGUAGE sql AS 'SELECT resident_no FROM public.customers'", "SELECT * FROM lab.f()", "DROP FUNCTION lab.f()"),
        Script("an SQL function with a standard body", "CREATE FUNCTION lab.f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM customers; END", "SELECT lab.f()", "DROP FUNCTION lab.f()"),
        Script("a plpgsql function that raises", "CREATE FUNCTION lab.f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '%', (SELECT max(resident_no) FROM public.customers); END $$", "SELECT lab.f()", "DROP FUNCTION lab.f()"),
        Script("a plpgsql function with GET DIAGNOSTICS", "CREATE FUNCTION lab.f() RETURNS text LANGUAGE plpgsql AS $$ DECLARE m text; BEGIN PERFORM resident_no::int FROM public.customers; EXCEPTION WHEN OTHERS THEN GET STACKED DIAGNOSTICS m = MESSAGE_TEXT; RETURN m; END $$", "SELECT lab.f()", "DROP FUNCTION lab.f()"),
        Script("a plpgsql function of a value", "CREATE FUNCTION lab.say(t text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN RAISE NOTICE '%', t; RETURN true; END $$", "SELECT customer_id FROM customers WHERE lab.say(name) AND lab.say(resident_no)", "DROP FUNCTION lab.say(text)"),
        Script("an SQL function of a value", "CREATE FUNCTION lab.say(t text, a int) RETURNS int LANGUAGE sql COST 0.0001 AS 'SELECT 1/(a-100)'", "SELECT customer_id FROM customers WHERE lab.say(name, amount) = 0", "DROP FUNCTION lab.say(text, int)"),
        Script("a function of the row type", "CREATE FUNCTION lab.say(c public.customers) RETURNS text LANGUAGE sql AS 'SELECT c.resident_no'", "SELECT lab.say(c) FROM customers c", "SET search_path = lab, public", "SELECT c.say FROM customers c", "SET search_path = public", "DROP FUNCTION lab.say(public.customers)"),
        Script("a DO block", "DO $$ BEGIN RAISE NOTICE '%', (SELECT max(resident_no) FROM customers); END $$"),
        Script("a procedure", "CREATE PROCEDURE lab.p() LANGUAGE sql AS 'UPDATE public.customers SET amount = amount'", "CALL lab.p()", "DROP PROCEDURE lab.p()") with { Tells = false },
        Undone("a trigger on the table", "CREATE TRIGGER mine AFTER UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION public.f_loud()", "UPDATE customers SET amount = amount"),
        Undone("a trigger that was there", "UPDATE customers SET name = name"),
        Undone("a failing row", "UPDATE budgets SET used = 90000 WHERE branch = 'S01'") with { Tells = true },
        Undone("a trigger that copies", "CREATE TRIGGER mine BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger(code, 'pg_catalog.simple', resident_no)", "UPDATE customers SET amount = amount RETURNING code") with { Tells = false },
        Undone("a rule on the table", "CREATE RULE mine AS ON UPDATE TO customers DO ALSO SELECT OLD.resident_no", "UPDATE customers SET amount = amount") with { Tells = false },
        Undone("an index that fails", "CREATE INDEX ON customers ((1/(amount-100)))") with { Tells = false },
        Undone("a column that computes", "ALTER TABLE customers ADD COLUMN x text GENERATED ALWAYS AS (left(resident_no, 6)) STORED", "SELECT x FROM customers") with { Tells = false },
        Undone("a column of another type", "ALTER TABLE customers ALTER COLUMN resident_no TYPE int USING resident_no::int") with { Tells = false },
        Undone("a check that fails", "ALTER TABLE customers ADD CHECK (resident_no > '8')") with { Tells = false },
        Undone("a policy of the database", "CREATE POLICY p ON customers USING (1/(amount-100) = 0)") with { Tells = false },
        Undone("a column renamed", "ALTER TABLE customers RENAME COLUMN resident_no TO plain", "SELECT plain FROM customers") with { Tells = false },
        Undone("a table renamed", "ALTER TABLE customers RENAME TO plain", "SELECT resident_no FROM plain") with { Tells = false },
        Undone("a table moved", "ALTER TABLE customers SET SCHEMA lab", "SELECT resident_no FROM lab.customers") with { Tells = false },
        Undone("a partition detached", "ALTER TABLE visits DETACH PARTITION visits_s02", "SELECT * FROM visits_s02") with { Tells = false },
        Undone("a partition of one's own", "CREATE TABLE lab.s03 PARTITION OF visits FOR VALUES IN ('S03')", "SELECT * FROM visits") with { Tells = false },
        Undone("a child of the table", "CREATE TABLE lab.child () INHERITS (public.people)", "SELECT resident_no FROM people") with { Tells = false },
        Undone("a table like the table", "CREATE TABLE lab.alike (LIKE public.customers INCLUDING ALL)", "SELECT count(*) FROM lab.alike") with { Tells = false },
        Undone("statistics of the table", "CREATE STATISTICS s ON resident_no, branch FROM customers", "ANALYZE customers") with { Tells = false },
        Undone("grants", "GRANT SELECT ON customers TO PUBLIC", "SELECT 1") with { Tells = false },
        Undone("a row type in a new table", "CREATE TABLE lab.t (c public.customers)", "INSERT INTO lab.t SELECT c FROM customers c", "SELECT (c).resident_no FROM lab.t"),
        Undone("a default that reads", "CREATE FUNCTION lab.d() RETURNS text LANGUAGE sql AS 'SELECT max(resident_no) FROM public.customers'", "CREATE TABLE lab.t (a int, b text DEFAULT lab.d())", "INSERT INTO lab.t (a) VALUES (1) RETURNING b"),
        Undone("a domain that reads", "CREATE FUNCTION lab.d(t text) RETURNS boolean LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM public.customers WHERE resident_no LIKE t)'", "CREATE DOMAIN lab.guess AS text CHECK (lab.d(VALUE))", "SELECT '7701%'::lab.guess"),
        Undone("an aggregate that keeps", "CREATE AGGREGATE lab.keep (text) (SFUNC = textcat, STYPE = text, INITCOND = '')", "SELECT lab.keep(resident_no) FROM customers"),
    ];

    private static IEnumerable<Attempt> References() =>
    [
        Undone("a foreign key to a masked column", "CREATE TABLE lab.guess (n text REFERENCES public.customers (resident_no))", $"INSERT INTO lab.guess VALUES ('{First}')"),
        Undone("a foreign key added later", "CREATE TABLE lab.guess (n text)", $"INSERT INTO lab.guess VALUES ('{First}')", "ALTER TABLE lab.guess ADD FOREIGN KEY (n) REFERENCES public.customers (resident_no)"),
    ];

    private static IEnumerable<Attempt> Shadowing() =>
    [
        Undone("a temporary table in front", "CREATE TEMP TABLE customers (customer_id int, resident_no text)", "SELECT resident_no FROM customers", "SELECT resident_no FROM public.customers"),
        Undone("a temporary table named like one of the filter", "CREATE TEMP TABLE branches (code text)", "INSERT INTO branches VALUES ('S02')", "SELECT count(*) FROM customers"),
        Undone("an equality operator in front", "CREATE FUNCTION lab.yes(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'", "CREATE OPERATOR lab.= (LEFTARG = text, RIGHTARG = text, FUNCTION = lab.yes)", "SET LOCAL search_path = lab, pg_catalog, public", "SELECT customer_id, name FROM customers", "SELECT count(*) FROM public.customers"),
        Undone("an equality operator in front that the text uses itself", "CREATE FUNCTION lab.yes(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'", "CREATE OPERATOR lab.= (LEFTARG = text, RIGHTARG = text, FUNCTION = lab.yes)", "SET LOCAL search_path = lab, pg_catalog, public", "SELECT customer_id FROM customers WHERE name = code", "SELECT customer_id, name FROM customers WHERE name = 'x' AND branch = 'y'"),
        Undone("an operator made after PREPARE", "SET LOCAL search_path = lab, pg_catalog, public", "PREPARE late AS SELECT customer_id, name FROM customers", "EXECUTE late", "CREATE FUNCTION lab.yes(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'", "CREATE OPERATOR lab.= (LEFTARG = text, RIGHTARG = text, FUNCTION = lab.yes)", "EXECUTE late"),
        Undone("a path set after PREPARE", "CREATE FUNCTION lab.yes(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'", "CREATE OPERATOR lab.= (LEFTARG = text, RIGHTARG = text, FUNCTION = lab.yes)", "PREPARE later AS SELECT customer_id, name FROM customers", "EXECUTE later", "SET LOCAL search_path = lab, pg_catalog, public", "EXECUTE later"),
        Undone("a concatenation operator in front", "CREATE FUNCTION lab.second(text, text) RETURNS text LANGUAGE sql AS 'SELECT $2'", "CREATE OPERATOR lab.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = lab.second)", "SET LOCAL search_path = lab, pg_catalog, public", "SELECT resident_no FROM customers"),
        Undone("functions of masks in front",
            "CREATE FUNCTION lab.right(text, int) RETURNS text LANGUAGE sql AS 'SELECT $1'", "CREATE FUNCTION lab.left(text, int) RETURNS text LANGUAGE sql AS 'SELECT $1'",
            "CREATE FUNCTION lab.repeat(text, int) RETURNS text LANGUAGE sql AS 'SELECT current_query()'", "CREATE FUNCTION lab.length(text) RETURNS int LANGUAGE sql AS 'SELECT 0'",
            "CREATE FUNCTION lab.char_length(text) RETURNS int LANGUAGE sql AS 'SELECT 0'", "CREATE FUNCTION lab.overlay(text, text, int, int) RETURNS text LANGUAGE sql AS 'SELECT $1'",
            "CREATE FUNCTION lab.date_trunc(text, timestamptz) RETURNS timestamptz LANGUAGE sql AS 'SELECT $2'", "CREATE FUNCTION lab.round(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT 1234'",
            "SET LOCAL search_path = lab, pg_catalog, public", "SELECT resident_no, email, birth, score FROM customers", "SELECT resident_no, email, birth, score FROM public.customers"),
        Undone("a type in front", "CREATE DOMAIN lab.text AS pg_catalog.text CHECK (VALUE IS NULL OR length(VALUE) < 3)", "SET LOCAL search_path = lab, pg_catalog, public", "SELECT resident_no FROM customers"),
        Undone("a temporary type in front", "CREATE DOMAIN pg_temp.text AS pg_catalog.text CHECK (VALUE IS NULL OR length(VALUE) < 3)", "SELECT resident_no, email, note FROM customers") with { MayEnd = true },
        Undone("a cast in front", "CREATE FUNCTION lab.text(public.customers) RETURNS text LANGUAGE sql AS 'SELECT $1.resident_no'", "SELECT c::text FROM customers c"),
        Undone("a table in an earlier schema", "CREATE TABLE lab.customers (resident_no text)", "SET LOCAL search_path = lab, public", "SELECT resident_no FROM customers", "SET LOCAL search_path = public, lab", "SELECT resident_no FROM customers"),
        Undone("a view with the table's name", "CREATE VIEW lab.customers AS SELECT * FROM public.customers", "SET LOCAL search_path = lab, public", "SELECT resident_no FROM customers"),
        Undone("operators of comparison in front", "CREATE FUNCTION lab.no(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT false'", "CREATE OPERATOR lab.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = lab.no)", "SET LOCAL search_path = lab, pg_catalog, public", "SELECT name FROM customers WHERE branch <> 'S01'", "SELECT name FROM customers"),
    ];

    private static IEnumerable<Attempt> Settings() =>
    [
        Script("standard_conforming_strings off", "SET standard_conforming_strings = off", "SELECT note, resident_no FROM customers ORDER BY customer_id", "SELECT note FROM customers WHERE note = 'it''s \\\\ hidden'", "RESET standard_conforming_strings"),
        Script("quote settings", "SET backslash_quote = on", "SET escape_string_warning = off", "SELECT note FROM customers ORDER BY customer_id", "RESET backslash_quote", "RESET escape_string_warning"),
        Script("another client encoding", "SET client_encoding = 'LATIN1'", "SELECT resident_no, note FROM customers ORDER BY customer_id", "RESET client_encoding"),
        Script("planner settings", "SET enable_seqscan = off", "SET enable_indexscan = off", "SELECT customer_id FROM customers WHERE 1/(amount-100) = 0", "RESET enable_seqscan", "RESET enable_indexscan"),
        Script("a search path by set_config", "SELECT set_config('search_path', 'lab, public', false)", "SELECT resident_no FROM customers ORDER BY customer_id", "RESET search_path"),
        Script("messages as verbose as they get", "SET client_min_messages = debug5", "SELECT resident_no::int FROM customers", "RESET client_min_messages"),
        Script("plans in messages", "SET client_min_messages = debug1", "SET debug_print_plan = on", "SELECT resident_no FROM customers WHERE resident_no < '8'", "RESET debug_print_plan", "RESET client_min_messages") with { IsNoisy = true },
        Script("row security off", "SET row_security = off", "SELECT resident_no FROM customers ORDER BY customer_id", "RESET row_security"),
        Script("transforms of null", "SET transform_null_equals = on", "SELECT customer_id FROM customers WHERE salary = NULL ORDER BY 1", "RESET transform_null_equals") with { Tells = false },
        Script("date style", "SET datestyle = 'SQL, DMY'", "SELECT birth, birth::text FROM customers ORDER BY customer_id", "RESET datestyle"),
        Script("role", "SET ROLE reporting", "SELECT resident_no FROM customers", "RESET ROLE") with { Tells = false },
    ];

    private static IEnumerable<Attempt> Others() =>
    [
        Script("several statements", "SELECT 1; SELECT resident_no FROM customers ORDER BY customer_id; SELECT 2"),
        Script("several statements that lead on", "BEGIN; CREATE TEMP TABLE m AS SELECT * FROM customers; SELECT * FROM m; ROLLBACK"),
        Script("a statement behind a comment", "/* a /* b */ c */ SELECT resident_no -- x\nFROM customers ORDER BY customer_id"),
        Script("EXPLAIN of a write", "EXPLAIN (ANALYZE, VERBOSE, TIMING off, SUMMARY off) UPDATE customers SET amount = amount WHERE resident_no < '8'"),
        Script("EXPLAIN of a copy", "EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) CREATE TABLE lab.x AS SELECT resident_no FROM customers WHERE resident_no < '8'", "DROP TABLE lab.x"),
        Script("EXPLAIN shows estimates", "EXPLAIN SELECT * FROM customers WHERE resident_no < '8'"),
        Script("EXPLAIN of a view", "EXPLAIN (VERBOSE) SELECT * FROM v_customers"),
        Script("VALUES with a subquery", "VALUES ((SELECT min(resident_no) FROM customers))"),
        Script("SHOW and SET by a value", "SELECT set_config('timezone', (SELECT max(note) FROM customers), false)"),
        Script("RAISE by an assertion of a domain", "SELECT max(resident_no)::information_schema.cardinal_number FROM customers"),
    ];
}
