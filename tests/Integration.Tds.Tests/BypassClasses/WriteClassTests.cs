using System.Globalization;
using System.Text;
using NUnit.Framework;
using ProxyDb.Samples.TdsServer.Sql;
using ProxyDb.TestKit.Processes;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>Writes in disguise, and copies that are read afterwards.</summary>
public sealed class WriteClassTests : BypassFixture
{
    [Test]
    public void Class_5_cte_writes()
    {
        using var all = Assert.EnterMultipleScope();
        var before = Superuser("SELECT CONCAT(COUNT(*), ' ', SUM(total)) FROM orders");
        var reader = Reader();
        foreach (var text in (string[])
        [
            "WITH x AS (SELECT * FROM orders) DELETE FROM x", "WITH x AS (SELECT * FROM orders) UPDATE x SET total = 0", "WITH x AS (SELECT 1 AS i) INSERT INTO orders (customer_id, total) SELECT 1, 1 FROM x", "WITH x AS (SELECT 1 AS i) MERGE orders AS t USING x ON t.id = x.i WHEN MATCHED THEN DELETE;", "MERGE orders AS t USING branches AS b ON 1 = 1 WHEN MATCHED THEN DELETE;", "MERGE INTO orders t USING (SELECT 1 AS i) s ON t.id = s.i WHEN NOT MATCHED BY SOURCE THEN DELETE;",
            "MERGE orders t USING (SELECT 1 AS i) s ON 1 = 0 WHEN NOT MATCHED THEN INSERT (customer_id, total) VALUES (1, 1) OUTPUT $action, inserted.*;", "MERGE TOP (1) orders WITH (HOLDLOCK) AS t USING (VALUES (1)) s (i) ON t.id = s.i WHEN MATCHED THEN UPDATE SET total = 0;", "DELETE FROM orders OUTPUT deleted.id", "DELETE orders", "DELETE TOP (1) orders", "DELETE o FROM orders o JOIN branches b ON 1 = 1", "UPDATE o SET total = 0 FROM orders o", "UPDATE TOP (1) orders SET total = 0", "UPDATE orders SET total = 0 OUTPUT inserted.id",
            "INSERT orders (customer_id, total) VALUES (1, 1)", "INSERT INTO orders (customer_id, total) OUTPUT inserted.id VALUES (1, 1)", "INSERT INTO orders DEFAULT VALUES", "INSERT orders (customer_id, total) EXEC ('SELECT 1, 1')", "INSERT INTO branches SELECT code, city FROM (DELETE branches OUTPUT deleted.code, deleted.city) AS d", "SELECT * FROM (DELETE FROM orders OUTPUT deleted.id) x", "SELECT * INTO dbo.t FROM branches", "SELECT * INTO lab.dbo.t FROM branches", "SELECT 1 AS a INTO twin.dbo.t",
            "TRUNCATE TABLE orders", "TRUNCATE TABLE orders WITH (PARTITIONS (1))", "DROP TABLE orders", "DROP TABLE IF EXISTS orders", "ALTER TABLE orders ADD x int", "ALTER TABLE orders SWITCH TO visits", "CREATE TABLE twin.dbo.t (i int)", "CREATE INDEX i ON orders (total)", "CREATE VIEW dbo.nv AS SELECT 1 AS a", "CREATE TRIGGER tr ON orders FOR INSERT AS SELECT 1", "EXEC sp_rename 'orders', 'o2'", "UPDATE STATISTICS orders", "SELECT * FROM orders WITH (UPDLOCK)", "SELECT * FROM orders WITH (TABLOCKX)", "SELECT * FROM orders WITH (XLOCK, ROWLOCK)",
            "EXEC ('DELETE FROM orders')", "EXEC sp_executesql N'DELETE FROM orders'", "BEGIN DELETE FROM orders END", "IF 1 = 1 DELETE FROM orders", "WHILE 1 = 1 BEGIN DELETE FROM orders BREAK END", "BEGIN TRY DELETE FROM orders END TRY BEGIN CATCH END CATCH", "DECLARE @i int UPDATE orders SET @i = total = 0", "SET ROWCOUNT 1 DELETE orders", "DECLARE c CURSOR FOR SELECT * FROM orders OPEN c FETCH c DELETE FROM orders WHERE CURRENT OF c", "DECLARE c CURSOR FOR SELECT * FROM orders FOR UPDATE OPEN c FETCH c UPDATE orders SET total = 0 WHERE CURRENT OF c",
            "WRITETEXT orders.note 0x0 'x'", "UPDATETEXT orders.note 0x0 0 0 'x'", "BULK INSERT orders FROM 'x'", "INSERT BULK orders (customer_id int)", "DBCC CHECKIDENT ('orders', RESEED, 0)", "DBCC CLEANTABLE (0, 'orders')", "SET IDENTITY_INSERT orders ON", "SEND ON CONVERSATION '00000000-0000-0000-0000-000000000000' ('x')", "RECEIVE * FROM orders", "ENABLE TRIGGER ALL ON orders", "DELETE OPENQUERY(l, 'SELECT * FROM orders')", "UPDATE OPENROWSET('x', 'y', orders) SET total = 0", "EXEC sp_executesql @stmt = N'TRUNCATE TABLE orders'",
        ])
        {
            AssertFails(reader, text);
            AssertFails(Ask(reader, RawTdsRpc.Sql(text)), text);
        }

        Assert.That(Superuser("SELECT CONCAT(COUNT(*), ' ', SUM(total)) FROM orders"), Is.EqualTo(before));
        // Under a mask and a filter, a write that returns shows masks and touches shown rows only.
        var analyst = Analyst();
        foreach (var text in (string[])
        [
            "DELETE FROM customers OUTPUT deleted.resident_no, deleted.name, deleted.salary", "DELETE FROM customers OUTPUT deleted.*", "UPDATE customers SET amount = 0 OUTPUT deleted.resident_no, inserted.note", "UPDATE customers SET amount = 0 OUTPUT inserted.*", "UPDATE customers SET amount = 0", "DELETE FROM customers WHERE customer_id >= 9", "DELETE FROM visits OUTPUT deleted.resident_no", "DELETE c OUTPUT deleted.birth FROM customers c JOIN visits v ON v.customer_id = c.customer_id",
            "DECLARE @t TABLE (v varchar(99)) DELETE FROM customers OUTPUT deleted.note INTO @t SELECT * FROM @t", "DECLARE @t TABLE (v varchar(99)) UPDATE customers SET amount = 1 OUTPUT inserted.resident_no INTO @t (v) OUTPUT deleted.salary SELECT * FROM @t", "MERGE customers t USING (SELECT 9 AS i) s ON t.customer_id = s.i WHEN MATCHED THEN UPDATE SET name = 'taken' OUTPUT $action, deleted.*;", "MERGE customers t USING customers s ON t.customer_id = s.customer_id WHEN MATCHED THEN UPDATE SET name = s.resident_no OUTPUT inserted.name;",
            "MERGE customers t USING visits s ON t.customer_id = s.customer_id WHEN MATCHED AND t.salary > 0 THEN DELETE OUTPUT deleted.email;", "INSERT INTO customers (customer_id, name, branch, code, amount) OUTPUT inserted.*, (SELECT MAX(note) FROM customers) VALUES (99, 'x', 'S01', '1', 1)", "INSERT INTO orders (customer_id, total) OUTPUT inserted.total SELECT customer_id, salary FROM customers", "WITH x AS (SELECT * FROM customers) UPDATE x SET name = note OUTPUT inserted.name", "WITH x AS (SELECT * FROM customers) DELETE x OUTPUT deleted.resident_no", "UPDATE v_customers SET name = 'x' OUTPUT inserted.number", "DELETE v_customers OUTPUT deleted.number", "INSERT INTO branches SELECT LEFT(note, 9), note FROM customers",
        ])
        {
            Ask(analyst, $"BEGIN TRAN {text}");
            Ask(analyst, "SELECT name, code FROM customers");
            Ask(analyst, "IF @@TRANCOUNT > 0 ROLLBACK");
            Ask(analyst, "BEGIN TRAN");
            Ask(analyst, RawTdsRpc.Sql(text));
            Ask(analyst, "IF @@TRANCOUNT > 0 ROLLBACK");
        }

        Assert.That(Superuser("SELECT CONCAT(COUNT(*), MIN(name)) FROM customers WHERE customer_id >= 9"), Is.EqualTo("4concealed row 10"));
    }

    [Test]
    public void Class_9_bulk_in_and_out()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Analyst();
        foreach (var text in (string[])
        [
            "BULK INSERT lab.dbo.own FROM '/etc/passwd'", "BULK INSERT payroll FROM '/etc/passwd'", "BULK INSERT customers FROM 'x' WITH (FORMATFILE = 'y')", "SELECT * FROM OPENROWSET(BULK '/etc/passwd', SINGLE_CLOB) x", "SELECT * FROM OPENROWSET(BULK N'/etc/passwd', SINGLE_BLOB) AS x (a)", "INSERT lab.dbo.own SELECT BulkColumn FROM OPENROWSET(BULK '/etc/passwd', SINGLE_NCLOB) x", "SELECT * FROM OPENROWSET(BULK '/etc/passwd', FORMATFILE = 'x') x", "EXEC xp_cmdshell 'bcp twin.dbo.payroll out x'", "EXEC master..xp_cmdshell 'dir'", "EXEC xp_dirtree '/'", "EXEC xp_fileexist '/etc/passwd'", "EXEC xp_subdirs '/'",
            "EXEC sp_OACreate 'Scripting.FileSystemObject', 1", "BACKUP DATABASE twin TO DISK = 'x'", "BACKUP LOG twin TO DISK = 'x'", "RESTORE DATABASE twin FROM DISK = 'x'", "RESTORE HEADERONLY FROM DISK = 'x'", "CREATE DATABASE s ON (NAME = twin, FILENAME = 'x') AS SNAPSHOT OF twin", "CREATE EXTERNAL TABLE e (a int) WITH (LOCATION = 'x', DATA_SOURCE = d)", "CREATE EXTERNAL DATA SOURCE d WITH (LOCATION = 'x')", "INSERT BULK payroll (amount int)", "INSERT BULK twin..payroll (employee nvarchar(100), amount int)", "INSERT BULK [hidden].[dbo].[t] (v int) WITH (TABLOCK)", "insert bulk ｐａｙｒｏｌｌ (amount int)", "READTEXT customers.note 0x0 0 10",
        ])
        {
            AssertFails(analyst, text);
            AssertFails(Ask(Watched(AnalystLogin), RawTdsRpc.Sql(text)), text);
        }

        // Loads without an announcement, of another table than announced, of another shape, behind a denied announcement.
        byte[] columns = [0x81, 1, 0, 0, 0, 0, 0, 9, 0, 0xE7, 0x90, 1, 9, 4, 0xD0, 0, 0x34, 1, (byte)'v', 0];
        byte[] done = [0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] Row(string value) => [0xD1, (byte)(value.Length * 2), 0, .. Utf16(value)];
        var before = Superuser("SELECT COUNT(*) FROM payroll");
        foreach (var announced in (string?[])[null, "INSERT BULK payroll (amount int)", "INSERT BULK lab.dbo.own (v nvarchar(200)) " + Steal, "INSERT BULK lab.dbo.own (v nvarchar(200)); INSERT BULK payroll (amount int)", "SELECT 1 INSERT BULK payroll (amount int)", "INSERT BULK lab.dbo.own (v nvarchar(200))", "EXEC ('INSERT BULK payroll (amount int)')", "INSERT BULK visits (visit_id int, branch varchar(10), customer_id int, resident_no varchar(20))", "INSERT BULK customers (customer_id int)"])
        {
            foreach (var load in (byte[][])[[.. columns, .. Row("x"), .. done], [.. columns, .. done], [.. done], [], [0xD1, 1, 0, 0, 0, .. done], Utf16(Steal), [.. columns, .. Row("x"), .. done, .. Utf16(Steal)], [.. columns, 0xD1, 0xFF, 0xFE, .. done], [0x81, 0xFF, 0xFF, .. Row("x"), .. done], [.. columns, .. Row("x")]])
            {
                using var client = Watched(AnalystLogin);
                Answer(
                    () =>
                    {
                        var answer = announced is null ? null : client.Batch(announced);
                        client.Send(7, load);
                        client.SendBatch("SELECT resident_no, note FROM customers");
                        client.ShutdownSend();
                        while (client.TryRead() is { } next)
                            answer = next;
                        return answer ?? Ended;
                    },
                    announced ?? "no announcement");
            }
        }

        Assert.That(Superuser("SELECT COUNT(*) FROM payroll"), Is.EqualTo(before));
        Assert.That(Superuser("SELECT COUNT(*) FROM visits WHERE branch = 'S02'"), Is.EqualTo("4"));
        AssertFreebcpShowsMasksOrNothing();
    }

    [Test]
    public void Class_10_copy_then_read()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var (copy, read) in ((string, string)[])
        [
            ("SELECT resident_no AS v, salary AS n INTO #t FROM customers", "SELECT v, n FROM #t"), ("SELECT * INTO #t FROM customers", "SELECT resident_no, salary, note FROM #t"), ("SELECT * INTO lab.dbo.cheat FROM customers", "SELECT * FROM lab.dbo.cheat"), ("SELECT * INTO ##g FROM customers", "SELECT * FROM ##g"), ("CREATE TABLE #t (v nvarchar(200), n int)|INSERT #t SELECT resident_no, salary FROM customers", "SELECT v, n FROM #t"), ("CREATE TABLE #t (v nvarchar(200))|INSERT #t EXEC ('SELECT note FROM customers')", "SELECT v FROM #t"),
            ("CREATE TABLE #t (v nvarchar(200), w nvarchar(200))|INSERT #t EXEC dbo.p_customers", "SELECT * FROM #t"), ("CREATE TABLE #t (v int)|INSERT #t EXEC dbo.p_payroll", "SELECT * FROM #t"), ("CREATE TABLE #t (v int)|INSERT #t EXEC ('SELECT amount FROM payroll')", "SELECT * FROM #t"), ("CREATE TABLE #t (v nvarchar(200))|INSERT #t EXEC sp_executesql N'SELECT resident_no FROM customers'", "SELECT * FROM #t"), ("CREATE TABLE #t (v nvarchar(99), w AS v + 'x')|INSERT #t (v) SELECT note FROM customers", "SELECT w FROM #t"),
            ("DECLARE @t TABLE (v nvarchar(200)) INSERT @t SELECT resident_no FROM customers SELECT * FROM @t", "SELECT 1"), ("DECLARE @t TABLE (v nvarchar(200)) INSERT @t EXEC ('SELECT note FROM customers') SELECT * FROM @t", "SELECT 1"), ("DECLARE @t dbo.texts INSERT @t SELECT note FROM customers SELECT * FROM @t", "SELECT 1"), ("DECLARE @v nvarchar(99) SELECT @v = resident_no FROM customers SELECT @v", "SELECT 1"), ("DECLARE @v nvarchar(99) = (SELECT MAX(note) FROM customers) PRINT @v SELECT @v", "SELECT 1"), ("DECLARE @v nvarchar(99) SET @v = (SELECT MAX(resident_no) FROM customers) SELECT LEN(@v), @v", "SELECT 1"),
            ("DECLARE @v nvarchar(max) = '' SELECT @v += note FROM customers SELECT @v", "SELECT 1"), ("DECLARE @v nvarchar(max) SELECT @v = COALESCE(@v, '') + resident_no FROM customers RAISERROR (@v, 16, 1)", "SELECT 1"), ("DECLARE @v int UPDATE customers SET @v = amount = salary SELECT @v", "SELECT 1"), ("DECLARE @v nvarchar(99) UPDATE customers SET @v = note SELECT @v", "SELECT 1"), ("DECLARE @v nvarchar(99) UPDATE customers SET @v = name = note, code = '1' SELECT @v", "SELECT name FROM customers"), ("DECLARE @v nvarchar(99) EXEC p_output @v OUTPUT SELECT @v", "SELECT 1"),
            ("DECLARE @v nvarchar(99) EXEC sp_executesql N'SELECT @o = MAX(note) FROM customers', N'@o nvarchar(99) OUTPUT', @v OUTPUT SELECT @v", "SELECT 1"), ("DECLARE @i int EXEC @i = sp_executesql N'SELECT 1 RETURN (SELECT MAX(salary) FROM customers)' SELECT @i", "SELECT 1"), ("DECLARE @v sql_variant = (SELECT MAX(salary) FROM customers) SELECT @v", "SELECT 1"), ("DECLARE @x xml = (SELECT note FROM customers FOR XML AUTO) SELECT @x", "SELECT 1"), ("DECLARE @v nvarchar(max) = (SELECT note, salary FROM customers FOR JSON AUTO) SELECT @v", "SELECT 1"),
            ("UPDATE customers SET name = resident_no WHERE customer_id = 2", "SELECT name FROM customers WHERE customer_id = 2"), ("UPDATE customers SET name = note, code = LEFT(resident_no, 10)", "SELECT name, code FROM customers"), ("UPDATE orders SET total = (SELECT MAX(salary) FROM customers)", "SELECT total FROM orders"), ("UPDATE branches SET city = (SELECT MAX(note) FROM customers)", "SELECT city FROM branches"), ("UPDATE b SET city = c.resident_no FROM branches b JOIN customers c ON c.branch = b.code", "SELECT city FROM branches"), ("UPDATE o SET total = c.salary FROM orders o JOIN customers c ON c.customer_id = o.customer_id", "SELECT total FROM orders"),
            ("INSERT lab.dbo.own SELECT note FROM customers", "SELECT v FROM lab.dbo.own"), ("INSERT lab.dbo.own VALUES ((SELECT MAX(resident_no) FROM customers))", "SELECT v FROM lab.dbo.own"), ("INSERT lab.dbo.own SELECT TOP 1 note FROM customers ORDER BY salary DESC", "SELECT v FROM lab.dbo.own"), ("UPDATE customers SET amount = 1 OUTPUT deleted.note INTO lab.dbo.own", "SELECT v FROM lab.dbo.own"), ("DELETE visits OUTPUT deleted.resident_no INTO lab.dbo.own", "SELECT v FROM lab.dbo.own"), ("MERGE lab.dbo.own t USING customers s ON 1 = 0 WHEN NOT MATCHED THEN INSERT VALUES (s.note);", "SELECT v FROM lab.dbo.own"),
            ("CREATE TABLE lab.dbo.def (a int, b nvarchar(99) DEFAULT (dbo.f_number(1)))|INSERT lab.dbo.def (a) VALUES (1)", "SELECT b FROM lab.dbo.def"), ("ALTER TABLE customers ADD copied AS resident_no", "SELECT copied FROM customers"), ("ALTER TABLE customers ADD copied nvarchar(99)|UPDATE customers SET copied = note", "SELECT copied FROM customers"), ("EXEC sp_rename 'dbo.customers.resident_no', 'plain', 'COLUMN'", "SELECT plain FROM customers"), ("EXEC sp_rename 'payroll', 'wages'", "SELECT amount FROM wages"), ("ALTER SCHEMA dbo TRANSFER payroll", "SELECT amount FROM payroll"), ("ALTER TABLE payroll SWITCH TO lab.dbo.wages", "SELECT amount FROM lab.dbo.wages"),
            ("DECLARE @v varbinary(128) = CAST((SELECT MAX(resident_no) FROM customers) AS varbinary(128)) SET CONTEXT_INFO @v", "SELECT CONTEXT_INFO()"), ("DECLARE @v nvarchar(99) = (SELECT MAX(note) FROM customers) EXEC sp_set_session_context 'k', @v", "SELECT SESSION_CONTEXT(N'k')"), ("DECLARE @v int = (SELECT MAX(amount) FROM payroll) SET ROWCOUNT @v", "SELECT 1"), ("DECLARE @v int = (SELECT MAX(salary) FROM customers) SET LOCK_TIMEOUT @v", "SELECT @@LOCK_TIMEOUT"), ("DECLARE @v int = (SELECT MAX(salary) FROM customers) SET TEXTSIZE @v", "SELECT @@TEXTSIZE"), ("INSERT orders (customer_id, total) SELECT customer_id, salary FROM customers", "SELECT SCOPE_IDENTITY(), @@IDENTITY, MAX(total) FROM orders"),
            ("SELECT IDENTITY(int, 1, 1) AS i, note INTO #t FROM customers", "SELECT note FROM #t"), ("SELECT resident_no, note INTO #t FROM customers UNION ALL SELECT number, name FROM v_customers", "SELECT * FROM #t"), ("SELECT c.* INTO #t FROM (SELECT * FROM customers) c", "SELECT * FROM #t"), ("WITH x AS (SELECT * FROM customers) SELECT * INTO #t FROM x", "SELECT * FROM #t"), ("SELECT * INTO #t FROM f_customers(1)", "SELECT * FROM #t"), ("SELECT * INTO #t FROM v_deep", "SELECT * FROM #t"), ("SELECT * INTO #t FROM s_customers", "SELECT * FROM #t"), ("SELECT * INTO #t FROM payroll", "SELECT * FROM #t"), ("SELECT (SELECT amount FROM payroll) AS v INTO #t", "SELECT * FROM #t"), ("SELECT STRING_AGG(note, ',') AS v INTO #t FROM customers", "SELECT * FROM #t"),
        ])
        {
            foreach (var isCall in (bool[])[false, true])
            {
                var analyst = Analyst();
                Ask(analyst, "BEGIN TRAN");
                foreach (var step in copy.Split('|'))
                    _ = isCall ? Ask(analyst, RawTdsRpc.Sql(step)) : Ask(analyst, step);
                Ask(analyst, read);
                Ask(analyst, RawTdsRpc.Sql(read));
                Ask(analyst, "IF @@TRANCOUNT > 0 ROLLBACK");
                analyst.Dispose();
            }
        }

        Assert.That(Superuser("SELECT CONCAT(COUNT(*), ' ', SUM(IIF(resident_no LIKE '7701%', 1, 0)), ' ', SUM(IIF(name LIKE '7701%', 1, 0))) FROM customers"), Is.EqualTo("12 12 0"));
        var maker = Analyst();
        Ask(maker, "SELECT resident_no AS plain, salary AS number INTO lab.dbo.stays FROM customers");
        Assert.That(Superuser("SELECT CONCAT(COUNT(*), ' ', SUM(IIF(plain LIKE '***%', 1, 0)), ' ', COUNT(number)) FROM lab.dbo.stays"), Is.EqualTo("8 8 0"));
        Superuser("DROP TABLE lab.dbo.stays");
    }

    [Test]
    public void Class_28_pool_state_leakage()
    {
        using var all = Assert.EnterMultipleScope();
        var trustedLogin = PoolOfOneLogin with { User = BypassPolicy.Trusted };
        var analyst = Watched(PoolOfOneLogin);
        const string state = "SELECT CONCAT(DB_NAME(), ' ', @@TRANCOUNT, ' ', @@LOCK_TIMEOUT, ' ', @@DATEFIRST, ' ', @@LANGUAGE, ' ', @@TEXTSIZE, ' ', @@OPTIONS, ' ', USER_NAME())";
        var pristine = One(analyst, state);
        foreach (var left in (string[])
        [
            "USE hidden", "SET QUOTED_IDENTIFIER OFF", "SET ANSI_NULLS OFF", "SET ROWCOUNT 1", "SET TEXTSIZE 3", "SET LANGUAGE Korean", "SET DATEFIRST 1", "SET LOCK_TIMEOUT 5", "SET IMPLICIT_TRANSACTIONS ON", "SET XACT_ABORT ON", "SET NOCOUNT ON", "SET FMTONLY ON", "SET NOEXEC ON", "SET PARSEONLY ON", "SET SHOWPLAN_TEXT ON", "SET STATISTICS IO ON", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET IDENTITY_INSERT orders ON", "SET DEADLOCK_PRIORITY HIGH", "SET CONCAT_NULL_YIELDS_NULL OFF",
            "BEGIN TRAN", "BEGIN TRAN UPDATE payroll SET amount = amount", "SELECT * INTO #kept FROM payroll", "CREATE TABLE #branches (code int) INSERT #branches SELECT amount FROM payroll", "SELECT * INTO ##kept FROM payroll", "DECLARE kept CURSOR GLOBAL FOR SELECT amount FROM payroll OPEN kept", "SET CONTEXT_INFO 0x918273645F", "EXEC sp_set_session_context N'kept', N'918273645'", "EXEC sp_set_session_context N'kept', 918273645, @read_only = 1", "EXEC sp_getapplock 'kept', 'Exclusive', 'Session'", "EXECUTE AS USER = 'dbo'", "EXECUTE AS LOGIN = 'sa' WITH NO REVERT", "EXEC sp_setapprole 'r', 'x'", "SETUSER 'guest'",
            "DECLARE @h int EXEC sp_prepare @h OUTPUT, N'', N'SELECT amount FROM payroll'", "DECLARE @h int EXEC sp_xml_preparedocument @h OUTPUT, N'<a>918273645</a>'", "INSERT orders (customer_id, total) VALUES (1, 918273645)", "SELECT amount FROM payroll", "SELECT CAST(employee AS int) FROM payroll", "DBCC TRACEON (3604)", "CREATE PROCEDURE #p AS SELECT amount FROM payroll", "ALTER DATABASE twin SET READ_COMMITTED_SNAPSHOT ON", "WAITFOR DELAY '00:00:00.05' SELECT amount FROM payroll",
        ])
        {
            using (var trusted = Login(trustedLogin))
            {
                trusted.Batch(left);
                trusted.Rpc(new RawTdsRpc(RawTdsRpc.Prepare).Add(default(int?), true).Add("").Add(Steal).Add(1));
                trusted.Rpc(new RawTdsRpc(RawTdsRpc.CursorOpen).Add(default(int?), true).Add(Steal).Add(8, true).Add(1, true).Add(1, true));
            }

            // The pool has one backend, which the trusted one has left.
            AssertAnswers(analyst, "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
            foreach (var text in (string[])["SELECT * FROM #kept", "SELECT * FROM ##kept", "SELECT code FROM #branches", "FETCH NEXT FROM kept", "SELECT CONTEXT_INFO()", "SELECT SESSION_CONTEXT(N'kept')", "SELECT @@IDENTITY, SCOPE_IDENTITY(), @@ROWCOUNT, @@ERROR", "EXEC sp_execute 1", "EXEC #p", "SELECT * FROM OPENXML(1, '/a') WITH (v nvarchar(20) '.')", "SELECT \"amount\" FROM \"payroll\"", "SELECT v FROM t", "FETCH FIRST FROM GLOBAL kept"])
                Ask(analyst, text);
            foreach (var handle in (int[])[1, 2, 3, 180150001, 180150002, 180150003])
            {
                Ask(analyst, new RawTdsRpc(RawTdsRpc.Execute).Add(handle));
                Ask(analyst, new RawTdsRpc(RawTdsRpc.CursorFetch).Add(handle).Add(1).Add(0).Add(1));
            }

            AssertAnswers(analyst, "SELECT COUNT(*) FROM customers", "8");
            Assert.That(One(analyst, state), Is.EqualTo(pristine), left);
        }
    }

    private static void AssertFreebcpShowsMasksOrNothing()
    {
        var freebcp = Prerequisite.Program("freebcp", "freetds-bin");
        using var directory = new TemporaryDirectory("bcp");
        var configuration = directory.Write("freetds.conf", FormattableString.Invariant($"[gate]\n  host = 127.0.0.1\n  port = {AnalystLogin.Port}\n  tds version = 7.4\n  client charset = UTF-8\n  database = twin\n"));
        var environment = new Dictionary<string, string> { ["FREETDSCONF"] = configuration, ["FREETDS"] = configuration, ["LC_ALL"] = "C.UTF-8" };
        string[] account = ["-S", "gate", "-U", BypassPolicy.Analyst, "-P", BypassPolicy.Password];
        foreach (var source in (string[])["twin.dbo.customers", "customers", "twin..payroll", "hidden.dbo.t", "v_customers", "v_payroll", "s_payroll"])
        {
            var output = directory["out.txt"];
            File.Delete(output);
            using var run = ChildProcess.Start(freebcp, [source, "out", output, "-c", "-t", "|", .. account], environment);
            run.WaitForExit(TimeSpan.FromSeconds(15));
            var text = File.Exists(output) ? File.ReadAllText(output, Encoding.UTF8) : "";
            foreach (var (name, bytes) in BypassSchema.Secrets)
                Assert.That(text.AsSpan().IndexOf(Encoding.Latin1.GetString(bytes)), Is.LessThan(0), $"{name} is copied out of {source}");
        }

        var rows = directory.Write("rows.txt", "thief|1\n");
        using (var load = ChildProcess.Start(freebcp, ["twin.dbo.payroll", "in", rows, "-c", "-t", "|", .. account], environment))
            load.WaitForExit(TimeSpan.FromSeconds(15));
        Assert.That(Superuser("SELECT COUNT(*) FROM payroll"), Is.EqualTo(1.ToString(CultureInfo.InvariantCulture)));
    }
}
