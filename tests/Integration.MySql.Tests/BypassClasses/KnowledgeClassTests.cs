using System.Globalization;
using NUnit.Framework;
using ProxyDb.TestKit.MySql.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.BypassClasses;

/// <summary>What an answer tells besides its rows, and what tools ask on their own.</summary>
public sealed class KnowledgeClassTests : BypassFixture
{
    [Test]
    public void Class_20_explain()
    {
        using var all = Assert.EnterMultipleScope();
        var before = Superuser("SELECT COUNT(*), SUM(total) FROM orders");
        foreach (var text in (string[])
        [
            "EXPLAIN SELECT amount FROM payroll", "EXPLAIN EXTENDED SELECT amount FROM payroll", "EXPLAIN PARTITIONS SELECT * FROM payroll", "EXPLAIN FORMAT=JSON SELECT * FROM payroll", "ANALYZE SELECT amount FROM payroll", "ANALYZE FORMAT=JSON SELECT amount FROM payroll", "DESC SELECT * FROM payroll", "DESCRIBE SELECT 1 FROM payroll", "DESC payroll", "DESCRIBE payroll amount", "EXPLAIN payroll",
            "EXPLAIN twin.payroll", "DESC hidden.t", "EXPLAIN DELETE FROM orders", "ANALYZE DELETE FROM orders", "ANALYZE UPDATE orders SET total = 0", "ANALYZE INSERT INTO orders (customer_id, total) VALUES (1, 1)", "ANALYZE REPLACE INTO orders VALUES (1, 1, 0)", "EXPLAIN FOR CONNECTION 1", "SHOW EXPLAIN FOR 1", "SHOW ANALYZE FORMAT=JSON FOR 1", "EXPLAIN SELECT v FROM hidden.t", "ANALYZE TABLE payroll",
        ])
        {
            AssertFails(Reader(), text);
            Assert.That(AskPrepared(Reader(), text)[^1].IsError, Is.True, text);
        }

        var analyst = Analyst();
        foreach (var text in (string[])
        [
            "EXPLAIN SELECT * FROM customers WHERE resident_no < '8'", "EXPLAIN EXTENDED SELECT resident_no FROM customers WHERE resident_no = '770111-1214001'", "EXPLAIN FORMAT=JSON SELECT salary FROM customers WHERE salary > 71000", "ANALYZE FORMAT=JSON SELECT resident_no FROM customers WHERE note LIKE 's%'", "ANALYZE SELECT 1 FROM v_customers WHERE number LIKE '7701%'", "EXPLAIN UPDATE customers SET amount = 1 WHERE resident_no = 'x'",
        ])
        {
            var plan = Ask(analyst, text);
            Ask(analyst, "SHOW WARNINGS");
            Assert.That(plan.SelectMany(r => r.Texts).SelectMany(t => t), Has.None.Contains("S01").And.None.Contains("right("), $"{text} shows the mask or the filter");
        }

        Assert.That(Superuser("SELECT COUNT(*), SUM(total) FROM orders"), Is.EqualTo(before));
    }

    [Test]
    public void Class_21_error_warning_and_notice_text()
    {
        using var all = Assert.EnterMultipleScope();
        Superuser("CREATE OR REPLACE TABLE lab.box2 (v int); CREATE OR REPLACE TABLE lab.unique_box (v varchar(100) UNIQUE)");
        foreach (var text in (string[])
        [
            "SELECT CAST(resident_no AS int) FROM customers", "SELECT note + 0 FROM customers", "SELECT CAST(code AS int), code * 1 FROM customers", "SELECT CAST(email AS date) FROM customers", "SELECT DATE(note) FROM customers", "SELECT 1 / (amount - 100) FROM customers", "SELECT CONVERT(note USING ascii) FROM customers", "SELECT CAST(note AS char(3)) FROM customers", "SELECT CAST(note AS decimal(3,1)) FROM customers",
            "SELECT EXTRACTVALUE(1, CONCAT('<', (SELECT MAX(resident_no) FROM customers)))", "SELECT UPDATEXML(1, CONCAT(0x7e, (SELECT MAX(note) FROM customers), 0x7e), 1)", "SELECT EXTRACTVALUE(1, CONCAT(0x7e, (SELECT MAX(amount) FROM payroll)))", "SELECT JSON_EXTRACT(note, '$') FROM customers", "SELECT JSON_EXTRACT('{}', note) FROM customers", "SELECT EXP(salary) FROM customers", "SELECT 18446744073709551615 + salary FROM customers", "SELECT ST_GeomFromText(note) FROM customers",
            "SELECT COUNT(*), CONCAT((SELECT MAX(resident_no) FROM customers), FLOOR(RAND(0) * 2)) x FROM information_schema.tables GROUP BY x", "SELECT STR_TO_DATE(note, '%Y') FROM customers", "SELECT INET6_ATON(note), UNCOMPRESS(note), FROM_BASE64(note) FROM customers", "SELECT * FROM customers WHERE resident_no = 5", "SELECT * FROM customers WHERE salary = 'a'", "SELECT REGEXP_REPLACE('a', CONCAT('(', note), '') FROM customers", "SELECT 'a' RLIKE CONCAT('[', resident_no) FROM customers",
            "UPDATE customers SET name = NULL WHERE customer_id = 1", "UPDATE customers SET customer_id = 9 WHERE customer_id = 1", "INSERT INTO customers (customer_id, name, branch, code, amount) VALUES (9, 'x', 'S01', '1', 1)", "INSERT INTO customers (customer_id, name, branch, code, amount) VALUES (77, 'x', 'S01', '1', 'a')", "UPDATE customers SET amount = note", "UPDATE customers SET amount = resident_no", "INSERT INTO lab.box2 SELECT note FROM customers", "INSERT INTO lab.unique_box SELECT branch FROM customers",
            "INSERT INTO lab.unique_box SELECT note FROM customers UNION ALL SELECT note FROM customers", "CREATE TABLE lab.u (UNIQUE (b)) AS SELECT branch AS b FROM customers", "CHECK TABLE payroll", "CHECKSUM TABLE payroll", "REPAIR TABLE payroll",
            "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'x'", "BEGIN NOT ATOMIC DECLARE m text; SELECT MAX(note) INTO m FROM customers; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = m; END", "SELECT ELT(1, note), CHAR(salary), HEX(note), SOUNDEX(resident_no), REVERSE(note), INSERT(note, 1, 0, 'x') FROM customers", "SELECT NAME_CONST(note, 1) FROM customers", "SELECT * FROM customers PROCEDURE ANALYSE()", "SELECT GET_LOCK(note, 0) FROM customers", "SELECT BENCHMARK(1, (SELECT MAX(note) FROM customers))",
            // These may change the tables: they come last.
            "ALTER TABLE customers MODIFY note int", "ALTER TABLE customers ADD UNIQUE (branch)", "ALTER TABLE visits ADD PRIMARY KEY (branch)", "ALTER TABLE customers ADD CHECK (name NOT LIKE 'concealed%')", "CREATE UNIQUE INDEX u ON customers (branch)",
        ])
        {
            foreach (var mode in (string[])["", "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO"])
            {
                var analyst = Analyst();
                Ask(analyst, $"SET sql_mode = '{mode}'");
                Ask(analyst, "BEGIN");
                Ask(analyst, text);
                foreach (var look in (string[])["SHOW WARNINGS", "SHOW ERRORS", "SHOW COUNT(*) WARNINGS", "GET DIAGNOSTICS CONDITION 1 @m = MESSAGE_TEXT", "SELECT @m", "SELECT @@warning_count, @@error_count"])
                    Ask(analyst, look);
                AskPrepared(analyst, text);
                Ask(analyst, "SHOW WARNINGS");
                Ask(analyst, "ROLLBACK");
                analyst.Dispose();
            }
        }

        BypassServer.MakeTables();
    }

    [Test]
    public void Class_22_predicate_oracles_on_masked_columns()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Analyst();
        foreach (var probe in (string[])
        [
            "resident_no LIKE '{0}%'", "LEFT(resident_no, {1}) = '{0}'", "resident_no REGEXP '^{0}'", "resident_no >= '{0}' AND resident_no < '{0}~'", "STRCMP(LEFT(resident_no, {1}), '{0}') = 0", "LOCATE('{0}', resident_no) = 1", "FIELD(LEFT(resident_no, {1}), '{0}')", "resident_no BETWEEN '{0}' AND '{0}~'", "HEX(resident_no) LIKE CONCAT(HEX('{0}'), '%')", "resident_no IN (SELECT resident_no FROM visits WHERE resident_no LIKE '{0}%')",
            "EXISTS (SELECT 1 FROM v_customers v WHERE v.id = customers.customer_id AND v.number LIKE '{0}%')", "IF(resident_no LIKE '{0}%', 1, 0)", "(SELECT COUNT(*) FROM customers x WHERE x.customer_id = 1 AND x.resident_no LIKE '{0}%')", "INSTR(resident_no, '{0}') = 1", "BINARY resident_no LIKE '{0}%'", "resident_no COLLATE utf8mb4_bin LIKE '{0}%'", "CASE WHEN resident_no LIKE '{0}%' THEN 1 ELSE 0 END", "NULLIF(LEFT(resident_no, {1}), '{0}') IS NULL",
        ])
        {
            var known = "";
            for (var length = 1; length <= 4; length++)
                known += Enumerable.Range(0, 10).Select(d => $"{d}").FirstOrDefault(d => analyst.Query(string.Create(CultureInfo.InvariantCulture, $"SELECT 1 FROM customers WHERE customer_id = 1 AND {string.Format(CultureInfo.InvariantCulture, probe, known + d, length)}"))[0].Rows.Count > 0) ?? "?";
            Assert.That(known, Is.Not.EqualTo("7701"), probe);
            AssertHidden(probe + " 7701");
        }

        // Other places than WHERE: what the mask makes equal is equal, and the order is that of masks.
        foreach (var (text, expected) in ((string, string)[])
        [
            ("SELECT COUNT(DISTINCT salary) FROM customers", "0"), ("SELECT COUNT(DISTINCT note) FROM customers", "1"), ("SELECT SUM(salary > 71004) FROM customers", null!), ("SELECT MAX(salary) FROM customers", null!), ("SELECT COUNT(*) FROM customers WHERE salary > 0", "0"), ("SELECT COUNT(*) FROM customers a JOIN (SELECT 71001 AS s) b ON a.salary = b.s", "0"), ("SELECT COUNT(*) FROM customers a NATURAL JOIN (SELECT '770111-1214001' AS resident_no) b", "0"),
            ("SELECT COUNT(*) FROM customers a JOIN (SELECT '770111-1214001' AS resident_no) b USING (resident_no)", "0"), ("SELECT customer_id FROM customers ORDER BY salary DESC, customer_id LIMIT 1", "1"), ("SELECT COUNT(*) FROM customers GROUP BY note HAVING MAX(note) LIKE 'secret%'", null!), ("SELECT COUNT(*) FROM customers WHERE birth > '1977-03-01'", "0"), ("SELECT COUNT(*) FROM customers WHERE MATCH (note) AGAINST ('secret')", null!),
            ("SELECT FIRST_VALUE(customer_id) OVER (ORDER BY salary DESC, customer_id) FROM customers LIMIT 1", "1"), ("SELECT RANK() OVER (ORDER BY note DESC) FROM customers WHERE customer_id = 1", "1"),
        ])
        {
            var value = One(analyst, text);
            Assert.That(value is null || value == expected || expected is null, Is.True, $"{text}: {value}");
            Assert.That(expected is null ? value : null, Is.Null, text);
        }
    }

    [Test]
    public void Class_23_existence_and_metadata_oracles()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var text in (string[])
        [
            "SELECT COUNT(*) FROM payroll", "SELECT EXISTS (SELECT 1 FROM payroll)", "SELECT 1 FROM payroll", "SELECT 1 FROM payroll LIMIT 0", "TABLE payroll", "SELECT COUNT(*) FROM branches, payroll", "SELECT 1 FROM DUAL WHERE EXISTS (SELECT 1 FROM hidden.t)", "SELECT 1 FROM branches LEFT JOIN payroll ON 0", "SELECT 1 FROM branches WHERE 0 AND EXISTS (SELECT 1 FROM payroll)", "SELECT 1 UNION SELECT 1 FROM payroll LIMIT 1",
            "ANALYZE TABLE payroll", "CHECK TABLE payroll", "CHECKSUM TABLE payroll", "OPTIMIZE TABLE payroll", "LOCK TABLES payroll READ", "CREATE TABLE lab.x LIKE payroll", "SHOW COLUMNS FROM payroll", "SHOW FULL COLUMNS FROM payroll", "SHOW FIELDS IN payroll", "SHOW INDEX FROM payroll", "SHOW KEYS FROM payroll FROM twin", "SHOW CREATE TABLE payroll", "DESC payroll", "HANDLER payroll OPEN", "CACHE INDEX payroll IN hot", "FLUSH TABLES payroll",
            "SELECT * FROM mysql.user", "SELECT * FROM mysql.global_priv", "SELECT * FROM mysql.innodb_index_stats", "SELECT * FROM mysql.column_stats", "SELECT * FROM mysql.table_stats", "SELECT * FROM mysql.general_log", "SELECT * FROM mysql.proc", "SELECT * FROM performance_schema.events_statements_current", "SELECT * FROM information_schema.processlist", "SHOW PROCESSLIST", "SHOW FULL PROCESSLIST", "SHOW ENGINE INNODB STATUS", "SELECT * FROM information_schema.innodb_trx",
            "SHOW BINLOG EVENTS", "SHOW MASTER STATUS", "SHOW GRANTS FOR root@localhost", "SELECT * FROM information_schema.innodb_buffer_page", "SELECT * FROM sys.session", "SHOW TABLES FROM mysql LIKE 'u%' WHERE (SELECT 1 FROM payroll)", "SHOW VARIABLES WHERE (SELECT MAX(amount) FROM payroll) > 1", "SHOW DATABASES WHERE EXISTS (SELECT 1 FROM payroll)", "SHOW TABLES WHERE (SELECT 1 FROM hidden.t)", "SELECT * FROM information_schema.tables WHERE (SELECT 1 FROM payroll)",
        ])
        {
            AssertFails(Reader(), text);
            Ask(Analyst(), text);
        }

        var analyst = Analyst();
        AssertAnswers(analyst, "SELECT COUNT(*) FROM customers", "8");
        AssertAnswers(analyst, "SELECT EXISTS (SELECT 1 FROM customers WHERE customer_id = 9)", "0");
        AssertAnswers(analyst, "SELECT COUNT(*) FROM (SELECT 1 FROM customers) AS nothing", "8");
        Assert.That(() => analyst.Prepare(Steal), Throws.InstanceOf<RawMySqlException>(), "a denied statement tells its columns");
        foreach (var text in (string[])
        [
            "SHOW TABLE STATUS", "SHOW TABLE STATUS LIKE 'customers'", "SELECT table_rows, data_length FROM information_schema.tables WHERE table_name = 'customers'", "SELECT * FROM information_schema.statistics WHERE table_name = 'customers'", "SELECT * FROM information_schema.column_statistics", "SHOW INDEX FROM customers", "SHOW STATUS LIKE 'Handler%'", "SHOW PROFILE", "SHOW PROFILES",
            "SHOW CREATE TABLE customers", "SHOW CREATE VIEW v_customers", "SHOW CREATE FUNCTION f_number", "SHOW FUNCTION STATUS", "SELECT * FROM information_schema.routines", "SELECT * FROM information_schema.views", "SHOW TRIGGERS", "SHOW EVENTS", "SHOW OPEN TABLES", "SELECT * FROM information_schema.optimizer_trace", "SET optimizer_trace = 'enabled=on'; SELECT resident_no FROM customers WHERE salary > 5; SELECT * FROM information_schema.optimizer_trace",
            "SET profiling = 1; SELECT 1 FROM customers; SHOW PROFILE", "SELECT * FROM information_schema.innodb_sys_tablestats", "SELECT * FROM information_schema.partitions WHERE table_schema = 'twin'",
        ])
            Ask(analyst, text);
    }

    [Test]
    public void Class_26_kill_of_a_masked_result_then_the_next_statement()
    {
        using var all = Assert.EnterMultipleScope();
        for (var i = 0; i < 4; i++)
        {
            var victim = Watched(AnalystLogin with { Port = PoolOfOneGateway.Port });
            var killer = Watched(AnalystLogin with { Port = PoolOfOneGateway.Port });
            victim.SendQuery($"SELECT a.resident_no, b.note, SLEEP(0.05) FROM customers a JOIN customers b JOIN branches");
            Thread.Sleep(60 * (i + 1));
            Ask(killer, i % 2 == 0 ? $"KILL QUERY {victim.ConnectionId}" : $"KILL {victim.ConnectionId}");
            Assert.That(Answer(() => victim.ReadAnswer(), "a masked result that is killed")[^1].IsError, Is.True, "killed");
            var next = Answer(() => victim.Query(Masked), "the statement after a kill")[0];
            Assert.That(next.IsError || next.Rows.Count == 8, Is.True, next.ToString());
            AssertAnswers(killer, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
            victim.Dispose();
            killer.Dispose();
        }
    }

    [Test]
    public void Class_31_tool_preamble_false_positives()
    {
        using var all = Assert.EnterMultipleScope();
        // Only SELECT in database twin is granted, and the base: tools connect and browse all the same.
        var client = Prerequisite.Program("mariadb", "mariadb-client");
        var environment = new Dictionary<string, string> { ["MYSQL_PWD"] = BypassPolicy.Password };
        foreach (var input in (string[])["status\n", "SHOW TABLES;\nSHOW DATABASES;\n", "use twin\nSELECT name FROM customers LIMIT 1;\n", "DESC customers;\nSHOW CREATE TABLE customers;\n"])
        {
            Assert.That(
                () => ChildProcess.Run(client, ["--no-defaults", "-h127.0.0.1", $"-P{AnalystLogin.Port}", $"-u{BypassPolicy.Reader}", "--skip-ssl", "twin"], environment, input), Throws.Nothing, input);
        }

        var reader = Reader();
        foreach (var text in (string[])
        [
            // MariaDB Connector/J 2.7 and 3, MySQL Connector/J 8 and 9.
            "set autocommit=1, sql_mode = concat(@@sql_mode,',STRICT_TRANS_TABLES')", "SELECT @@max_allowed_packet,@@system_time_zone,@@time_zone,@@auto_increment_increment", "set autocommit=1, session_track_schema=1, tx_isolation='REPEATABLE-READ'", "SET session_track_transaction_info='CHARACTERISTICS'", "set session transaction read only", "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
            "/* mysql-connector-j-8.4.0 (Revision: x) */SELECT  @@session.auto_increment_increment AS auto_increment_increment, @@character_set_client AS character_set_client, @@character_set_connection AS character_set_connection, @@character_set_results AS character_set_results, @@character_set_server AS character_set_server, @@collation_server AS collation_server, @@collation_connection AS collation_connection, @@init_connect AS init_connect, @@interactive_timeout AS interactive_timeout, @@license AS license, @@lower_case_table_names AS lower_case_table_names, @@max_allowed_packet AS max_allowed_packet, @@net_write_timeout AS net_write_timeout, @@performance_schema AS performance_schema, @@sql_mode AS sql_mode, @@system_time_zone AS system_time_zone, @@time_zone AS time_zone, @@transaction_isolation AS transaction_isolation, @@wait_timeout AS wait_timeout".Replace("@@license AS license, ", "", StringComparison.Ordinal).Replace("@@transaction_isolation", "@@tx_isolation", StringComparison.Ordinal),
            "SET character_set_results = NULL", "SET NAMES utf8mb4", "SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci", "SET autocommit=1", "SET autocommit=0", "COMMIT", "ROLLBACK", "SET sql_mode='STRICT_TRANS_TABLES'", "select @@session.tx_isolation", "select @@session.tx_read_only", "SELECT @@session.transaction_read_only".Replace("transaction_read_only", "tx_read_only", StringComparison.Ordinal), "SHOW WARNINGS", "/* ping */ SELECT 1", "SELECT 1", "SELECT 1 FROM DUAL", "SET STATEMENT max_statement_time=5 FOR SELECT 1",
            "SET SQL_SELECT_LIMIT=10", "SET SQL_SELECT_LIMIT=DEFAULT", "SELECT DATABASE()", "SELECT VERSION()", "SELECT CURRENT_USER(), USER(), CONNECTION_ID()", "SELECT @@version_comment LIMIT 1", "SELECT @@version", "SHOW VARIABLES LIKE 'lower_case_table_names'", "SHOW VARIABLES LIKE 'sql_mode'", "SHOW COLLATION", "SHOW CHARACTER SET", "SHOW ENGINES", "SHOW DATABASES", "SHOW TABLES", "SHOW FULL TABLES", "SHOW TABLES FROM twin",
            "SHOW FULL COLUMNS FROM customers", "SHOW INDEX FROM customers", "SHOW CREATE TABLE customers", "SELECT * FROM information_schema.columns WHERE table_schema = 'twin' AND table_name = 'customers'", "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()", "SELECT * FROM information_schema.schemata", "SELECT * FROM information_schema.key_column_usage WHERE table_name = 'customers'", "SELECT * FROM information_schema.routines WHERE routine_schema = 'twin'",
            "SET net_write_timeout = 600", "SET SESSION wait_timeout = 28800", "SET time_zone = '+00:00'", "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SELECT LAST_INSERT_ID()", "SELECT FOUND_ROWS()", "SELECT @@identity", "SET SQL_SAFE_UPDATES = 1", "SET group_concat_max_len = 10240", "SET collation_connection = 'utf8mb4_general_ci'", "START TRANSACTION READ ONLY", "SAVEPOINT a", "RELEASE SAVEPOINT a", "COMMIT",
        ])
            Assert.That(Ask(reader, text).FirstOrDefault(r => r.IsError)?.Message, Is.Null, text);
        Assert.That(reader.Command(0x0e).IsError || reader.Command(0x1f).IsError || reader.Command(2, "twin"u8).IsError, Is.False, "ping, reset, init");
    }
}
