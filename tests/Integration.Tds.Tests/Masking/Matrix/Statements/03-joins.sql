@ join-inner ordered
SELECT o.id, c.name, c.resident_no, o.total FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id
@ join-left ordered
SELECT b.id, c.id AS cid, c.email FROM branches b LEFT JOIN customers c ON c.branch_id = b.id ORDER BY b.id, c.id
@ join-left-where ordered
SELECT b.id, c.id AS cid FROM branches b LEFT JOIN customers c ON c.branch_id = b.id AND c.active = 1 WHERE c.id IS NULL OR c.balance > 50000 ORDER BY b.id, c.id
@ join-right ordered
SELECT c.id, b.id AS bid, c.notes FROM customers c RIGHT OUTER JOIN branches b ON b.id = c.branch_id ORDER BY b.id, c.id
@ join-full ordered
SELECT c.id, s.id AS sid, s.badge FROM customers c FULL JOIN staff s ON s.id = c.id ORDER BY c.id, s.id
@ join-cross
SELECT COUNT(*) AS n, MIN(c.resident_no) AS m FROM customers c CROSS JOIN branches b
@ join-comma ordered
SELECT c.id, o.id AS oid FROM customers c, orders o WHERE c.id = o.customer_id AND c.branch_id = o.branch_id ORDER BY o.id
@ join-hint ordered
SELECT c.id, o.id AS oid, c.email FROM customers c INNER LOOP JOIN orders o ON o.customer_id = c.id ORDER BY o.id
@ join-on-masked ordered
SELECT a.id, b.id AS other FROM customers a JOIN customers b ON a.resident_no = b.resident_no AND a.id < b.id ORDER BY a.id, b.id
@ join-masked-unmasked ordered
SELECT c.id FROM customers c JOIN archive a ON a.resident_no = c.resident_no ORDER BY c.id
@ join-self ordered
SELECT s.name, b.name AS boss_name, b.salary FROM staff s LEFT JOIN staff b ON b.id = s.boss ORDER BY s.id
@ join-three ordered
SELECT c.name, o.id, p.card_no, p.paid_at FROM customers c JOIN orders o ON o.customer_id = c.id JOIN payments p ON p.order_id = o.id ORDER BY p.id
@ join-nested ordered
SELECT b.id, c.id AS cid, o.id AS oid FROM branches b LEFT JOIN (customers c JOIN orders o ON o.customer_id = c.id) ON c.branch_id = b.id ORDER BY b.id, c.id, o.id
@ join-inequality
SELECT COUNT(*) AS n FROM customers c JOIN staff s ON s.salary > c.balance * 100
@ join-bind ordered
SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id AND c.name LIKE @n WHERE o.total > @t ORDER BY o.id
@bind @n nvarchar(20), @t decimal(12,2) = Open%|100
@ join-database ordered
SELECT c.id, o.id AS oid, c.email FROM {db}.dbo.customers c JOIN {db}.dbo.orders o ON o.customer_id = c.id ORDER BY o.id
@ apply-cross ordered
SELECT c.id, x.id AS oid, x.total FROM customers c CROSS APPLY (SELECT TOP 1 o.id, o.total FROM orders o WHERE o.customer_id = c.id ORDER BY o.id DESC) x ORDER BY c.id
@ apply-outer ordered
SELECT b.id, x.email FROM branches b OUTER APPLY (SELECT MAX(c.email) AS email FROM customers c WHERE c.branch_id = b.id) x ORDER BY b.id
@ apply-values ordered
SELECT c.id, v.k, v.t FROM customers c CROSS APPLY (SELECT 1, c.email UNION ALL SELECT 2, c.name) v(k, t) ORDER BY c.id, v.k
@ apply-split ordered
SELECT c.id, s.value FROM customers c CROSS APPLY STRING_SPLIT(c.email, '-') s ORDER BY c.id, s.value
@ derived ordered
SELECT d.id, d.r FROM (SELECT id, resident_no AS r FROM customers) d ORDER BY d.id
@ derived-star ordered
SELECT * FROM (SELECT * FROM customers WHERE active = 1) x WHERE x.balance > 20000 ORDER BY id
@ derived-alias-columns ordered
SELECT n, s FROM (SELECT id, LEFT(resident_no, 7) FROM customers) AS d (n, s) WHERE s LIKE '91%' ORDER BY n
@ derived-aggregate ordered
SELECT d.branch_id, d.m FROM (SELECT branch_id, MAX(email) AS m, SUM(balance) AS t FROM customers GROUP BY branch_id) d ORDER BY d.t, d.branch_id
@ derived-top ordered
SELECT * FROM (SELECT TOP 3 id, birth_date FROM customers ORDER BY id) x ORDER BY id
@ derived-deep ordered
SELECT z.e FROM (SELECT y.e, y.id FROM (SELECT email AS e, id FROM customers) y) z ORDER BY z.id
@ derived-condition ordered
SELECT d.id FROM (SELECT id, name, amount FROM (SELECT id, name, 1.0 / NULLIF(id - 3, 0) AS amount FROM customers) e) d WHERE d.amount > 0 ORDER BY d.id
@ cte ordered
WITH w AS (SELECT id, resident_no FROM customers) SELECT * FROM w ORDER BY id
@ cte-columns ordered
WITH w (a, b) AS (SELECT id, email FROM customers) SELECT b, a FROM w ORDER BY a
@ cte-two ordered
WITH a AS (SELECT id, name FROM customers), b AS (SELECT a.id, o.total FROM a JOIN orders o ON o.customer_id = a.id) SELECT id, SUM(total) AS t FROM b GROUP BY id ORDER BY id
@ cte-named-like-table ordered
WITH customers AS (SELECT id, resident_no FROM dbo.customers WHERE id < 7) SELECT * FROM customers ORDER BY id
@ cte-shadows ordered
WITH customers AS (SELECT 1 AS id, 'x' AS resident_no) SELECT * FROM customers ORDER BY id
@ cte-recursive ordered
WITH t AS (SELECT id, name, boss, salary, 0 AS depth FROM staff WHERE boss IS NULL UNION ALL SELECT s.id, s.name, s.boss, s.salary, t.depth + 1 FROM staff s JOIN t ON s.boss = t.id) SELECT * FROM t ORDER BY id
@ cte-recursive-numbers ordered
WITH n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 6) SELECT n.i, c.email FROM n LEFT JOIN customers c ON c.id = n.i ORDER BY n.i OPTION (MAXRECURSION 10)
@ cte-unused ordered
WITH w AS (SELECT resident_no FROM customers) SELECT id FROM branches ORDER BY id
@ union
SELECT id, name FROM customers UNION SELECT id, name FROM staff
@ union-all ordered
SELECT id, resident_no FROM customers UNION ALL SELECT id, card_no FROM payments ORDER BY 1, 2
@ union-masked-first
SELECT email FROM customers UNION SELECT title FROM branches
@ union-except
SELECT branch_id FROM customers EXCEPT SELECT branch_id FROM orders WHERE total > 100
@ union-intersect
SELECT birth_date FROM customers INTERSECT SELECT birth_date FROM customers WHERE active = 1
@ union-derived ordered
SELECT * FROM (SELECT id, email FROM customers WHERE id < 3 UNION ALL SELECT id, name FROM staff WHERE id < 3) u ORDER BY 1, 2
@ view ordered
SELECT * FROM v_customers ORDER BY id
@ view-deep ordered
SELECT * FROM v_open_orders ORDER BY order_id
@ view-expression ordered
SELECT * FROM v_labels ORDER BY id
@ view-aggregate ordered
SELECT * FROM v_branch_totals ORDER BY branch_id
@ view-star ordered
SELECT * FROM v_everything ORDER BY id
@ view-renamed ordered
SELECT number, secret FROM v_renamed WHERE person LIKE '%0%' ORDER BY number
@ view-union ordered
SELECT * FROM v_names ORDER BY id, name
@ view-plain ordered
SELECT * FROM v_branches ORDER BY id
@ view-join ordered
SELECT v.id, o.total FROM v_customers v JOIN orders o ON o.customer_id = v.id WHERE v.resident_no IS NOT NULL ORDER BY o.id
@ view-condition ordered
SELECT id FROM v_customers WHERE resident_no LIKE '%501' OR balance > 60000 ORDER BY id
@ synonym ordered
SELECT id, email FROM clients ORDER BY id
@ sub-scalar
SELECT (SELECT resident_no FROM customers WHERE id = 1) AS x
@ sub-scalar-per-row ordered
SELECT o.id, (SELECT c.email FROM customers c WHERE c.id = o.customer_id) AS e FROM orders o ORDER BY o.id
@ sub-in ordered
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE balance > 50000) ORDER BY id
@ sub-not-in ordered
SELECT id FROM branches WHERE id NOT IN (SELECT branch_id FROM customers) ORDER BY id
@ sub-in-masked ordered
SELECT id FROM customers WHERE resident_no IN (SELECT resident_no FROM customers WHERE id = 1) ORDER BY id
@ sub-exists ordered
SELECT id FROM branches b WHERE EXISTS (SELECT 1 FROM customers c WHERE c.branch_id = b.id AND c.notes IS NOT NULL) ORDER BY id
@ sub-not-exists ordered
SELECT id FROM branches b WHERE NOT EXISTS (SELECT * FROM customers c WHERE c.branch_id = b.id) ORDER BY id
@ sub-all ordered
SELECT id FROM customers WHERE balance >= ALL (SELECT balance FROM customers) ORDER BY id
@ sub-any ordered
SELECT id FROM staff WHERE salary > ANY (SELECT balance * 50 FROM customers) ORDER BY id
@ sub-correlated ordered
SELECT id, name FROM customers c WHERE balance > (SELECT AVG(balance) FROM customers d WHERE d.branch_id = c.branch_id) ORDER BY id
@ sub-in-from ordered
SELECT x.branch_id, x.n FROM (SELECT branch_id, COUNT(*) AS n FROM customers WHERE id IN (SELECT customer_id FROM orders) GROUP BY branch_id) x ORDER BY 1
@ sub-in-having
SELECT branch_id FROM customers GROUP BY branch_id HAVING SUM(balance) > (SELECT MAX(balance) FROM customers)
@ sub-in-order ordered
SELECT id FROM branches b ORDER BY (SELECT COUNT(*) FROM customers c WHERE c.branch_id = b.id) DESC, id
@ sub-in-case ordered
SELECT id, CASE WHEN EXISTS (SELECT 1 FROM customers c WHERE c.branch_id = b.id) THEN 'some' ELSE 'none' END AS x FROM branches b ORDER BY id
@ sub-in-on ordered
SELECT o.id FROM orders o JOIN branches b ON b.id = (SELECT c.branch_id FROM customers c WHERE c.id = o.customer_id) ORDER BY o.id
@ sub-nested ordered
SELECT id FROM branches WHERE id IN (SELECT branch_id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE email LIKE 'm%')) ORDER BY id
@ sub-in-top ordered
SELECT TOP (SELECT COUNT(*) FROM customers WHERE id < 7) id, email FROM customers ORDER BY id
@ sub-bind ordered
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE name LIKE @n AND balance > @b) ORDER BY id
@bind @n nvarchar(20), @b int = Open%|30000
@ sub-too-many
SELECT (SELECT name FROM customers) AS x
