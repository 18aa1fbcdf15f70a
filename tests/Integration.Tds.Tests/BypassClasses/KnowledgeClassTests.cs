using System.Globalization;
using NUnit.Framework;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>What an answer tells besides its rows, and what tools ask on their own.</summary>
public sealed class KnowledgeClassTests : BypassFixture
{
    [Test]
    public void Class_20_showplan_and_statistics()
    {
        using var all = Assert.EnterMultipleScope();
        var before = Superuser("SELECT CONCAT(COUNT(*), ' ', SUM(total)) FROM orders");
        foreach (var setting in (string[])["SHOWPLAN_TEXT", "SHOWPLAN_ALL", "SHOWPLAN_XML", "STATISTICS XML", "STATISTICS PROFILE", "STATISTICS IO", "STATISTICS TIME", "FMTONLY", "NOEXEC", "PARSEONLY", "FORCEPLAN", "REMOTE_PROC_TRANSACTIONS"])
        {
            var analyst = Watched(AnalystLogin);
            Ask(analyst, $"SET {setting} ON");
            foreach (var text in (string[])["SELECT amount FROM payroll", "SELECT * FROM s_payroll", "DELETE FROM payroll", "SELECT v FROM hidden..t", "EXEC p_payroll"])
            {
                AssertFails(analyst, text);
                AssertFails(analyst, $"SET {setting} ON {text}");
                AssertFails(Ask(analyst, RawTdsRpc.Sql(text)), text);
                AssertFails(Ask(analyst, RawTdsRpc.Sql($"SET {setting} ON {text} SET {setting} OFF")), text);
            }

            foreach (var text in (string[])["SELECT * FROM customers WHERE resident_no < '8'", "SELECT salary FROM customers WHERE salary > 71000", "SELECT note FROM v_customers v JOIN customers c ON c.customer_id = v.id", "UPDATE customers SET amount = 1 WHERE resident_no = 'x'"])
            {
                var plan = Ask(analyst, text);
                Assert.That(plan.Rows.SelectMany(r => r.Texts).OfType<string>(), Has.None.Contains("S01'"), $"{setting} {text} shows the filter");
            }

            var reader = Reader();
            Ask(reader, $"SET {setting} ON");
            foreach (var text in (string[])["DELETE FROM orders", "UPDATE orders SET total = 0", "TRUNCATE TABLE orders"])
            {
                AssertFails(reader, text);
                AssertFails(reader, $"SET {setting} ON {text}");
            }

            reader.Dispose();
            analyst.Dispose();
        }

        Assert.That(Superuser("SELECT CONCAT(COUNT(*), ' ', SUM(total)) FROM orders"), Is.EqualTo(before));
        AssertAnswers(Analyst(), "SELECT resident_no FROM customers WHERE customer_id = 1", MaskedFirst);
    }

    [Test]
    public void Class_21_error_and_message_texts()
    {
        using var all = Assert.EnterMultipleScope();
        Superuser("CREATE TABLE lab.dbo.unique_box (v nvarchar(100) NULL UNIQUE) CREATE TABLE lab.dbo.narrow (v varchar(3) NULL, CONSTRAINT ck_v CHECK (v <> 'x')) CREATE TABLE lab.dbo.ints (i int NULL)");
        foreach (var text in (string[])
        [
            "SELECT CAST(resident_no AS int) FROM customers", "SELECT note + 0 FROM customers", "SELECT CAST(code AS int), code * 1 FROM customers", "SELECT CAST(email AS date) FROM customers", "SELECT CONVERT(uniqueidentifier, note) FROM customers", "SELECT 1 / (amount - 100) FROM customers", "SELECT CAST(note AS xml) FROM customers", "SELECT CAST(salary AS tinyint) FROM customers", "SELECT EXP(salary) FROM customers", "SELECT 2147483647 + salary FROM customers", "SELECT CAST(note AS decimal(3,1)) FROM customers", "SELECT DATEADD(year, salary, birth) FROM customers", "SELECT * FROM customers WHERE resident_no = 5", "SELECT * FROM customers WHERE code = 1",
            "SELECT * FROM customers WHERE 1 = note", "SELECT name FROM customers ORDER BY CAST(note AS int)", "SELECT COUNT(*) FROM customers GROUP BY CAST(resident_no AS int)", "SELECT IIF(note > 0, 1, 2) FROM customers", "SELECT CASE WHEN salary = 'a' THEN 1 END FROM customers", "SELECT CHOOSE(1, note, 1) FROM customers", "SELECT COALESCE(note, 1) FROM customers", "SELECT CAST(employee AS int) FROM payroll", "SELECT CAST((SELECT MAX(employee) FROM payroll) AS int)", "SELECT JSON_VALUE(note, 'strict $.a') FROM customers", "SELECT PARSE(note AS int) FROM customers", "SELECT FORMATMESSAGE(note) FROM customers",
            "DECLARE @m nvarchar(99) = (SELECT MAX(note) FROM customers) RAISERROR (@m, 16, 1)", "DECLARE @m nvarchar(99) = (SELECT MAX(resident_no) FROM customers) RAISERROR (N'%s', 10, 1, @m) WITH NOWAIT", "DECLARE @m nvarchar(99) = (SELECT MAX(resident_no) FROM customers); THROW 50000, @m, 1", "PRINT (SELECT MAX(note) FROM customers)", "DECLARE @m nvarchar(99) SELECT @m = note FROM customers PRINT @m", "PRINT dbo.f_number(1)", "BEGIN TRY SELECT CAST(resident_no AS int) FROM customers END TRY BEGIN CATCH SELECT ERROR_MESSAGE() END CATCH", "BEGIN TRY SELECT CAST(note AS int) FROM customers END TRY BEGIN CATCH; THROW END CATCH", "BEGIN TRY SELECT CAST(code AS int) FROM customers END TRY BEGIN CATCH PRINT ERROR_MESSAGE() END CATCH",
            "BEGIN TRY EXEC p_customers END TRY BEGIN CATCH SELECT ERROR_MESSAGE() END CATCH", "UPDATE customers SET name = NULL WHERE customer_id = 1", "UPDATE customers SET customer_id = 9 WHERE customer_id = 1", "UPDATE customers SET resident_no = 'x'", "INSERT customers (customer_id, name, branch, code, amount) VALUES (9, N'x', 'S01', '1', 1)", "INSERT customers (customer_id, name, branch, code, amount, resident_no) SELECT 77, N'x', 'S01', '1', 1, resident_no FROM customers", "UPDATE customers SET amount = note", "UPDATE customers SET amount = resident_no", "UPDATE customers SET branch = note", "UPDATE customers SET code = note + note", "INSERT lab.dbo.unique_box SELECT branch FROM customers",
            "INSERT lab.dbo.unique_box SELECT note FROM customers UNION ALL SELECT note FROM customers", "INSERT lab.dbo.unique_box SELECT email FROM customers UNION ALL SELECT email FROM customers", "INSERT lab.dbo.narrow SELECT note FROM customers", "INSERT lab.dbo.narrow SELECT resident_no FROM customers", "INSERT lab.dbo.ints SELECT note FROM customers", "INSERT lab.dbo.ints SELECT code FROM customers", "INSERT lab.dbo.ints SELECT employee FROM payroll", "INSERT payroll VALUES (N'director-of-payrol' + N'l', 1)", "DECLARE @i int = (SELECT MAX(note) FROM customers)", "DECLARE @i int SELECT @i = code FROM customers", "EXEC sp_executesql N'SELECT 1', N'@i int', 'director'", "MERGE customers t USING customers s ON t.branch = s.branch WHEN MATCHED THEN UPDATE SET name = s.note;",
            "ALTER TABLE customers ALTER COLUMN note int", "ALTER TABLE visits ADD PRIMARY KEY (branch)", "ALTER TABLE customers ADD CHECK (name NOT LIKE 'concealed%')", "CREATE UNIQUE INDEX u ON customers (branch)", "CREATE UNIQUE INDEX u ON visits (branch)", "DBCC CHECKTABLE ('payroll')", "DBCC CHECKCONSTRAINTS ('customers')",
        ])
        {
            var analyst = Analyst();
            foreach (var isCall in (bool[])[false, true])
            {
                Ask(analyst, "BEGIN TRAN");
                _ = isCall ? Ask(analyst, RawTdsRpc.Sql(text)) : Ask(analyst, text);
                Ask(analyst, "SELECT @@ERROR, ERROR_MESSAGE()");
                Ask(analyst, "SELECT @@ROWCOUNT");
                Ask(analyst, "IF @@TRANCOUNT > 0 ROLLBACK");
            }

            analyst.Dispose();
        }

        Superuser("DROP TABLE lab.dbo.unique_box DROP TABLE lab.dbo.narrow DROP TABLE lab.dbo.ints");
    }

    [Test]
    public void Class_22_predicate_oracles_on_masked_columns()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Analyst();
        foreach (var probe in (string[])
        [
            "resident_no LIKE '{0}%'", "LEFT(resident_no, {1}) = '{0}'", "SUBSTRING(resident_no, 1, {1}) = '{0}'", "resident_no >= '{0}' AND resident_no < '{0}~'", "CHARINDEX('{0}', resident_no) = 1", "PATINDEX('{0}%', resident_no) = 1", "resident_no BETWEEN '{0}' AND '{0}~'", "resident_no IN (SELECT resident_no FROM visits WHERE resident_no LIKE '{0}%')", "EXISTS (SELECT 1 FROM v_customers v WHERE v.id = customers.customer_id AND v.number LIKE '{0}%')", "IIF(resident_no LIKE '{0}%', 1, 0) = 1", "(SELECT COUNT(*) FROM customers x WHERE x.customer_id = 1 AND x.resident_no LIKE '{0}%') = 1",
            "resident_no COLLATE Latin1_General_BIN LIKE '{0}%'", "CASE WHEN resident_no LIKE '{0}%' THEN 1 ELSE 0 END = 1", "NULLIF(LEFT(resident_no, {1}), '{0}') IS NULL", "CAST(resident_no AS varbinary(20)) >= CAST('{0}' AS varbinary(20)) AND CAST(resident_no AS varbinary(20)) < CAST('{0}~' AS varbinary(20))", "LEFT(resident_no, {1}) = ANY (SELECT '{0}')", "CHECKSUM(LEFT(resident_no, {1})) = CHECKSUM('{0}')", "(SELECT x.resident_no FROM s_customers x WHERE x.customer_id = 1) LIKE '{0}%'", "dbo.f_number(1) LIKE '{0}%'", "EXISTS (SELECT 1 FROM f_customers(1) WHERE number LIKE '{0}%')", "LEFT(resident_no, {1}) IN ('{0}')", "REPLACE(LEFT(resident_no, {1}), '{0}', '') = ''",
        ])
        {
            var known = "";
            for (var length = 1; length <= 4; length++)
                known += Enumerable.Range(0, 10).Select(d => $"{d}").FirstOrDefault(d => analyst.Batch($"SELECT 1 FROM customers WHERE customer_id = 1 AND {string.Format(CultureInfo.InvariantCulture, probe, known + d, length)}").Rows.Count > 0) ?? "?";
            Assert.That(known, Is.Not.EqualTo("7701"), probe);
            AssertHidden(probe + " 7701");
        }

        // Other places than WHERE: what the mask makes equal is equal, and the order is that of masks.
        foreach (var (text, expected) in ((string, string?)[])
        [
            ("SELECT COUNT(DISTINCT salary) FROM customers", "0"), ("SELECT COUNT(DISTINCT note) FROM customers", "1"), ("SELECT SUM(IIF(salary > 71004, 1, 0)) FROM customers", "0"), ("SELECT MAX(salary) FROM customers", null), ("SELECT COUNT(*) FROM customers WHERE salary > 0", "0"), ("SELECT COUNT(*) FROM customers a JOIN (SELECT 71001 AS s) b ON a.salary = b.s", "0"), ("SELECT COUNT(*) FROM customers a JOIN (SELECT '770111-1214001' AS r) b ON b.r = a.resident_no", "0"), ("SELECT TOP 1 customer_id FROM customers ORDER BY salary DESC, customer_id", "1"),
            ("SELECT COUNT(*) FROM customers GROUP BY note HAVING MAX(note) LIKE 'secret%'", null), ("SELECT COUNT(*) FROM customers WHERE birth > '1977-03-01'", "0"), ("SELECT TOP 1 FIRST_VALUE(customer_id) OVER (ORDER BY salary DESC, customer_id) FROM customers", "1"), ("SELECT RANK() OVER (ORDER BY note DESC) FROM customers WHERE customer_id = 1", "1"), ("SELECT customer_id FROM customers ORDER BY salary DESC, customer_id OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY", "1"), ("SELECT COUNT(*) FROM customers WHERE note IN (SELECT note FROM customers WHERE customer_id = 1)", "8"), ("SELECT TOP 1 customer_id FROM customers WHERE branch = 'S02'", null),
            ("SELECT COUNT(*) FROM customers WHERE amount = 100", "0"), ("SELECT COUNT(*) FROM (SELECT salary FROM customers UNION SELECT salary FROM customers) x", "1"), ("SELECT COUNT(*) FROM (SELECT 71001 AS s INTERSECT SELECT salary FROM customers) x", "0"), ("SELECT COUNT(*) FROM customers WHERE DATEPART(day, birth) > 1", "0"), ("SELECT LEN(note) FROM customers WHERE customer_id = 1", "11"), ("SELECT TOP 1 customer_id FROM customers ORDER BY (SELECT x.salary FROM customers x WHERE x.customer_id = customers.customer_id) DESC, customer_id", "1"),
        ])
        {
            var value = One(analyst, text);
            Assert.That(value is null || value == expected, Is.True, $"{text}: {value}");
        }

        // Writes that tell by their count or by a collision whether a hidden value is what was guessed.
        foreach (var write in (string[])["UPDATE customers SET amount = amount WHERE salary = 71001", "DELETE visits WHERE resident_no LIKE '7701%'", "UPDATE customers SET amount = amount WHERE customer_id >= 9", "UPDATE customers SET amount = amount WHERE note = 'secret ' + 'note 1'", "DELETE c FROM customers c WHERE c.birth > '1977-03-01'"])
        {
            Ask(analyst, "BEGIN TRAN");
            var answer = Ask(analyst, write);
            Assert.That(answer.Errors.Count > 0 || answer.Dones.Sum(d => d.Count) == 0, Is.True, $"{write}: {answer}");
            Ask(analyst, "IF @@TRANCOUNT > 0 ROLLBACK");
        }
    }

    [Test]
    public void Class_23_existence_and_metadata_oracles()
    {
        using var all = Assert.EnterMultipleScope();
        var reader = Reader();
        var other = Analyst();
        foreach (var text in (string[])
        [
            "SELECT COUNT(*) FROM payroll", "SELECT COUNT_BIG(*) FROM payroll", "SELECT 1 WHERE EXISTS (SELECT 1 FROM payroll)", "SELECT 1 FROM payroll", "SELECT TOP 0 1 FROM payroll", "SELECT 1 FROM payroll WHERE 1 = 0", "SELECT COUNT(*) FROM branches, payroll", "SELECT 1 WHERE EXISTS (SELECT * FROM hidden.dbo.t)", "SELECT 1 FROM branches LEFT JOIN payroll ON 1 = 0", "SELECT 1 UNION SELECT 1 FROM payroll", "SET FMTONLY ON SELECT * FROM payroll SET FMTONLY OFF", "SET FMTONLY ON; EXEC p_payroll", "SET NOEXEC ON SELECT * FROM payroll",
            "EXEC sp_describe_first_result_set N'SELECT * FROM payroll'", "EXEC sp_describe_undeclared_parameters N'SELECT * FROM payroll WHERE amount = @a'", "SELECT * FROM sys.dm_exec_describe_first_result_set(N'SELECT * FROM payroll', NULL, 0)", "EXEC sp_spaceused 'payroll'", "EXEC sp_statistics 'payroll' SELECT 1 FROM payroll", "DBCC SHOW_STATISTICS ('payroll', 'x')", "DBCC CHECKTABLE ('payroll')", "DBCC DBREINDEX ('payroll')", "UPDATE STATISTICS payroll", "CREATE STATISTICS s ON payroll (amount)", "SELECT * FROM sys.dm_db_stats_histogram(1, 1)", "SELECT * FROM sys.dm_db_stats_properties(1, 1)",
            "SELECT * FROM sys.dm_exec_query_stats", "SELECT * FROM sys.dm_exec_cached_plans", "SELECT * FROM sys.dm_exec_sessions", "SELECT * FROM sys.dm_exec_requests", "SELECT * FROM sys.dm_exec_input_buffer(51, 0)", "SELECT * FROM sys.sysprocesses", "SELECT * FROM master..sysprocesses", "EXEC sp_who", "EXEC sp_who2", "EXEC sp_lock", "SELECT * FROM sys.query_store_query_text", "SELECT * FROM sys.sql_logins", "SELECT * FROM sys.syslogins", "SELECT * FROM master.sys.server_principals WHERE (SELECT 1 FROM payroll) = 1", "SELECT * FROM sys.objects WHERE EXISTS (SELECT 1 FROM payroll)", "SELECT * FROM msdb.dbo.sysjobs", "SELECT * FROM sys.traces",
            "SELECT * FROM sys.dm_tran_locks", "SELECT * FROM sys.dm_db_index_usage_stats", "SELECT * FROM sys.dm_db_index_physical_stats(DB_ID(), NULL, NULL, NULL, NULL)", "SELECT * FROM sys.partitions WHERE 1 = (SELECT COUNT(*) FROM payroll)", "SELECT * FROM CHANGETABLE(CHANGES payroll, 0) c", "SELECT IDENT_CURRENT('payroll'), (SELECT 1 FROM payroll)", "SELECT * FROM sys.linked_logins", "SELECT PWDCOMPARE('x', password_hash) FROM sys.sql_logins",
        ])
        {
            AssertFails(reader, text);
            Ask(other, text);
            Ask(other, RawTdsRpc.Sql(text));
        }

        var analyst = Analyst();
        AssertAnswers(analyst, "SELECT COUNT(*) FROM customers", "8");
        AssertAnswers(analyst, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM customers) AS nothing", "8");
        AssertAnswers(analyst, "SELECT IIF(EXISTS (SELECT 1 FROM customers WHERE customer_id = 9), 1, 0)", "0");
        foreach (var call in (RawTdsRpc[])
        [
            new RawTdsRpc("sp_describe_first_result_set").Add(Steal), new RawTdsRpc("sys.sp_describe_first_result_set").Add(Steal, name: "@tsql"), new RawTdsRpc("sp_describe_undeclared_parameters").Add(Steal + " WHERE amount = @a"), new RawTdsRpc(RawTdsRpc.Prepare).Add(default(int?), true).Add("").Add(Steal).Add(1), new RawTdsRpc("sp_describe_first_result_set").Add("EXEC p_payroll"),
        ])
            AssertFails(Ask(analyst, call), $"{call.Name}{call.Id} tells columns");
        foreach (var text in (string[])
        [
            "EXEC sp_help 'customers'", "EXEC sp_helptext 'p_payroll'", "EXEC sp_columns 'payroll'", "EXEC sp_tables", "EXEC sp_pkeys 'payroll'", "EXEC sp_stored_procedures", "EXEC sp_depends 'payroll'", "EXEC sp_spaceused 'customers'", "SELECT * FROM INFORMATION_SCHEMA.COLUMNS", "SELECT * FROM sys.sql_modules", "SELECT OBJECT_DEFINITION(OBJECT_ID('p_payroll'))", "SELECT * FROM sys.partitions", "SELECT rows FROM sysindexes", "SELECT * FROM sys.syscomments", "SELECT * FROM sys.default_constraints", "SELECT * FROM sys.computed_columns", "SELECT * FROM sys.identity_columns", "SELECT last_value FROM sys.identity_columns", "SELECT IDENT_CURRENT('orders')", "SELECT COL_LENGTH('payroll', 'amount')", "SELECT COLUMNPROPERTY(OBJECT_ID('payroll'), 'amount', 'Precision')", "SELECT STATS_DATE(1, 1)", "SELECT * FROM sys.extended_properties", "SELECT * FROM sys.dm_os_sys_info", "SELECT * FROM sys.configurations",
        ])
            Ask(analyst, text);
    }

    [Test]
    public void Class_31_tool_preamble_false_positives()
    {
        using var all = Assert.EnterMultipleScope();
        // Only SELECT in one schema is granted, and the base: tools and drivers connect and browse all the same.
        var reader = Reader();
        foreach (var text in (string[])
        [
            "SELECT 1", "select 1;", "", "-- nothing", "select count(*) from sysobjects", "SELECT @@VERSION", "SELECT @@SPID", "SELECT @@TRANCOUNT", "SELECT DB_NAME()", "select @@MAX_PRECISION\r\nSET TRANSACTION ISOLATION LEVEL READ COMMITTED\r\nSET IMPLICIT_TRANSACTIONS OFF\r\nSET QUOTED_IDENTIFIER ON\r\nSET TEXTSIZE 2147483647", "IF @@TRANCOUNT > 0 COMMIT TRAN", "IF @@TRANCOUNT > 0 ROLLBACK TRAN", "SET IMPLICIT_TRANSACTIONS ON", "SET IMPLICIT_TRANSACTIONS OFF", "SET FMTONLY ON SELECT name FROM customers SET FMTONLY OFF",
            "SET ARITHABORT ON;SET CONCAT_NULL_YIELDS_NULL ON;SET ANSI_NULLS ON;SET ANSI_NULL_DFLT_ON ON;SET ANSI_PADDING ON;SET ANSI_WARNINGS ON;SET ANSI_NULL_DFLT_ON ON;SET CURSOR_CLOSE_ON_COMMIT ON;SET QUOTED_IDENTIFIER ON;SET TEXTSIZE 2147483647;", "set ansi_nulls on\nset ansi_null_dflt_on on\nset ansi_padding on\nset ansi_warnings on\nset arithabort on\nset concat_null_yields_null on\nset datefirst 7\nset dateformat mdy\nset implicit_transactions off\nset language us_english\nset numeric_roundabort off\nset quoted_identifier on\nset textsize 2147483647\nset transaction isolation level read committed\nset xact_abort off",
            "SET NOCOUNT ON", "SET ROWCOUNT 0", "SET LOCK_TIMEOUT 5000", "USE twin", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "BEGIN TRAN", "COMMIT", "BEGIN TRANSACTION", "SAVE TRANSACTION s", "ROLLBACK TRANSACTION s", "ROLLBACK", "SELECT name FROM sys.databases", "SELECT * FROM INFORMATION_SCHEMA.TABLES", "SELECT * FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'customers'", "SELECT name, object_id FROM sys.tables", "SELECT o.name, c.name FROM sys.objects o JOIN sys.columns c ON c.object_id = o.object_id", "SELECT SCHEMA_NAME()", "SELECT SERVERPROPERTY('ProductVersion')", "SELECT SERVERPROPERTY('EngineEdition')", "SELECT SUSER_SNAME()",
            "EXEC sp_tables", "EXEC sp_columns 'customers'", "EXEC sp_pkeys 'customers'", "EXEC sp_datatype_info", "EXEC sp_describe_first_result_set N'SELECT city FROM branches'", "SELECT name FROM customers WHERE customer_id = 1", "SELECT OBJECT_ID('customers')",
        ])
            Assert.That(Ask(reader, text).Errors.Where(e => e.Number == Refused).Select(e => e.Text), Is.Empty, text);
        foreach (var (type, payload) in ((int, byte)[])[(5, 2), (7, 0), (5, 0), (8, 0)])
            Assert.That(reader.Transaction(type, payload).Errors, Is.Empty, $"transaction request {type}");
        foreach (var call in (RawTdsRpc[])[RawTdsRpc.Sql("SELECT name FROM customers WHERE customer_id = @p", "@p int").Add(1, name: "@p"), new RawTdsRpc("sp_tables"), new RawTdsRpc("sys.sp_columns").Add("customers"), new RawTdsRpc("sp_datatype_info_100").Add(4).Add(4), new RawTdsRpc("sp_reset_connection")])
            Assert.That(Ask(reader, call).Errors.Where(e => e.Number == Refused).Select(e => e.Text), Is.Empty, $"{call.Name}{call.Id}");
    }
}
