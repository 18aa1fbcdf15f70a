@ around-cursor-global session many
DECLARE g CURSOR GLOBAL STATIC FOR SELECT id, email FROM customers ORDER BY id
@then
OPEN g
@then
FETCH NEXT FROM g; FETCH NEXT FROM g
@ around-cursor-keyed session many
DECLARE k CURSOR GLOBAL STATIC FOR SELECT id, resident_no FROM customers ORDER BY id
@then
OPEN k; FETCH NEXT FROM k
@ around-cursor-one-batch many
DECLARE k CURSOR LOCAL STATIC FOR SELECT resident_no, member_no FROM customers ORDER BY id; OPEN k; FETCH NEXT FROM k; CLOSE k; DEALLOCATE k
@ around-apply-star ordered
SELECT x.* FROM customers c CROSS APPLY (SELECT c.id, c.email, c.resident_no) x ORDER BY x.id
@ around-scalar-self ordered
SELECT c.id, (SELECT c.email) AS e FROM customers c ORDER BY c.id
@ around-apply-top ordered
SELECT o.id, x.email FROM orders o CROSS APPLY (SELECT TOP 1 * FROM customers d WHERE d.id = o.customer_id ORDER BY d.id) x ORDER BY o.id
@ around-intersect ordered
SELECT c.id FROM customers c WHERE EXISTS (SELECT c.email INTERSECT SELECT N'mail-secret-01@example.com') ORDER BY c.id
@ around-in-outer ordered
SELECT b.id FROM branches b WHERE EXISTS (SELECT 1 FROM customers c WHERE c.branch_id = b.id AND (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id AND o.total > 200) > 0) ORDER BY b.id
@ around-values-subquery ordered
SELECT v.a FROM (VALUES ((SELECT email FROM customers WHERE id = 1)), ((SELECT email FROM customers WHERE id = 3))) v(a) ORDER BY v.a
@ around-union-in-cte ordered
WITH w AS (SELECT id, email FROM customers UNION ALL SELECT id, name FROM staff) SELECT w.id, w.email FROM w WHERE w.id < 4 ORDER BY 1, 2
@ around-cte-twice ordered
WITH w AS (SELECT id, resident_no AS r, boss FROM (SELECT c.id, c.resident_no, s.boss FROM customers c LEFT JOIN staff s ON s.id = c.id) x) SELECT a.id, b.r FROM w a JOIN w b ON b.id = a.boss ORDER BY a.id
@ around-rowcount session many
SET ROWCOUNT 2; SELECT id, email FROM customers ORDER BY id; SET ROWCOUNT 0
@ around-textsize session many
SET TEXTSIZE 8; SELECT id, notes FROM customers ORDER BY id
@ around-throw many
DECLARE @e nvarchar(100); SELECT @e = email FROM customers WHERE id = 3; SET @e = ISNULL(@e, N'nothing'); THROW 50001, @e, 1
@ around-error-message many
BEGIN TRY SELECT CAST(email AS int) AS n FROM customers WHERE id = 3 END TRY BEGIN CATCH SELECT ISNULL(ERROR_MESSAGE(), N'nothing') AS m END CATCH
@ around-error-hidden
SELECT CAST(name AS int) AS n FROM customers WHERE id = 3
@ around-error-order
SELECT id FROM customers WHERE name LIKE 'Hidden%' AND CAST(SUBSTRING(name, 1, 3) AS int) > 0
@ around-division
SELECT COUNT(*) AS n FROM customers WHERE 1 / (CASE WHEN resident_no = '9001011234503' THEN 0 ELSE 1 END) = 1
@ around-is-null ordered
SELECT id, IIF(resident_no IS NULL, 'none', 'some') AS x, IIF(notes IS NULL, 1, 0) AS y FROM customers ORDER BY id
@ around-hash
SELECT CHECKSUM(email) AS a FROM customers WHERE id = 99
@ around-variant ordered
SELECT id, CAST(resident_no AS sql_variant) AS v FROM customers WHERE id < 4 ORDER BY id
@ around-update-variable write
DECLARE @v nvarchar(60); UPDATE customers SET name = name, @v = email WHERE id = 1; SELECT @v AS v
@ around-update-variable-keyed write
DECLARE @v varchar(13); UPDATE customers SET name = name, @v = resident_no WHERE id = 1; SELECT @v AS v
@ around-update-output-from write
UPDATE o SET o.remark = N'x' OUTPUT inserted.id, c.email, c.id AS cid FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id < 9
@ around-delete-output-from write
DELETE o OUTPUT deleted.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id < 9
@ around-delete-output-into write
DELETE FROM orders OUTPUT deleted.id, deleted.remark INTO archive (customer_id, note) WHERE id < 9; SELECT customer_id, note FROM archive ORDER BY customer_id
@expected mask filter both keyed
DELETE FROM orders OUTPUT deleted.id, deleted.remark INTO {base}.archive (customer_id, note) WHERE id < 9; SELECT customer_id, note FROM archive ORDER BY customer_id
@ around-merge-output write
MERGE journal AS t USING customers AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET who = N'x' OUTPUT inserted.id, s.email;
@expected mask filter both keyed
MERGE {base}.journal AS t USING customers AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET who = N'x' OUTPUT inserted.id, s.email;
@ around-merge-by-source write
MERGE journal AS t USING (SELECT id FROM customers WHERE email = N'mail-secret-01@example.com') AS s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE;
@expected mask filter both keyed
MERGE {base}.journal AS t USING (SELECT id FROM customers WHERE email = N'mail-secret-01@example.com') AS s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE;
@ around-duplicate write
INSERT INTO customers (id, name, branch_id) VALUES (3, N'Open-new', 'S01')
@expected mask filter both keyed
INSERT INTO {base}.customers (id, name, branch_id) VALUES (3, N'Open-new', 'S01')
@ around-truncated write
DECLARE @t TABLE (n varchar(5)); INSERT INTO @t SELECT email FROM customers WHERE id = 1
@ around-duplicate-of-mask write
DECLARE @t TABLE (n nvarchar(60) UNIQUE); INSERT INTO @t SELECT email FROM customers WHERE id IN (1, 2, 3) AND email IS NOT NULL; INSERT INTO @t SELECT email FROM customers WHERE id = 1
