@ select-star ordered
SELECT * FROM customers ORDER BY id
@ select-star-no-order
SELECT * FROM customers
@ select-columns ordered
SELECT id, name, resident_no, member_no FROM customers ORDER BY id
@ select-plain
SELECT id, name, branch_id, tier, active FROM customers
@ select-one-masked-point
SELECT name, resident_no, email FROM customers WHERE id = 1
@ select-hidden-point
SELECT name, resident_no, email FROM customers WHERE id = 3
@ select-point-bind
SELECT name, resident_no, birth_date FROM customers WHERE id = @id
@bind @id int = 5
@ select-two-binds ordered
SELECT id, email FROM customers WHERE id BETWEEN @a AND @b ORDER BY id
@bind @a int, @b int = 1|6
@ select-bind-on-masked
SELECT id FROM customers WHERE resident_no = @r
@bind @r varchar(20) = 9101011234501
@ select-bind-in-output
SELECT @m AS mark, id, resident_no FROM customers WHERE branch_id = @b
@bind @m nvarchar(10), @b varchar(3) = hello|S01
@ select-bind-in-top ordered
SELECT TOP (@n) id, email FROM customers ORDER BY id
@bind @n int = 3
@ select-bind-keyed ordered
SELECT id, resident_no, member_no FROM customers WHERE id < @n ORDER BY id
@bind @n int = 7
@ select-alias ordered
SELECT c.id AS n, c.resident_no AS secret, c.birth_date born, mine = c.email FROM customers AS c ORDER BY n
@ select-alias-text ordered
SELECT id 'the number', resident_no [the secret] FROM customers ORDER BY id
@ select-alias-star ordered
SELECT c.* FROM customers c ORDER BY c.id
@ select-star-and-more ordered
SELECT c.*, c.balance * 2 AS twice FROM customers c ORDER BY 1
@ select-two-stars ordered
SELECT c.*, o.* FROM customers c, orders o WHERE o.customer_id = c.id ORDER BY o.id
@ select-qualified ordered
SELECT customers.id, customers.resident_no FROM {db}.dbo.customers ORDER BY customers.id
@ select-schema ordered
SELECT dbo.customers.id, dbo.customers.email FROM dbo.customers ORDER BY dbo.customers.id
@ select-default-schema ordered
SELECT id, email FROM {db}..customers ORDER BY id
@ select-quoted ordered
SELECT [id], "resident_no" FROM [{db}].[dbo].[customers] [C] ORDER BY [C].[id]
@ select-name-case ordered
SELECT ID AS id, Resident_No AS resident_no FROM DBO.Customers WHERE Id > 0 ORDER BY ID
@ select-comments ordered
SELECT /* id, */ id, -- resident_no
  resident_no /* where /* nested */ */
  FROM /* where */ customers
 ORDER BY id
@ select-repeated ordered
SELECT resident_no, resident_no AS again, UPPER(resident_no) AS upper_no FROM customers ORDER BY id
@ select-distinct
SELECT DISTINCT resident_no FROM customers
@ select-distinct-two
SELECT DISTINCT branch_id, birth_date FROM customers
@ select-all
SELECT ALL notes FROM customers
@ select-top ordered
SELECT TOP 3 id, email FROM customers ORDER BY id DESC
@ select-top-percent ordered
SELECT TOP (50) PERCENT id, resident_no FROM customers ORDER BY id
@ select-top-ties ordered
SELECT TOP (1) WITH TIES birth_date, tier FROM customers ORDER BY tier
@ select-top-masked ordered
SELECT TOP 4 id, balance FROM customers ORDER BY balance DESC, id
@ select-offset ordered
SELECT id, resident_no FROM customers ORDER BY id OFFSET 2 ROWS FETCH NEXT 4 ROWS ONLY
@ select-offset-bind ordered
SELECT id, notes FROM customers ORDER BY id OFFSET @o ROWS FETCH NEXT @n ROWS ONLY
@bind @o int, @n int = 1|5
@ select-constant
SELECT 'x' AS x FROM customers
@ select-count
SELECT COUNT(*) AS n, COUNT_BIG(*) AS m FROM customers
@ select-count-masked
SELECT COUNT(notes) AS a, COUNT(resident_no) AS b, COUNT(DISTINCT resident_no) AS c FROM customers
@ select-aggregates
SELECT MIN(resident_no) AS a, MAX(balance) AS b, SUM(balance) AS c, STRING_AGG(email, ';') WITHIN GROUP (ORDER BY id) AS e FROM customers
@ select-hint ordered
SELECT id, resident_no FROM customers WITH (NOLOCK) ORDER BY id
@ select-option ordered
SELECT id, resident_no FROM customers ORDER BY id OPTION (RECOMPILE, MAXDOP 1)
@ select-korean ordered
SELECT id, nick, N'한글' AS k FROM customers WHERE nick LIKE '김%' ORDER BY id
@ select-events ordered
SELECT * FROM events ORDER BY id
@ select-payments ordered
SELECT * FROM payments ORDER BY id
@ select-orders ordered
SELECT * FROM orders ORDER BY id
@ select-staff ordered
SELECT * FROM staff ORDER BY id
@ select-blanks ordered
SELECT * FROM blanks ORDER BY id
@ select-unprotected ordered
SELECT * FROM order_lines ORDER BY order_id, line
@ select-no-table
SELECT 1 AS a, N'x' AS b, NULL AS c
@ select-values ordered
SELECT v.a, v.b, c.email FROM (VALUES (1, 'a'), (2, 'b')) v(a, b) JOIN customers c ON c.id = v.a ORDER BY v.a
@ expression-concat ordered
SELECT CONCAT(name, '/', resident_no) AS x, name + N'-' + email AS y FROM customers ORDER BY id
@ expression-substring ordered
SELECT SUBSTRING(resident_no, 7, 7) AS a, RIGHT(resident_no, 4) AS b, STUFF(email, 1, 2, N'') AS c FROM customers ORDER BY id
@ expression-case ordered
SELECT id, CASE WHEN resident_no LIKE '91%' THEN N'a' WHEN balance > 50000 THEN N'b' ELSE notes END AS x FROM customers ORDER BY id
@ expression-case-operand ordered
SELECT id, CASE LEFT(resident_no, 2) WHEN '91' THEN email WHEN '90' THEN name END AS x FROM customers ORDER BY id
@ expression-iif ordered
SELECT id, IIF(balance > 50000, email, name) AS x, ISNULL(notes, N'none') AS y, NULLIF(email, name) AS z, COALESCE(notes, email, N'no') AS w FROM customers ORDER BY id
@ expression-choose ordered
SELECT id, CHOOSE(1 + id % 2, email, name) AS x FROM customers ORDER BY id
@ expression-arithmetic ordered
SELECT id, balance + 1 AS a, balance % 1000 AS b, -balance AS c, salary / 7 AS d FROM (SELECT c.id, c.balance, s.salary FROM customers c JOIN staff s ON s.id = c.id) x ORDER BY id
@ expression-dates ordered
SELECT id, YEAR(birth_date) AS y, MONTH(birth_date) AS m, DATEADD(day, 1, birth_date) AS n, DATEDIFF(day, '2000-01-01', birth_date) AS f FROM customers ORDER BY id
@ expression-convert ordered
SELECT id, CAST(resident_no AS char(20)) AS a, CAST(balance AS int) AS b, CONVERT(char(8), birth_date, 112) AS c FROM customers ORDER BY id
@ expression-try ordered
SELECT id, TRY_CAST(resident_no AS bigint) AS a, TRY_CONVERT(int, notes) AS b FROM customers ORDER BY id
@ expression-binary ordered
SELECT id, CAST(resident_no AS varbinary(20)) AS a, CAST(email AS varbinary(80)) AS b FROM customers ORDER BY id
@ expression-length ordered
SELECT id, LEN(notes) AS d, DATALENGTH(email) AS f, REVERSE(resident_no) AS e FROM customers ORDER BY id
@ expression-collate ordered
SELECT id, resident_no COLLATE Latin1_General_BIN2 AS x FROM customers ORDER BY email COLLATE Latin1_General_BIN2, id
@ expression-add-one ordered
SELECT dbo.add_one(i) AS x FROM numbers ORDER BY i
@ expression-add-one-masked ordered
SELECT dbo.add_one(id) AS x, dbo.add_one(CAST(balance AS int)) AS y FROM customers ORDER BY id
@ function-of-table
SELECT dbo.name_of(1) AS a, dbo.name_of(3) AS b
@ function-per-row ordered
SELECT id, dbo.name_of(customer_id) AS n FROM orders ORDER BY id
@ function-inline ordered
SELECT * FROM dbo.customers_of('S01') ORDER BY id
@ function-inline-hidden ordered
SELECT * FROM dbo.customers_of('S03') ORDER BY id
@ function-inline-plain ordered
SELECT * FROM dbo.branches_of('north') ORDER BY id
@ function-inline-apply ordered
SELECT b.id AS branch, f.id, f.resident_no FROM branches b CROSS APPLY dbo.customers_of(b.id) f ORDER BY b.id, f.id
@ window-number ordered
SELECT id, ROW_NUMBER() OVER (ORDER BY balance DESC, id) AS n FROM customers ORDER BY id
@ window-partition ordered
SELECT id, branch_id, RANK() OVER (PARTITION BY branch_id ORDER BY birth_date) AS r, COUNT(*) OVER (PARTITION BY branch_id) AS c FROM customers ORDER BY id
@ window-lag ordered
SELECT id, LAG(email) OVER (ORDER BY id) AS before, LEAD(resident_no, 1, 'none') OVER (ORDER BY id) AS behind FROM customers ORDER BY id
@ window-sum ordered
SELECT id, SUM(total) OVER (PARTITION BY customer_id) AS s FROM orders ORDER BY id
@ window-masked ordered
SELECT id, DENSE_RANK() OVER (ORDER BY resident_no) AS r, FIRST_VALUE(notes) OVER (ORDER BY id) AS f FROM customers ORDER BY id
