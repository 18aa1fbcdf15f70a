@ sub-from ordered
SELECT x.id, x.resident_no FROM (SELECT id, resident_no FROM customers) x ORDER BY x.id
@ sub-from-star ordered
SELECT * FROM (SELECT * FROM customers) x ORDER BY id
@ sub-from-aliases ordered
SELECT n, secret FROM (SELECT id, resident_no FROM customers) AS x (n, secret) ORDER BY n
@ sub-from-nested ordered
SELECT y.s FROM (SELECT x.r AS s, x.id FROM (SELECT id, resident_no AS r FROM customers WHERE active) x) y ORDER BY y.id
@ sub-from-barrier ordered
SELECT * FROM (SELECT id, balance FROM customers OFFSET 0) x WHERE balance > 30000 ORDER BY id
@ sub-scalar ordered
SELECT o.id, (SELECT c.resident_no FROM customers c WHERE c.id = o.customer_id) AS rrn FROM orders o ORDER BY o.id
@ sub-scalar-where ordered
SELECT id FROM orders WHERE total > (SELECT avg(total) FROM orders) ORDER BY id
@ sub-in ordered
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE balance > 50000) ORDER BY id
@ sub-not-in ordered
SELECT id FROM branches WHERE id NOT IN (SELECT branch_id FROM customers) ORDER BY id
@ sub-in-masked ordered
SELECT id FROM customers WHERE resident_no IN (SELECT resident_no FROM customers WHERE id < 4) ORDER BY id
@ sub-exists ordered
SELECT b.id FROM branches b WHERE EXISTS (SELECT FROM customers c WHERE c.branch_id = b.id AND c.resident_no LIKE '91%') ORDER BY b.id
@ sub-not-exists ordered
SELECT b.id FROM branches b WHERE NOT EXISTS (SELECT 1 FROM customers c WHERE c.branch_id = b.id) ORDER BY b.id
@ sub-exists-star ordered
SELECT b.id FROM branches b WHERE EXISTS (SELECT * FROM orders o WHERE o.branch_id = b.id AND o.total > 200) ORDER BY 1
@ sub-any ordered
SELECT id FROM customers WHERE balance >= ANY (SELECT balance FROM customers WHERE tier = 'gold') ORDER BY id
@ sub-all ordered
SELECT id FROM customers WHERE balance >= ALL (SELECT balance FROM customers) ORDER BY id
@ sub-array ordered
SELECT b.id, ARRAY(SELECT c.resident_no FROM customers c WHERE c.branch_id = b.id ORDER BY c.id) FROM branches b ORDER BY b.id
@ sub-row ordered
SELECT id FROM customers WHERE (branch_id, tier) IN (SELECT branch_id, tier FROM customers WHERE id <= 2) ORDER BY id
@ sub-select-list-star ordered
SELECT b.id, (SELECT x FROM (SELECT max(email) AS x FROM customers c WHERE c.branch_id = b.id) y) FROM branches b ORDER BY 1
@ sub-order-by ordered
SELECT b.id FROM branches b ORDER BY (SELECT count(*) FROM customers c WHERE c.branch_id = b.id), b.id
@ sub-limit ordered
SELECT id FROM branches ORDER BY id LIMIT (SELECT count(*) - 5 FROM customers)
@ sub-having ordered
SELECT branch_id FROM orders GROUP BY branch_id HAVING sum(total) > (SELECT avg(balance) / 100 FROM customers) ORDER BY 1
@ sub-case ordered
SELECT b.id, CASE WHEN EXISTS (SELECT FROM customers c WHERE c.branch_id = b.id) THEN 'used' ELSE 'empty' END FROM branches b ORDER BY b.id
@ sub-correlated-masked ordered
SELECT c.id FROM customers c WHERE EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id AND o.total > c.balance / 500) ORDER BY c.id
@ sub-values ordered
SELECT id, resident_no FROM customers WHERE id IN (VALUES (1), (2), (3)) ORDER BY id
@ sub-in-values
VALUES (1, (SELECT resident_no FROM customers WHERE id = 1)), (2, (SELECT email FROM customers WHERE id = 3))
@ sub-function-argument
SELECT add_one((SELECT id FROM customers WHERE id = 2)), length((SELECT notes FROM customers WHERE id = 1))
@ sub-bind ordered
SELECT o.id FROM orders o WHERE o.customer_id IN (SELECT c.id FROM customers c WHERE c.tier = $1::tier AND c.balance > $2) ORDER BY o.id
@bind gold|30000
@ cte ordered
WITH x AS (SELECT id, resident_no FROM customers) SELECT * FROM x ORDER BY id
@ cte-columns ordered
WITH x (n, secret) AS (SELECT id, resident_no FROM customers) SELECT secret, n FROM x ORDER BY n
@ cte-two ordered
WITH c AS (SELECT * FROM customers WHERE active), o AS (SELECT * FROM orders WHERE total > 50) SELECT c.name, o.total, c.email FROM c JOIN o ON o.customer_id = c.id ORDER BY o.id
@ cte-materialized ordered
WITH x AS MATERIALIZED (SELECT * FROM customers) SELECT id, balance FROM x WHERE balance > 40000 ORDER BY id
@ cte-not-materialized ordered
WITH x AS NOT MATERIALIZED (SELECT * FROM customers) SELECT id, notes FROM x ORDER BY id
@ cte-shadowing ordered
WITH customers AS (SELECT 1 AS id, 'shadow' AS resident_no) SELECT * FROM customers ORDER BY id
@ cte-shadowing-itself ordered
WITH customers AS (SELECT id, resident_no FROM customers WHERE id < 3) SELECT * FROM customers ORDER BY id
@ cte-shadowing-qualified ordered
WITH customers AS (SELECT 1 AS id) SELECT p.id, p.email FROM public.customers p JOIN customers ON customers.id = p.id ORDER BY 1
@ cte-nested ordered
WITH a AS (WITH b AS (SELECT id, email FROM customers) SELECT * FROM b) SELECT * FROM a ORDER BY id
@ cte-in-subquery ordered
SELECT * FROM (WITH x AS (SELECT id, card_no FROM payments) SELECT * FROM x) y ORDER BY id
@ cte-recursive ordered
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT n.i, c.resident_no FROM n LEFT JOIN customers c ON c.id = n.i ORDER BY 1
@ cte-recursive-masked ordered
WITH RECURSIVE t (id, r) AS (SELECT id, resident_no::text FROM customers WHERE id = 1 UNION ALL SELECT c.id, t.r || c.resident_no FROM t JOIN customers c ON c.id = t.id + 1 WHERE c.id < 4) SELECT * FROM t ORDER BY id
@ cte-recursive-search ordered
WITH RECURSIVE t (id) AS (SELECT 1 UNION ALL SELECT c.id FROM t JOIN customers c ON c.id = t.id + 4) SEARCH DEPTH FIRST BY id SET o SELECT id FROM t ORDER BY o
@ cte-unused ordered
WITH unused AS (SELECT resident_no FROM customers) SELECT id FROM branches ORDER BY id
@ set-union
SELECT resident_no FROM customers UNION SELECT card_no FROM payments
@ set-union-all ordered
SELECT id, resident_no AS t FROM customers UNION ALL SELECT id, card_no FROM payments ORDER BY 1, 2
@ set-intersect
SELECT branch_id FROM customers INTERSECT SELECT branch_id FROM orders
@ set-intersect-masked
SELECT resident_no FROM customers WHERE id < 6 INTERSECT ALL SELECT resident_no FROM customers WHERE id > 3
@ set-except
SELECT id FROM branches EXCEPT SELECT branch_id FROM customers
@ set-except-masked
SELECT birth_date FROM customers EXCEPT SELECT date '1975-01-01'
@ set-nested ordered
(SELECT id, name FROM customers WHERE id < 3 UNION SELECT id, name FROM staff) EXCEPT SELECT 1, 'x' ORDER BY 1, 2
@ set-parentheses ordered
(SELECT id, notes FROM customers ORDER BY id LIMIT 2) UNION ALL (SELECT id, remark FROM orders ORDER BY id LIMIT 2) ORDER BY 1, 2
@ set-star
SELECT * FROM customers WHERE id < 3 UNION ALL SELECT * FROM customers WHERE id > 10
@ set-table
TABLE branches UNION TABLE branches
