@ insert-full write
INSERT INTO customers VALUES (101, N'Open-new', N'new@example.com', '9999999999999', '1999-09-09', 99, 'S01', 'gold', 'm', 'k', N'n', 1)
@expected filter
INSERT INTO {base}.customers VALUES (101, N'Open-new', N'new@example.com', '9999999999999', '1999-09-09', 99, 'S01', 'gold', 'm', 'k', N'n', 1)
@expected mask both keyed
SELECT is_refused FROM refused
@ insert-allowed write
INSERT INTO customers (id, name, branch_id) VALUES (101, N'Open-new', 'S01')
@expected mask filter both keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (101, N'Open-new', 'S01')
@ insert-many write
INSERT INTO customers (id, name, branch_id, tier, active) VALUES (101, N'Open-new', 'S02', 'gold', 0), (102, N'Open-new', 'S01', 'basic', 1)
@expected mask filter both keyed
INSERT INTO {base}.customers (id, name, branch_id, tier, active) VALUES (101, N'Open-new', 'S02', 'gold', 0), (102, N'Open-new', 'S01', 'basic', 1)
@ insert-masked write
INSERT INTO customers (id, name, branch_id, resident_no) VALUES (101, N'Open-new', 'S01', '9999999999999')
@expected filter
INSERT INTO {base}.customers (id, name, branch_id, resident_no) VALUES (101, N'Open-new', 'S01', '9999999999999')
@expected mask both keyed
SELECT is_refused FROM refused
@ insert-outside write
INSERT INTO customers (id, name, branch_id) VALUES (101, N'Open-new', 'S03')
@expected mask keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (101, N'Open-new', 'S03')
@expected filter both
SELECT is_refused FROM refused
@ insert-one-outside write
INSERT INTO customers (id, name, branch_id) VALUES (101, N'Open-new', 'S01'), (102, N'Open-new', 'S04')
@expected mask keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (101, N'Open-new', 'S01'), (102, N'Open-new', 'S04')
@expected filter both
SELECT is_refused FROM refused
@ insert-bind write
INSERT INTO customers (id, name, branch_id) VALUES (@i, @n, @b)
@bind @i int, @n nvarchar(40), @b varchar(3) = 101|Open-new|S02
@expected mask filter both keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (@i, @n, @b)
@ insert-bind-outside write
INSERT INTO customers (id, name, branch_id) VALUES (@i, @n, @b)
@bind @i int, @n nvarchar(40), @b varchar(3) = 101|Open-new|S04
@expected mask keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (@i, @n, @b)
@expected filter both
SELECT is_refused FROM refused
@ insert-output write
INSERT INTO customers (id, name, branch_id) OUTPUT inserted.id, inserted.name VALUES (101, N'Open-new', 'S01')
@expected mask filter both keyed
INSERT INTO {base}.customers (id, name, branch_id) OUTPUT inserted.id, inserted.name VALUES (101, N'Open-new', 'S01')
@ insert-select write
INSERT INTO archive (customer_id, resident_no) SELECT id, resident_no FROM customers
@ insert-select-expression write
INSERT INTO archive SELECT id, LEFT(email, 10), notes FROM customers WHERE active = 1
@ insert-select-bind write
INSERT INTO archive (customer_id, note) SELECT id, CONCAT(@m, email) FROM customers WHERE id < @i
@bind @m nvarchar(10), @i int = m|6
@ insert-select-view write
INSERT INTO archive (customer_id, resident_no) SELECT id, label FROM v_labels
@ insert-with write
WITH x AS (SELECT id, email FROM customers) INSERT INTO archive (customer_id, note) SELECT id, email FROM x
@ insert-sub-value write
INSERT INTO archive (customer_id, resident_no) VALUES (1, (SELECT resident_no FROM customers WHERE id = 1))
@ insert-output-select write
INSERT INTO archive (customer_id, note) OUTPUT inserted.customer_id, inserted.note SELECT id, email FROM customers
@ insert-unprotected write
INSERT INTO journal VALUES (3, N'third', N'c')
@ insert-default write
INSERT INTO journal (id, mark) OUTPUT inserted.who VALUES (3, N'third')
@ insert-duplicate write
INSERT INTO journal VALUES (1, N'again', N'c')
@ insert-exec write
INSERT INTO archive (customer_id, note) EXEC (N'SELECT id, email FROM customers')
@ insert-into-table write
SELECT id, resident_no INTO dbo.copied FROM customers; DROP TABLE dbo.copied
@ update-allowed write
UPDATE customers SET name = N'Open-changed' WHERE id = 1
@ update-all write
UPDATE customers SET active = 1 - active
@ update-two write
UPDATE customers SET tier = 'gold', name = name + N'x' WHERE branch_id = 'S02'
@ update-outside write
UPDATE customers SET name = N'Open-changed' WHERE id = 3
@ update-or write
UPDATE customers SET name = N'Open-changed' WHERE id = 1 OR branch_id = 'S03'
@ update-masked write
UPDATE customers SET resident_no = '1' WHERE id = 1
@expected mask both keyed
SELECT is_refused FROM refused
@ update-masked-mixed write
UPDATE customers SET name = N'Open-x', balance = balance + 1 WHERE id = 1
@expected mask both
SELECT is_refused FROM refused
@ update-masked-where write
UPDATE customers SET name = N'Open-x' WHERE resident_no LIKE '%501'
@ update-masked-where-shown write
UPDATE customers SET name = N'Open-x' WHERE resident_no = '910101*******'
@ update-from-masked write
UPDATE customers SET name = LEFT(resident_no, 40) WHERE id < 5 AND resident_no IS NOT NULL
@ update-branch write
UPDATE customers SET branch_id = 'S02' WHERE id = 1
@ update-branch-outside write
UPDATE customers SET branch_id = 'S03' WHERE id = 1
@expected filter both
SELECT is_refused FROM refused
@ update-branch-bind write
UPDATE customers SET branch_id = @b, name = @n WHERE id = @i
@bind @b varchar(3), @n nvarchar(40), @i int = S02|Open-m|5
@ update-branch-bind-outside write
UPDATE customers SET branch_id = @b WHERE id = @i
@bind @b varchar(3), @i int = S04|5
@expected filter both
SELECT is_refused FROM refused
@ update-bind write
UPDATE customers SET name = @n, active = @a WHERE id = @i
@bind @n nvarchar(40), @a bit, @i int = Open-bound|0|2
@ update-alias write
UPDATE c SET c.name = c.name + N'+' FROM customers c WHERE c.id IN (1, 3)
@ update-top write
UPDATE TOP (20) customers SET name = N'Open-x'
@ update-from write
UPDATE o SET o.remark = c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id < 9
@ update-from-masked-column write
UPDATE o SET o.remark = c.resident_no FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.email LIKE 'm%'
@ update-left-join write
UPDATE o SET o.remark = ISNULL(c.email, N'nobody') FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
@ update-subquery write
UPDATE orders SET remark = (SELECT c.resident_no FROM customers c WHERE c.id = orders.customer_id) WHERE id < 5
@ update-where-exists write
UPDATE orders SET status = 'seen' WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = orders.customer_id AND c.balance > 50000)
@ update-where-in write
UPDATE branches SET title = N'in use' WHERE id IN (SELECT branch_id FROM customers WHERE resident_no LIKE '91%')
@expected mask filter both keyed
UPDATE {base}.branches SET title = N'in use' WHERE id IN (SELECT branch_id FROM customers WHERE resident_no LIKE '91%')
@ update-filter-column write
UPDATE staff SET grade = grade + 0
@ update-output write
UPDATE customers SET name = N'Open-o' OUTPUT inserted.id, deleted.name, inserted.name AS now WHERE id < 4
@ update-output-masked write
UPDATE customers SET name = N'Open-o' OUTPUT inserted.id, deleted.resident_no, inserted.email WHERE id < 4
@expected mask both
UPDATE customers SET name = N'Open-o' OUTPUT inserted.id, CAST(LEFT(deleted.resident_no, 6) + '*******' AS varchar(13)) AS resident_no, CAST(LEFT(inserted.email, 1) + N'***@example.com' AS nvarchar(60)) AS email WHERE id < 4
@expected keyed
UPDATE customers SET name = N'Open-o' OUTPUT inserted.id, CAST((SELECT m.token FROM base.keyed m WHERE m.value = deleted.resident_no) AS varchar(13)) AS resident_no, inserted.email WHERE id < 4
@ update-output-into write
DECLARE @t TABLE (id int, e nvarchar(60)); UPDATE customers SET name = N'Open-o' OUTPUT inserted.id, deleted.email INTO @t WHERE id < 6; SELECT * FROM @t ORDER BY id
@expected mask both
DECLARE @t TABLE (id int, e nvarchar(60)); UPDATE customers SET name = N'Open-o' OUTPUT inserted.id, LEFT(deleted.email, 1) + N'***@example.com' INTO @t WHERE id < 6; SELECT * FROM @t ORDER BY id
@ update-view write
UPDATE v_customers SET name = N'Open-v' WHERE id = 1
@ update-view-masked write
UPDATE v_customers SET email = N'x' WHERE id = 1
@expected mask both
SELECT is_refused FROM refused
@ update-cte write
WITH x AS (SELECT id, name FROM customers WHERE id < 5) UPDATE x SET name = N'Open-c'
@ update-derived write
UPDATE o SET o.remark = d.e FROM orders o JOIN (SELECT id, MAX(email) AS e FROM customers GROUP BY id) d ON d.id = o.customer_id
@ update-variable write
DECLARE @n nvarchar(40); UPDATE customers SET @n = name = N'Open-w' WHERE id = 1; SELECT @n AS n
@ update-unprotected write
UPDATE journal SET who = N'somebody' WHERE id = 2
@ delete-one write
DELETE FROM customers WHERE id = 1
@ delete-hidden write
DELETE FROM customers WHERE id = 3
@ delete-all write
DELETE FROM orders
@ delete-masked-where write
DELETE FROM customers WHERE resident_no LIKE '%501'
@ delete-masked-where-shown write
DELETE FROM payments WHERE card_no = 'withheld'
@ delete-top write
DELETE TOP (50) FROM customers
@ delete-output write
DELETE FROM customers OUTPUT deleted.id, deleted.name, deleted.branch_id WHERE id < 4
@ delete-output-masked write
DELETE FROM customers OUTPUT deleted.id, deleted.resident_no, UPPER(deleted.email) AS e WHERE id < 4
@expected mask both
DELETE FROM customers OUTPUT deleted.id, CAST(LEFT(deleted.resident_no, 6) + '*******' AS varchar(13)) AS resident_no, UPPER(CAST(LEFT(deleted.email, 1) + N'***@example.com' AS nvarchar(60))) AS e WHERE id < 4
@expected keyed
DELETE FROM customers OUTPUT deleted.id, CAST((SELECT m.token FROM base.keyed m WHERE m.value = deleted.resident_no) AS varchar(13)) AS resident_no, UPPER(deleted.email) AS e WHERE id < 4
@ delete-output-star write
DELETE FROM staff OUTPUT deleted.* WHERE id < 6
@expected mask both
DELETE FROM staff OUTPUT deleted.id, deleted.name, deleted.grade, deleted.salary / 1000000 * 1000000 AS salary, deleted.team, deleted.boss, CAST(NULL AS uniqueidentifier) AS badge, CAST(NULL AS varbinary(20)) AS photo WHERE id < 6
@ delete-from write
DELETE o FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.balance > 50000
@ delete-subquery write
DELETE FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE tier = 'gold')
@ delete-bind write
DELETE FROM payments WHERE amount > @a AND id < @i
@bind @a decimal(10,2), @i int = 50|20
@ delete-events write
DELETE FROM events WHERE day < '2025-12-01'
@ delete-blanks write
DELETE FROM blanks WHERE d > 2000
@ delete-view write
DELETE FROM v_customers WHERE id = 1
@ delete-cte write
WITH x AS (SELECT * FROM orders WHERE total > 200) DELETE FROM x
@ merge write
MERGE journal AS t USING (VALUES (1, N'again'), (7, N'seventh')) AS s(id, mark) ON t.id = s.id WHEN MATCHED THEN UPDATE SET who = s.mark WHEN NOT MATCHED THEN INSERT (id, mark) VALUES (s.id, s.mark);
@expected mask filter both keyed
MERGE {base}.journal AS t USING (VALUES (1, N'again'), (7, N'seventh')) AS s(id, mark) ON t.id = s.id WHEN MATCHED THEN UPDATE SET who = s.mark WHEN NOT MATCHED THEN INSERT (id, mark) VALUES (s.id, s.mark);
@ merge-from-masked write
MERGE journal AS t USING (SELECT id, email FROM customers WHERE id < 4) AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET who = s.email WHEN NOT MATCHED THEN INSERT (id, mark) VALUES (s.id, s.email);
@expected mask filter both keyed
MERGE {base}.journal AS t USING (SELECT id, email FROM customers WHERE id < 4) AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET who = s.email WHEN NOT MATCHED THEN INSERT (id, mark) VALUES (s.id, s.email);
@ merge-into-filtered write
MERGE customers AS t USING (VALUES (1, N'Open-m'), (3, N'Open-m')) AS s(id, name) ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name;
@ merge-output write
MERGE journal AS t USING (VALUES (1, N'again')) AS s(id, mark) ON t.id = s.id WHEN MATCHED THEN UPDATE SET who = s.mark OUTPUT $action, inserted.id, deleted.who;
@expected mask filter both keyed
MERGE {base}.journal AS t USING (VALUES (1, N'again')) AS s(id, mark) ON t.id = s.id WHEN MATCHED THEN UPDATE SET who = s.mark OUTPUT $action, inserted.id, deleted.who;
@ truncate-unprotected write
TRUNCATE TABLE journal
@expected mask filter both keyed
TRUNCATE TABLE {base}.journal
@ truncate write
TRUNCATE TABLE customers
@expected mask keyed
TRUNCATE TABLE {base}.customers
@expected filter both
SELECT is_refused FROM refused
@ row-count write
UPDATE customers SET name = N'Open-r' WHERE balance > 20000; SELECT @@ROWCOUNT AS n
@ transaction-write write
BEGIN TRAN; UPDATE customers SET name = N'Open-t' WHERE id = 1; DELETE FROM orders WHERE id = 1; COMMIT
@ transaction-undone write
BEGIN TRAN; DELETE FROM customers; ROLLBACK; SELECT COUNT(*) AS n FROM customers
@ savepoint write
BEGIN TRAN; SAVE TRAN a; DELETE FROM customers WHERE id = 1; ROLLBACK TRAN a; UPDATE customers SET name = N'Open-s' WHERE id < 5; COMMIT
@ while-write write
DECLARE @i int = 0; WHILE @i < 4 BEGIN SET @i += 1; UPDATE customers SET name = N'Open-l' WHERE id = @i END
@ try-write write
BEGIN TRY UPDATE customers SET name = N'Open-y' WHERE id = 1; INSERT INTO journal VALUES (1, N'x', N'y') END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n END CATCH
@expected mask filter both keyed
BEGIN TRY UPDATE customers SET name = N'Open-y' WHERE id = 1; INSERT INTO {base}.journal VALUES (1, N'x', N'y') END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n END CATCH
@ exec-write write
EXEC (N'UPDATE customers SET name = N''Open-e'' WHERE id = 1')
