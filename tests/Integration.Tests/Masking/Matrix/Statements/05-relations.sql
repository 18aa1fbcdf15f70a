@ view-plain ordered
SELECT * FROM v_customers ORDER BY id
@ view-columns ordered
SELECT id, resident_no, email FROM v_customers WHERE balance > 30000 ORDER BY id
@ view-alias ordered
SELECT v.name, v.resident_no FROM public.v_customers AS v WHERE v.id = 2
@ view-aliases ordered
SELECT x, z FROM v_customers AS v (x, y, z) ORDER BY x
@ view-two-levels ordered
SELECT * FROM v_open_orders ORDER BY order_id
@ view-two-levels-where ordered
SELECT customer, rrn FROM v_open_orders WHERE rrn LIKE '91%' ORDER BY order_id
@ view-computed ordered
SELECT * FROM v_labels ORDER BY id
@ view-aggregate ordered
SELECT * FROM v_branch_totals ORDER BY branch_id
@ view-inheritance ordered
SELECT * FROM v_staff ORDER BY id
@ view-everything ordered
SELECT * FROM v_everything ORDER BY id
@ view-renamed ordered
SELECT person, secret FROM v_renamed ORDER BY number
@ view-union ordered
SELECT * FROM v_names ORDER BY id, name
@ view-unprotected ordered
SELECT * FROM v_branches ORDER BY id
@ view-join-table ordered
SELECT v.id, c.balance, v.resident_no = c.resident_no FROM v_customers v JOIN customers c ON c.id = v.id ORDER BY 1
@ view-count
SELECT count(*) FROM v_open_orders
@ view-bind
SELECT name, resident_no FROM v_customers WHERE id = $1
@bind 5
@ view-in-subquery ordered
SELECT id FROM branches b WHERE EXISTS (SELECT FROM v_customers v WHERE v.branch_id = b.id) ORDER BY id
@ view-cte ordered
WITH v AS (SELECT * FROM v_labels) SELECT label FROM v ORDER BY id
@ view-for-update ordered
SELECT id, name FROM v_customers WHERE id = 1 FOR UPDATE
@ partition-parent ordered
SELECT * FROM events ORDER BY id
@ partition-child ordered
SELECT * FROM events_2025 ORDER BY id
@ partition-pruned ordered
SELECT id, actor FROM events WHERE day = '2026-01-27' ORDER BY id
@ partition-aggregate ordered
SELECT actor, count(*) FROM events GROUP BY actor ORDER BY actor
@ partition-union ordered
SELECT id, actor, payload FROM events_2025 UNION ALL SELECT id, actor, payload FROM events_2026 ORDER BY id
@ partition-only
SELECT * FROM ONLY events
@expected mask filter both
SELECT * FROM events WHERE false
@ inheritance-parent ordered
SELECT * FROM staff ORDER BY id
@ inheritance-only ordered
SELECT * FROM ONLY staff ORDER BY id
@expected mask filter both
SELECT * FROM staff_only ORDER BY id
@ inheritance-child ordered
SELECT * FROM managers ORDER BY id
@ inheritance-where ordered
SELECT id, name FROM staff WHERE salary > 8000000 ORDER BY id
@ inheritance-join ordered
SELECT s.id, m.bonus, s.salary FROM staff s JOIN managers m ON m.id = s.id ORDER BY 1
@ whole-row ordered
SELECT o FROM orders o ORDER BY o.id
@expected mask filter both
SELECT ROW(o.*) AS o FROM orders o ORDER BY o.id
@ whole-row-table-name ordered
SELECT payments FROM payments ORDER BY id
@expected mask filter both
SELECT ROW(payments.*) AS payments FROM payments ORDER BY id
@ whole-row-text ordered
SELECT c::text FROM customers c ORDER BY c.id
@ whole-row-json ordered
SELECT to_jsonb(c) FROM customers c ORDER BY c.id
@ whole-row-row-to-json ordered
SELECT row_to_json(o) FROM orders o ORDER BY o.id
@ whole-row-field ordered
SELECT (c).resident_no, (c).id FROM customers c ORDER BY 2
@ whole-row-expand ordered
SELECT (c).* FROM customers c ORDER BY c.id
@ whole-row-compare ordered
SELECT a.id FROM orders a JOIN orders b ON a = b ORDER BY 1
@ whole-row-null ordered
SELECT b.id, c IS NULL FROM branches b LEFT JOIN customers c ON c.branch_id = b.id AND c.id < 4 ORDER BY 1
@ whole-row-count
SELECT count(c), count(DISTINCT o) FROM customers c JOIN orders o ON o.customer_id = c.id
@ whole-row-subquery ordered
SELECT x FROM (SELECT id, resident_no FROM customers) x ORDER BY x.id
@ whole-row-hash ordered
SELECT DISTINCT c.branch_id, row(c.email, c.notes) FROM customers c ORDER BY 1, 2
@ functional-notation ordered
SELECT resident_no(c), c.id FROM customers c ORDER BY 2
@ functional-name ordered
SELECT name(c) FROM staff c ORDER BY c.id
@ functional-function ordered
SELECT c.label FROM customers c ORDER BY c.id
@ functional-call ordered
SELECT label(c) FROM customers c ORDER BY c.id
@ function-sql
SELECT name_of(1), name_of(3)
@ function-sql-masked
SELECT resident_no_of(1), resident_no_of(3)
@ function-table ordered
SELECT * FROM customers_of('S01') ORDER BY id
@ function-per-row ordered
SELECT o.id, resident_no_of(o.customer_id) FROM orders o ORDER BY o.id
@ function-unprotected
SELECT add_one(1), add_one(id) FROM customers WHERE id = 1
@ rows-from ordered
SELECT * FROM ROWS FROM (resident_no_of(1), generate_series(1, 2)) AS t (r, n) ORDER BY n
