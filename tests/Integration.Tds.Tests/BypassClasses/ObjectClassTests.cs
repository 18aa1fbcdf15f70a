using NUnit.Framework;
using ProxyDb.TestKit.Tds.Raw;

namespace ProxyDb.Integration.Tds.Tests.BypassClasses;

/// <summary>Objects and names between the statement and the table.</summary>
public sealed class ObjectClassTests : BypassFixture
{
    [Test]
    public void Class_11_hidden_tables_behind_views_routines_triggers_and_columns()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Analyst();
        foreach (var text in (string[])
        [
            "SELECT * FROM v_payroll", "SELECT 1 FROM v_payroll", "SELECT COUNT(*) FROM v_payroll", "SELECT amount FROM s_payroll", "SELECT v FROM s_hidden", "SELECT v FROM twin.dbo.s_hidden x", "EXEC p_payroll", "EXEC dbo.p_payroll", "EXEC twin..p_payroll", "p_payroll", "DECLARE @p sysname = 'p_payroll' EXEC @p", "EXEC p_text 'SELECT amount FROM payroll'", "EXEC ('p_payroll')", "EXEC sp_executesql N'EXEC p_payroll'", "INSERT s_payroll VALUES (N'x', 1)", "UPDATE s_payroll SET amount = 1", "DELETE s_payroll", "MERGE s_payroll t USING branches s ON 1 = 1 WHEN MATCHED THEN DELETE;", "TRUNCATE TABLE s_payroll", "INSERT BULK s_payroll (employee nvarchar(100), amount int)", "DELETE branches OUTPUT deleted.code, 1 INTO s_payroll (employee, amount)", "INSERT s_payroll EXEC ('SELECT 1, 1')", "UPDATE t SET amount = 1 FROM s_payroll t", "DELETE t FROM s_payroll t", "UPDATE STATISTICS s_payroll", "SET IDENTITY_INSERT s_payroll ON", "CREATE INDEX i ON s_payroll (amount)", "ALTER TABLE s_payroll ADD x int NULL", "DROP TABLE s_payroll", "DISABLE TRIGGER ALL ON s_payroll", "INSERT v_payroll VALUES (N'x', 1)", "UPDATE v_payroll SET amount = 1", "DELETE v_payroll", "TRUNCATE TABLE v_payroll", "SELECT * INTO #t FROM s_payroll", "SELECT * FROM branches WHERE EXISTS (SELECT 1 FROM v_payroll)",
        ])
        {
            AssertFails(analyst, text);
            AssertFails(Ask(analyst, RawTdsRpc.Sql(text)), text);
        }

        foreach (var text in (string[])
        [
            "SELECT number FROM v_customers", "SELECT * FROM v_customers", "SELECT digits FROM v_deep", "SELECT * FROM v_deep WHERE digits LIKE '7%'", "SELECT resident_no, note, salary FROM s_customers", "SELECT * FROM s_customers c", "SELECT dbo.f_number(1)", "SELECT dbo.f_number(customer_id) FROM customers", "SELECT * FROM f_customers(1)", "SELECT number FROM dbo.f_customers(9)", "SELECT f.number FROM branches CROSS APPLY dbo.f_customers(1) f", "EXEC p_customers", "EXEC p_outer", "EXEC p_text N'SELECT note FROM customers'",
            "DECLARE @v varchar(20) EXEC p_output @v OUTPUT SELECT @v", "DECLARE @v varchar(20) EXEC p_output @v = @v OUTPUT PRINT @v", "SET STATISTICS PROFILE ON EXEC p_customers", "EXEC p_customers WITH RESULT SETS ((a varchar(20), b nvarchar(max)))", "EXEC p_customers WITH RECOMPILE", "EXEC p_customers;1", "DECLARE @r int EXEC @r = p_customers", "EXEC dbo.f_number 1", "DECLARE @v varchar(20) EXEC @v = dbo.f_number 1 SELECT @v", "SELECT {fn dbo.f_number(1)}", "IF dbo.f_number(1) LIKE '7701%' SELECT 'x'",
            "INSERT with_computed (a) SELECT resident_no FROM customers", "SELECT b FROM with_computed", "INSERT lab.dbo.own VALUES (dbo.f_number(1))", "SELECT v FROM lab.dbo.own", "UPDATE customers SET name = dbo.f_number(1)", "SELECT name FROM customers", "CREATE VIEW dbo.av AS SELECT resident_no AS x, note FROM customers", "SELECT * FROM dbo.av", "ALTER VIEW dbo.av AS SELECT amount FROM payroll", "SELECT * FROM dbo.av", "CREATE PROCEDURE dbo.ap AS SELECT note, salary FROM customers", "EXEC dbo.ap", "CREATE OR ALTER PROCEDURE dbo.ap AS SELECT amount FROM payroll", "EXEC dbo.ap", "CREATE PROCEDURE #ap AS SELECT note FROM customers", "EXEC #ap",
            "CREATE FUNCTION dbo.af () RETURNS nvarchar(99) AS BEGIN RETURN (SELECT MAX(note) FROM customers) END", "SELECT dbo.af()", "CREATE FUNCTION dbo.at () RETURNS TABLE AS RETURN SELECT amount FROM payroll", "SELECT * FROM dbo.at()", "CREATE FUNCTION dbo.am () RETURNS @t TABLE (v int) AS BEGIN INSERT @t SELECT amount FROM payroll RETURN END", "SELECT * FROM dbo.am()", "CREATE SYNONYM dbo.asyn FOR hidden.dbo.t", "SELECT * FROM dbo.asyn", "CREATE SYNONYM dbo.asyn2 FOR dbo.customers", "SELECT note, salary FROM dbo.asyn2", "CREATE SYNONYM lab.dbo.z FOR twin.dbo.payroll", "SELECT * FROM lab.dbo.z",
            "CREATE TRIGGER dbo.tr ON branches AFTER INSERT AS SELECT note FROM customers", "INSERT branches VALUES ('S99', N'x')", "DELETE branches WHERE code = 'S99'", "CREATE TRIGGER ddl ON DATABASE FOR CREATE_TABLE AS SELECT amount FROM payroll", "ALTER TABLE branches ADD x AS dbo.f_number(1)", "SELECT x FROM branches", "ALTER TABLE branches ADD CHECK (dbo.f_number(1) > '0')", "CREATE TABLE lab.dbo.gen (i int, s AS dbo.f_number(i))", "CREATE TYPE dbo.ty FROM varchar(20)", "CREATE SECURITY POLICY p ADD FILTER PREDICATE dbo.f_customers(1) ON dbo.branches", "CREATE QUEUE q WITH ACTIVATION (PROCEDURE_NAME = p_payroll, EXECUTE AS SELF)", "DROP VIEW IF EXISTS dbo.av", "DROP PROCEDURE IF EXISTS dbo.ap", "DROP FUNCTION IF EXISTS dbo.af",
        ])
        {
            Ask(analyst, text);
            Ask(analyst, RawTdsRpc.Sql(text));
        }

        foreach (var procedure in (string[])["p_customers", "dbo.p_outer", "[twin].[dbo].[p_customers]", "P_PAYROLL", "twin..p_payroll;1", "\"p_payroll\"", "p_payroll ", "ｐ_payroll", "s_payroll"])
        {
            Ask(analyst, new RawTdsRpc(procedure));
            Ask(analyst, new RawTdsRpc(procedure) { Flags = 7 });
            Ask(analyst, RawTdsRpc.Sql("SELECT 1"), new RawTdsRpc(procedure));
        }

        var output = Ask(analyst, new RawTdsRpc("p_output").Add("@v", Samples.TdsServer.Sql.SqlType.VarChar(20), null, isOutput: true));
        Assert.That(output.Outputs.Select(o => o.Value), Is.All.Null.Or.All.Matches<object?>(v => $"{v}".StartsWith("***", StringComparison.Ordinal)), output.ToString());
        var found = Ask(analyst, "SELECT COUNT(*) FROM v_deep WHERE digits LIKE '7701%'");
        Assert.That(found.Errors.Count > 0 || found.Scalar == "0", Is.True, found.ToString());
        Superuser("DELETE with_computed DELETE lab.dbo.own UPDATE customers SET name = CONCAT(IIF(customer_id < 9, 'customer ', 'concealed row '), customer_id)");
    }

    [Test]
    public void Class_12_search_path_and_shadowing()
    {
        using var all = Assert.EnterMultipleScope();
        foreach (var steps in (string[])
        [
            "CREATE TABLE #customers (resident_no varchar(20))|INSERT #customers SELECT resident_no FROM customers|SELECT resident_no FROM #customers|DROP TABLE #customers|SELECT resident_no FROM #customers", "CREATE TABLE #payroll (amount int)|SELECT amount FROM #payroll|SELECT amount FROM payroll", "USE lab|SELECT * FROM twin.dbo.customers|SELECT amount FROM twin..payroll|USE twin|SELECT amount FROM payroll", "USE lab SELECT note FROM twin.dbo.customers|SELECT note FROM customers",
            "USE hidden|SELECT v FROM t", "USE hidden SELECT v FROM t", "USE [hidden]|SELECT [v] FROM [t]", "EXEC ('USE hidden')|SELECT v FROM t", "EXEC ('USE hidden SELECT v FROM t')", "WITH customers AS (SELECT * FROM dbo.customers) SELECT resident_no, note FROM customers", "WITH payroll AS (SELECT 1 AS amount) SELECT amount FROM dbo.payroll", "WITH payroll AS (SELECT * FROM payroll) SELECT amount FROM payroll", "WITH payroll AS (SELECT 1 AS amount UNION ALL SELECT amount FROM twin..payroll) SELECT amount FROM payroll",
            "WITH a AS (SELECT 1 AS amount), payroll AS (SELECT * FROM a) SELECT amount FROM payroll; SELECT amount FROM payroll", "SELECT c.* FROM branches customers, customers c", "SELECT customers.* FROM customers branches, branches customers", "DECLARE @payroll TABLE (amount int) SELECT amount FROM @payroll SELECT amount FROM payroll", "CREATE SCHEMA own|CREATE TABLE own.payroll (amount int)|SELECT amount FROM own.payroll|SELECT amount FROM payroll", "ALTER USER dbo WITH DEFAULT_SCHEMA = own|SELECT amount FROM payroll", "CREATE SYNONYM own.customers FOR dbo.payroll|SELECT * FROM own.customers",
            "IF 1 = 0 USE lab|SELECT amount FROM payroll", "IF 1 = 0 USE hidden SELECT v FROM t", "BEGIN TRY USE hidden END TRY BEGIN CATCH END CATCH SELECT v FROM t", "CREATE TABLE #t (v int) EXEC ('CREATE TABLE #t (w int) SELECT note FROM customers')|SELECT * FROM #t", "SELECT * INTO #t FROM customers|EXEC ('SELECT * FROM #t')", "SELECT * FROM tempdb..#t", "SELECT * FROM tempdb.dbo.payroll", "SELECT * INTO #t FROM customers|SELECT note FROM tempdb..#t", "USE tempdb|SELECT amount FROM payroll|SELECT amount FROM twin..payroll",
        ])
        {
            var analyst = Analyst();
            foreach (var step in steps.Split('|'))
            {
                Ask(analyst, step);
                Ask(analyst, RawTdsRpc.Sql(step));
            }

            analyst.Dispose();
        }

        AssertDenied(Watched(AnalystLogin with { Database = "lab" }), "SELECT v FROM hidden.dbo.t");
        try
        {
            AssertFails(Watched(AnalystLogin with { Database = "hidden" }), "SELECT v FROM t");
            AssertFails(Watched(AnalystLogin with { Database = "[hidden]" }), "SELECT v FROM t");
        }
        catch (RawTdsException)
        {
            // Refused at the login already.
        }
    }

    [Test]
    public void Class_25_dynamic_sql_and_linked_servers()
    {
        using var all = Assert.EnterMultipleScope();
        var analyst = Analyst();
        foreach (var text in (string[])
        [
            "EXEC ('SELECT amount FROM payroll')", "EXECUTE ('SELECT amount ' + 'FROM payroll')", "EXEC ('SELECT amount FROM pay' + 'roll')", "EXEC (N'SELECT amount FROM ', N'payroll')", "DECLARE @s nvarchar(99) = N'SELECT amount FROM payroll' EXEC (@s)", "DECLARE @s nvarchar(99) = N'SELECT amount FROM ' SET @s = @s + N'payroll' EXEC (@s)", "DECLARE @s nvarchar(99) = N'SELECT amount FROM ' SET @s += N'payroll' EXEC sp_executesql @s", "DECLARE @s nvarchar(99) SELECT @s = N'SELECT amount FROM payroll' EXEC sp_executesql @s", "DECLARE @t sysname = 'payroll' EXEC ('SELECT amount FROM ' + @t)",
            "DECLARE @s nvarchar(99) = CHAR(83) + N'ELECT amount FROM payroll' EXEC (@s)", "DECLARE @s nvarchar(99) = CAST(0x530045004C00450043005400200061006D006F0075006E0074002000460052004F004D00200070006100790072006F006C006C00 AS nvarchar(99)) EXEC (@s)", "DECLARE @s nvarchar(99) = REVERSE(N'llorayp MORF tnuoma TCELES') EXEC (@s)", "DECLARE @s nvarchar(99) SET @s = REPLACE(N'SELECT amount FROM xx', N'xx', N'payroll') EXEC (@s)", "DECLARE @s nvarchar(99) SELECT TOP 1 @s = city FROM branches EXEC (@s)", "DECLARE @s nvarchar(max) = (SELECT definition FROM sys.sql_modules WHERE object_id = OBJECT_ID('p_payroll')) EXEC (@s)",
            "EXEC sp_executesql N'SELECT amount FROM payroll'", "EXEC sp_executesql N'EXEC (N''SELECT amount FROM payroll'')'", "EXEC sp_executesql N'EXEC (@s)', N'@s nvarchar(99)', N'SELECT amount FROM payroll'", "EXEC sp_executesql @params = N'', @stmt = N'SELECT amount FROM payroll'", "EXEC sp_executesql N'SELECT amount FROM payroll WHERE amount > @a', N'@a int', 1", "DECLARE @p sysname = 'sp_executesql' EXEC @p N'SELECT amount FROM payroll'", "DECLARE @p nvarchar(99) = N'master.sys.sp_executesql' EXEC @p @stmt = N'SELECT v FROM hidden..t'", "sp_executesql N'SELECT amount FROM payroll'", "EXEC sp_prepexec NULL, N'', N'SELECT amount FROM payroll'",
            "SELECT * FROM OPENQUERY(linked, 'SELECT amount FROM twin.dbo.payroll')", "SELECT * FROM OPENROWSET('SQLNCLI', 'Server=.;Trusted_Connection=yes', 'SELECT amount FROM twin.dbo.payroll')", "SELECT * FROM OPENROWSET('SQLNCLI', 'x'; 'y'; 'z', twin.dbo.payroll)", "SELECT * FROM OPENDATASOURCE('SQLNCLI', 'Server=.').twin.dbo.payroll", "INSERT OPENQUERY(linked, 'SELECT v FROM t') VALUES (1)", "EXEC ('SELECT amount FROM payroll') AT linked", "EXEC ('SELECT ?', 1) AT linked", "EXEC linked.twin.dbo.p_payroll", "EXEC linked.twin.sys.sp_executesql N'SELECT 1'", "SELECT * FROM linked.twin.dbo.payroll", "SELECT * FROM SAMPLE.twin.dbo.customers", "SELECT * FROM [127.0.0.1].twin.dbo.customers", "EXEC ('SELECT 1') AT DATA_SOURCE x",
            "EXEC xp_cmdshell 'x'", "EXEC sp_configure 'xp_cmdshell', 1", "RECONFIGURE", "EXEC sp_addlinkedserver 'x'", "EXEC sp_serveroption 'x', 'rpc out', 'true'", "EXEC sp_addlinkedsrvlogin 'x'", "EXEC sp_MSforeachtable 'SELECT * FROM ?'", "EXEC sp_MSforeachdb 'SELECT * FROM hidden.dbo.t'", "EXEC sp_send_dbmail @query = 'SELECT amount FROM payroll'", "EXEC msdb.dbo.sp_add_job 'x'", "EXEC msdb..sp_start_job 'x'", "EXEC sp_execute_external_script @language = N'R', @script = N'x', @input_data_1 = N'SELECT amount FROM payroll'", "EXEC sp_procoption 'p', 'startup', 'on'", "CREATE ASSEMBLY a FROM 0x4D5A", "EXEC sp_addextendedproc 'xp', 'x.dll'", "EXEC sp_OAMethod 1, 'x'", "SELECT * FROM sys.fn_xe_file_target_read_file('x', NULL, NULL, NULL)",
            "SHUTDOWN", "KILL 51", "CREATE LOGIN x WITH PASSWORD = 'x'", "ALTER SERVER ROLE sysadmin ADD MEMBER x", "EXEC sp_addsrvrolemember 'x', 'sysadmin'", "EXEC sp_password NULL, 'x'", "DBCC PAGE (twin, 1, 1, 3)", "DBCC INPUTBUFFER (51)", "DBCC SHOW_STATISTICS ('customers', 'pk')", "SELECT * FROM fn_dblog(NULL, NULL)", "SELECT * FROM sys.dm_exec_sql_text(0x0)", "SELECT * FROM ::fn_trace_gettable('x', 1)", "CREATE EVENT SESSION s ON SERVER ADD EVENT sqlserver.rpc_completed", "EXEC sp_create_plan_guide N'p', N'SELECT 1', N'SQL', NULL, NULL, N'OPTION (MAXDOP 1)'", "EXEC sp_control_plan_guide N'DROP ALL'", "ADD SIGNATURE TO p_payroll BY CERTIFICATE c",
        ])
        {
            AssertFails(analyst, text);
            AssertFails(Ask(analyst, RawTdsRpc.Sql(text)), text);
        }

        // Constant text is analysed, parameters stay parameters.
        AssertAnswers(analyst, "EXEC ('SELECT city FROM branches WHERE code = ''S01''')", "Seoul");
        AssertAnswers(analyst, "EXEC sp_executesql N'SELECT city FROM branches WHERE code = @c', N'@c varchar(10)', 'S02'", "Busan");
        Ask(analyst, "EXEC ('SELECT resident_no FROM customers WHERE customer_id = 1')");
    }

    [Test]
    public void Class_30_catalog_drift()
    {
        using var all = Assert.EnterMultipleScope();
        Superuser("CREATE TABLE lab.dbo.drift (id int NULL, resident_no varchar(20) NULL, other varchar(20) NULL) INSERT lab.dbo.drift SELECT customer_id, resident_no, 'o' FROM customers");
        Superuser("USE lab EXEC ('CREATE VIEW dbo.drift_view AS SELECT id, other AS x FROM dbo.drift')");
        var analyst = Watched(PoolOfOneLogin with { Database = "lab" });
        string[] texts = ["SELECT * FROM drift ORDER BY id", "SELECT x FROM dbo.drift_view ORDER BY id", "SELECT other FROM lab.dbo.drift ORDER BY id", "SELECT d.* FROM dbo.drift d ORDER BY d.id"];
        Until(() => texts.All(t => Ask(analyst, t).Rows.Count > 0));
        Assert.That(texts.Select(t => Ask(analyst, t)).Where(a => a.Rows.Count == 0).Select(a => a.ToString()), Is.Empty, "the new tables are never known");
        var handles = texts.Select(t => Ask(analyst, new RawTdsRpc(RawTdsRpc.Prepare).Add(default(int?), true).Add("").Add(t).Add(1)).Outputs[0].Value).Cast<int>().ToArray();
        foreach (var change in (string[])
        [
            "ALTER TABLE lab.dbo.drift ADD extra int NULL", "ALTER TABLE lab.dbo.drift DROP COLUMN other ALTER TABLE lab.dbo.drift ADD other varchar(20) NULL", "DROP TABLE lab.dbo.drift CREATE TABLE lab.dbo.drift (resident_no varchar(20) NULL, other varchar(20) NULL, id int NULL) INSERT lab.dbo.drift SELECT resident_no, 'o', customer_id FROM twin.dbo.customers",
            "DROP TABLE lab.dbo.drift CREATE TABLE lab.dbo.drift (other varchar(20) NULL, id int NULL, resident_no varchar(30) NULL) INSERT lab.dbo.drift SELECT 'o', customer_id, resident_no FROM twin.dbo.customers",
        ])
        {
            Superuser(change);
            foreach (var text in texts)
                Ask(analyst, text);
            foreach (var handle in handles)
                Ask(analyst, new RawTdsRpc(RawTdsRpc.Execute).Add(handle));
        }

        // What the gateway sees is known at once: the analyst's own changes, then its own prepared statements.
        foreach (var change in (string[])
        [
            "ALTER TABLE lab.dbo.drift ADD copied AS resident_no", "USE lab EXEC sp_rename 'drift.resident_no', 'plain', 'COLUMN'", "EXEC lab..sp_rename 'drift.resident_no', 'plain', 'COLUMN'", "EXEC lab.sys.sp_rename @objname = 'drift', @newname = 'adrift'", "ALTER VIEW lab.dbo.drift_view AS SELECT id, resident_no AS x FROM dbo.drift", "EXEC ('ALTER VIEW dbo.drift_view AS SELECT id, resident_no AS x FROM dbo.drift')", "DROP VIEW lab.dbo.drift_view", "CREATE VIEW dbo.drift_two AS SELECT id, resident_no AS x FROM dbo.drift", "CREATE SYNONYM dbo.drift_name FOR dbo.drift", "DROP SYNONYM dbo.drift_name", "CREATE SYNONYM dbo.drift_name FOR twin.dbo.customers", "SELECT * INTO lab.dbo.drift2 FROM lab.dbo.drift", "DROP TABLE lab.dbo.drift2",
        ])
        {
            Ask(analyst, change);
            foreach (var text in texts.Concat((string[])["SELECT plain FROM lab.dbo.drift", "SELECT copied FROM lab.dbo.drift", "SELECT * FROM lab.dbo.adrift", "SELECT x FROM drift_view", "SELECT x FROM lab.dbo.drift_view", "SELECT x FROM dbo.drift_two", "SELECT * FROM drift_name", "SELECT resident_no, note FROM drift_name", "SELECT * FROM lab.dbo.drift2"]))
                Ask(analyst, text);
            foreach (var handle in handles)
                Ask(analyst, new RawTdsRpc(RawTdsRpc.Execute).Add(handle));
        }

        Ask(analyst, "DROP SYNONYM dbo.drift_name");
        Ask(analyst, "DROP VIEW dbo.drift_two");
    }

    private static void Until(Func<bool> holds)
    {
        for (var i = 0; i < 60 && !holds(); i++)
            Thread.Sleep(200);
    }
}
