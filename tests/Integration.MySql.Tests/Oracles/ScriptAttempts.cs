using static ProxyDb.Integration.MySql.Tests.Oracles.Attempt;

namespace ProxyDb.Integration.MySql.Tests.Oracles;

/// <summary>What a session learns by the way: diagnostics, counters, variables, writes, locks, plans.</summary>
internal static class ScriptAttempts
{
    public static IReadOnlyList<Attempt> All { get; } = [.. Diagnostics(), .. Writes(), .. Commands()];

    private static IEnumerable<Attempt> Diagnostics() =>
    [
        Undone("show warnings", "SELECT customer_id FROM customers WHERE resident_no = 0", "SHOW WARNINGS", "SHOW COUNT(*) WARNINGS", "SELECT @@warning_count"),
        Undone("show warnings of a hidden row", "SELECT customer_id FROM customers WHERE code > 0", "SHOW WARNINGS", "SELECT @@warning_count"),
        Undone("show errors", "SELECT (SELECT name FROM customers WHERE customer_id = 8 OR customer_id > 12)", "SHOW ERRORS", "SELECT @@error_count"),
        Undone("get diagnostics", "SELECT code + 0 FROM customers", "GET DIAGNOSTICS @n = NUMBER", "GET DIAGNOSTICS CONDITION 1 @m = MESSAGE_TEXT, @s = RETURNED_SQLSTATE", "SELECT @n, @m, @s"),
        Undone("found_rows", "SELECT SQL_CALC_FOUND_ROWS customer_id FROM customers ORDER BY 1 LIMIT 1", "SELECT FOUND_ROWS()"),
        Undone("found_rows of a value", "SELECT customer_id FROM customers WHERE salary > 80000", "SELECT FOUND_ROWS()"),
        Undone("row_count", "UPDATE orders o JOIN customers c USING (customer_id) SET o.total = 0 WHERE c.salary > 80000", "SELECT ROW_COUNT()"),
        Script("a variable of a value", "SELECT resident_no INTO @a FROM customers WHERE customer_id = 1", "SELECT @a, LEFT(@a, 4)"),
        Script("a variable of a hidden row", "SELECT MAX(amount) INTO @a FROM customers", "SELECT @a"),
        Script("a variable set in a condition, then read", "SET @w = 0", "SELECT customer_id FROM customers WHERE (@w := GREATEST(@w, amount)) >= 0", "SELECT @w"),
        Script("a variable counted in a condition", "SET @w = 0", "SELECT customer_id FROM customers WHERE (@w := @w + 1) > 0 AND branch = 'S01'", "SELECT @w"),
        Script("a variable of a subquery", "SET @w = (SELECT COUNT(*) FROM customers)", "SELECT @w"),
        Script("last_insert_id", "SELECT LAST_INSERT_ID(amount) FROM customers ORDER BY amount DESC LIMIT 1", "SELECT LAST_INSERT_ID()"),
        Script("last_insert_id in a condition", "SELECT customer_id FROM customers WHERE LAST_INSERT_ID(amount) > 190", "SELECT LAST_INSERT_ID()"),
        Script("a lock taken in a condition", "SELECT customer_id FROM customers WHERE GET_LOCK(CONCAT('x', amount), 0) = 1 AND amount > 90", "SELECT IS_USED_LOCK('x100') IS NULL, IS_USED_LOCK('x200') IS NULL", "SELECT RELEASE_ALL_LOCKS()"),
        Script("several statements", "SELECT COUNT(*) FROM customers; SELECT resident_no FROM customers; SHOW WARNINGS"),
        Script("strict mode", "SET sql_mode = 'ERROR_FOR_DIVISION_BY_ZERO,STRICT_ALL_TABLES'", "CREATE TEMPORARY TABLE t AS SELECT 1 / (amount - 100) x FROM customers", "SELECT COUNT(*) FROM t"),
        Script("a short group_concat", "SET group_concat_max_len = 8", "SELECT GROUP_CONCAT(resident_no) FROM customers", "SHOW WARNINGS"),
    ];

    private static IEnumerable<Attempt> Writes() =>
    [
        Undone("an update by a value", "UPDATE customers SET name = 'x' WHERE salary > 80000"),
        Undone("an update of hidden rows", "UPDATE customers SET name = 'x'", "SELECT ROW_COUNT()"),
        Undone("an update that divides", "UPDATE customers SET name = 'x' WHERE 1 / (amount - 100) = 0"),
        Undone("an update that converts", "UPDATE customers SET name = 'x' WHERE code > 0"),
        Undone("an update by a masked value to a name", "UPDATE customers SET name = resident_no", "SELECT name FROM customers"),
        Undone("an update in an order", "UPDATE customers SET name = 'x' ORDER BY resident_no LIMIT 1", "SELECT customer_id FROM customers WHERE name = 'x'"),
        Undone("an update joined", "UPDATE orders o JOIN customers c USING (customer_id) SET o.remark = c.resident_no", "SELECT remark FROM orders"),
        Undone("an update of a subquery", "UPDATE orders o SET remark = (SELECT MAX(name) FROM customers)", "SELECT DISTINCT remark FROM orders"),
        Undone("an update of a number by a value", "UPDATE scratch SET a = (SELECT MAX(code) FROM customers)", "SHOW WARNINGS", "SELECT a FROM scratch"),
        Undone("an update of a masked column", "UPDATE customers SET salary = salary + 1"),
        Undone("an update to a duplicate", "UPDATE marks SET kind = 1", "SHOW WARNINGS", "GET DIAGNOSTICS CONDITION 1 @m = MESSAGE_TEXT", "SELECT @m"),
        Undone("an update to a duplicate, handled", "BEGIN NOT ATOMIC DECLARE EXIT HANDLER FOR 1062 BEGIN GET DIAGNOSTICS CONDITION 1 @m = MESSAGE_TEXT; SELECT @m; END; UPDATE marks SET kind = 1; END"),
        Undone("an update to a duplicate, ignored", "UPDATE IGNORE marks SET kind = 1", "SHOW WARNINGS"),
        Undone("an update to a duplicate, ignored and told at once", "UPDATE IGNORE marks SET kind = 1; SHOW WARNINGS"),
        Undone("an update out of range", "UPDATE marks SET kind = 99999999999 WHERE id = 1", "SHOW WARNINGS") with { Tells = false },
        Undone("a delete by a value", "DELETE FROM visits WHERE resident_no LIKE '77%'"),
        Undone("a delete of hidden rows", "DELETE FROM visits", "SELECT ROW_COUNT()"),
        Undone("a delete that divides", "DELETE v FROM visits v JOIN customers c USING (customer_id) WHERE 1 / (c.amount - 100) = 0"),
        Undone("a delete that returns", "DELETE FROM visits WHERE visit_id < 20 RETURNING visit_id, resident_no"),
        Undone("a delete of several", "DELETE o, v FROM orders o LEFT JOIN visits v USING (customer_id)"),
        Undone("an insert of a query", "INSERT INTO scratch SELECT customer_id + 100, amount, resident_no, birth FROM customers", "SELECT * FROM scratch"),
        Undone("an insert that fails on a value", "INSERT INTO scratch (id, a) SELECT customer_id + 100, note FROM customers"),
        Undone("an insert that fails on a hidden value", "INSERT INTO scratch (id, a) SELECT customer_id + 100, code FROM customers", "SHOW WARNINGS"),
        Undone("an insert that fails on a date", "INSERT INTO scratch (id, c) SELECT customer_id + 100, LEFT(resident_no, 6) FROM customers"),
        Undone("an insert ignored", "INSERT IGNORE INTO scratch (id, a) SELECT customer_id + 100, code FROM customers", "SHOW WARNINGS", "SELECT * FROM scratch"),
        Undone("an insert of a duplicate value", "INSERT INTO scratch (id, a) SELECT salary DIV 80000 + 1, 1 FROM customers"),
        Undone("an upsert that reads", "INSERT INTO scratch (id, a) VALUES (1, 5) ON DUPLICATE KEY UPDATE b = (SELECT MAX(resident_no) FROM customers)", "SELECT b FROM scratch"),
        Undone("a replace that reads", "REPLACE INTO scratch SELECT 1, MAX(amount), MAX(note), MAX(birth) FROM customers", "SELECT * FROM scratch"),
        Undone("a replace of a hidden row", "REPLACE INTO visits (visit_id, branch, customer_id) VALUES (13, 'S01', 1)"),
        Undone("locks", "SELECT customer_id FROM customers WHERE amount > 90 FOR UPDATE"),
        Undone("locks that skip", "SELECT customer_id FROM customers FOR UPDATE SKIP LOCKED"),
        Undone("locks by a value", "SELECT customer_id FROM customers WHERE resident_no LIKE '77%' LOCK IN SHARE MODE"),
    ];

    private static IEnumerable<Attempt> Commands() =>
    [
        Script("explain", "EXPLAIN SELECT * FROM customers WHERE branch = 'S02'"),
        Script("explain extended", "EXPLAIN EXTENDED SELECT * FROM customers WHERE amount > 90", "SHOW WARNINGS"),
        Script("explain json", "EXPLAIN FORMAT=JSON SELECT * FROM customers WHERE resident_no = '770111-1214001'"),
        Script("explain of an update", "EXPLAIN UPDATE customers SET name = 'x' WHERE resident_no = '770111-1214001'"),
        Script("analyze", "ANALYZE SELECT * FROM customers WHERE salary > 80000"),
        Script("analyze json", "ANALYZE FORMAT=JSON SELECT COUNT(*) FROM customers WHERE salary > 80000"),
        Script("show explain", "SHOW EXPLAIN FOR 1") with { Tells = false },
        Script("handler", "HANDLER customers OPEN", "HANDLER customers READ FIRST", "HANDLER customers READ resident_no LAST", "HANDLER customers CLOSE"),
        Script("prepare", "PREPARE p FROM 'SELECT resident_no FROM customers'", "EXECUTE p", "DEALLOCATE PREPARE p"),
        Script("execute immediate", "EXECUTE IMMEDIATE 'SELECT COUNT(*), MAX(resident_no) FROM customers'"),
        Script("prepare of a variable", "SET @q = 'SELECT MAX(resident_no) FROM customers'", "PREPARE p FROM @q", "EXECUTE p"),
        Script("a procedure", "CALL p_numbers()"),
        Script("a compound statement", "BEGIN NOT ATOMIC SELECT MAX(resident_no), COUNT(*) FROM customers; END"),
        Script("a compound statement that signals", "BEGIN NOT ATOMIC DECLARE m varchar(60); SET m = (SELECT MAX(resident_no) FROM customers); SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = m; END"),
        Script("a cursor of a compound statement", "BEGIN NOT ATOMIC FOR r IN (SELECT resident_no n FROM customers) DO SELECT r.n; END FOR; END"),
        Script("do", "SET @d = 0", "DO (SELECT @d := MAX(amount) FROM customers)", "SELECT @d"),
        Script("a temporary table", "CREATE TEMPORARY TABLE t AS SELECT * FROM customers", "SELECT * FROM t", "SHOW WARNINGS"),
        Script("a temporary table with a type", "CREATE TEMPORARY TABLE t (x int) SELECT note x FROM customers", "SHOW WARNINGS"),
        Script("a view of one's own", "CREATE VIEW own AS SELECT resident_no r, amount FROM customers", "SELECT * FROM own", "DROP VIEW own"),
        Script("a table of one's own", "CREATE TABLE own AS SELECT customer_id, resident_no FROM customers", "SELECT * FROM own", "DROP TABLE own"),
        Script("a function of one's own", "CREATE FUNCTION own() RETURNS varchar(20) RETURN (SELECT MAX(resident_no) FROM customers)", "SELECT own()", "DROP FUNCTION own"),
        Script("a trigger", "CREATE TRIGGER own BEFORE UPDATE ON customers FOR EACH ROW SET @t = OLD.resident_no", "UPDATE customers SET amount = amount WHERE customer_id = 1", "SELECT @t") with { Tells = false },
        Script("a table renamed", "RENAME TABLE customers TO plain", "SELECT resident_no FROM plain", "RENAME TABLE plain TO customers") with { Tells = false },
        Script("an outfile", "SELECT resident_no INTO OUTFILE '/nonexistent/own' FROM customers") with { Tells = false },
        Script("load data", "LOAD DATA INFILE '/nonexistent/own' INTO TABLE customers") with { Tells = false },
        Script("procedure analyse", "SELECT resident_no, amount FROM customers PROCEDURE ANALYSE()"),
        Script("the processlist", "SELECT INFO FROM information_schema.PROCESSLIST WHERE INFO LIKE '%proxydb_visible%'") with { Tells = false },
        Script("column statistics", "SELECT * FROM mysql.column_stats") with { Tells = false },
        Script("the other twin", "SELECT COUNT(*) FROM twin_l.customers", "SELECT COUNT(*), MAX(resident_no) FROM twin_l.customers WHERE branch <> 'S01'") with { Tells = false },
        Script("the default of a sequence", "SELECT COALESCE(MAX(visit_id), 0) + 1 FROM visits"),
        Script("an ansi text", "SET sql_mode = 'ANSI_QUOTES'", "SELECT \"resident_no\" FROM customers WHERE \"salary\" > 80000"),
        Script("an executable comment", "SELECT customer_id /*!50000 , resident_no */ FROM customers /*M! WHERE salary > 80000 */"),
        Script("another character set", "SET NAMES gbk", "SELECT customer_id FROM customers WHERE note LIKE '%left%' OR name > 'h'"),
    ];
}
