## Plain queries.
SELECT 1 \g
SELECT 1 AS one, 'two' AS two, NULL AS nothing, N'다섯' AS five \g
SELECT 1; SELECT 2 \g
SELECT TOP 5 * FROM customers ORDER BY customer_id \g
SELECT TOP 7 c.name, COUNT(*) AS n, SUM(o.total) FROM customers c JOIN orders o ON o.customer_id = c.customer_id GROUP BY c.name ORDER BY 2 DESC, 1 \g
SELECT name FROM customers WHERE customer_id = 7 \g
SELECT name FROM shop.dbo.customers WHERE customer_id = 7 \g
SELECT name FROM customers WHERE customer_id = @p \with @p int = 7
SELECT name FROM customers WHERE customer_id = @p AND branch_id = @b \with @p int, @b varchar(10) = 7, S02
SELECT name FROM customers WHERE customer_id = @p \with @p int = \N
SELECT CONCAT(@a, @b), LEN(@a) \with @a nvarchar(20), @b nvarchar(20) = 한글, x
SELECT @a + 1 \with @a int = 41
SELECT name FROM customers WHERE name LIKE '%9' ORDER BY 1 \g
SELECT name FROM customers WHERE customer_id IN (1, 2, 3) ORDER BY 1 \g
SELECT name FROM customers WHERE customer_id BETWEEN 10 AND 12 ORDER BY 1 \g
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.customer_id AND o.total > 600) ORDER BY 1 \g
WITH big AS (SELECT * FROM orders WHERE total > 600) SELECT status, COUNT(*) FROM big GROUP BY status ORDER BY 1 \g
WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT SUM(i) FROM n \g
SELECT customer_id, name FROM customers WHERE customer_id < 3 UNION SELECT 0, N'x' ORDER BY 1 \g
SELECT customer_id FROM customers WHERE customer_id < 5 EXCEPT SELECT 2 ORDER BY 1 \g
SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC), LAG(total) OVER (ORDER BY id) FROM orders WHERE id <= 5 ORDER BY id \g
SELECT customer_id, STRING_AGG(status, '/') WITHIN GROUP (ORDER BY id) FROM orders WHERE customer_id < 4 GROUP BY customer_id ORDER BY 1 \g
SELECT * FROM v_customers WHERE customer_id = 3 \g
SELECT customer_id FROM customers ORDER BY customer_id OFFSET 3 ROWS FETCH NEXT 2 ROWS ONLY \g
SELECT TOP (3) c.customer_id, x.total FROM customers c CROSS APPLY (SELECT MAX(o.total) AS total FROM orders o WHERE o.customer_id = c.customer_id) x ORDER BY 1 \g
SELECT DB_NAME(), SCHEMA_NAME(), SUSER_SNAME() \g
SELECT 'it''s', N'national', 0x4142, [customer_id] FROM [dbo].[customers] WHERE "customer_id" = 1 \g
SELECT 1 /* comment */ + 1 -- rest
\g
SELECT 'x' WHERE 1 = 0 \g
SELECT c.name FROM customers c WITH (NOLOCK), orders o WHERE o.id = 3 AND o.customer_id = c.customer_id OPTION (RECOMPILE) \g
DECLARE @x int = 5; SELECT @x * 2 AS doubled; IF @x > 3 SELECT 'big' ELSE SELECT 'small' \g
