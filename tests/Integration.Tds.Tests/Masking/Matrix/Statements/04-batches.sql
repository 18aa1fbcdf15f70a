@ into-temporary many session
SELECT id, resident_no, email INTO #t FROM customers; SELECT * FROM #t ORDER BY id
@ into-temporary-then session ordered
SELECT id, notes, birth_date INTO #u FROM customers WHERE id < 8
@then
SELECT id, notes, birth_date FROM #u ORDER BY id
@ into-temporary-star session ordered
SELECT * INTO #all FROM customers
@then
SELECT a.* FROM #all a JOIN branches b ON b.id = a.branch_id ORDER BY a.id
@ into-temporary-expression session ordered
SELECT id, LEFT(email, 9) AS e, balance * 2 AS d INTO #e FROM customers
@then
SELECT * FROM #e ORDER BY id
@ temporary-insert session ordered
CREATE TABLE #k (id int, t nvarchar(80))
@then
INSERT INTO #k SELECT id, email FROM customers
@then
SELECT k.id, k.t FROM #k k ORDER BY k.id
@ table-variable many
DECLARE @t TABLE (id int, t nvarchar(80)); INSERT INTO @t SELECT id, email FROM customers; SELECT * FROM @t ORDER BY id
@ table-variable-join many
DECLARE @t TABLE (id int); INSERT @t VALUES (1), (3), (5); SELECT c.id, c.name, c.resident_no FROM customers c JOIN @t t ON t.id = c.id ORDER BY c.id
@ variable-set many
DECLARE @e nvarchar(60); SET @e = (SELECT email FROM customers WHERE id = 1); SELECT @e AS e, LEN(@e) AS n
@ variable-select many
DECLARE @a varchar(13), @b date; SELECT @a = resident_no, @b = birth_date FROM customers WHERE id = 1; SELECT @a AS a, @b AS b
@ variable-initial many
DECLARE @n int = (SELECT COUNT(*) FROM customers WHERE balance > 50000); SELECT @n AS n
@ variable-concatenated many
DECLARE @s nvarchar(max) = N''; SELECT @s = @s + email + N';' FROM customers WHERE email IS NOT NULL; SELECT @s AS s
@ variable-in-where many
DECLARE @id int = 5; SELECT id, email FROM customers WHERE id = @id
@ variable-plain many
DECLARE @id int = 5, @x nvarchar(10) = N'x'; SET @id += 1; SELECT @id AS id, @x AS x
@ print-masked many
DECLARE @e nvarchar(60); SELECT @e = email FROM customers WHERE id = 1; PRINT @e
@expected mask filter both
DECLARE @e nvarchar(60); SELECT @e = email FROM customers WHERE id = 1
@ raiserror-masked many
DECLARE @e nvarchar(60); SELECT @e = notes FROM customers WHERE id = 1; RAISERROR(N'it is %s', 10, 1, @e)
@ if-exists many
IF EXISTS (SELECT 1 FROM customers WHERE email LIKE 'mail-secret%') SELECT 'shown' AS x ELSE SELECT 'masked' AS x
@ if-hidden many
IF (SELECT COUNT(*) FROM customers) > 6 SELECT 'all' AS x ELSE SELECT 'some' AS x
@ if-branches many
IF 1 = 1 BEGIN SELECT id, email FROM customers ORDER BY id END ELSE BEGIN SELECT 1 AS one END
@ while many
DECLARE @i int = 1; WHILE @i <= 3 BEGIN SELECT id, resident_no FROM customers WHERE id = @i; SET @i += 1 END
@ while-count many
DECLARE @i int = 0, @n int = 0; WHILE @i < 12 BEGIN SET @i += 1; SELECT @n += COUNT(*) FROM customers WHERE id = @i AND balance > 30000 END; SELECT @n AS n
@ try many
BEGIN TRY SELECT id, email FROM customers ORDER BY id END TRY BEGIN CATCH SELECT ERROR_MESSAGE() AS m END CATCH
@ try-caught many
BEGIN TRY SELECT CAST(email AS int) AS n FROM customers WHERE id = 1 END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n, ERROR_MESSAGE() AS m END CATCH
@ error-conversion
SELECT CAST(email AS int) AS n FROM customers WHERE id = 1
@ error-conversion-resident
SELECT id FROM customers WHERE resident_no = 5 AND id = 1
@ error-conversion-date
SELECT CAST(notes AS date) AS n FROM customers WHERE id = 1
@ two-selects many
SELECT id, name FROM customers WHERE id = 1; SELECT id, resident_no FROM customers WHERE id = 2
@ two-selects-plain many
SELECT id FROM branches ORDER BY id; SELECT region FROM branches GROUP BY region ORDER BY region
@ cursor many
DECLARE c CURSOR LOCAL STATIC FOR SELECT id, email FROM customers ORDER BY id; OPEN c; FETCH NEXT FROM c; FETCH NEXT FROM c; CLOSE c; DEALLOCATE c
@ cursor-variables many
DECLARE @id int, @e nvarchar(60), @all nvarchar(max) = N''; DECLARE c CURSOR LOCAL STATIC FOR SELECT id, email FROM customers ORDER BY id; OPEN c; FETCH NEXT FROM c INTO @id, @e; WHILE @@FETCH_STATUS = 0 BEGIN SET @all = @all + ISNULL(@e, N'-') + N';'; FETCH NEXT FROM c INTO @id, @e END; CLOSE c; DEALLOCATE c; SELECT @all AS everything
@ cursor-plain many
DECLARE @id varchar(3), @n int = 0; DECLARE c CURSOR LOCAL STATIC FOR SELECT id FROM branches; OPEN c; FETCH NEXT FROM c INTO @id; WHILE @@FETCH_STATUS = 0 BEGIN SET @n += 1; FETCH NEXT FROM c INTO @id END; CLOSE c; DEALLOCATE c; SELECT @n AS n
@ exec-string many
EXEC ('SELECT id, resident_no FROM customers ORDER BY id')
@ exec-string-plain many
EXEC (N'SELECT id FROM branches ORDER BY id')
@ exec-executesql many
EXEC sp_executesql N'SELECT id, email FROM customers WHERE id = @i', N'@i int', @i = 1
@ exec-executesql-plain many
EXEC sp_executesql N'SELECT id, title FROM branches WHERE id = @i', N'@i varchar(3)', 'S01'
@ exec-procedure many
EXEC all_branches
@ exec-procedure-masked many
EXEC dbo.all_customers
@ exec-insert many session
CREATE TABLE #x (id int, name nvarchar(40), r varchar(13)); INSERT INTO #x EXEC dbo.all_customers; SELECT * FROM #x ORDER BY id
@ exec-variable many
DECLARE @q nvarchar(100) = N'SELECT resident_no FROM customers'; EXEC (@q)
@ describe many
EXEC sp_describe_first_result_set N'SELECT id, title FROM branches'
@ transaction many
BEGIN TRAN; SELECT id, email FROM customers WHERE id = 1; COMMIT
@ nocount many session
SET NOCOUNT ON; SELECT id, resident_no FROM customers WHERE id < 4 ORDER BY id; SET NOCOUNT OFF
@ rowcount many
SELECT id, email FROM customers WHERE id < 6 ORDER BY id; SELECT @@ROWCOUNT AS n
@ object-id many
IF OBJECT_ID(N'dbo.customers') IS NOT NULL SELECT TOP 1 id, resident_no FROM customers ORDER BY id
@ use many batch
USE {db}; SELECT id, email FROM customers ORDER BY id
