SELECT 1 AS one, N'한글' AS word
go
SELECT TOP 5 customer_id, name, branch_id FROM customers ORDER BY customer_id
go
SELECT COUNT(*) AS orders, SUM(total) AS total FROM orders WHERE status = 'paid'
go
SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.customer_id WHERE o.id < 4 ORDER BY o.id
go
SELECT id, w, n FROM korean ORDER BY id
go
CREATE TABLE d.dbo.cli (id int IDENTITY(1,1) NOT NULL PRIMARY KEY, t nvarchar(50) NULL, n decimal(10,2) NULL)
go
INSERT INTO d.dbo.cli (t, n) VALUES (N'one', 1.5), (N'두번째', NULL)
go
UPDATE d.dbo.cli SET n = 2.25 WHERE n IS NULL
go
SELECT * FROM d.dbo.cli ORDER BY id
go
PRINT 'a message'
go
SELECT * FROM missing
go
SELEC 1
go
INSERT INTO customers (customer_id, name) VALUES (1, N'twice')
go
RAISERROR('raised', 16, 3)
go
BEGIN TRANSACTION
INSERT INTO d.dbo.cli (t) VALUES (N'gone')
ROLLBACK
SELECT COUNT(*) AS left_over FROM d.dbo.cli
go
EXEC three_results 2
go
EXEC note_down N'from the command line'
SELECT mark, who FROM journal
go
SELECT 1 AS a
SELECT 2 AS b
go
USE d
go
SELECT DB_NAME() AS db
go
