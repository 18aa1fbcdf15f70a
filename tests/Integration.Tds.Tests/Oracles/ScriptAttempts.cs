using static ProxyDb.Integration.Tds.Tests.Oracles.Attempt;

namespace ProxyDb.Integration.Tds.Tests.Oracles;

/// <summary>What a session learns by the way: counters, variables, messages, calls, plans, statistics.</summary>
internal static class ScriptAttempts
{
    public static IReadOnlyList<Attempt> All { get; } = [.. Messages(), .. Variables(), .. Calls(), .. Commands()];

    private static IEnumerable<Attempt> Messages() =>
    [
        Script("print of a value", "DECLARE @m nvarchar(60) = (SELECT MAX(resident_no) FROM customers) PRINT @m"),
        Script("raiserror of a value", "DECLARE @m nvarchar(60) = (SELECT MAX(note) FROM customers) RAISERROR (@m, 16, 1)"),
        Script("raiserror of low severity", "DECLARE @m nvarchar(60) = (SELECT MAX(note) FROM customers) RAISERROR (@m, 10, 1) WITH NOWAIT"),
        Script("raiserror with arguments", "DECLARE @n int = (SELECT COUNT(*) FROM customers) RAISERROR ('%d rows', 16, 1, @n)"),
        Script("throw of a value", "DECLARE @m nvarchar(60) = (SELECT MAX(name) FROM customers WHERE customer_id > 11); THROW 50001, @m, 1"),
        Script("the number of a throw", "DECLARE @n int = 50000 + (SELECT COUNT(*) FROM customers); THROW @n, 'x', 1"),
        Script("the state of a throw", "DECLARE @s tinyint = (SELECT COUNT(*) FROM visits); THROW 50001, 'x', @s"),
        Script("error_message in catch", "BEGIN TRY SELECT CAST(code AS int) AS a FROM customers WHERE customer_id > 8 END TRY BEGIN CATCH SELECT ERROR_MESSAGE() AS m, ERROR_LINE() AS l END CATCH"),
        Script("print of error_message", "BEGIN TRY SELECT CAST(note AS int) AS a FROM customers END TRY BEGIN CATCH DECLARE @m nvarchar(400) = ERROR_MESSAGE() PRINT @m END CATCH"),
        Script("throw again", "BEGIN TRY SELECT CAST(resident_no AS int) AS a FROM customers END TRY BEGIN CATCH THROW END CATCH"),
        Script("error_message kept in a table", "CREATE TABLE #e (m nvarchar(400))", "BEGIN TRY SELECT CAST(note AS int) AS a FROM customers END TRY BEGIN CATCH INSERT INTO #e VALUES (ERROR_MESSAGE()) END CATCH", "SELECT m FROM #e"),
        Script("@@error", "SELECT 1 / (amount - 100) AS a FROM customers", "SELECT @@ERROR AS e"),
        Script("@@rowcount of the batch before", "SELECT customer_id FROM customers WHERE salary > 80000", "SELECT @@ROWCOUNT AS n"),
        Script("@@rowcount of hidden rows", "SELECT customer_id FROM visits v CROSS JOIN branches b SELECT @@ROWCOUNT AS n"),
        Script("nocount", "SET NOCOUNT ON SELECT customer_id INTO #n FROM customers WHERE salary > 80000 SELECT @@ROWCOUNT AS n"),
        Script("rowcount", "SET ROWCOUNT 1 SELECT customer_id FROM customers ORDER BY resident_no SET ROWCOUNT 0"),
        Script("arithabort off", "SET ARITHABORT OFF SET ANSI_WARNINGS OFF SELECT 1 / (amount - 100) AS a FROM customers WHERE 1 / (amount - 100) IS NULL SET ARITHABORT ON SET ANSI_WARNINGS ON"),
        Script("xact_abort", "SET XACT_ABORT ON BEGIN TRANSACTION SELECT 1 / (amount - 100) AS a FROM customers", "SELECT @@TRANCOUNT AS t, XACT_STATE() AS x") with { Tells = true },
        Script("several statements", "SELECT COUNT(*) AS n FROM customers SELECT resident_no FROM customers SELECT MAX(visit_id) AS m FROM visits"),
        Script("a batch that fails in the middle", "SELECT 1 AS a SELECT 1 / (amount - 100) AS b FROM customers SELECT 2 AS c"),
    ];

    private static IEnumerable<Attempt> Variables() =>
    [
        Script("a variable of a value", "DECLARE @a varchar(20) SELECT @a = resident_no FROM customers WHERE customer_id = 1 SELECT @a AS a, LEFT(@a, 4) AS b"),
        Script("a variable of a hidden row", "DECLARE @a int SET @a = (SELECT MAX(amount) FROM customers) SELECT @a AS a"),
        Script("a variable that gathers", "DECLARE @a nvarchar(400) = N'' SELECT @a = @a + resident_no + ',' FROM customers SELECT @a AS a"),
        Script("a variable of the last row", "DECLARE @a int SELECT @a = customer_id FROM customers ORDER BY resident_no SELECT @a AS a"),
        Script("a variable too small for a value", "DECLARE @a tinyint SELECT @a = salary FROM customers SELECT @a AS a"),
        Script("a variable of a number from a text", "DECLARE @a int = (SELECT MAX(code) FROM customers) SELECT @a AS a"),
        Script("a variable in if", "IF (SELECT MAX(salary) FROM customers) > 80000 SELECT 1 AS a ELSE SELECT 2 AS a"),
        Script("if exists of hidden rows", "IF EXISTS (SELECT 1 FROM customers WHERE customer_id > 12) SELECT 1 AS a ELSE SELECT 2 AS a"),
        Script("while", "DECLARE @i int = 0 WHILE @i < (SELECT COUNT(*) FROM customers) SET @i += 1 SELECT @i AS i"),
        Script("return", "IF EXISTS (SELECT 1 FROM customers WHERE resident_no LIKE '77%') RETURN SELECT 1 AS a"),
        Script("waitfor behind a condition", "IF EXISTS (SELECT 1 FROM customers WHERE amount = 100) BEGIN WAITFOR DELAY '00:00:00.001' PRINT 'waited' END"),
        Script("a table variable", "DECLARE @t TABLE (r varchar(20), n int) INSERT INTO @t SELECT resident_no, amount FROM customers SELECT r, n FROM @t"),
        Script("a typed table variable", "DECLARE @t dbo.id_list INSERT INTO @t SELECT customer_id FROM customers WHERE salary > 80000 SELECT COUNT(*) AS n FROM @t"),
        Script("a temporary table", "SELECT * INTO #t FROM customers", "SELECT * FROM #t"),
        Script("a temporary table filled later", "CREATE TABLE #t (r varchar(20), s int)", "INSERT INTO #t SELECT resident_no, salary FROM customers", "SELECT r, s FROM #t WHERE r LIKE '77%' OR s > 80000"),
        Script("a temporary table of results", "CREATE TABLE #t (r varchar(20))", "INSERT INTO #t EXEC (N'SELECT resident_no FROM dbo.customers')", "SELECT r FROM #t"),
        Script("a temporary table of a procedure", "CREATE TABLE #t (r varchar(20))", "DECLARE @f varchar(14) INSERT INTO #t EXEC dbo.p_numbers @f OUTPUT SELECT r, @f AS f FROM #t"),
        Script("a temporary table that joins", "CREATE TABLE #t (id int, v varchar(20)) INSERT INTO #t VALUES (1, '770111-1214001')", "SELECT t.id FROM #t t JOIN customers c ON c.resident_no = t.v"),
        Script("a cursor of T-SQL", "DECLARE @r varchar(20) DECLARE k CURSOR LOCAL STATIC FOR SELECT resident_no FROM customers ORDER BY salary, resident_no OPEN k FETCH NEXT FROM k INTO @r PRINT @r SELECT @r AS r CLOSE k DEALLOCATE k"),
        Script("a cursor of hidden rows", "DECLARE @r int, @n int = 0 DECLARE k CURSOR LOCAL STATIC FOR SELECT customer_id FROM customers OPEN k FETCH NEXT FROM k INTO @r WHILE @@FETCH_STATUS = 0 BEGIN SET @n += 1 FETCH NEXT FROM k INTO @r END SELECT @n AS n CLOSE k DEALLOCATE k"),
        Script("a global cursor", "DECLARE k CURSOR GLOBAL STATIC FOR SELECT resident_no, amount FROM customers OPEN k", "FETCH NEXT FROM k", "SELECT @@CURSOR_ROWS AS n", "CLOSE k DEALLOCATE k"),
    ];

    private static IEnumerable<Attempt> Calls() =>
    [
        Script("a procedure", "DECLARE @f varchar(14), @r int EXEC @r = dbo.p_numbers @f OUTPUT SELECT @f AS f, @r AS r"),
        Script("execute of a text", "EXEC (N'SELECT COUNT(*) AS n, MAX(resident_no) AS m FROM dbo.customers')"),
        Script("execute of a variable", "DECLARE @q nvarchar(100) = N'SELECT MAX(resident_no) AS m FROM dbo.customers' EXEC (@q)"),
        Script("sp_executesql", "EXEC sp_executesql N'SELECT MAX(resident_no) AS m FROM dbo.customers'"),
        Script("sp_executesql with an output", "DECLARE @o varchar(20) EXEC sp_executesql N'SELECT @o = MAX(resident_no) FROM dbo.customers', N'@o varchar(20) OUTPUT', @o OUTPUT SELECT @o AS o"),
        Script("sp_prepare in a batch", "DECLARE @h int EXEC sp_prepare @h OUTPUT, N'@p int', N'SELECT resident_no FROM dbo.customers WHERE customer_id = @p' EXEC sp_execute @h, 1 EXEC sp_unprepare @h") with { Tells = false },
        Script("a linked server", "SELECT * FROM OPENQUERY(loop, 'SELECT resident_no FROM twin_l.dbo.customers')") with { Tells = false },
        Script("a file", "SELECT * FROM OPENROWSET(BULK N'/nonexistent/own', SINGLE_CLOB) x") with { Tells = false },
        Script("a view of one's own", "CREATE VIEW dbo.own AS SELECT resident_no AS r, amount FROM dbo.customers", "SELECT * FROM dbo.own", "DROP VIEW dbo.own"),
        Script("a table of one's own", "SELECT customer_id, resident_no INTO dbo.own FROM dbo.customers", "SELECT * FROM dbo.own", "DROP TABLE dbo.own"),
        Script("a function of one's own", "CREATE FUNCTION dbo.own () RETURNS varchar(20) AS BEGIN RETURN (SELECT MAX(resident_no) FROM dbo.customers) END", "SELECT dbo.own() AS o", "DROP FUNCTION dbo.own"),
        Script("a procedure of one's own", "CREATE PROCEDURE dbo.own AS SELECT MAX(resident_no) AS m FROM dbo.customers", "EXEC dbo.own", "DROP PROCEDURE dbo.own"),
        Script("a temporary procedure", "CREATE PROCEDURE #own AS SELECT MAX(resident_no) AS m FROM dbo.customers", "EXEC #own", "DROP PROCEDURE #own") with { Tells = false },
        Script("a synonym of one's own", "CREATE SYNONYM dbo.own FOR dbo.customers", "SELECT resident_no FROM dbo.own", "DROP SYNONYM dbo.own"),
        Script("a trigger", "CREATE TRIGGER dbo.own ON dbo.customers AFTER UPDATE AS SELECT resident_no FROM deleted", "UPDATE customers SET amount = amount WHERE customer_id = 1") with { Tells = false },
        Script("a table renamed", "EXEC sp_rename N'dbo.customers', N'plain'", "SELECT resident_no FROM dbo.plain", "EXEC sp_rename N'dbo.plain', N'customers'") with { Tells = false },
        Script("a column renamed", "EXEC sp_rename N'dbo.customers.note', N'remark', N'COLUMN'", "SELECT remark FROM dbo.customers", "EXEC sp_rename N'dbo.customers.remark', N'note', N'COLUMN'") with { Tells = false },
        Script("a table in another schema", "CREATE SCHEMA own", "ALTER SCHEMA own TRANSFER dbo.customers", "SELECT resident_no FROM own.customers", "ALTER SCHEMA dbo TRANSFER own.customers") with { Tells = false },
        Undone("a unique index on a masked column", "CREATE UNIQUE INDEX own ON dbo.marks (resident_no)"),
        Undone("a unique index on hidden rows", "CREATE UNIQUE INDEX own ON dbo.customers (code)") with { Tells = false },
        Undone("a check on a masked column", "ALTER TABLE dbo.customers ADD CONSTRAINT own CHECK (resident_no LIKE '77%')"),
        Undone("a check on hidden rows", "ALTER TABLE dbo.customers ADD CONSTRAINT own CHECK (amount < 150)"),
        Undone("a type for masked values", "ALTER TABLE dbo.marks ALTER COLUMN resident_no int NULL") with { Tells = false },
        Undone("a column of masked values", "ALTER TABLE dbo.customers ADD own AS LEFT(resident_no, 6)", "SELECT own FROM dbo.customers"),
        Undone("a reference to masked values", "ALTER TABLE dbo.marks ADD CONSTRAINT own FOREIGN KEY (resident_no) REFERENCES dbo.customers (resident_no)", "INSERT INTO dbo.marks VALUES (100, 100, '770111-1214001')") with { Tells = false },
    ];

    private static IEnumerable<Attempt> Commands() =>
    [
        Script("fmtonly", "SET FMTONLY ON SELECT resident_no, amount FROM customers SET FMTONLY OFF") with { Tells = false },
        Script("describe", "EXEC sp_describe_first_result_set N'SELECT resident_no, salary FROM dbo.customers'") with { Tells = false },
        Script("describe by a function", "SELECT name, system_type_name FROM sys.dm_exec_describe_first_result_set(N'SELECT resident_no FROM dbo.customers', NULL, 0)") with { Tells = false },
        Script("showplan", "SET SHOWPLAN_ALL ON", "SELECT * FROM dbo.customers WHERE salary > 80000", "SET SHOWPLAN_ALL OFF") with { Tells = false },
        Script("statistics of a plan", "SET STATISTICS PROFILE ON SELECT COUNT(*) AS n FROM dbo.customers WHERE salary > 80000 SET STATISTICS PROFILE OFF"),
        Script("statistics of pages", "SET STATISTICS IO ON SELECT COUNT(*) AS n FROM dbo.customers WHERE salary > 80000 SET STATISTICS IO OFF"),
        Script("the histogram", "DBCC SHOW_STATISTICS (N'dbo.customers', N'uq_customers') WITH HISTOGRAM") with { Tells = false },
        Script("the histogram by a function", "SELECT range_high_key FROM sys.dm_db_stats_histogram(OBJECT_ID('dbo.customers'), 1)") with { Tells = false },
        Script("a page", "DBCC PAGE (N'twin_l', 1, 100, 3) WITH TABLERESULTS") with { Tells = false },
        Script("statistics of one's own", "CREATE STATISTICS own ON dbo.customers (resident_no)", "DBCC SHOW_STATISTICS (N'dbo.customers', N'own')") with { Tells = false },
        Script("the transaction log", "SELECT * FROM sys.fn_dblog(NULL, NULL)") with { Tells = false },
        Script("texts of others", "SELECT t.text FROM sys.dm_exec_cached_plans p CROSS APPLY sys.dm_exec_sql_text(p.plan_handle) t") with { Tells = false },
        Script("the last statement of a session", "DBCC INPUTBUFFER (1)") with { Tells = false },
        Script("checks of a table", "DBCC CHECKTABLE (N'dbo.customers')") with { Tells = false },
        Script("changes", "SELECT * FROM CHANGETABLE(CHANGES dbo.customers, 0) c") with { Tells = false },
        Script("the other twin", $"SELECT COUNT(*) AS n, MAX(resident_no) AS m FROM {OtherDatabase}.dbo.customers WHERE branch <> 'S01'"),
        Script("the other twin by use", $"USE {OtherDatabase} SELECT COUNT(*) AS n, MAX(resident_no) AS m FROM dbo.customers WHERE branch <> 'S01'"),
        Script("the other twin by use, in the batch behind", $"USE {OtherDatabase}", "SELECT COUNT(*) AS n, MAX(resident_no) AS m FROM dbo.customers WHERE branch <> 'S01'"),
        Script("a quoted text", "SET QUOTED_IDENTIFIER OFF", "SELECT customer_id FROM customers WHERE \"770111-1214001\" = resident_no", "SET QUOTED_IDENTIFIER ON"),
        Script("nulls that are equal", "SET ANSI_NULLS OFF SELECT customer_id FROM customers WHERE salary = NULL OR NULLIF(salary, 71001) = NULL SET ANSI_NULLS ON"),
        Script("comments", "SELECT customer_id /* , 1 -- */ , resident_no -- /*\n FROM customers WHERE salary > 80000"),
        Script("a bulk load", "BULK INSERT dbo.scratch FROM N'/nonexistent/own'") with { Tells = false },
        Script("context_info", "DECLARE @c varbinary(128) = (SELECT CAST(MAX(resident_no) AS varbinary(128)) FROM customers) SET CONTEXT_INFO @c", "SELECT CONTEXT_INFO() AS c") with { Tells = false },
        Script("session_context", "DECLARE @c nvarchar(40) = (SELECT MAX(resident_no) FROM customers) EXEC sp_set_session_context N'k', @c", "SELECT SESSION_CONTEXT(N'k') AS c") with { Tells = false },
        Script("a lock named by a value", "DECLARE @c nvarchar(40) = (SELECT MAX(resident_no) FROM customers) EXEC sp_getapplock @c, N'Exclusive', N'Session'", "SELECT APPLOCK_MODE(N'public', N'770118-1284008', N'Session') AS m") with { Tells = false },
    ];
}
