using NUnit.Framework;
using ProxyDb.Policy.Sql;

namespace ProxyDb.Policy.Tests.Sql.TSql;

/// <summary>
/// Texts that reach the table <c>secret</c> by a detour: each names it among its accesses, or is refused, or needs a facility that no
/// rule grants by the way.
/// </summary>
public sealed class TSqlDynamicSqlBypassTests
{
    private static readonly AnalysisNamespace Session = new("shop", ["dbo"], "clerk")
    {
        TSql = new TSqlSession(true, "Korean_Wansung_CI_AS", 15),
    };

    private static readonly string[] Texts =
    [
        "EXEC ('SELECT * FROM secret')",
        "EXEC ('SELECT * FROM ' + 'secret')",
        "EXEC (N'SELECT * FROM sec' + N'ret')",
        "EXEC sp_executesql N'SELECT * FROM secret'",
        "EXEC sp_executesql 'SELECT * FROM secret'",
        "EXEC SP_EXECUTESQL @statement = N'SELECT * FROM secret'",
        "EXEC sp_executesql @STMT = N'SELECT * FROM secret', @params = N'@a int', @a = 1",
        "EXEC sp_executesql @other = N'SELECT * FROM secret', @stmt = N'SELECT 1'",
        "EXEC sp_executesql @params = N'SELECT * FROM secret', @s = N'SELECT 1'",
        "EXEC [sp_executesql] N'SELECT * FROM secret'",
        "EXEC [sp_executesql ] N'SELECT * FROM secret'",
        "EXEC \"sp_executesql\" N'SELECT * FROM secret'",
        "EXEC sys.sp_executesql N'SELECT * FROM secret'",
        "EXEC dbo.sp_executesql N'SELECT * FROM secret'",
        "EXEC shop..sp_executesql N'SELECT * FROM secret'",
        "EXEC shop.sys.[sp_executesql] N'SELECT * FROM secret'",
        "EXEC ..sp_executesql N'SELECT * FROM secret'",
        "EXEC master.dbo.sp_executesql N'SELECT * FROM shop.dbo.secret'",
        "EXEC sp_executesql;1 N'SELECT * FROM secret'",
        "EXEC ｓｐ_executesql N'SELECT * FROM secret'",
        "EXEC sp_executesql [SELECT * FROM secret]",
        "EXEC sp_executesql \"SELECT * FROM secret\"",
        "sp_executesql N'SELECT * FROM secret'",
        "EXECUTE sp_executesql N'EXEC (''SELECT * FROM secret'')'",
        "EXEC sp_executesql N'EXEC sp_executesql N''SELECT * FROM secret'''",
        "EXEC sp_executesql N'EXEC (@s)', N'@s nvarchar(100)', N'SELECT * FROM secret'",
        "EXEC sp_executesql N'EXEC sp_executesql @s', N'@s nvarchar(100) = N''SELECT * FROM secret'''",
        "DECLARE @s nvarchar(100) = N'SELECT * FROM secret' EXEC (@s)",
        "DECLARE @s nvarchar(max) SET @s = 'SELECT * FROM secret' EXEC sp_executesql @s",
        "DECLARE @s nvarchar(max) SELECT @s = 'SELECT * FROM secret' EXEC sp_executesql @s",
        "DECLARE @s nvarchar(max) = 'SELECT 1', @t nvarchar(max) = 'SELECT * FROM secret' SELECT @s = @t EXEC (@s)",
        "DECLARE @s nvarchar(max) = 'SELECT 1 FROM secrets'; SET @s = LEFT(@s, 20) EXEC (@s)",
        "DECLARE @s nvarchar(20) = N'SELECT 1 FROM secretary' EXEC (@s)",
        "DECLARE @s nvarchar(max) = 'SELECT 1' IF 1 = 1 SET @s = 'SELECT * FROM ' + @p EXEC (@s)",
        "DECLARE @s nvarchar(max) = @p; IF 1 = 0 SET @s = N'SELECT 1' EXEC (@s)",
        "DECLARE @s nvarchar(max) = @p; BEGIN TRY SELECT 1 / 0; SET @s = N'SELECT 1' END TRY BEGIN CATCH END CATCH EXEC (@s)",
        "DECLARE @s nvarchar(max) = @p; BEGIN TRY SELECT 1 / 0; SET @s = N'SELECT 1' END TRY BEGIN CATCH EXEC (@s) END CATCH",
        "DECLARE @s nvarchar(max) = @p; GOTO x; SET @s = N'SELECT 1'; x: EXEC (@s)",
        "DECLARE @s nvarchar(max) = N'SELECT 1', @i int = 0; WHILE @i < 2 BEGIN EXEC (@s); SET @s = @p; SET @i += 1 END",
        "DECLARE @s nvarchar(max) = N'SELECT 1'; UPDATE t SET @s = c; EXEC (@s)",
        "DECLARE @s nvarchar(max) = N'SELECT 1'; FETCH FROM c INTO @s; EXEC (@s)",
        "DECLARE @s nvarchar(max) = N'SELECT 1'; EXEC p @s OUT; EXEC (@s)",
        "DECLARE @s nvarchar(max) = N'SELECT 1'; EXEC sp_executesql N'SET @x = @y', N'@x nvarchar(max) OUTPUT', @s OUTPUT; EXEC (@s)",
        "DECLARE @s nvarchar(max) = N'SELECT 1'; SET @s.WRITE(N' FROM secret', NULL, 0); EXEC (@s)",
        "DECLARE @s nvarchar(max) = @p, @S nvarchar(max) = N'SELECT 1'; EXEC (@s)",
        "DECLARE @s nvarchar(max) = N'SELECT 1'; SET @S = @p; EXEC (@s)",
        "DECLARE @s nvarchar(max); SET @s = @p; SET NOEXEC ON; SET @s = N'SELECT 1'; SET NOEXEC OFF; EXEC (@s)",
        "DECLARE @s nvarchar(max); SET @s = @p; SET FMTONLY ON; SET @s = N'SELECT 1'; SET FMTONLY OFF; EXEC (@s)",
        "SET QUOTED_IDENTIFIER OFF; EXEC (\"SELECT * FROM secret\")",
        "EXEC ('SELECT ''＇ AS a FROM secret --''')",
        "DECLARE @s varchar(100) = 'SELECT 1 /*' + N'＊/ FROM secret'; EXEC (@s)",
        "EXEC sp_prepare @h OUTPUT, N'', N'SELECT * FROM secret'",
        "EXEC sp_prepexec @h OUTPUT, NULL, N'SELECT * FROM secret'",
        "EXEC sp_cursoropen @c OUTPUT, N'SELECT * FROM secret'",
        "EXEC sp_cursorprepexec @h OUTPUT, @c OUTPUT, N'', N'SELECT * FROM secret'",
        "EXEC sp_prepexecrpc @h OUTPUT, N'SELECT * FROM secret'",
        "EXEC sp_describe_first_result_set N'SELECT * FROM secret'",
        "EXEC sp_MSforeachtable N'SELECT * FROM secret'",
        "EXEC sp_MSforeachdb 'SELECT * FROM secret'",
        "EXEC sp_execute_external_script @language = N'R', @script = N'', @input_data_1 = N'SELECT * FROM secret'",
        "EXEC msdb.dbo.sp_send_dbmail @query = N'SELECT * FROM secret'",
        "EXEC master..xp_cmdshell 'bcp \"SELECT * FROM secret\" queryout x'",
        "EXEC sp_execute 1",
        "EXEC sp_cursorfetch 180150003",
        "EXEC @p",
        "DECLARE @n sysname = 'sp_executesql'; EXEC @n N'SELECT * FROM secret'",
        "DECLARE @n sysname = 'sys.sp_exec' + 'utesql'; EXEC @n N'SELECT * FROM secret'",
        "INSERT INTO #t EXEC ('SELECT * FROM secret')",
        "INSERT INTO #t EXEC sp_executesql N'SELECT * FROM secret'",
        "EXEC ('SELECT * FROM secret') AT far",
        "EXEC ('SELECT * FROM secret') AS USER = 'dbo'",
        "IF 1 = 0 EXEC ('SELECT * FROM secret')",
        "BEGIN TRY EXEC ('SELECT * FROM secret') END TRY BEGIN CATCH END CATCH",
        "CREATE PROCEDURE p AS EXEC ('SELECT * FROM secret')",
        "CREATE PROCEDURE #p AS EXEC ('SELECT * FROM secret')",
        "CREATE TRIGGER tr ON t AFTER INSERT AS EXEC ('SELECT * FROM secret')",
        "CREATE SYNONYM s FOR sys.sp_executesql",
        "CREATE SYNONYM s FOR secret",
        "DECLARE c CURSOR FOR SELECT * FROM secret",
        "SET @c = CURSOR FOR SELECT * FROM secret",
        "READTEXT secret.c @p 0 1",
        "DBCC SHOW_STATISTICS ('secret', i)",
        "DBCC CHECKCONSTRAINTS ('secret')",
        "ALTER TABLE secret SWITCH TO mine",
        "EXEC sp_rename 'secret', 'mine'",
        "ALTER SCHEMA mine TRANSFER dbo.secret",
        "PRINT (SELECT TOP 1 c FROM secret)",
        "RAISERROR (@x, 1, 1) WAITFOR DELAY '0:0:0' IF EXISTS (SELECT 1 FROM secret WHERE c LIKE 'a%') WAITFOR DELAY '0:0:1'",
        "RETURN (SELECT TOP 1 c FROM secret)",
        "THROW 50000, @x, 1; SELECT * FROM secret",
        "WHILE (SELECT COUNT(*) FROM secret) > 0 BREAK",
        "DECLARE @x int = (SELECT TOP 1 c FROM secret)",
        "USE shop; SELECT * FROM secret",
        "EXEC ('USE hr'); SELECT * FROM secret",
        "EXEC ('USE hr; SELECT * FROM shop..secret')",
    ];

    [TestCaseSource(nameof(Texts))]
    public void A_detour_to_a_table_is_seen(string text)
    {
        var result = SqlAnalyzer.Analyze(SqlDialect.TSql, text, Session, null);
        Assert.That(
            result.Error is not null || result.Statements.Any(static s => !s.Complete)
            || result.Statements.SelectMany(static s => s.Accesses).Any(static a => a.Name.Name == "secret" || Needed(a)),
            FactsText.Of(result));
    }

    private static bool Needed(Access access) => access is
    {
        Kind: AccessKind.Facility, Through: false, Name.Name: "proxydb.dynamic_sql" or "program" or "remote" or "impersonation",
    };
}
