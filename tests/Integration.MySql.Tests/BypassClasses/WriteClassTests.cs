using NUnit.Framework;
using ProxyDb.Integration.MySql.Tests.Setup;
using ProxyDb.TestKit.MySql.Raw;

namespace ProxyDb.Integration.MySql.Tests.BypassClasses;

/// <summary>Writes in disguise, and copies that are read afterwards.</summary>
public sealed class WriteClassTests : BypassFixture
{
    [Test]
    public void Class_5_cte_writes()
    {
        using var all = Assert.EnterMultipleScope();
        var before = Superuser("SELECT COUNT(*), SUM(total) FROM orders");
        foreach (var text in (string[])
        [
            "DELETE FROM orders RETURNING id", "INSERT INTO orders (customer_id, total) VALUES (1, 1) RETURNING id", "REPLACE INTO orders VALUES (1, 1, 0) RETURNING id", "WITH x AS (SELECT 1 AS i) DELETE FROM orders", "WITH x AS (SELECT 1 AS i) UPDATE orders JOIN x SET total = 0",
            "INSERT INTO orders (customer_id, total) WITH x AS (SELECT 1) SELECT 1, 1 FROM x", "ANALYZE DELETE FROM orders", "ANALYZE FORMAT=JSON UPDATE orders SET total = 0", "EXPLAIN DELETE FROM orders", "SELECT * FROM orders FOR UPDATE", "SELECT * FROM orders LOCK IN SHARE MODE",
            "DELETE o FROM orders o JOIN branches b", "UPDATE orders o, branches b SET o.total = 0", "/*!50000 DELETE FROM orders */", "SET STATEMENT max_statement_time = 1 FOR DELETE FROM orders", "BEGIN NOT ATOMIC DELETE FROM orders; END", "IF 1 THEN DELETE FROM orders; END IF", "EXECUTE IMMEDIATE 'DELETE FROM orders'",
            "PREPARE d FROM 'DELETE FROM orders'", "CREATE TABLE twin.t AS SELECT 1", "CREATE OR REPLACE TABLE orders (i int)", "TRUNCATE orders", "TRUNCATE TABLE twin.orders", "SELECT 1 INTO OUTFILE '/tmp/w.txt'", "LOAD DATA INFILE '/tmp/x' INTO TABLE orders", "LOCK TABLES orders WRITE", "OPTIMIZE TABLE orders", "ALTER TABLE orders FORCE", "CALL p()",
            "RENAME TABLE orders TO o2", "DROP TABLE IF EXISTS orders", "ALTER TABLE orders TRUNCATE PARTITION ALL", "CREATE TRIGGER twin.tr BEFORE INSERT ON orders FOR EACH ROW SET NEW.total = 0", "FLUSH TABLES orders WITH READ LOCK", "CREATE TEMPORARY TABLE t AS SELECT * FROM orders", "SELECT NEXTVAL(orders)", "DO SLEEP(0), (SELECT 1 FROM orders FOR UPDATE)",
        ])
        {
            AssertFails(Reader(), text);
            Assert.That(AskPrepared(Reader(), text)[^1].IsError, Is.True, text);
        }

        Assert.That(Superuser("SELECT COUNT(*), SUM(total) FROM orders"), Is.EqualTo(before));
        // Under a mask and a filter, a write that returns shows masks and touches shown rows only.
        var analyst = Analyst();
        foreach (var text in (string[])
        [
            "DELETE FROM customers RETURNING resident_no, name, salary", "DELETE FROM customers RETURNING *", "INSERT INTO customers (customer_id, name, branch, code, amount) VALUES (99, 'x', 'S01', '1', 1) RETURNING (SELECT GROUP_CONCAT(resident_no) FROM customers)", "UPDATE customers SET amount = 0",
            "REPLACE INTO customers (customer_id, name, branch, code, amount) VALUES (9, 'x', 'S01', '1', 1) RETURNING *", "INSERT INTO customers (customer_id, name, branch, code, amount) VALUES (9, 'x', 'S01', '1', 1) ON DUPLICATE KEY UPDATE name = 'taken' RETURNING *", "DELETE FROM customers WHERE customer_id >= 9", "DELETE FROM visits RETURNING resident_no",
        ])
        {
            Ask(analyst, "BEGIN");
            Ask(analyst, text);
            AskPrepared(analyst, text);
            Ask(analyst, "ROLLBACK");
        }

        Assert.That(Superuser("SELECT COUNT(*), MIN(name) FROM customers WHERE customer_id >= 9"), Is.EqualTo("4\tconcealed row 10"));
    }

    [Test]
    public void Class_9_bulk_in_and_out()
    {
        using var all = Assert.EnterMultipleScope();
        Superuser("CREATE OR REPLACE TABLE lab.loaded (line text)");
        var analyst = Watched(AnalystLogin with { Capabilities = AnalystLogin.Capabilities | MySqlCapability.LocalFiles });
        var file = $"/tmp/{Guid.NewGuid():N}";
        foreach (var text in (string[])
        [
            $"SELECT amount FROM payroll INTO OUTFILE '{file}1'", $"SELECT * FROM customers INTO OUTFILE '{file}2'", $"SELECT resident_no FROM customers LIMIT 1 INTO DUMPFILE '{file}3'", $"SELECT resident_no INTO OUTFILE '{file}4' FROM customers", $"SELECT 1 UNION SELECT amount INTO OUTFILE '{file}5' FROM payroll",
            $"TABLE payroll INTO OUTFILE '{file}6'", "SELECT LOAD_FILE('/etc/passwd')", "SELECT LOAD_FILE(CONCAT('/etc/', 'passwd'))", "LOAD DATA INFILE '/etc/passwd' INTO TABLE lab.loaded", "LOAD DATA INFILE '/etc/passwd' INTO TABLE payroll", "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE lab.loaded", "LOAD DATA LOCAL INFILE 'x' INTO TABLE payroll",
            "LOAD DATA LOCAL INFILE 'x' INTO TABLE customers", "LOAD XML LOCAL INFILE 'x' INTO TABLE lab.loaded", "LOAD XML INFILE '/etc/passwd' INTO TABLE lab.loaded", "SELECT @a := LOAD_FILE('/etc/passwd')", "CREATE TABLE lab.c (a int NOT NULL) ENGINE=CSV DATA DIRECTORY='/tmp'",
            "LOAD DATA LOCAL INFILE 'x' INTO TABLE lab.loaded (@v) SET line = (SELECT GROUP_CONCAT(resident_no) FROM customers)", "INSTALL SONAME 'ha_connect'", "LOAD INDEX INTO CACHE payroll", "LOAD DATA CONCURRENT LOCAL INFILE 'x' IGNORE INTO TABLE lab.loaded", "/*!50000 LOAD DATA LOCAL INFILE 'x' INTO TABLE lab.loaded */",
        ])
        {
            var answer = Ask(analyst, text);
            Assert.That(answer[^1].IsError, Is.True, $"{text}: {answer[^1]}");
            Assert.That(AskPrepared(analyst, text)[^1].IsError, Is.True, text);
        }

        Assert.That(Directory.EnumerateFiles("/tmp", $"{file[5..]}*"), Is.Empty);
        // Bulk execution is a statement like any other: decided at the execution with its table and its filter.
        foreach (var text in (string[])["INSERT INTO payroll (employee, amount) VALUES (?, 1)", "DELETE FROM payroll WHERE employee = ?", "INSERT INTO visits (visit_id, branch, customer_id) VALUES (77, ?, 1)", "DELETE FROM customers WHERE name = ?", "INSERT INTO lab.loaded SELECT resident_no FROM customers WHERE name <> ?"])
        {
            var client = Watched(AnalystLogin with { Forced = (MySqlCapability)(1UL << 34) });
            Ask(client, "BEGIN");
            Answer(
                () =>
                {
                    var statement = client.Prepare(text);
                    client.Send(PacketBytes.Of(0xfa).Int4(statement.Id).Int2(128).Int2(253).Int1(0).LenencText("S02").Int1(0).LenencText("concealed row 9").ToArray());
                    return client.ReadAnswer();
                },
                text);
            Ask(client, "SELECT line FROM lab.loaded");
            Ask(client, "ROLLBACK");
        }

        Assert.That(Superuser("SELECT COUNT(*) FROM payroll"), Is.EqualTo("1"));
        Assert.That(Superuser("SELECT COUNT(*) FROM visits WHERE visit_id = 77"), Is.EqualTo("0"));
    }

    [Test]
    public void Class_9_bulk_in_from_a_malicious_server()
    {
        using var relay = new InterferingMySqlRelay(Shared.Database.Port) { Attack = Packet(1, [0xfb, .. "/etc/passwd"u8]), CloseAfterAttack = true };
        using var gateway = GatewayUnderTest.StartProxyDb(BypassPolicy.Options(relay.Port) with { PoolSize = 1 });
        foreach (var text in (string[])["SELECT 'hostile'", "LOAD DATA LOCAL INFILE 'hostile.csv' INTO TABLE lab.loaded", "SET @hostile = 1"])
        {
            // The trusted one may load local files: only the file that was asked for.
            var client = Login(AnalystLogin with { Port = gateway.Port, User = BypassPolicy.Trusted, Capabilities = AnalystLogin.Capabilities | MySqlCapability.LocalFiles });
            var answer = Answer(() => client.Query(text), text);
            Assert.That(answer.Select(r => r.LocalFile), Is.All.Null, $"the client is asked for a file by {text}: {string.Join("; ", answer)}");
        }
    }

    [Test]
    public void Class_10_copy_then_read()
    {
        using var all = Assert.EnterMultipleScope();
        var direct = Direct();
        direct.Run("CREATE OR REPLACE TABLE lab.box (v text, n int)");
        foreach (var (copy, read) in ((string, string)[])
        [
            ("CREATE TEMPORARY TABLE lab.cheat AS SELECT resident_no AS v, salary AS n FROM customers", "SELECT v, n FROM lab.cheat"), ("CREATE OR REPLACE TABLE lab.cheat AS SELECT resident_no AS v FROM customers", "SELECT v FROM lab.cheat"), ("CREATE TEMPORARY TABLE lab.cheat SELECT * FROM customers", "SELECT resident_no AS v, salary FROM lab.cheat"),
            ("CREATE TEMPORARY TABLE lab.cheat LIKE customers|INSERT INTO lab.cheat SELECT * FROM customers", "SELECT CONCAT(resident_no), note FROM lab.cheat"), ("INSERT INTO lab.box SELECT resident_no, salary FROM customers", "SELECT v, n FROM lab.box"), ("REPLACE INTO lab.box SELECT resident_no, salary FROM customers", "SELECT v, n FROM lab.box"),
            ("INSERT INTO lab.box VALUES ((SELECT MAX(resident_no) FROM customers), 1)", "SELECT v FROM lab.box"), ("INSERT INTO lab.box SET v = (SELECT MAX(note) FROM customers)", "SELECT v FROM lab.box"), ("INSERT INTO lab.box VALUES ('a', 1) ON DUPLICATE KEY UPDATE v = (SELECT MAX(note) FROM customers)", "SELECT v FROM lab.box"),
            ("SELECT @v := resident_no FROM customers", "SELECT @v"), ("SELECT resident_no INTO @v FROM customers LIMIT 1", "SELECT @v"), ("SET @v = (SELECT GROUP_CONCAT(resident_no) FROM customers)", "SELECT @v"), ("SELECT GROUP_CONCAT(note), MAX(salary) INTO @v, @w FROM customers", "SELECT @v, @w"), ("DO @v := (SELECT MAX(note) FROM customers)", "SELECT @v"),
            ("SELECT 1 FROM customers WHERE (@v := resident_no) IS NOT NULL", "SELECT @v"), ("UPDATE customers SET amount = (@w := salary) WHERE customer_id = 1", "SELECT @w"), ("SELECT MAX(@v := note) FROM customers", "SELECT @v"), ("DELETE FROM visits WHERE (@v := resident_no) = 'x'", "SELECT @v"), ("SET @v := (SELECT MAX(amount) FROM payroll)", "SELECT @v"),
            ("UPDATE customers SET name = resident_no WHERE customer_id = 2", "SELECT name FROM customers WHERE customer_id = 2"), ("UPDATE customers SET name = CONCAT(note, ''), code = LEFT(resident_no, 10)", "SELECT name, code FROM customers"), ("UPDATE orders SET total = (SELECT MAX(salary) FROM customers)", "SELECT total FROM orders"), ("UPDATE branches SET city = (SELECT MAX(note) FROM customers)", "SELECT city FROM branches"),
            ("UPDATE branches b JOIN customers c ON c.branch = b.code SET b.city = c.resident_no", "SELECT city FROM branches"), ("UPDATE orders o, customers c SET o.total = c.salary WHERE c.customer_id = o.customer_id", "SELECT total FROM orders"), ("CREATE OR REPLACE VIEW lab.cheat_view AS SELECT resident_no AS v, salary FROM twin.customers", "SELECT v, salary FROM lab.cheat_view"),
            ("CREATE OR REPLACE TABLE lab.cheat (n varchar(100) DEFAULT (CONCAT('a', 'b')), v text AS (n))|INSERT INTO lab.cheat (n) SELECT note FROM customers", "SELECT v FROM lab.cheat"), ("ALTER TABLE customers CHANGE resident_no plain varchar(20)", "SELECT plain FROM customers"), ("RENAME TABLE customers TO lab.customers_now", "SELECT resident_no, salary FROM lab.customers_now"),
            ("ALTER TABLE customers RENAME lab.moved", "SELECT note, salary FROM lab.moved"), ("ALTER TABLE payroll RENAME TO lab.wages", "SELECT amount FROM lab.wages"), ("RENAME TABLE payroll TO lab.wages", "SELECT amount FROM lab.wages"), ("ALTER TABLE customers ADD COLUMN copied varchar(20) AS (resident_no)", "SELECT copied FROM customers"), ("ALTER TABLE customers ADD COLUMN copied varchar(100) AS (note) STORED", "SELECT copied FROM customers"),
            ("CREATE TABLE lab.parted (v int) PARTITION BY HASH (v) PARTITIONS 1|ALTER TABLE lab.parted EXCHANGE PARTITION p0 WITH TABLE hidden.t", "SELECT v FROM lab.parted"), ("CREATE OR REPLACE TABLE lab.merged (v int) ENGINE=MERGE UNION=(hidden.t)", "SELECT v FROM lab.merged"), ("CREATE OR REPLACE SEQUENCE lab.s|SELECT SETVAL(lab.s, (SELECT MAX(amount) FROM payroll))", "SELECT NEXTVAL(lab.s)"),
        ])
        {
            var analyst = Analyst();
            Ask(analyst, "BEGIN");
            foreach (var step in copy.Split('|'))
                Ask(analyst, step);
            Ask(analyst, read);
            AskPrepared(analyst, read);
            Ask(analyst, "ROLLBACK");
            analyst.Dispose();
            direct.Query("DELETE FROM lab.box; UPDATE branches SET city = 'x'");
        }

        Assert.That(Superuser("SELECT COUNT(*), MAX(resident_no) LIKE '7701%', MAX(name LIKE '7701%') FROM customers"), Is.EqualTo("12\t1\t0"));
        var maker = Analyst();
        Ask(maker, "CREATE OR REPLACE TABLE lab.stays AS SELECT resident_no AS plain, salary AS number FROM customers ORDER BY customer_id");
        Assert.That(Superuser("SELECT COUNT(*), MIN(plain LIKE '***%'), MAX(number IS NOT NULL) FROM lab.stays"), Is.EqualTo("8\t1\t0"));
    }

    [Test]
    public void Class_28_pool_state_leakage()
    {
        using var all = Assert.EnterMultipleScope();
        var login = AnalystLogin with { Port = PoolOfOneGateway.Port };
        var trusted = Login(login with { User = BypassPolicy.Trusted });
        var analyst = Watched(login);
        const string state = "SELECT CONCAT(DATABASE(), @@autocommit, @@in_transaction, @@foreign_key_checks, LENGTH(\"a'\\\\\"))";
        var pristine = Direct().Scalar(state);
        foreach (var left in (string[])
        [
            "USE hidden", "SET sql_mode = 'ANSI_QUOTES'", "SET sql_mode = 'NO_BACKSLASH_ESCAPES'", "SET NAMES gbk", "SET character_set_results = latin1", "SET @kept = (SELECT MAX(amount) FROM payroll)", "SELECT resident_no FROM customers INTO @kept", "PREPARE q FROM 'SELECT amount FROM payroll'",
            "CREATE TEMPORARY TABLE lab.kept AS SELECT * FROM payroll", "CREATE TEMPORARY TABLE branches AS SELECT amount AS code FROM payroll", "BEGIN", "SET autocommit = 0", "LOCK TABLES payroll READ", "SELECT LAST_INSERT_ID(918273645)", "SELECT SQL_CALC_FOUND_ROWS amount FROM payroll LIMIT 1", "SELECT CAST(employee AS int) FROM payroll", "HANDLER payroll OPEN", "SET STATEMENT sql_mode = 'ANSI_QUOTES' FOR SELECT 1",
            "SET ROLE NONE", "SELECT GET_LOCK('kept', 0)", "SET SESSION group_concat_max_len = 1000", "SET @@session.default_storage_engine = 'MyISAM'", "SET foreign_key_checks = 0", "SET last_insert_id = 918273645", "SET @@rand_seed1 = 1",
        ])
        {
            trusted.Query(left);
            // A session that holds its backend ends here; the pool has one.
            trusted.Dispose();
            AssertAnswers(analyst, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
            foreach (var text in (string[])["EXECUTE q", "SELECT @kept", "SELECT * FROM lab.kept", "SELECT code FROM branches", "SELECT LAST_INSERT_ID()", "SELECT @@last_insert_id", "SELECT FOUND_ROWS(), ROW_COUNT()", "SHOW WARNINGS", "HANDLER payroll READ FIRST", "SELECT \"a\"", "SELECT @@sql_mode, DATABASE(), @@autocommit, IS_USED_LOCK('kept')"])
                Ask(analyst, text);
            AssertAnswers(analyst, "SELECT COUNT(*) FROM customers", "8");
            Assert.That(One(analyst, state), Is.EqualTo(pristine), left);
            trusted = Login(login with { User = BypassPolicy.Trusted });
        }
    }
}
