using NUnit.Framework;
using ProxyDb.Samples.TdsServer.Sql;

namespace ProxyDb.Integration.Tds.Tests.Engine;

/// <summary>Statements and what they answer, in one session, in order.</summary>
[TestFixture]
public sealed class StatementTests
{
    private static readonly (string Text, string Answer)[] Queries =
    [
        ("CREATE TABLE t (id int IDENTITY(1,1) CONSTRAINT pk PRIMARY KEY, name nvarchar(20) NOT NULL, price decimal(10,2) DEFAULT 1.5, twice AS id * 2)", ""),
        ("INSERT t (name, price) VALUES (N'Alpha', 10.25), (N'beta', NULL); INSERT t (name) VALUES ('gamma'); SELECT SCOPE_IDENTITY(), @@ROWCOUNT", "=2\n=1\n3|1"),
        ("SELECT * FROM t ORDER BY name DESC", "3|gamma|1.50|6\n2|beta|NULL|4\n1|Alpha|10.25|2"),
        ("SELECT id FROM dbo.t WHERE name = 'ALPHA'", "1"),
        ("SELECT COUNT(*), COUNT(price), SUM(price), AVG(price), MIN(name), MAX(price) FROM t", "3|2|11.75|5.875000|Alpha|10.25"),
        ("SELECT id % 2, COUNT(*) FROM t GROUP BY id % 2 HAVING COUNT(*) > 1", "1|2"),
        ("SELECT TOP 1 id FROM t ORDER BY id DESC; SELECT TOP 50 PERCENT id FROM t ORDER BY 1; SELECT id FROM t ORDER BY id OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY", "3\n1\n2\n2"),
        ("WITH r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 4) SELECT SUM(n) FROM r", "10"),
        ("WITH r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r", "#530"),
        ("SELECT a.id, b.id FROM t a LEFT JOIN t b ON b.id = a.id + 2 ORDER BY 1", "1|3\n2|NULL\n3|NULL"),
        ("SELECT x.a, y.b FROM (VALUES (1), (2)) x(a) CROSS APPLY (SELECT x.a * 10 AS b UNION ALL SELECT x.a * 100) y", "1|10\n1|100\n2|20\n2|200"),
        ("SELECT id FROM t UNION SELECT 3 UNION ALL SELECT 3 ORDER BY id DESC; SELECT id FROM t EXCEPT SELECT 2; SELECT id FROM t INTERSECT SELECT 2", "3\n3\n2\n1\n1\n3\n2"),
        ("SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC), LAG(id) OVER (ORDER BY id), SUM(id) OVER (ORDER BY id) FROM t ORDER BY id", "1|3|NULL|1\n2|2|1|3\n3|1|2|6"),
        ("SELECT (SELECT id FROM t)", "#512"),
        ("SELECT STRING_AGG(name, ',') WITHIN GROUP (ORDER BY id DESC) FROM t", "gamma,beta,Alpha"),
        ("SELECT TOP (9223372036854775807) q.id, q.name FROM (SELECT id, CASE WHEN id > 1 THEN name ELSE N'***' END AS name FROM dbo.t) AS q ORDER BY q.id", "1|***\n2|beta\n3|gamma"),
        ("UPDATE t SET price += 1, name = UPPER(name) OUTPUT deleted.price, inserted.price WHERE id = 1", "10.25|11.25"),
        ("UPDATE a SET a.price = b.id FROM t a JOIN t b ON b.id = a.id + 1; SELECT price FROM t ORDER BY id", "=2\n2.00\n3.00\n1.50"),
        ("WITH d AS (SELECT *, ROW_NUMBER() OVER (ORDER BY id) AS n FROM t) DELETE FROM d WHERE n = 1; DELETE TOP (1) FROM t; SELECT id FROM t", "=1\n=1\n3"),
        ("MERGE t AS a USING (VALUES (3, N'three'), (9, N'nine')) s(id, name) ON a.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT (name) VALUES (s.name) OUTPUT $action, inserted.id;", "UPDATE|3\nINSERT|4"),
        ("SELECT * INTO #n FROM t; SELECT COUNT(*) FROM #n; DROP TABLE #n; SELECT 1 FROM #n", "=2\n2\n#208"),
        ("DECLARE @v TABLE (a int); INSERT @v VALUES (1), (2); SELECT SUM(a) FROM @v", "=2\n3"),
        ("DECLARE @s nvarchar(50) = N''; SELECT @s += name + N';' FROM t; PRINT @s", "three;nine;"),
        ("TRUNCATE TABLE t; INSERT t (name) OUTPUT inserted.id VALUES (N'x')", "1"),
        ("SET IDENTITY_INSERT t ON; INSERT t (id, name) VALUES (7, N'seven'); SET IDENTITY_INSERT t OFF; INSERT t (name) OUTPUT inserted.id VALUES (N'y'); INSERT t (id, name) VALUES (1, N'')", "=1\n8\n#544"),
        ("SELECT name FROM (VALUES ('b'), ('A'), ('c')) q(name) ORDER BY name; SELECT DISTINCT n FROM (VALUES ('b'), ('B')) q(n)", "A\nb\nc\nb"),
    ];

    private static readonly (string Text, string Answer)[] Modules =
    [
        ("CREATE TABLE t (id int PRIMARY KEY, name varchar(10)); INSERT t VALUES (1, 'one'), (2, 'two')", "=2"),
        ("CREATE VIEW v AS SELECT id, UPPER(name) AS n FROM t", ""),
        ("SELECT n FROM v WHERE id = 2; UPDATE v SET id = 3 WHERE id = 2; SELECT id FROM t", "TWO\n=1\n1\n3"),
        ("CREATE PROCEDURE p @a int, @b int = 5, @c int OUTPUT AS BEGIN SET @c = @a * @b; SELECT @a AS a; RETURN 7 END", ""),
        ("DECLARE @r int, @o int; EXEC @r = p 4, @c = @o OUTPUT; SELECT @r, @o", "4\n7|20"),
        ("EXEC p @c = NULL", "#201"),
        ("EXEC nothere; SELECT 'goes on'", "#2812\ngoes on"),
        ("CREATE FUNCTION f (@a int) RETURNS int AS BEGIN IF @a > 1 RETURN @a * 10; RETURN 0 END", ""),
        ("SELECT dbo.f(id) FROM t", "0\n30"),
        ("CREATE FUNCTION g (@a int) RETURNS TABLE AS RETURN SELECT id, name FROM t WHERE id >= @a", ""),
        ("SELECT g.id FROM dbo.g(2) g; SELECT t.id, g.id FROM t CROSS APPLY g(t.id) g ORDER BY 1, 2", "3\n1|1\n1|3\n3|3"),
        ("CREATE SYNONYM s FOR shop.dbo.t", ""),
        ("USE other; SELECT COUNT(*) FROM shop..s; SELECT DB_NAME(); USE shop", "2\nother"),
        ("CREATE SCHEMA hr", ""),
        ("CREATE TABLE hr.t (x int); INSERT hr.t VALUES (9); SELECT shop.hr.t.x FROM shop.hr.t; DROP TABLE hr.t; DROP SCHEMA hr", "=1\n9"),
        ("EXEC sp_executesql N'SELECT @p + 1; SET DATEFORMAT dmy', N'@p int', @p = 41; SELECT date_format FROM sys.dm_exec_sessions WHERE session_id = @@SPID", "42\nmdy"),
        ("EXEC ('SELECT 1; SELECT 2')", "1\n2"),
        ("CREATE TYPE ids AS TABLE (id int)", ""),
        ("CREATE PROC usesids @x ids READONLY AS SELECT COUNT(*) FROM @x", ""),
        ("DECLARE @x ids; INSERT @x VALUES (1), (2); EXEC usesids @x", "=2\n2"),
        ("CREATE TABLE #x (i int); INSERT #x EXEC ('SELECT 4 UNION ALL SELECT 5'); SELECT SUM(i) FROM #x", "=2\n9"),
        ("DECLARE c CURSOR FOR SELECT id FROM t ORDER BY id; OPEN c; DECLARE @i int; FETCH NEXT FROM c INTO @i; WHILE @@FETCH_STATUS = 0 BEGIN PRINT @i; FETCH NEXT FROM c INTO @i END; CLOSE c; DEALLOCATE c", "1\n3"),
        ("SELECT name, type FROM sys.objects WHERE parent_object_id = 0 ORDER BY name", "f|FN\ng|IF\np|P \ns|SN\nt|U \nusesids|P \nv|V"),
        ("SELECT COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 't'", "id|int|NULL\nname|varchar|10"),
        ("DROP VIEW v; DROP PROC p, usesids; DROP FUNCTION f; DROP FUNCTION IF EXISTS g, nothere; DROP SYNONYM s; DROP TABLE nothere", "#3701"),
    ];

    [Test]
    public void Queries_and_changes() => Check(Queries);

    [Test]
    public void Views_procedures_functions_and_names() => Check(Modules);

    [Test]
    public void Sql_of_the_catalog_file_runs()
    {
        using var engine = new EngineUnderTest();
        using var session = engine.Open();
        EngineUnderTest.Ask(session, "CREATE TABLE t (id int IDENTITY PRIMARY KEY, a nvarchar(20) DEFAULT N'x', c AS id * 2, CONSTRAINT ck CHECK (id > 0))");
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "samples/tds-server/CATALOG.md")))
            directory = directory.Parent;
        var text = File.ReadAllText(Path.Combine(directory!.FullName, "samples/tds-server/CATALOG.md"));
        var sql = text[(text.IndexOf("```sql", StringComparison.Ordinal) + 6)..];
        Assert.Multiple(() =>
        {
            foreach (var query in sql[..sql.IndexOf("```", StringComparison.Ordinal)].Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
                Assert.That(EngineUnderTest.Ask(session, query), Does.Not.Contain("#"), query);
        });
    }

    private static void Check((string Text, string Answer)[] steps)
    {
        using var engine = new EngineUnderTest();
        using var session = engine.Open();
        Assert.Multiple(() =>
        {
            foreach (var (text, answer) in steps)
                Assert.That(EngineUnderTest.Ask(session, text), Is.EqualTo(answer), text);
        });
    }
}
