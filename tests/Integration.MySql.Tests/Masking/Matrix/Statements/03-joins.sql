@ join-inner ordered
SELECT o.id, c.name, c.resident_no, o.total FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id
@ join-left ordered
SELECT b.id, c.id, c.email FROM branches b LEFT JOIN customers c ON c.branch_id = b.id ORDER BY b.id, c.id
@ join-left-where ordered
SELECT b.id, c.id FROM branches b LEFT JOIN customers c ON c.branch_id = b.id AND c.active WHERE c.id IS NULL OR c.balance > 50000 ORDER BY b.id, c.id
@ join-right ordered
SELECT c.id, b.id, c.notes FROM customers c RIGHT OUTER JOIN branches b ON b.id = c.branch_id ORDER BY b.id, c.id
@ join-cross
SELECT COUNT(*), MIN(c.resident_no) FROM customers c CROSS JOIN branches b
@ join-comma ordered
SELECT c.id, o.id FROM customers c, orders o WHERE c.id = o.customer_id AND c.branch_id = o.branch_id ORDER BY o.id
@ join-straight ordered
SELECT c.id, o.id, c.email FROM customers c STRAIGHT_JOIN orders o ON o.customer_id = c.id ORDER BY o.id
@ join-using ordered
SELECT id, c.name, s.name, c.resident_no FROM customers c JOIN staff s USING (id) ORDER BY id
@ join-using-star ordered
SELECT * FROM customers c JOIN staff s USING (id) ORDER BY id
@ join-using-masked ordered
SELECT c.id, d.id FROM customers c JOIN customers d USING (birth_date) ORDER BY c.id, d.id
@ join-natural ordered
SELECT * FROM orders NATURAL JOIN order_lines ORDER BY id, order_id, line LIMIT 20
@ join-natural-common ordered
SELECT id, branch_id, resident_no, total FROM customers NATURAL JOIN orders ORDER BY id
@ join-natural-left ordered
SELECT * FROM branches NATURAL LEFT JOIN (SELECT id, name FROM staff) s ORDER BY id
@ join-on-masked ordered
SELECT a.id, b.id FROM customers a JOIN customers b ON a.resident_no = b.resident_no AND a.id < b.id ORDER BY a.id, b.id
@ join-masked-unmasked ordered
SELECT c.id FROM customers c JOIN archive a ON a.resident_no = c.resident_no ORDER BY c.id
@ join-self ordered
SELECT s.name, b.name, b.salary FROM staff s LEFT JOIN staff b ON b.id = s.boss ORDER BY s.id
@ join-three ordered
SELECT c.name, o.id, p.card_no, p.paid_at FROM customers c JOIN orders o ON o.customer_id = c.id JOIN payments p ON p.order_id = o.id ORDER BY p.id
@ join-nested ordered
SELECT b.id, c.id, o.id FROM branches b LEFT JOIN (customers c JOIN orders o ON o.customer_id = c.id) ON c.branch_id = b.id ORDER BY b.id, c.id, o.id
@ join-parentheses ordered
SELECT c.id, o.id FROM (customers c, orders o) WHERE c.id = o.customer_id ORDER BY o.id
@ join-odbc ordered
SELECT c.id, o.id FROM { OJ customers c LEFT OUTER JOIN orders o ON o.customer_id = c.id } ORDER BY c.id, o.id
@ join-inequality
SELECT COUNT(*) FROM customers c JOIN staff s ON s.salary > c.balance * 100
@ join-division ordered
SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id AND 100 / (c.id - 3) > 1 ORDER BY o.id
@ join-hint ordered
SELECT c.id, o.id FROM customers c JOIN orders o FORCE INDEX (customer_id) ON o.customer_id = c.id ORDER BY o.id
@expected mask filter both keyed
SELECT c.id, o.id FROM customers c JOIN orders o ON o.customer_id = c.id ORDER BY o.id
@ join-bind ordered
SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id AND c.name LIKE ? WHERE o.total > ? ORDER BY o.id
@bind Open%|100
@ derived ordered
SELECT d.id, d.r FROM (SELECT id, resident_no r FROM customers) d ORDER BY d.id
@ derived-star ordered
SELECT * FROM (SELECT * FROM customers WHERE active) x WHERE x.balance > 20000 ORDER BY id
@ derived-alias-columns ordered
SELECT n, s FROM (SELECT id n, LEFT(resident_no, 7) s FROM customers) AS d WHERE s LIKE '91%' ORDER BY n
@ derived-aggregate ordered
SELECT d.branch_id, d.m FROM (SELECT branch_id, MAX(email) m, SUM(balance) t FROM customers GROUP BY branch_id) d ORDER BY d.t, d.branch_id
@ derived-limit ordered
SELECT * FROM (SELECT id, birth_date FROM customers ORDER BY id LIMIT 3) x ORDER BY id
@ derived-deep ordered
SELECT z.e FROM (SELECT y.e, y.id FROM (SELECT email e, id FROM customers) y) z ORDER BY z.id
@ derived-condition ordered
SELECT d.id FROM (SELECT id, name, amount FROM (SELECT id, name, 1 / (id - 3) amount FROM customers) e) d WHERE d.amount > 0 ORDER BY d.id
@ cte ordered
WITH w AS (SELECT id, resident_no FROM customers) SELECT * FROM w ORDER BY id
@ cte-columns ordered
WITH w (a, b) AS (SELECT id, email FROM customers) SELECT b, a FROM w ORDER BY a
@ cte-two ordered
WITH a AS (SELECT id, name FROM customers), b AS (SELECT a.id, o.total FROM a JOIN orders o ON o.customer_id = a.id) SELECT id, SUM(total) FROM b GROUP BY id ORDER BY id
@ cte-named-like-table ordered
WITH customers AS (SELECT id, resident_no FROM {db}.customers WHERE id < 7) SELECT * FROM customers ORDER BY id
@ cte-shadows ordered
WITH customers AS (SELECT 1 id, 'x' resident_no) SELECT * FROM customers ORDER BY id
@ cte-recursive ordered
WITH RECURSIVE t AS (SELECT id, name, boss, salary, 0 depth FROM staff WHERE boss IS NULL UNION ALL SELECT s.id, s.name, s.boss, s.salary, t.depth + 1 FROM staff s JOIN t ON s.boss = t.id) SELECT * FROM t ORDER BY id
@ cte-recursive-numbers ordered
WITH RECURSIVE n AS (SELECT 1 i UNION SELECT i + 1 FROM n WHERE i < 6) SELECT n.i, c.email FROM n LEFT JOIN customers c ON c.id = n.i ORDER BY n.i
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
SELECT birth_date FROM customers INTERSECT SELECT birth_date FROM customers WHERE active
@ union-parentheses ordered
(SELECT id, email FROM customers ORDER BY id LIMIT 2) UNION ALL (SELECT id, name FROM staff ORDER BY id LIMIT 2) ORDER BY 1, 2
@ union-limit ordered
SELECT resident_no x FROM customers UNION SELECT remark FROM orders ORDER BY x LIMIT 5
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
