using NUnit.Framework;
using ProxyDb.TestKit.MySql.Raw;
using ProxyDb.TestKit.Processes;

namespace ProxyDb.Integration.MySql.Tests.BypassClasses;

/// <summary>Objects and names between the statement and the table.</summary>
public sealed class ObjectClassTests : BypassFixture
{
    [Test]
    public void Class_11_hidden_tables_behind_views_routines_triggers_and_columns()
    {
        using var all = Assert.EnterMultipleScope();
        Superuser("""
            DROP DATABASE IF EXISTS behind; CREATE DATABASE behind;
            CREATE VIEW behind.v AS SELECT amount AS a FROM twin.payroll;
            CREATE VIEW behind.vv AS SELECT a + 0 AS b FROM behind.v;
            CREATE VIEW behind.masked AS SELECT UPPER(number) AS n, id FROM twin.v_customers;
            CREATE VIEW behind.exists_only AS SELECT COUNT(*) AS c FROM twin.payroll;
            CREATE ALGORITHM=MERGE VIEW behind.merged AS SELECT * FROM twin.customers WITH CHECK OPTION;
            CREATE ALGORITHM=TEMPTABLE VIEW behind.stored AS SELECT note AS s, salary AS n FROM twin.customers;
            CREATE FUNCTION behind.f() RETURNS int READS SQL DATA RETURN (SELECT MAX(amount) FROM twin.payroll);
            CREATE FUNCTION behind.ff() RETURNS int READS SQL DATA RETURN behind.f() + 0;
            CREATE FUNCTION behind.n(i int) RETURNS text READS SQL DATA RETURN twin.f_number(i);
            CREATE VIEW behind.vf AS SELECT behind.n(1) AS n;
            CREATE PROCEDURE behind.p() SELECT amount FROM twin.payroll;
            CREATE PROCEDURE behind.pp() CALL behind.p();
            CREATE PROCEDURE behind.numbers() SELECT resident_no FROM twin.customers;
            CREATE PROCEDURE behind.out_number(OUT n text) SELECT resident_no INTO n FROM twin.customers LIMIT 1;
            CREATE PROCEDURE behind.dynamic(s text) EXECUTE IMMEDIATE s;
            CREATE TABLE behind.computed (resident_no varchar(20), prefix varchar(20) AS (LEFT(resident_no, 10)) STORED, late varchar(20) AS (CONCAT(resident_no, 'x')) VIRTUAL);
            INSERT INTO behind.computed (resident_no) SELECT resident_no FROM twin.customers;
            CREATE TABLE behind.log (v text);
            CREATE TABLE behind.trap (v text, w text);
            INSERT INTO behind.trap VALUES ('a', 'b');
            CREATE TRIGGER behind.t1 BEFORE INSERT ON behind.trap FOR EACH ROW SET NEW.w = (SELECT MAX(amount) FROM twin.payroll);
            CREATE TRIGGER behind.t2 AFTER UPDATE ON behind.trap FOR EACH ROW INSERT INTO behind.log SELECT resident_no FROM twin.customers;
            CREATE TRIGGER behind.t3 BEFORE DELETE ON behind.trap FOR EACH ROW SET @stolen = (SELECT MAX(note) FROM twin.customers);
            CREATE SEQUENCE behind.s;
            CREATE TABLE behind.defaulted (a int, b int DEFAULT (a + 1), CHECK (a > 0));
            """);
        try
        {
            var analyst = Analyst();
            Wait.Until(() => Ask(analyst, "SELECT a FROM behind.defaulted")[0].HasColumns, TimeSpan.FromSeconds(15), () => "the new tables are never known");
            foreach (var text in (string[])["SELECT * FROM behind.v", "SELECT * FROM behind.vv", "SELECT c FROM behind.exists_only", "SELECT 1 FROM behind.vv", "SELECT behind.f()", "SELECT behind.ff()", "CALL behind.p()", "CALL behind.pp()", "SET @x = behind.f()", "DO behind.f()", "SELECT 1 FROM DUAL WHERE behind.ff() > 5", "INSERT INTO behind.trap (v) VALUES ('x') RETURNING w"])
            {
                AssertFails(analyst, text);
                Assert.That(AskPrepared(analyst, text)[^1].IsError, Is.True, text);
            }

            foreach (var text in (string[])
            [
                "SELECT n FROM behind.masked ORDER BY id", "SELECT * FROM behind.merged", "SELECT s, n FROM behind.stored", "SELECT behind.n(1)", "SELECT n FROM behind.vf", "SELECT twin.f_number(1)", "CALL behind.numbers()", "CALL behind.out_number(@n)", "SELECT @n", "CALL behind.dynamic('SELECT amount FROM payroll')", "CALL behind.dynamic(CONCAT('SELECT resident_no FROM ', 'customers'))",
                "SELECT prefix FROM behind.computed", "SELECT late FROM behind.computed", "SELECT * FROM behind.computed", "INSERT INTO behind.trap (v) VALUES ('x')", "SELECT w FROM behind.trap", "UPDATE behind.trap SET v = 'y'", "SELECT v FROM behind.log", "DELETE FROM behind.trap", "SELECT @stolen", "REPLACE INTO behind.trap VALUES ('r', 's')", "SELECT * FROM behind.trap", "SELECT * FROM behind.log",
                "CREATE VIEW lab.over AS SELECT * FROM behind.vv", "SELECT * FROM lab.over", "CREATE FUNCTION lab.over_f() RETURNS int RETURN behind.f()", "SELECT lab.over_f()", "CREATE FUNCTION lab.mine() RETURNS text RETURN (SELECT MAX(note) FROM twin.customers)", "SELECT lab.mine()", "CREATE PROCEDURE lab.p() SELECT note, salary FROM twin.customers", "CALL lab.p()",
                "CREATE TRIGGER behind.t4 BEFORE INSERT ON behind.log FOR EACH ROW SET NEW.v = (SELECT MAX(note) FROM twin.customers)", "INSERT INTO behind.log VALUES ('x')", "SELECT v FROM behind.log", "CREATE EVENT lab.e ON SCHEDULE AT CURRENT_TIMESTAMP DO INSERT INTO behind.log SELECT note FROM twin.customers", "SHOW CREATE VIEW behind.v", "SHOW CREATE PROCEDURE behind.p",
                "CREATE TABLE lab.generated (i int, s varchar(100) AS (twin.f_number(i)))", "CREATE PACKAGE lab.p AS END", "CREATE AGGREGATE FUNCTION lab.agg(x int) RETURNS text BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN (SELECT MAX(note) FROM twin.customers); LOOP FETCH GROUP NEXT ROW; END LOOP; END", "SELECT lab.agg(1)",
            ])
            {
                Ask(analyst, text);
                if (text.StartsWith("SELECT", StringComparison.Ordinal))
                    AskPrepared(analyst, text);
            }

            // The mask is found two levels deep: nobody with this prefix, rather than everybody.
            var found = Ask(analyst, "SELECT COUNT(*) FROM behind.masked WHERE n LIKE '7701%'")[0];
            Assert.That(found.IsError || found.Texts[0][0] == "0", Is.True, found.ToString());
        }
        finally
        {
            CloseClients();
            Superuser("DROP DATABASE behind");
        }
    }

    [Test]
    public void Class_12_search_path_and_shadowing()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var steps in (string[])
        [
            "CREATE TEMPORARY TABLE customers AS SELECT 1 AS customer_id, 'mine' AS resident_no, 'S01' AS branch|SELECT resident_no FROM customers|SELECT resident_no FROM twin.customers|DROP TEMPORARY TABLE customers|SELECT resident_no, note FROM customers",
            "CREATE TEMPORARY TABLE payroll (amount int)|SELECT amount FROM payroll|DROP TEMPORARY TABLE payroll|SELECT amount FROM payroll", "CREATE TEMPORARY TABLE lab.customers AS SELECT * FROM branches|USE lab|SELECT resident_no FROM customers|SELECT * FROM twin.customers", "USE lab; SELECT resident_no FROM twin.customers; SELECT amount FROM twin.payroll",
            "USE hidden|SELECT v FROM t", "USE hidden; SELECT v FROM t", "USE `hidden`|SELECT `v` FROM `t`", "CREATE OR REPLACE VIEW lab.customers AS SELECT * FROM twin.customers|USE lab|SELECT resident_no, salary FROM customers|DROP VIEW lab.customers", "CREATE OR REPLACE VIEW lab.payroll AS SELECT * FROM twin.branches|USE lab|SELECT * FROM payroll|USE twin|SELECT * FROM payroll|DROP VIEW lab.payroll",
            "CREATE TEMPORARY TABLE branches AS SELECT 'S02' AS code, 'x' AS city|SELECT resident_no, name FROM customers WHERE branch IN (SELECT code FROM branches)", "WITH customers AS (SELECT * FROM twin.customers) SELECT resident_no, note FROM customers", "WITH payroll AS (SELECT 1 AS amount) SELECT amount FROM twin.payroll", "WITH payroll AS (SELECT * FROM payroll) SELECT amount FROM payroll",
            "WITH RECURSIVE payroll AS (SELECT 1 AS amount UNION SELECT amount FROM twin.payroll) SELECT amount FROM payroll", "SELECT c.* FROM branches customers, customers c", "SELECT customers.* FROM customers branches, branches customers", "CREATE OR REPLACE SYNONYM lab.s FOR twin.payroll|SELECT * FROM lab.s", "BEGIN NOT ATOMIC USE hidden; SELECT v FROM t; END",
            "CREATE FUNCTION lab.upper_(x text) RETURNS text RETURN (SELECT MAX(note) FROM twin.customers)|USE lab|SELECT upper_('a')", "CREATE DATABASE IF NOT EXISTS lab2|CREATE OR REPLACE VIEW lab2.t AS SELECT * FROM hidden.t|SELECT v FROM lab2.t|DROP DATABASE lab2", "DROP DATABASE IF EXISTS lab2|USE lab2|SELECT v FROM t|SELECT amount FROM payroll",
            "CREATE TEMPORARY TABLE t1 AS SELECT * FROM customers|ALTER TABLE t1 RENAME customers|SELECT resident_no, note FROM customers|SELECT salary FROM twin.customers",
        ])
        {
            var analyst = Analyst();
            foreach (var step in steps.Split('|'))
            {
                Assert.That(ShowsPayroll(Ask(analyst, step)), Is.False, step);
                if (step.StartsWith("SELECT", StringComparison.Ordinal))
                    AskPrepared(analyst, step);
            }

            analyst.Dispose();
        }

        AssertDenied(Watched(AnalystLogin with { Database = "lab" }), "SELECT v FROM hidden.t");
        try
        {
            AssertDenied(Watched(AnalystLogin with { Database = "hidden" }), "SELECT v FROM t");
        }
        catch (RawMySqlException)
        {
            // Refused at the login already.
        }

        Superuser("DROP DATABASE IF EXISTS lab2");
    }

    [Test]
    public void Class_25_dynamic_sql_and_foreign_servers()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Analyst();
        Ask(analyst, "SET @s = 'SELECT amount FROM payroll'");
        foreach (var text in (string[])
        [
            "EXECUTE IMMEDIATE 'SELECT amount FROM payroll'", "EXECUTE IMMEDIATE @s", "EXECUTE IMMEDIATE CONCAT('SELECT resident_no FROM ', 'customers')", "PREPARE p FROM @s", "PREPARE p FROM CONCAT('SELECT 1', '')", "EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE ''SELECT amount FROM payroll'''", "BEGIN NOT ATOMIC EXECUTE IMMEDIATE @s; END", "BEGIN NOT ATOMIC PREPARE p FROM @s; EXECUTE p; END",
            "CREATE PROCEDURE lab.dyn(s text) BEGIN PREPARE p FROM s; EXECUTE p; END", "CREATE PROCEDURE lab.dyn2() EXECUTE IMMEDIATE @s", "CREATE SERVER far FOREIGN DATA WRAPPER mysql OPTIONS (HOST '127.0.0.1', DATABASE 'twin', USER 'bypass', PASSWORD 'x', PORT 3306)", "CREATE TABLE lab.far (amount int) ENGINE=FEDERATED CONNECTION='mysql://bypass:x@127.0.0.1/twin/payroll'",
            "CREATE TABLE lab.far (amount int) ENGINE=CONNECT TABLE_TYPE=MYSQL TABNAME='payroll'", "CREATE TABLE lab.far (amount int) ENGINE=SPIDER COMMENT='wrapper \"mysql\", table \"payroll\"'", "CREATE TABLE lab.far (amount int) ENGINE='FEDERATED' CONNECTION='far/payroll'", "CREATE TABLE lab.far ENGINE=CONNECT TABLE_TYPE=DOS FILE_NAME='/etc/passwd'", "ALTER SERVER far OPTIONS (HOST 'x')", "DROP SERVER IF EXISTS far",
            "INSTALL PLUGIN federated SONAME 'ha_federatedx.so'", "INSTALL SONAME 'ha_federatedx'", "UNINSTALL PLUGIN federated", "CREATE FUNCTION sys_exec RETURNS int SONAME 'lib_mysqludf_sys.so'", "CREATE AGGREGATE FUNCTION u RETURNS string SONAME 'x.so'", "CHANGE MASTER TO MASTER_HOST='x'", "START SLAVE", "SET GLOBAL init_connect = 'SELECT 1'", "SET GLOBAL general_log = 1", "SET GLOBAL general_log_file = '/tmp/x.php'",
            "SET GLOBAL sql_mode = 'ANSI_QUOTES'", "SET @@global.local_infile = 1", "SHUTDOWN", "SELECT spider_direct_sql('SELECT amount FROM payroll', '', '')", "SELECT spider_bg_direct_sql('x', 'y', 'z')", "BINLOG 'x'", "CREATE DEFINER=root@localhost VIEW lab.d AS SELECT * FROM hidden.t",
        ])
        {
            AssertFails(analyst, text);
            Assert.That(AskPrepared(analyst, text)[^1].IsError, Is.True, text);
        }

        // Accounts and logs are actions of their own, which the analyst has.
        foreach (var text in (string[])["CREATE USER evil@'%'", "GRANT ALL ON *.* TO evil@'%'", "SET PASSWORD FOR root@localhost = ''", "SET SESSION sql_log_bin = 0", "CREATE ROLE r", "SET ROLE r", "DROP USER bypass@'%'", "ALTER USER bypass@'%' IDENTIFIED BY 'x'"])
            AssertFails(Reader(), text);
        // Constant text is analysed.
        Ask(analyst, "PREPARE good FROM 'SELECT resident_no FROM customers WHERE customer_id = 1'");
        Ask(analyst, "EXECUTE good");
        Ask(analyst, "EXECUTE IMMEDIATE 'SELECT name FROM customers WHERE customer_id = ?' USING 1");
    }

    [Test]
    public void Class_30_catalog_drift()
    {
        using var all = Assert.EnterMultipleScope();
        Superuser("""
            DROP DATABASE IF EXISTS drift; CREATE DATABASE drift;
            CREATE TABLE drift.t (id int, resident_no varchar(20), other varchar(20)); INSERT INTO drift.t SELECT customer_id, resident_no, 'o' FROM customers;
            CREATE VIEW drift.v AS SELECT id, other AS x FROM drift.t;
            """);
        try
        {
            var analyst = Watched(AnalystLogin with { Port = PoolOfOneGateway.Port });
            string[] texts = ["SELECT * FROM drift.t ORDER BY id", "SELECT x FROM drift.v ORDER BY id", "SELECT other FROM drift.t ORDER BY id"];
            Wait.Until(() => texts.All(t => Ask(analyst, t)[0].Rows.Count > 0), TimeSpan.FromSeconds(15), () => "the new tables are never known");
            RawStatement[] statements = [.. texts.Select(t => analyst.Prepare(t))];
            foreach (var change in (string[])
            [
                "ALTER TABLE drift.t DROP COLUMN other, ADD COLUMN other varchar(20) DEFAULT 'o' FIRST", "ALTER TABLE drift.t MODIFY resident_no varchar(20) FIRST", "ALTER TABLE drift.t MODIFY resident_no varchar(30) AFTER id",
            ])
            {
                Superuser(change);
                AssertPrepared(change);
            }

            Superuser("CREATE OR REPLACE VIEW drift.v AS SELECT id, resident_no AS x FROM drift.t");
            // Until the next look at the catalog a view replaced elsewhere is decided by its old definition: the documented window.
            Wait.Until(() => !Reads("SELECT x FROM drift.v ORDER BY id"), TimeSpan.FromSeconds(15), () => "a view replaced elsewhere is never noticed");
            AssertPrepared("a view replaced elsewhere");
            // What the gateway sees is known at once: the analyst's own DDL, then its own prepared statement.
            foreach (var change in (string[])["ALTER TABLE drift.t CHANGE resident_no other3 varchar(30)", "ALTER TABLE drift.t RENAME COLUMN resident_no TO other3", "ALTER TABLE drift.t ADD COLUMN copied varchar(30) AS (resident_no)", "RENAME TABLE drift.t TO drift.u, drift.v TO drift.t", "CREATE OR REPLACE VIEW drift.v AS SELECT id, resident_no AS x FROM drift.t", "ALTER VIEW drift.v AS SELECT id, resident_no AS x FROM drift.t"])
            {
                Ask(analyst, change);
                AssertPrepared(change);
                foreach (var text in (string[])["SELECT other3 FROM drift.t", "SELECT copied FROM drift.t", "SELECT * FROM drift.u", "SELECT * FROM drift.t", "SELECT x FROM drift.v"])
                    Ask(analyst, text);
            }

            void AssertPrepared(string because)
            {
                foreach (var statement in statements)
                    Answer(() => analyst.Execute(statement), because);
            }

            bool Reads(string sql) => analyst.Query(sql)[0].Texts.Any(r => r[0]?.StartsWith(BypassSchema.Prefix, StringComparison.Ordinal) == true) && Forget();

            bool Forget()
            {
                Received.Clear();
                return true;
            }
        }
        finally
        {
            CloseClients();
            Superuser("DROP DATABASE drift");
        }
    }
}
